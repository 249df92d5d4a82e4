"""Keeping listings right: edited by staff or the service, doubted by readers, asked by the clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.care.events import ServiceEdited
from kazi.care.models import Doubt, LocalService, ServiceAtLocation, ServiceLocation, ServiceOrganisation
from kazi.care.queries.listed import with_places
from kazi.care.rules.hours import schedule_of
from kazi.care.rules.needs import OURS
from kazi.care.services.listing import fill_location, fill_service, index
from kazi.channels.letters import post
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused

FRESH_FOR = timedelta(days=180)
ANSWER_WITHIN = timedelta(days=30)
MOST_LETTERS = 200
_SALT = "kazi.care.check"
ANSWERS = ("right", "changed", "closed")
Hours = tuple[list[int], int, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """What somebody says of a service by hand.  Hours are (days from Monday 0, opens, closes) in minutes."""

    name: str
    organisation: str
    description: str = ""
    needs: list[str] = field(default_factory=list)
    phone: str = ""
    email: str = ""
    url: str = ""
    languages: list[str] = field(default_factory=list)
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    fees: str = ""
    is_free: bool | None = None
    hours: list[Hours] = field(default_factory=list)
    utc_offset_minutes: int = 0
    street: str = ""
    town: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    takes_referrals: bool = False
    status: str = "active"


@transaction.atomic
def keep_listing(
    actor: Actor, said: Listing, service: LocalService | None = None, *, is_demo: bool = False
) -> LocalService:
    """Make a listing, or change one; the same again only renews the date on which it was right."""
    row = service or LocalService(source="kazi", is_demo=is_demo)
    row.organisation = _organisation(row, said)
    row.record = {**row.record, **_record(said)}
    row.utc_offset_minutes = said.utc_offset_minutes
    row.takes_referrals = said.takes_referrals
    terms = list(row.terms.all()) if service else []
    fill_service(row, terms, said.needs)
    row.needs = list(said.needs)
    row.is_free = said.is_free
    row.utc_offset_minutes = said.utc_offset_minutes
    _is_right(row, timezone.localdate())
    row.save()
    _place(row, said)
    Doubt.objects.filter(service=row, settled_at=None).update(settled_at=timezone.now())
    index(with_places(LocalService.objects.filter(pk=row.pk)))
    record(ServiceEdited(str(row.pk)), actor_id=actor.person_id)
    return row


@transaction.atomic
def doubt(service: LocalService, text: str) -> Doubt:
    """Keep that a reader finds a listing wrong; the desk looks at it, the same words once."""
    words = " ".join(text.replace("\0", "").split())[:500]
    if not words:
        raise Refused(_("Say in a few words what is not right."))
    row, _made = Doubt.objects.get_or_create(service=service, text=words, settled_at=None)
    fresh = LocalService.objects.filter(pk=service.pk, check_state=LocalService.Check.FRESH)
    fresh.update(check_state=LocalService.Check.DOUBTED)
    return row


def ask_due(today: date | None = None) -> int:
    """Ask services that nobody has confirmed for half a year whether they are still there; return how many.

    Each is asked by e-mail once, and again when 30 days brought no answer, with a new link: the old one
    ends.  One without an address becomes a task of the desk (state "asked").
    """
    day = today or timezone.localdate()
    never = Q(check_due_on=None, checked_on=None)
    old = Q(check_due_on=None, checked_on__lte=day - FRESH_FOR)
    due = LocalService.objects.filter(never | old | Q(check_due_on__lte=day), status="active")
    return sum(_ask(pk, day) for pk in list(due.order_by("pk").values_list("pk", flat=True)[:MOST_LETTERS]))


@transaction.atomic
def _ask(pk: Any, today: date) -> bool:
    row = LocalService.objects.select_related("organisation").get(pk=pk)
    nonce = secrets.token_hex(16)
    waiting = LocalService.objects.filter(pk=pk, check_nonce=row.check_nonce)
    # Another worker may have asked since: the changed nonce settles who does.
    if not waiting.update(
        check_nonce=nonce, check_due_on=today + ANSWER_WITHIN, check_state=LocalService.Check.ASKED
    ):
        return False
    address = row.email or (row.organisation.said("email") if row.organisation else "")
    if address:
        link = f"{settings.KAZI_URL}/local-services/checks/{signing.dumps([str(pk), nonce], salt=_SALT)}/"
        with translation.override("en"):
            post(
                address,
                _("Is “%(name)s” still right?") % {"name": row.name},
                _(
                    "You are listed in our directory of local services as “%(name)s”. Is that still "
                    "right? One click says so:\n\n%(link)s\n\nThe link is good for 30 days."
                )
                % {"name": row.name, "link": link},
            )
    return True


def checked_by(token: str) -> LocalService:
    """Return the service of a link; raise NotFound for a wrong or used one, Refused for an old one."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT, max_age=ANSWER_WITHIN)
    except signing.SignatureExpired:
        raise Refused(_("This link is older than 30 days. We shall ask again.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    row = LocalService.objects.filter(pk=pk, check_nonce=nonce).exclude(check_nonce="").first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def answer_check(row: LocalService, said: str, words: str = "") -> LocalService:
    """Keep the answer to "still there?": right, changed (with words for the desk) or closed.  Good once."""
    if said not in ANSWERS:
        raise Refused(_("Say whether it is right, has changed or is closed."))
    if not LocalService.objects.filter(pk=row.pk, check_nonce=row.check_nonce).update(check_nonce=""):
        raise NotFound
    row.check_nonce = ""
    if said == "right":
        _is_right(row, timezone.localdate())
    elif said == "closed":
        row.status, row.check_state, row.check_due_on = "inactive", LocalService.Check.CLOSED, None
        row.record = {**row.record, "status": "inactive"}
    else:
        row.check_state = LocalService.Check.DOUBTED
        Doubt.objects.create(
            service=row, text=(words.strip() or _("The service says that it has changed."))[:500]
        )
    row.save()
    index(with_places(LocalService.objects.filter(pk=row.pk)))
    return row


def _is_right(row: LocalService, today: date) -> None:
    row.checked_on, row.check_state = today, LocalService.Check.FRESH
    row.check_due_on, row.check_nonce = today + FRESH_FOR, ""


def _organisation(row: LocalService, said: Listing) -> ServiceOrganisation:
    if row.organisation is not None:
        if said.organisation and row.organisation.name != said.organisation:
            row.organisation.name = said.organisation
            row.organisation.record = {**row.organisation.record, "name": said.organisation}
            row.organisation.save()
        return row.organisation
    name = said.organisation or said.name
    made = {"name": name, "description": "", "email": said.email}
    key = uuid5(OURS, f"kazi/organizations/{name.lower()}")
    defaults = {"name": name, "source": "kazi", "record": made, "is_demo": row.is_demo}
    return ServiceOrganisation.objects.get_or_create(pk=key, defaults=defaults)[0]


def _record(said: Listing) -> dict[str, Any]:
    phones = [{"number": said.phone, "type": "voice"}] if said.phone else []
    costs = [{"option": "", "amount": 0}] if said.is_free else []
    hours = [{**schedule_of(*one), "timezone": said.utc_offset_minutes / 60} for one in said.hours if one[0]]
    return {
        "name": said.name, "description": said.description, "email": said.email, "url": said.url,
        "status": said.status, "eligibility_description": said.eligibility,
        "minimum_age": "" if said.minimum_age is None else said.minimum_age,
        "maximum_age": "" if said.maximum_age is None else said.maximum_age,
        "fees_description": said.fees, "phones": phones, "cost_options": costs, "schedules": hours,
        "languages": [{"code": code, "name": code} for code in said.languages],
    }  # fmt: skip


def _place(row: LocalService, said: Listing) -> None:
    """Set the first place of the service; more of them come by import and stay."""
    if not (said.street or said.town or said.latitude is not None):
        return
    at = row.places.select_related("location").order_by("pk").first()
    location = at.location if at else ServiceLocation(source="kazi", is_demo=row.is_demo)
    address = {
        "address_1": said.street, "city": said.town, "country": said.country, "address_type": "physical",
    }  # fmt: skip
    location.organisation = row.organisation
    location.record = {
        **location.record,
        "name": location.said("name") or said.name,
        "location_type": "physical",
        "latitude": "" if said.latitude is None else said.latitude,
        "longitude": "" if said.longitude is None else said.longitude,
        "addresses": [{**(next(iter(location.said("addresses") or []), {})), **address}],
    }
    fill_location(location).save()
    if at is None:
        ServiceAtLocation.objects.create(service=row, location=location)
