"""Referrals: begun by a person with a code and PIN of their own, answered by a service, ended by either.

Nothing here is recorded in a journal, takes an actor on the person's side, or is tied to an account or
an employer: docs/decisions/referrals.md says why.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.models import Person, Role
from kazi.care.models import Keeping, LocalService, Referral, ReferralStep
from kazi.care.rules.needs import NEEDS
from kazi.care.rules.referrals import (
    MOVES,
    REASONS,
    UNMET,
    NotNow,
    State,
    Who,
    heard_words,
    is_at_end,
    move,
    task_status,
    time_for,
)
from kazi.care.sealing import sealed
from kazi.care.services.slips import code_for, hashes_of, made_before
from kazi.care.services.unmet import count_unmet
from kazi.channels.letters import post
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import all_tenants
from kazi.kernel.words import N_

CONSENT_VERSION = 1
# What can be passed on.  Never: an employer, a staff code, an answer in a poll, anything not in this list.
PASSABLE = ("call_me", "contact", "language", "note")
MOST_TEXT = 500
ANSWER_WITHIN = timedelta(days=14)
FORGET_AFTER = timedelta(days=90)
_SALT = "kazi.care.answer"


@dataclass(frozen=True, slots=True)
class Begun:
    """A referral that was just made.  `code` is shown once and kept nowhere."""

    referral: Referral
    code: str


@transaction.atomic
def refer(
    service: LocalService,
    need: str,
    passing: Mapping[str, str],
    pin: str,
    *,
    town: str = "",
    country: str = "",
    once: str = "",
    of_digits: bool = False,
    way: str = "",
    is_demo: bool = False,
    now: datetime | None = None,
) -> Begun:
    """Draft a referral, keep the consent to exactly the fields in `passing`, and send it.

    Empty fields are not passed on.  Raises Refused for a service that takes nobody, a field that cannot
    be passed on, nothing by which the service could reach the person, or a PIN that is easily guessed.
    `once` names one sending: a second call with it and the same PIN returns the first referral.  `way`
    leads back to the person (`conversations.services.ways`), for one question whether it helped; it is
    given with a consent of its own.
    """
    fields = {name: text.replace("\0", "").strip() for name, text in passing.items() if text.strip()}
    if not service.takes_referrals or service.status != "active":
        raise Refused(_("This service takes nobody through us. Call them yourself."))
    if need not in NEEDS:
        raise Refused(_("Choose one of the needs in the list."))
    if unknown := set(fields) - set(PASSABLE):
        raise Refused(_("This is never passed on: %(what)s.") % {"what": ", ".join(sorted(unknown))})
    if any(len(text) > MOST_TEXT for text in fields.values()):
        raise Refused(_("At most 500 signs fit into each field."))
    if "contact" not in fields:
        raise Refused(_("Say how the service can reach you: a number, or a friend's."))
    moment = now or timezone.now()
    code = code_for(once, of_digits=of_digits)
    if once and (before := made_before(Referral, code, pin)) is not None:
        return Begun(before, code)
    row = Referral.objects.create(
        **hashes_of(code, pin), service=service, need=need, town=town[:120], country=country[:2],
        since=moment, due_at=moment + timedelta(days=2), is_demo=is_demo,
    )  # fmt: skip
    _log(row, State.DRAFT, Who.WORKER, moment)
    row.consent_version, row.consent_fields = CONSENT_VERSION, sorted(fields)
    row.passed = sealed(fields)
    row.way = sealed(way) if way else ""
    row.save(update_fields=["consent_version", "consent_fields", "passed", "way"])
    _move(row, "consent", Who.WORKER, now=moment)
    _move(row, "send", Who.KAZI, now=moment)
    _tell_service(row)
    return Begun(row, code)


@transaction.atomic
def say(row: Referral, word: str, who: Who, reason: str = "", *, now: datetime | None = None) -> Referral:
    """Take a side's word: a word of `rules.referrals.MOVES`.  The same word again changes nothing.

    Raises Conflict where it cannot be said now, Refused where a reason is missing.
    """
    if word in {"decline", "not_serve"} and reason not in REASONS:
        raise Refused(_("Say why, so that the person can look elsewhere."))
    return _move(row, word, who, reason, now=now)


def _move(row: Referral, word: str, who: Who, reason: str = "", *, now: datetime | None = None) -> Referral:
    row.refresh_from_db()
    moment = now or timezone.now()
    try:
        state = move(row.state, word, who, confirmed=row.confirmed)
    except NotNow:
        last = row.steps.last()
        if last is not None and last.by == who and _is_same(word, row):
            return row
        raise Conflict(_("This cannot be said now. Load the page again to see where it stands.")) from None
    confirmed = {"helped": True, "not_helped": False}.get(word, row.confirmed)
    if state == row.state and confirmed == row.confirmed:
        return row
    at_end = is_at_end(state, confirmed)
    time = None if at_end else time_for(state)
    still = Referral.objects.filter(pk=row.pk, state=row.state, confirmed=row.confirmed)
    # Two who speak at the same moment: the one whose update finds the old state is heard.
    changed = still.update(
        state=state, since=moment, due_at=moment + time if time else None, reason=reason[:20],
        confirmed=confirmed, ended_at=moment if at_end else None,
        **({"passed": "", "answer_nonce": "", "way": ""} if at_end else {}),
    )  # fmt: skip
    if not changed:
        raise Conflict(_("This cannot be said now. Load the page again to see where it stands."))
    was_unmet = row.state in UNMET
    row.refresh_from_db()
    _log(row, state, who, moment, reason)
    if state in UNMET and not was_unmet:
        count_unmet(row.need, row.town, row.country, day=moment.date(), is_demo=row.is_demo)
    return row


def _is_same(word: str, row: Referral) -> bool:
    return word in MOVES and MOVES[word].to == row.state


def _log(row: Referral, state: State, who: Who, at: datetime, reason: str = "") -> None:
    ReferralStep.objects.create(referral=row, state=state, by=who, at=at, reason=reason[:20])


def _tell_service(row: Referral) -> None:
    """Write to the service that somebody waits: nothing of the person is in the letter."""
    nonce = secrets.token_hex(16)
    Referral.objects.filter(pk=row.pk).update(answer_nonce=nonce)
    link = f"{settings.KAZI_URL}/care/answers/{signing.dumps([str(row.pk), nonce], salt=_SALT)}/"
    for address, language in _addresses(row.service):
        with translation.override(language):
            post(
                address,
                _("Somebody waits for your answer: %(ref)s") % {"ref": row.ref},
                _(
                    "Somebody asks you for help through Kazi. Their number with us is %(ref)s.\n\n"
                    "Read it and answer here, once and within 14 days:\n\n%(link)s\n\n"
                    "Or sign in. You can also answer by SMS: ACCEPT %(ref)s, or DECLINE %(ref)s FULL."
                )
                % {"ref": row.ref, "link": link},
            )


def _addresses(service: LocalService) -> list[tuple[str, str]]:
    """Return address and language of the people who keep the listing, else of the listing itself."""
    keepers = all_tenants(Keeping).filter(listing_id=service.organisation_id).values_list("org_id", flat=True)
    people = Person.objects.filter(
        memberships__org_id__in=list(keepers), memberships__role=Role.SERVICE, memberships__is_active=True,
        is_active=True,
    ).exclude(email="")  # fmt: skip
    found = [(person.email, person.language) for person in people.distinct()]
    if found:
        return found
    own = service.email or (service.organisation.said("email") if service.organisation else "")
    return [(own, "en")] if own else []


def by_letter(token: str) -> Referral:
    """Return the referral of a letter's link; NotFound for a wrong or used one, Refused for an old one."""
    try:
        pk, nonce = signing.loads(token, salt=_SALT, max_age=ANSWER_WITHIN)
    except signing.SignatureExpired:
        raise Refused(_("This link is older than 14 days. Sign in, or ask for a new one.")) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    rows = Referral.objects.select_related("service").filter(pk=pk, answer_nonce=nonce)
    row = rows.exclude(answer_nonce="").first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def answer_by_letter(row: Referral, word: str, reason: str = "") -> Referral:
    """Take the answer of a letter's link, which is then used up."""
    if not Referral.objects.filter(pk=row.pk, answer_nonce=row.answer_nonce).update(answer_nonce=""):
        raise NotFound
    return say(row, word, Who.SERVICE, reason)


