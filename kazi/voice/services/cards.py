"""Cards: made, looked up, used up, withdrawn.

Codes are kept as keyed hashes under the site's secret key, as there are few enough of them to try them all
against a plain hash.  A card that works once is deleted as it is used, in the transaction that begins the
talk: whoever takes the database finds which cards are left, and never which was used when, or by whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.conversations.rules.scripts import SPENDS, Here, Opening
from kazi.conversations.services.ways import opened
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import all_tenants, current_org_id
from kazi.voice import access
from kazi.voice.events import CardsMade
from kazi.voice.models import Card, CardLot, PollVersion, ResultsPlan, WrongCodes
from kazi.voice.rules.cards import LINE_AN_HOUR, PERSON_A_DAY, is_code, new_code, typed
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services.campaigns import SCRIPT as POLL
from kazi.voice.services.campaigns import state_of

SCRIPT: Final = "card"  # Asks for a code; with a reason in its state it only says why none is taken.
MOST_SINGLE: Final = 200  # A picture for each is made while the page is waited for.
LONGEST: Final = timedelta(days=366)
WRONG, MANY = "wrong", "many"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What cards are made: `about` is a question and an answer by their codes, or two "".

    Fewer than ten that work once would say who came; more than 200 at a time make somebody wait.
    """

    language: str
    count: int
    last_day: date
    is_single_use: bool = False
    about: tuple[str, str] = ("", "")


@transaction.atomic
def make_cards(actor: Actor, once: UUID, version: PollVersion, wanted: Wanted) -> tuple[CardLot, list[str]]:
    """Make cards and return their codes: now, or never again for those that work once.

    The same `once` again returns the lot that it made, with no codes but the shared one.  Raises Refused for
    a version that takes no answers, and for what cannot be made.
    """
    access.author(actor)
    if (before := CardLot.objects.filter(once=once).first()) is not None:
        return before, [before.code] if before.code else []
    _may_be_made(version, wanted)
    codes = _new_codes(wanted.count if wanted.is_single_use else 1)
    question, answer = wanted.about
    lot = CardLot(
        version=version, once=once, question=question, answer=answer, language=wanted.language,
        count=wanted.count, is_single_use=wanted.is_single_use,
        code="" if wanted.is_single_use else codes[0], last_day=wanted.last_day,
        made_by_id=actor.membership_id or None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            lot.save()
    except IntegrityError:  # The same form, sent twice at the same moment.
        return make_cards(actor, once, version, wanted)
    Card.objects.bulk_create(Card(lot=lot, digest=digests("code", code)[0]) for code in codes)
    record(CardsMade(str(lot.pk), str(version.pk)), actor_id=actor.person_id)
    return lot, codes


def withdraw(lot: CardLot) -> None:
    """Let these cards open nothing any more; a second call changes nothing."""
    CardLot.objects.filter(pk=lot.pk, withdrawn_on=None).update(withdrawn_on=timezone.localdate())


def look_up(text: str, here: Here) -> Opening | None:
    """Return what a code begins for whoever gave it, or that none is taken and why; None for what is no code.

    A number that might be a code but opens nothing is None too: it may be an answer.  One line is said for
    a code that is wrong, used or out of date, so nobody learns of a card whether it was used.
    """
    found, way = typed(text), opened(here.way)
    return None if found is None or way is None else _found(found.digits, way, is_meant=found.is_meant)


def look_up_keyed(digits: str, here: Here) -> Opening:
    """Return what digits begin that were keyed when a code was asked for, or that none is taken and why."""
    way = opened(here.way)
    return (way and _found(digits, way, is_meant=True)) or (SCRIPT, {"why": WRONG})


def use_up(digest: str) -> bool:
    """Use a card up that works once; False when it was used already."""
    return bool(Card.objects.filter(digest=digest, lot__is_single_use=True).delete()[0])


def forget_wrong_codes() -> int:
    """Forget the counts of days before yesterday."""
    old = all_tenants(WrongCodes).filter(day__lt=timezone.localdate() - timedelta(days=1))
    return old.delete()[0]


def digests(what: str, value: str) -> list[str]:
    """Return the keyed hashes of a value under the site's keys, the newest first."""
    return [
        salted_hmac(f"kazi.voice.cards.{what}", value, secret=key, algorithm="sha256").hexdigest()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def _found(digits: str, way: tuple[int, int, UUID], *, is_meant: bool) -> Opening | None:
    now = timezone.now()
    _org_id, channel_id, number_id = way
    limits = {
        digests("person", f"{current_org_id()}:{number_id}:{now:%Y-%m-%d}")[0]: PERSON_A_DAY,
        digests("line", f"{channel_id}:{now:%Y-%m-%d %H}")[0]: LINE_AN_HOUR,
    }
    counts = WrongCodes.objects.filter(whose__in=limits)
    if any(one.count >= limits[one.whose] for one in counts):
        return (SCRIPT, {"why": MANY}) if is_meant else None
    card = _card(digits)
    if card is not None and card.lot.is_good_on(timezone.localdate()):
        return _opening(card)
    for whose in limits:
        WrongCodes.objects.get_or_create(whose=whose, defaults={"day": timezone.localdate()})
    WrongCodes.objects.filter(whose__in=limits).update(count=F("count") + 1)
    return (SCRIPT, {"why": WRONG}) if is_meant else None


def _card(digits: str) -> Card | None:
    if not is_code(digits):
        return None
    return Card.objects.filter(digest__in=digests("code", digits)).select_related("lot").first()


def _opening(card: Card) -> Opening:
    lot = card.lot
    known = {"known": {lot.question: lot.answer}} if lot.question else {}
    takes = ResultsPlan.objects.filter(version_id=lot.version_id, closed_at=None).exists()
    spends = {SPENDS: card.digest} if lot.is_single_use and takes else {}
    return POLL, {**state_of(lot.version_id), **known, **spends}


def _may_be_made(version: PollVersion, wanted: Wanted) -> None:
    plan = ResultsPlan.objects.filter(version=version, closed_at=None).first()
    if plan is None:
        raise Refused(_("Only a version that is fixed and not closed can be answered."))
    question, answer = wanted.about
    told = {one.code: one.values for one in plan.told().lattice.dimensions}
    if question and answer not in told.get(question, ()):
        raise Refused(_("A card can say only what the poll tells people apart by."))
    if wanted.is_single_use and not K_EMPLOYER <= wanted.count <= MOST_SINGLE:
        raise Refused(
            _("Make %(least)s to %(most)s cards that work once: fewer would say who came.")
            % {"least": K_EMPLOYER, "most": MOST_SINGLE}
        )
    today = timezone.localdate()
    if not today <= wanted.last_day <= today + LONGEST:
        raise Refused(_("The last day is today or later, and within a year."))


def _new_codes(many: int) -> list[str]:
    codes: dict[str, None] = {}
    while len(codes) < many:
        code = new_code()
        if not Card.objects.filter(digest__in=digests("code", code)).exists():
            codes[code] = None
    return list(codes)
