"""Every sign-in, failed sign-in and sign-out of a known person, in the journals they belong to.

What was typed is never kept: an entry names the membership, not the address or the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account import signals as library
from django.conf import settings
from django.contrib.auth import login, signals
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase

from kazi.accounts import sessions
from kazi.accounts.actors import Actor
from kazi.accounts.devices import device_of
from kazi.accounts.events import SignedIn, SignedOut, SignedOutEverywhere, SignInFailed
from kazi.accounts.models import Device, Membership, Person
from kazi.accounts.tokens import standing
from kazi.journal.bus import Event, record
from kazi.kernel.tenancy import acting_for

WORKING_DAY_SECONDS = 12 * 3600
# In the session: how it was made, with which second factor, and when its person last showed who they are.
HOW, FACTOR, CONFIRMED_AT = "signed_in_by", "factor", "confirmed_at"


def sign_in(request: HttpRequest, person: Person, how: str, org_id: int | None = None) -> None:
    """Begin a session of this person, with a new session key, for at most a working day.

    Whatever session the browser had, of this person or of another, ends.
    """
    request.signing_in_by = how  # type: ignore[attr-defined]
    request.session.flush()
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session.set_expiry(WORKING_DAY_SECONDS)
    if org_id is not None:
        request.session["org_id"] = org_id


def sign_out_everywhere(actor: Actor) -> None:
    """End every session and every token of this person, on all devices."""
    end_everything(actor.person_id)


@transaction.atomic
def end_everything(person_id: int) -> None:
    """End every session and every token of a person, on all devices."""
    tell_all(person_id, lambda one: SignedOutEverywhere(str(one.pk)))
    Membership.objects.filter(person_id=person_id).update(epoch=F("epoch") + 1)
    sessions.end_all(person_id)
    standing.forget()


def remember_language(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser speak the language of whoever has just signed in, whichever way they came."""
    if speaks := getattr(request, "speaks", ""):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, speaks, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def choose_language(person_id: int, code: str) -> None:
    """Keep a language as this person's own; one that is not offered, and a demo person's, is not kept."""
    if code in dict(settings.LANGUAGES):
        Person.objects.filter(pk=person_id, is_demo=False).update(language=code)


def is_ended(request: HttpRequest, membership: Membership) -> bool:
    """Say whether the session began before its person was signed out everywhere."""
    began = (request.session.get("epochs") or {}).get(str(membership.pk))
    return began is not None and began != membership.epoch


def tell_of_failure(person_id: int, how: str, device: Device | None = None) -> None:
    """Write the failed attempt into the journals of the person's organisations."""
    tell_all(person_id, lambda one: SignInFailed(str(one.pk), how, _device_id(one, device)))


def connect() -> None:
    """Listen to Django, which hears of every way to sign in; called when the room opens."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="kazi.signed_in")
    signals.user_login_failed.connect(_failed, dispatch_uid="kazi.sign_in_failed")
    signals.user_logged_out.connect(_signed_out, dispatch_uid="kazi.signed_out")
    library.password_changed.connect(_has_new_password, dispatch_uid="kazi.password_changed")
    library.password_reset.connect(_has_new_password, dispatch_uid="kazi.password_reset")


def _signed_in(request: HttpRequest, user: Person, **_more: Any) -> None:
    how = getattr(request, "signing_in_by", "password")
    factor = getattr(request, "proved_factor", "")
    device = device_of(request)
    tell_all(user.pk, lambda one: SignedIn(str(one.pk), how, _device_id(one, device), factor))
    if how != "demo":  # The people of the demo speak the visitor's language.
        request.speaks = user.language  # type: ignore[attr-defined]
    memberships = Membership.objects.filter(person=user, is_active=True)
    if hasattr(request, "session"):
        request.session["epochs"] = {str(pk): epoch for pk, epoch in memberships.values_list("pk", "epoch")}
        request.session[HOW], request.session[FACTOR] = how, factor
        request.session[CONFIRMED_AT] = time.time()
        sessions.note(request, user.pk, how, factor)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:
    typed = [str(credentials[key]) for key in ("username", "email") if credentials.get(key)]
    if not typed:
        return
    names = Q()
    for name in typed:
        names |= Q(username__iexact=name) | Q(email__iexact=name)
    for person_id in Person.objects.filter(names).values_list("pk", flat=True)[:3]:
        tell_of_failure(person_id, "password", None if request is None else device_of(request))


def _signed_out(request: HttpRequest, user: Person | None, **_more: Any) -> None:
    if hasattr(request, "session"):
        sessions.forget(request.session.session_key)
    if user is not None:
        tell_all(user.pk, lambda one: SignedOut(str(one.pk)))


def _has_new_password(request: HttpRequest, user: Person, **_more: Any) -> None:
    """All sessions made with the password until now are over; the one that changed it has a new key."""
    sessions.end_all(user.pk, but=request.session.session_key)
    if request.user.pk == user.pk:
        sessions.note(request, user.pk, request.session.get(HOW, ""), request.session.get(FACTOR, ""))


def _device_id(membership: Membership, device: Device | None) -> str:
    """Name the device to the organisation it belongs to, and to no other."""
    return str(device.pk) if device is not None and device.org_id == membership.org_id else ""


def tell_all(person_id: int, make: Callable[[Membership], Event]) -> None:
    """Write a fact about the person into the journal of each organisation they belong to."""
    for membership in Membership.objects.filter(person_id=person_id, is_active=True):
        with acting_for(membership.org_id), transaction.atomic():
            record(make(membership), actor_id=person_id)