def hear_service(text: str, sender: str = "") -> str:
    """Take a service's SMS, such as "ACCEPT K7MX2PQ" or "DECLINE K7MX2PQ FULL"; return what to reply.

    With a `sender` the number has to be one in the listing.  The reply names no person and no need.
    """
    name, ref = answer_of_service(text, sender)
    return _(REPLIES[name]) % {"ref": ref}


REPLIES = {
    "unknown": N_("We know no such number. Write for example: ACCEPT K7MX2PQ"),
    "how": N_("Write ACCEPT, DECLINE, CONTACTED, SERVED or NOTSERVED, then %(ref)s."),
    "past": N_("%(ref)s is past that. Sign in to see where it stands."),
    "noted": N_("Thank you. %(ref)s is noted."),
}


def answer_of_service(text: str, sender: str = "") -> tuple[str, str]:
    """Take a service's SMS as `hear_service` does; return which of `REPLIES` it gets, and the number."""
    word, ref, reason = heard_words(text)
    row = Referral.objects.select_related("service__organisation").filter(ref=ref).first() if ref else None
    if row is None or (sender and not _is_number_of(row.service, sender)):
        return "unknown", ""
    if not word:
        return "how", row.ref
    try:
        say(row, word, Who.SERVICE, reason if word in {"decline", "not_serve"} else "")
    except Conflict:
        return "past", row.ref
    return "noted", row.ref


