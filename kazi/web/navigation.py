"""What every page shows around its own matter: the ways a role goes, the languages, the demo's mark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from kazi.accounts import devices
from kazi.accounts.actors import Actor
from kazi.accounts.models import Role

Ways = tuple[tuple[Promise, str], ...]

_VISITOR: Ways = ((_("Providers"), "/providers/"), (_("I need work done"), "/need-work/"))
_WAYS: dict[str, Ways] = {
    Role.WORKER: ((_("My work"), "/my/work"),),
    Role.LEAD: (
        (_("Team"), "/team/"),
        (_("Reviews"), "/reviews/"),
        (_("Questions"), "/questions/"),
        (_("My work"), "/my/work"),
    ),
    Role.MANAGER: (
        (_("Today"), "/manage/"),
        (_("Projects"), "/projects/"),
        (_("People"), "/people/"),
        (_("Reviews"), "/reviews/"),
        (_("Questions"), "/questions/"),
        (_("Deliveries"), "/deliveries/"),
        (_("Agreements"), "/agreements/"),
        (_("Invoices"), "/invoices/"),
        (_("Keys"), "/accounts/keys/"),
    ),
    Role.CLIENT: (
        (_("Deliveries"), "/deliveries/"),
        (_("Agreements"), "/agreements/"),
        (_("Invoices"), "/invoices/"),
        (_("Keys"), "/accounts/keys/"),
    ),
    Role.HUB: ((_("Requests"), "/hub/"), (_("Providers"), "/providers/")),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link at the top of a page; `is_here` when the page lies below it."""

    label: Promise
    path: str
    is_here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `ways`, `offered_languages`, `is_demo` and `on_device` for base.html.

    Asks no database: any cookie of a device makes the way out say that the next person may come.
    """
    actor: Actor | None = getattr(request, "actor", None)
    ways = _VISITOR if actor is None else _WAYS.get(actor.role, ())
    return {
        "ways": [Way(label, path, request.path.startswith(path)) for label, path in ways],
        "offered_languages": offered_languages(),
        "is_demo": settings.DEMO,
        "on_device": devices.COOKIE in request.COOKIES,
    }


@lru_cache(maxsize=1)
def offered_languages() -> tuple[tuple[str, str], ...]:
    """Return the languages people may choose, each with its own name for itself."""
    return tuple((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES)


def first_path(role: str) -> str | None:
    """Return the first page of a role; None for a role whose room is not built yet."""
    ways = _WAYS.get(role)
    return ways[0][1] if ways else None
