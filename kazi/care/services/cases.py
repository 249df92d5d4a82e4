"""Cases: told by anybody with a code and PIN of their own, led by an officer, answered by an employer.

`open_case`, `add_message`, `judge_reply` and `safe_to_talk` are what a channel calls for the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Role
from kazi.accounts.reaching import people_of
from kazi.care.access.cases import as_officer
from kazi.care.models import Case, CaseMessage, CaseStage, Notice
from kazi.care.models.cases import Kind
from kazi.care.rules.cases import (
    KEEP_MONTHS,
    RELEASED_AT,
    WATCH_DAYS,
    Stage,
    due_on,
    may_go,
    same_matter,
)
from kazi.care.sealing import keyed_hash, sealed
from kazi.care.services.slips import code_for, hashes_of, made_before, open_slip
from kazi.channels.letters import post
from kazi.files.scanning import refuse_viruses
from kazi.files.services import store_upload
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants

MOST_TEXT = 5000
MOST_FILE_BYTES = 10_000_000
URGENT = frozenset({Kind.SAFETY, Kind.HARASSMENT, Kind.CHILDREN})


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was just told.  `code` is shown once and kept nowhere."""

    case: Case
    code: str


def helpline() -> Organisation:
    """Return the organisation whose officers lead cases: never one that employs or buys.

    Raises Refused where there is none, because a complaint must not lie unread.
    """
    independent = Organisation.objects.exclude(
        kind__in=(Organisation.Kind.PROVIDER, Organisation.Kind.CLIENT)
    )
    members = Membership.objects.filter(role=Role.OFFICER, is_active=True, person__is_active=True)
    found = independent.filter(pk__in=members.values("org_id")).order_by("pk").first()
    if found is None:
        raise Refused(_("There is no helpline here yet. Nothing was kept of what you wrote."))
    return found


@transaction.atomic
def open_case(
    text: str,
    kind: str,
    pin: str,
    *,
    employer: Organisation | None = None,
    country: str = "",
    language: str = "",
    matter: str = "",
    hold: bool = False,
    once: str = "",
    of_digits: bool = False,
    is_demo: bool = False,
    today: date | None = None,
) -> Opened:
    """Take a complaint; with `hold` nobody reads it before another tells of the same site and `matter`.

    `matter` is the unit or person that is meant, in the words of who tells; only a keyed hash of it is
    kept.  `once` names one sending: a second call with it and the same PIN returns the first case.
    Raises Refused for an empty text, an unknown kind, a weak PIN, or a hold without both.
    """
    words = text.replace("\0", "").strip()
    if not words or len(words) > MOST_TEXT:
        raise Refused(_("Tell what happened, in at most 5,000 signs."))
    if kind not in Kind.values:
        raise Refused(_("Choose what it is about."))
    if hold and not (employer and same_matter([matter])):
        raise Refused(_("To hold it, choose the employer and say which unit or person is meant."))
    day = today or timezone.now().date()
    place = country or (employer.country if employer else "")
    stage = Stage.HELD if hold else Stage.RECEIVED
    code = code_for(once, of_digits=of_digits)
    line = helpline()
    named = f"{employer.pk if employer else 0} {same_matter([matter])}"
    with acting_for(line.pk):
        if once and (before := made_before(Case, code, pin)) is not None:
            return Opened(before, code)
        case = Case.objects.create(
            **hashes_of(code, pin), kind=kind, employer=employer, country=place, language=language[:10],
            told=sealed(words), stage=stage, stage_since=day, due_on=due_on(day, stage, place), opened_on=day,
            matter_hash=keyed_hash("matter", named) if same_matter([matter]) else "",
            is_urgent=kind in URGENT, is_demo=is_demo,
        )  # fmt: skip
        _release_same(case, day)
        case.refresh_from_db()
        if case.stage != Stage.HELD:
            _tell_officers(line)
    return Opened(case, code)


def _release_same(case: Case, day: date) -> None:
    """Open what is held of one matter once two have told of it."""
    if not case.matter_hash:
        return
    same = Case.objects.select_for_update().filter(matter_hash=case.matter_hash)
    if len(same) < RELEASED_AT:
        return
    for held in same:
        if held.stage == Stage.HELD:
            _go(held, Stage.RECEIVED, day)