def _is_number_of(service: LocalService, sender: str) -> bool:
    own = [*service.phones, *(service.organisation.phones if service.organisation else [])]
    digits = ["".join(filter(str.isdigit, str(one.get("number", "")))) for one in own]
    said = "".join(filter(str.isdigit, sender))
    # Listings often leave the country's code out: the last nine digits are the subscriber's.
    return any(one and one[-9:] == said[-9:] for one in digits if len(one) >= 7)


def expire_due(now: datetime | None = None) -> int:
    """End what nobody has answered in time; *served* without the person's word stays unconfirmed."""
    moment = now or timezone.now()
    ended = 0
    due = Referral.objects.filter(ended_at=None, due_at__lte=moment).order_by("due_at")
    for row in due[:500]:
        if row.state == State.SERVED:
            silent = Referral.objects.filter(pk=row.pk, state=State.SERVED, confirmed=None, ended_at=None)
            ended += silent.update(ended_at=moment, due_at=None, passed="", answer_nonce="", way="")
            continue
        try:
            with transaction.atomic():
                _move(row, "expire", Who.CLOCK, now=moment)
        except Conflict:
            continue  # Somebody spoke at this very moment.
        ended += 1
    return ended


def forget_old(now: datetime | None = None) -> int:
    """Delete referrals that ended 90 days ago; what was passed on went when they ended."""
    moment = now or timezone.now()
    old = Referral.objects.filter(ended_at__lt=moment - FORGET_AFTER)
    return old.delete()[1].get("care.Referral", 0)


def fhir_task(row: Referral) -> dict[str, Any]:
    """Return the referral as a FHIR R4 Task of the SDOH Clinical Care guide, without anybody's name."""
    said: dict[str, Any] = {
        "resourceType": "Task",
        "id": str(row.pk),
        "meta": {
            "profile": [
                "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement"
            ]
        },
        "identifier": [{"system": f"{settings.KAZI_URL}/care/refs", "value": row.ref}],
        "status": task_status(row.state, row.confirmed),
        "businessStatus": {"text": row.state},
        "intent": "order",
        "code": {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]},
        "description": NEEDS[row.need].name,
        "lastModified": row.since.isoformat(),
        "owner": {"identifier": {"value": str(row.service_id)}, "display": row.service.name},
    }
    if row.reason:
        said["statusReason"] = {"text": REASONS.get(row.reason, row.reason)}
    return said
