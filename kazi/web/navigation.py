"""What every page shows around its own matter: the ways a role goes, the languages, the demo's mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from kazi.accounts import devices
from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.public_pages import Public

Ways = tuple[tuple[Promise, str], ...]

# A way is shown once its address leads somewhere, so a room may be named before it is built.
_VISITOR: Ways = (
    (_("Providers"), "/providers/"),
    (_("Countries"), "/countries/"),
    (_("Advocates"), "/advocates/"),
    (_("Resources"), "/resources/"),
    (_("Statistics"), "/statistics/"),
    (_("I need work done"), "/need-work/"),
)
_WAYS: dict[str, Ways] = {
    Role.WORKER: ((_("My work"), "/my/work"), (_("Help near you"), "/care/"), (_("Helpline"), "/helpline/")),
    Role.OFFICER: (
        (_("Cases"), "/cases/"),
        (_("See a number"), "/channels/numbers/"),
        (_("How we do"), "/helpline/"),
    ),
    Role.SERVICE: ((_("Referrals"), "/service/"), (_("Local services"), "/local-services/")),
    Role.LEAD: (
        (_("Team"), "/team/"),
        (_("Reviews"), "/reviews/"),
        (_("Questions"), "/questions/"),
        (_("My work"), "/my/work"),
    ),
    Role.MANAGER: (
        (_("Today"), "/manage/"),
        (_("Projects"), "/projects/"),
        (_("Reviews"), "/reviews/"),
        (_("Questions"), "/questions/"),
        (_("People"), "/people/"),
        (_("Polls"), "/polls/"),
        (_("Notices"), "/notices/"),
        (_("Contacts"), "/contacts/import"),
        (_("Channels"), "/channels/"),
        (_("Simulator"), "/simulator/"),
        (_("Deliveries"), "/deliveries/"),
        (_("Pipeline"), "/pipeline/"),
        (_("Calls"), "/calls/"),
        (_("Agreements"), "/agreements/"),
        (_("Invoices"), "/invoices/"),
        (_("Our profile"), "/hub/profile/"),
        (_("Certification"), "/certification/"),
        (_("Exchange"), "/exchange/"),
        (_("Keys"), "/accounts/keys/"),
    ),
    Role.CLIENT: (
        (_("Deliveries"), "/deliveries/"),
        (_("Requests"), "/requests/"),
        (_("Agreements"), "/agreements/"),
        (_("Invoices"), "/invoices/"),
        (_("Keys"), "/accounts/keys/"),
    ),
    Role.HUB: (
        (_("Letters"), "/hub/"),
        (_("Certification"), "/hub/certification/"),
        (_("Moderation"), "/hub/moderation/"),
        (_("Channels"), "/channels/"),
        (_("See a number"), "/channels/numbers/"),
        (_("Calls"), "/hub/calls/"),
        (_("Pipeline"), "/hub/pipeline/"),
        (_("Sales desk"), "/hub/desk/"),
        (_("Commission"), "/hub/commission/"),
        (_("Listings"), "/hub/listings/"),
        (_("Articles"), "/hub/articles/"),
        (_("Countries"), "/hub/countries/"),
        (_("Local services"), "/hub/local-services/"),
        (_("Providers"), "/providers/"),
    ),
    Role.SPONSOR: ((_("Polls"), "/polls/"), (_("Contacts"), "/contacts/import")),
    Role.ADVOCATE: ((_("Our page"), "/hub/advocate/"), (_("Advocates"), "/advocates/")),
}
_FOOT: Ways = (
    (_("Providers"), "/providers/"),
    (_("Countries"), "/countries/"),
    (_("Where it could grow"), "/countries/potential/"),
    (_("Advocates"), "/advocates/"),
    (_("Statistics"), "/statistics/"),
    (_("Standards"), "/standards/"),
    (_("Check a certificate"), "/credentials/verify/"),
    (_("Resources"), "/resources/"),
    (_("News"), "/news/"),
    (_("Deals that are public"), "/ocds/"),
    (_("How we moderate"), "/moderation/"),
    (_("For your own site"), "/for-your-site/"),
    (_("Local services"), "/local-services/"),
    (_("Help near you"), "/care/"),
    (_("Helpline"), "/helpline/"),
    (_("Needs that nobody meets"), "/care/unmet/"),
    (_("For programs"), "/api/"),
    (_("How we match"), "/matching/"),
    (_("Write to the hub"), "/write-to-us/"),
)
# Where a role has many ways, those that belong together stand behind one word.
_GROUPS: dict[str, tuple[tuple[Promise, frozenset[str]], ...]] = {
    Role.MANAGER: (
        (_("Voice"), frozenset(("/polls/", "/notices/", "/contacts/import", "/channels/", "/simulator/"))),
        (_("Clients"), frozenset(("/deliveries/", "/pipeline/", "/calls/", "/agreements/", "/invoices/"))),
        (_("Our house"), frozenset(("/hub/profile/", "/certification/", "/exchange/", "/accounts/keys/"))),
    ),
    Role.HUB: (
        (_("Deals"), frozenset(("/hub/calls/", "/hub/pipeline/", "/hub/desk/", "/hub/commission/"))),
        (
            _("What we publish"),
            frozenset(
                ("/hub/listings/", "/hub/articles/", "/hub/countries/", "/hub/local-services/", "/providers/")
            ),
        ),
    ),
}
_LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True)
class Way:
    """A link at the top of a page; `is_here` when the page lies below it.

    Neighbours with the same `group` are shown together behind that word.
    """

    label: Promise
    path: str
    is_here: bool
    group: Promise | None = None


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language on offer: its code, its own name for itself, and this page's address in it.

    `is_written` says whether the page's text is there in it: of an article only its frame may be.
    """

    code: str
    name: str
    query: str
    url: str
    is_written: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what base.html shows beside `request` itself.

    Asks no database: any cookie of a device makes the way out say that the next person may come.
    """
    actor: Actor | None = getattr(request, "actor", None)
    ways = "visitor" if actor is None else actor.role
    public: Public | None = getattr(request, "public", None)
    return {
        "ways": _shown(ways, request.path),
        "foot": _shown("foot", "") if actor is None else (),
        "offered_languages": offered_languages(),
        "is_demo": settings.DEMO,
        "on_device": devices.COOKIE in request.COOKIES,
        **(_addresses(request, public) if actor is None or public is not None else {}),
    }


def _shown(whose: str, path: str) -> list[Way]:
    """Return the ways of `whose` that lead somewhere; the longest address around `path` is here."""
    there = _there(whose)
    around = [one for _label, one in there if path.startswith(one)]
    here = max(around, key=len, default=None)
    return [Way(label, one, one == here, _group(whose, one)) for label, one in there]


def _group(whose: str, path: str) -> Promise | None:
    return next((name for name, paths in _GROUPS.get(whose, ()) if path in paths), None)


@lru_cache(maxsize=32)
def _there(whose: str) -> Ways:
    # By name: to hash a label is to translate it.
    ways = {**_WAYS, "visitor": _VISITOR, "foot": _FOOT}.get(whose, ())
    return tuple((label, path) for label, path in ways if _leads_somewhere(path))


def _leads_somewhere(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _addresses(request: HttpRequest, public: Public | None) -> dict[str, Any]:
    """Return the page's languages as links and, for a public page, its canonical address.

    `?lang=` makes each language an address of its own; without it the reader's own settings choose,
    which is what `x-default` means.  A view may say in `request.written_in` in which languages its text
    is there, the best for this reader first: only these are its alternates, and in another one its
    canonical address is that of the text.
    """
    written: list[str] | None = getattr(request, "written_in", None)
    kept = [(name, value) for name, value in _query(request) if name != "lang"]
    canonical = [one for one in kept if public is not None and one[0] in public.keep]
    here = request.build_absolute_uri(request.path)
    tongues = [
        Tongue(
            code,
            name,
            f"?{urlencode([*kept, ('lang', code)])}",
            _with(here, [*canonical, ("lang", code)]),
            written is None or code in written,
        )
        for code, name in offered_languages()
    ]
    spoken = [("lang", get_language() or "en")] if "lang" in request.GET else []
    if written and get_language() not in written:
        spoken = [("lang", written[0])]
    return {
        "tongues": tongues,
        "public": public,
        "canonical": _with(here, [*canonical, *spoken]),
        "any_language": _with(here, canonical),
        "site": request.build_absolute_uri("/"),
    }


def _query(request: HttpRequest) -> Iterable[tuple[str, str]]:
    if len(request.META.get("QUERY_STRING", "")) > _LONGEST_QUERY:
        return []
    return [(name, value) for name, values in request.GET.lists() for value in values]


def _with(address: str, query: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


@lru_cache(maxsize=1)
def offered_languages() -> tuple[tuple[str, str], ...]:
    """Return the languages people may choose, each with its own name for itself."""
    return tuple((code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES)


def first_path(role: str) -> str | None:
    """Return the first page of a role; None for a role whose room is not built yet."""
    ways = _there(role)
    return ways[0][1] if ways else None
