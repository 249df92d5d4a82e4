"""What was reported or held back: judged by a person with a reason, and by another one on appeal.

A room registers its kinds of public things once (`register`) and leaves out of its lists what
`held_refs(kind)` names.  Every step is in the journal; the public log reads the cases themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person
from kazi.channels.letters import post
from kazi.hub.events import AppealDecided, CaseAppealed, CaseDecided, CaseOpened
from kazi.hub.models import Case, Held, Report
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.limits import why_held
from kazi.hub.tickets import ticket
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for

LinkTo = Callable[[str], str]  # The address of the author's page of a case, by its ticket.
OPEN = (Case.State.WAITING, Case.State.APPEALED)


@dataclass(frozen=True, slots=True)
class Thing:
    """A public thing as its moderators and its authors have to know it."""

    title: str
    path: str
    text: str
    authors: tuple[Person, ...] = ()
    is_demo: bool = False


def _nothing(_ref: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of public thing: its name as a text to translate, and how to find one by its reference.

    `find` also finds what is held.  `hide` and `show` do what the room needs beside `Held`, such as
    taking it out of the search; each may be called twice.  A `door` raises NotFound for who may not
    read things of this kind, where not everybody may.
    """

    code: str
    name: str
    find: Callable[[str], Thing | None]
    hide: Callable[[str], None] = _nothing
    show: Callable[[str], None] = _nothing
    door: Callable[[Actor], None] | None = None


kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let things of this kind be reported, held and judged."""
    kinds[kind.code] = kind


def find(kind: str, ref: str) -> Thing | None:
    return kinds[kind].find(ref) if kind in kinds else None


def is_held(kind: str, ref: str) -> bool:
    return Held.objects.filter(kind=kind, ref=ref).exists()


@transaction.atomic
def hold(kind: str, ref: str, why: str, cause: str = Case.Cause.LIMITS) -> Case:
    """Take a thing out of sight until a person has looked at it; again it is the same open case.

    `why` is a sentence for moderators and the author.  Raises Refused for what is not there.
    """
    thing = _thing(kind, ref)
    case, made = _open_case(kind, ref, thing, cause, why)
    if made:
        _hide(kind, ref)
        for author in thing.authors:
            with translation.override(author.language):
                subject = _("“%(title)s” waits for a person at the hub") % {"title": thing.title}
                text = _(
                    "What you published is not shown yet: a limit held it back, and a person will look at it."
                    "\n\nWhy: %(why)s\n\nYou need not do anything. We will write to you."
                ) % {"why": _(why)}
            post(author.email, subject, text)
    return case


def hold_back(kind: str, ref: str, text: str) -> bool:
    """Hold a thing whose text passes the limits, and say so; what a person has let pass once may stay.

    Call it after every publication.
    """
    why = why_held(text)
    if not why:
        return False
    with acting_for(hub_organisation().pk):
        seen = Case.objects.filter(kind=kind, ref=ref, cause=Case.Cause.LIMITS)
        if seen.filter(state__in=[Case.State.KEPT, Case.State.GRANTED]).exists():
            return False
    hold(kind, ref, why)
    return True


@transaction.atomic
def report(kind: str, ref: str, why: str, text: str, once: UUID, email: str = "") -> Report:
    """Lay a reader's report on the moderators' desk; the same form again is the first report.

    The thing stays public until a person decides, so that nobody can silence others by reporting.
    """
    thing = _thing(kind, ref)
    hub = hub_organisation()
    with acting_for(hub.pk):
        if there := Report.objects.filter(once=once).first():
            return there
        case, _made = _open_case(kind, ref, thing, Case.Cause.REPORTED)
        said = {"case": case, "why": why, "text": text[:2000], "email": email}
        return Report.objects.get_or_create(once=once, defaults=said)[0]


@transaction.atomic
def decide(actor: Actor, case: Case, *, keep: bool, reason: str, link_to: LinkTo) -> Case:
    """Let a waiting thing stay public or take it off, with a reason that its authors are told.

    Raises Conflict when somebody else has decided meanwhile; the same decision again changes nothing.
    """
    reason = _reason(reason)
    state = Case.State.KEPT if keep else Case.State.REMOVED
    waiting = Case.objects.filter(pk=case.pk, state=Case.State.WAITING)
    decided = waiting.update(
        state=state, reason=reason, decided_by=actor.person_id, decided_at=timezone.now()
    )
    case.refresh_from_db()
    if not decided:
        if (case.state, case.decided_by_id) == (state, actor.person_id):
            return case
        raise Conflict(_("Somebody has decided this already. Open it again to see how."))
    (_show if keep else _hide)(case.kind, case.ref)
    record(CaseDecided(str(case.pk), case.kind, case.ref, state), actor_id=actor.person_id)
    if not keep:
        _tell_removed(case, reason, link_to(ticket("case", case.pk)))
    elif case.cause in {Case.Cause.LIMITS, Case.Cause.FIRST}:
        _tell_shown(case)
    return case


@transaction.atomic
def appeal(case: Case, text: str) -> Case:
    """Ask for a second look at what was taken off; once for each case, and a second call changes nothing.

    Raises Refused without a text, Conflict for a case that cannot be appealed.
    """
    text = text.strip()[:4000]
    if not text:
        raise Refused(_("Say why the decision is wrong."))
    with acting_for(case.org_id):
        removed = Case.objects.filter(pk=case.pk, state=Case.State.REMOVED)
        if removed.update(state=Case.State.APPEALED, appeal=text, appealed_at=timezone.now()):
            record(CaseAppealed(str(case.pk)))
        case.refresh_from_db()
        if not case.appeal:
            raise Conflict(_("There is nothing to appeal here."))
    return case


@transaction.atomic
def decide_appeal(actor: Actor, case: Case, *, grant: bool, reason: str) -> Case:
    """Judge an appeal, as another person than the one whose decision it is about; this is the last word.

    Raises Forbidden for that same person, Conflict when it is decided already.
    """
    reason = _reason(reason)
    if case.decided_by_id == actor.person_id:
        raise Forbidden(_("You made the decision that this appeal is about. Another person judges it."))
    state = Case.State.GRANTED if grant else Case.State.UPHELD
    appealed = Case.objects.filter(pk=case.pk, state=Case.State.APPEALED)
    decided = appealed.update(
        state=state,
        appeal_reason=reason,
        appeal_decided_by=actor.person_id,
        appeal_decided_at=timezone.now(),
    )
    case.refresh_from_db()
    if not decided:
        if (case.state, case.appeal_decided_by_id) == (state, actor.person_id):
            return case
        raise Conflict(_("Somebody has decided this appeal already. Open it again to see how."))
    if grant:
        _show(case.kind, case.ref)
    record(AppealDecided(str(case.pk), case.kind, case.ref, state), actor_id=actor.person_id)
    _tell_appeal(case, reason, granted=grant)
    return case


@transaction.atomic
def dispute(kind: str, ref: str, text: str) -> Case:
    """Let a person judge what the system settled by itself; a second call returns the open case."""
    return _open_case(kind, ref, _thing(kind, ref), Case.Cause.DISPUTE, text)[0]


def _thing(kind: str, ref: str) -> Thing:
    thing = find(kind, ref)
    if thing is None:
        raise Refused(_("There is nothing here any more."))
    return thing


def _open_case(kind: str, ref: str, thing: Thing, cause: str, note: str = "") -> tuple[Case, bool]:
    hub = hub_organisation()
    with acting_for(hub.pk):
        given: dict[str, Any] = {"title": thing.title[:200], "cause": cause, "note": note[:500]}
        given |= {"state": Case.State.WAITING, "is_demo": thing.is_demo}
        case, made = Case.objects.get_or_create(kind=kind, ref=ref, state__in=OPEN, defaults=given)
        if made:
            record(CaseOpened(str(case.pk), kind, ref, cause))
    return case, made


def _hide(kind: str, ref: str) -> None:
    Held.objects.get_or_create(kind=kind, ref=ref)
    kinds[kind].hide(ref)
    transaction.on_commit(forget_pages)


def _show(kind: str, ref: str) -> None:
    Held.objects.filter(kind=kind, ref=ref).delete()
    kinds[kind].show(ref)
    transaction.on_commit(forget_pages)


def _reason(reason: str) -> str:
    reason = reason.strip()[:2000]
    if not reason:
        raise Refused(_("Give a reason: the author is told, and the public log counts on it."))
    return reason


def _authors(case: Case) -> tuple[Person, ...]:
    thing = find(case.kind, case.ref)
    return () if thing is None else thing.authors


def _tell_removed(case: Case, reason: str, link: str) -> None:
    for author in _authors(case):
        with translation.override(author.language):
            subject = _("“%(title)s” is no longer public") % {"title": case.title}
            text = _(
                "A person at the hub has taken off what you published.\n\nThe reason: %(reason)s\n\n"
                "If you think this is wrong, say so here, once; another person will then decide:\n\n%(link)s"
            ) % {"reason": reason, "link": link}
        post(author.email, subject, text)


def _tell_shown(case: Case) -> None:
    for author in _authors(case):
        with translation.override(author.language):
            subject = _("“%(title)s” is public") % {"title": case.title}
            text = _("A person at the hub has looked at what you published. It is shown to everybody now.")
        post(author.email, subject, text)


def _tell_appeal(case: Case, reason: str, *, granted: bool) -> None:
    for author in _authors(case):
        with translation.override(author.language):
            subject = _("Your appeal about “%(title)s”") % {"title": case.title}
            said = _("Your appeal was granted.") if granted else _("The decision stands.")
            text = f"{said}\n\n" + _("The reason: %(reason)s") % {"reason": reason}
        post(author.email, subject, text)