def find_case(code: str, pin: str) -> Case:
    """Return the case of a code and PIN (see `open_slip`); call what follows acting for its helpline."""
    with acting_for(helpline().pk):
        return open_slip(Case, code, pin)


@transaction.atomic
def add_message(case: Case, text: str, *, officer: Actor | None = None, file: Any = None) -> CaseMessage:
    """Add a message, of the officer or else of who complained, with at most one scanned file."""
    words = text.replace("\0", "").strip()
    if not words or len(words) > MOST_TEXT:
        raise Refused(_("Write something, in at most 5,000 signs."))
    if case.stage == Stage.CLOSED:
        raise Conflict(_("This case is closed. Tell a new one."))
    stored = None
    if file is not None:
        if (file.size or 0) > MOST_FILE_BYTES:
            raise Refused(_("The file is larger than 10 MB."))
        refuse_viruses(file, file.name)
        file.seek(0)
        # Names of files tell who made them: only the ending is kept.
        stored = store_upload(file, f"file{file.name[-5:] if '.' in file.name[-5:] else ''}", use="message")
    with acting_for(case.org_id):
        made = CaseMessage.objects.create(
            case=case, from_officer=officer is not None, text=sealed(words), file=stored
        )
        if officer is None and case.stage != Stage.HELD:
            _tell_officers(Organisation.objects.get(pk=case.org_id))
    return made


def safe_to_talk(case: Case, words: str) -> None:
    """Keep when and how it is safe to talk, as who complained says."""
    with acting_for(case.org_id):
        Case.objects.filter(pk=case.pk).update(safe_to_talk=words.replace("\0", "").strip()[:300])


@transaction.atomic
def triage(officer: Actor, case: Case, *, urgent: bool) -> Case:
    """Take a case on: it has been read, and said whether it is urgent."""
    as_officer(officer)
    Case.objects.filter(pk=case.pk).update(is_urgent=urgent)
    case.refresh_from_db()
    return case if case.stage == Stage.TALKING else _go(case, Stage.TALKING)


@transaction.atomic
def notify(officer: Actor, case: Case, text: str) -> Case:
    """Tell the employer, in words of the officer's own that give nobody away; it gets nothing else."""
    as_officer(officer)
    if case.employer is None:
        raise Refused(_("No employer is named in this case. It can be taken outside."))
    words = text.replace("\0", "").strip()[:MOST_TEXT]
    if not words:
        raise Refused(_("Write what the employer is to read."))
    today = timezone.now().date()
    week = today - timedelta(days=today.weekday())
    if case.notice is None:
        case.notice = Notice.objects.create(shared_with=case.employer, text=words, week=week)
    else:
        Notice.objects.filter(pk=case.notice.pk).update(text=words, reply="", replied_week=None)
    Case.objects.filter(pk=case.pk).update(notice=case.notice, confirmed=None)
    for person in people_of(case.employer.pk, Role.MANAGER):
        post(
            person.email,
            _("The helpline has written to you"),
            _("There is a notice of the helpline for you. Sign in and look under Notices. 10 working days."),
        )
    return _go(case, Stage.WITH_EMPLOYER)


@transaction.atomic
def reply(manager: Actor, notice: Notice, text: str) -> Notice:
    """Keep the employer's reply; it counts once who complained says that the matter is put right."""
    if manager.role != Role.MANAGER or manager.is_program:
        raise NotFound
    words = text.replace("\0", "").strip()[:MOST_TEXT]
    if not words:
        raise Refused(_("Write what you have done, and by when the rest is done."))
    today = timezone.now().date()
    open_notice = Notice.objects.filter(pk=notice.pk, shared_with_id=manager.org_id, reply="")
    if not open_notice.update(reply=words, replied_week=today - timedelta(days=today.weekday())):
        raise Conflict(_("This notice is answered already."))
    with acting_for(notice.owner_id):
        _go(Case.objects.get(notice_id=notice.pk), Stage.REPLIED)
        _tell_officers(notice.owner)
    notice.refresh_from_db()
    return notice


