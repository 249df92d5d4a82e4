"""Work out who is acting, and open that organisation's scope for the request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kazi.accounts import keys, tokens
from kazi.accounts.actors import Actor, as_actor, find_membership
from kazi.accounts.factors.proving import barrier
from kazi.accounts.models import Person
from kazi.accounts.places import zone_of
from kazi.accounts.signing_in import is_ended, remember_language
from kazi.kernel.tenancy import acting_for

Handler = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """A bearer token or key in `Authorization` decides; without one, the session does.

    A session without a second factor goes no further in a role that needs one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        remember_language(request, response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        actor = _actor(request)
        if actor is None:
            return self.get_response(request)
        request.actor = actor  # type: ignore[attr-defined]
        # Times are shown, and deadlines read, as the clock on the organisation's wall says.
        with acting_for(actor.org_id), timezone.override(zone_of(actor.org_id)):
            return barrier(request, actor) or self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    said = request.META.get("HTTP_AUTHORIZATION", "")
    if said.startswith("Bearer "):
        secret = said[7:]
        return tokens.read(secret) or keys.read(secret)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    if not isinstance(request.user, Person):
        return None
    membership = find_membership(request.user, request.session.get("org_id"))
    if membership is None:
        return None
    if is_ended(request, membership):
        request.session.flush()
        request.user = AnonymousUser()
        return None
    return as_actor(membership)
