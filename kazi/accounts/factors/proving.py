"""What a session knows of its second factor, and the barrier before roles that need one."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kazi.accounts import rules, sessions
from kazi.accounts.actors import Actor
from kazi.accounts.factors.holding import has_factor
from kazi.accounts.models import Person
from kazi.accounts.signing_in import CONFIRMED_AT, FACTOR, HOW

PROVING = frozenset({"passkey", "totp", "recovery_code"})


def has_proved(request: HttpRequest) -> bool:
    """Say whether the session was made, or confirmed, with a second factor.

    A session by staff code and PIN never counts: the device is shared.  One of the demo counts in
    demo mode, which production refuses.
    """
    how = request.session.get(HOW)
    if how == "demo":
        return bool(settings.DEMO)
    return how != "pin" and request.session.get(FACTOR) in PROVING


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether this person showed within the last ten minutes that it is them, with the best they have."""
    how = request.session.get(HOW)
    if how == "demo":
        return bool(settings.DEMO)
    if how == "pin" or not isinstance(request.user, Person):
        return False
    age = time.time() - float(request.session.get(CONFIRMED_AT) or 0)
    is_fresh = 0 <= age < rules.CONFIRMED_FOR.total_seconds()
    return is_fresh and (has_proved(request) or not has_factor(request.user.pk))


def confirm(request: HttpRequest, factor: str) -> None:
    """Note that the person has shown who they are; `factor` is "" when it was by password."""
    request.session[CONFIRMED_AT] = time.time()
    if factor:
        request.session[FACTOR] = factor
        sessions.note_factor(request, factor)


def forget_factor(request: HttpRequest) -> None:
    """The person has no factor any more: this session is one without, and all others end."""
    request.session[FACTOR] = ""
    sessions.note_factor(request, "")
    sessions.end_all(cast("Person", request.user).pk, but=request.session.session_key)


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be seen only by somebody who has just shown that it is them; others are asked first."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_confirmed(request) else ask_to_confirm(request)

    return asked


def confirmed_to_change(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let everybody whose page it is look; ask who changes something to show that it is them."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in {"GET", "HEAD"} or is_confirmed(request):
            return view(request, *args, **kwargs)
        return ask_to_confirm(request)

    return asked


def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for a factor or the password, and then back here.

    After a POST it leads back to the page with the form: what is not certain is not done.
    """
    came_from = request.META.get("HTTP_REFERER", "")
    after = request.get_full_path()
    if request.method != "GET":
        own = {request.get_host()}
        is_ours = url_has_allowed_host_and_scheme(came_from, own, require_https=request.is_secure())
        after = came_from if is_ours else reverse("accounts:security")
    return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': after})}")


def barrier(request: HttpRequest, actor: Actor) -> HttpResponseBase | None:
    """Return where a session goes first that has no second factor, in a role that needs one; else None."""
    if actor.role not in rules.NEEDS_SECOND_FACTOR or has_proved(request):
        return None
    path = request.path_info
    if path.startswith(_open_paths()):
        return None
    if path.startswith("/api/"):
        words = _("Your role needs a second factor: sign in again with it.")
        problem = {"type": "about:blank", "title": words, "status": 403, "kind": "Forbidden"}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    if request.session.get(HOW) == "pin":
        words = _(
            "You came with staff code and PIN, on a device that others use too. "
            "This role needs more: sign out, and sign in with your password and your second factor."
        )
        return render(request, "web/refused.html", {"words": words, "status": 403}, status=403)
    after = request.get_full_path() if request.method == "GET" else "/my/"
    way = "accounts:confirm" if has_factor(actor.person_id) else "accounts:security"
    address = f"{reverse(way)}?{urlencode({'next': after})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@cache
def _open_paths() -> tuple[str, ...]:
    """What remains open without the factor: to set one up, to show it, to leave, to be another."""
    names = ("security", "confirm", "acting", "everywhere")
    own = [reverse(f"accounts:{name}") for name in names]
    return (*own, reverse("account_logout"), reverse("set_language"), "/help/", "/static/", "/healthz")