@transaction.atomic
def judge_reply(case: Case, *, is_right: bool) -> Case:
    """Take the word of who complained on the employer's reply: resolved, or back to the officer."""
    with acting_for(case.org_id):
        case.refresh_from_db()
        if case.stage != Stage.REPLIED:
            raise Conflict(_("There is no reply to judge now."))
        Case.objects.filter(pk=case.pk).update(
            confirmed=is_right, watch_from=timezone.now().date() if is_right else None
        )
        if is_right:
            return _go(case, Stage.RESOLVED)
        if case.notice is not None:
            Notice.objects.filter(pk=case.notice.pk).update(reply="", replied_week=None)
        return _go(case, Stage.WITH_EMPLOYER)


@transaction.atomic
def escalate(officer: Actor, case: Case, contact: str) -> Case:
    """Take a matter outside the organisation; `contact` says to whom: an inspector, a union, a lawyer."""
    as_officer(officer)
    where = contact.replace("\0", "").strip()[:300]
    if not where:
        raise Refused(_("Say to whom it is taken."))
    Case.objects.filter(pk=case.pk).update(outside=where, watch_from=timezone.now().date())
    return _go(case, Stage.ESCALATED)


@transaction.atomic
def watched(officer: Actor, case: Case, *, retaliation: bool) -> Case:
    """Keep that the officer asked, after 30 or 90 days, whether anybody was made to suffer for it.

    Retaliation opens the matter again.
    """
    as_officer(officer)
    due = watch_due(case, timezone.now().date())
    if due is None:
        raise Conflict(_("It is not time to ask yet."))
    Case.objects.filter(pk=case.pk).update(watched_days=due, retaliation=retaliation, is_urgent=retaliation)
    case.refresh_from_db()
    return _go(case, Stage.TALKING) if retaliation and case.stage == Stage.RESOLVED else case


def watch_due(case: Case, today: date) -> int | None:
    """Return 30 or 90 where it is time to ask after retaliation, else None."""
    if case.watch_from is None or case.stage not in {Stage.RESOLVED, Stage.ESCALATED}:
        return None
    since = (today - case.watch_from).days
    return next((days for days in WATCH_DAYS if case.watched_days < days <= since), None)


@transaction.atomic
def close(officer: Actor, case: Case) -> Case:
    """Close a case; a resolved one not before it was watched for 90 days."""
    as_officer(officer)
    if case.stage == Stage.RESOLVED and case.watched_days < WATCH_DAYS[-1]:
        raise Conflict(_("Ask after 30 and after 90 days whether anybody was made to suffer for it."))
    return _go(case, Stage.CLOSED)


def forget_old(today: date | None = None) -> int:
    """Delete cases that were closed 24 months ago, with their messages and notices."""
    day = today or timezone.now().date()
    old = all_tenants(Case).filter(
        stage=Stage.CLOSED, stage_since__lt=day - timedelta(days=KEEP_MONTHS * 365 // 12)
    )
    gone = 0
    for pk, org_id, notice_id in list(old.values_list("pk", "org_id", "notice_id")[:500]):
        with acting_for(org_id), transaction.atomic():
            Case.objects.filter(pk=pk).delete()
            Notice.objects.filter(pk=notice_id).delete()
            gone += 1
    return gone


def _go(case: Case, stage: Stage, today: date | None = None) -> Case:
    """Move a case on; the same stage twice is once, and two at one moment are one."""
    before = case.stage
    if before == stage:
        return case
    if not may_go(before, stage):
        raise Conflict(_("The case is in another stage now. Load the page again."))
    day = today or timezone.now().date()
    rows = Case.objects.filter(pk=case.pk, stage=before)
    if not rows.update(stage=stage, stage_since=day, due_on=due_on(day, stage, case.country)):
        raise Conflict(_("The case is in another stage now. Load the page again."))
    CaseStage.objects.create(
        case=case, stage=before, days=max(0, (day - case.stage_since).days), left_on=day,
        in_time=case.due_on is None or day <= case.due_on,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def _tell_officers(line: Organisation) -> None:
    for person in people_of(line.pk, Role.OFFICER):
        post(
            person.email,
            _("There is something to read"),
            _("Sign in to the helpline: something waits for you."),
        )
