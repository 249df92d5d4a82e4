"""Where a person is signed in: listed, ended one by one or all at once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from kazi.accounts import rules
from kazi.accounts.models import OpenSession
from kazi.kernel.errors import NotFound


def note(request: HttpRequest, person_id: int, how: str, factor: str) -> None:
    """Put the session that has just begun on its person's list."""
    key = request.session.session_key
    if key is None:  # Not kept in the database: nothing to end.
        return
    browser = rules.browser_name(request.META.get("HTTP_USER_AGENT", ""))
    known = {"person_id": person_id, "how": how, "factor": factor, "browser": browser}
    OpenSession.objects.update_or_create(key=key, defaults=known)


def note_factor(request: HttpRequest, factor: str) -> None:
    OpenSession.objects.filter(key=request.session.session_key or "").update(factor=factor)


def open_sessions(person_id: int) -> list[OpenSession]:
    """Return where the person is signed in now, the newest first, at most 50."""
    mine = OpenSession.objects.filter(person_id=person_id, key__in=_living())
    return list(mine.order_by("-pk")[:50])


@transaction.atomic
def end(person_id: int, session_id: int) -> None:
    """End one session of the person at once; raise NotFound for one that is not theirs or has ended."""
    found = OpenSession.objects.filter(pk=session_id, person_id=person_id).first()
    if found is None:
        raise NotFound
    _end([found.key])


@transaction.atomic
def end_all(person_id: int, but: str | None = None) -> None:
    """End every session of the person that is on the list, but the one with this key."""
    mine = OpenSession.objects.filter(person_id=person_id)
    _end([key for key in mine.values_list("key", flat=True) if key != but])


def forget(key: str | None) -> None:
    """Take a session that its person has ended off the list."""
    OpenSession.objects.filter(key=key or "").delete()


def forget_ended() -> int:
    """Delete sessions that are over, Django's and ours; return how many of the list went."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return OpenSession.objects.exclude(key__in=_living()).delete()[0]


def _living() -> Any:
    """Return the keys of sessions that still hold, as a subquery."""
    return Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    OpenSession.objects.filter(key__in=keys).delete()
