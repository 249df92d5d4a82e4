"""Polls are made from a form, a ready one or nothing, changed as drafts, and launched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.voice import access
from kazi.voice.events import PollDiscarded, PollLaunched, PollMade
from kazi.voice.models import Panel, Poll, PollVersion
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import ASKED, Questionnaire, from_json, to_json
from kazi.voice.rules.teaching import from_questionnaire, lacking
from kazi.voice.rules.xlsform.findings import Finding, Weight
from kazi.voice.rules.xlsform.reading import Reading
from kazi.voice.services.releasing import plan_results

Change = Callable[[Questionnaire], Questionnaire]


@transaction.atomic
def make_poll(
    actor: Actor, once: UUID, questionnaire: Questionnaire, source: str, findings: list[Finding] | None = None
) -> Poll:
    """Make a poll with a first draft.  The same `once` again returns the poll that it made."""
    access.author(actor)
    before = Poll.objects.filter(once=once).first()
    if before is not None:
        return before
    demo = Organisation.objects.get(pk=actor.org_id).is_demo
    poll = Poll(
        title=questionnaire.title[:200], once=once, made_by_id=actor.membership_id or None, is_demo=demo
    )
    try:
        with transaction.atomic():
            poll.save()
    except IntegrityError:  # The same form, sent twice at the same moment.
        return Poll.objects.get(once=once)
    PollVersion.objects.create(
        poll=poll, questionnaire=to_json(questionnaire), findings=[_kept(one) for one in findings or ()]
    )
    record(PollMade(str(poll.pk), source), actor_id=actor.person_id)
    return poll


def import_form(actor: Actor, once: UUID, reading: Reading) -> Poll:
    """Make a poll of a form that was read; raises Refused for one with errors."""
    return make_poll(actor, once, _usable(reading), "form", _worth_keeping(reading))


@transaction.atomic
def import_again(actor: Actor, poll: Poll, reading: Reading) -> PollVersion:
    """Put a form that was read in the place of the draft, or make a draft of it after a launch."""
    questionnaire = _usable(reading)
    draft = _draft(poll)
    kept = [_kept(one) for one in _worth_keeping(reading)]
    _write(draft, questionnaire, findings=kept)
    record(PollMade(str(poll.pk), "form"), actor_id=actor.person_id)
    return draft


@transaction.atomic
def change(poll: Poll, edits: int, how: Change) -> PollVersion:
    """Change the draft of a poll; after a launch, that is a new draft of what was launched.

    `edits` is the count that the person's page was made from: Conflict is raised when the draft has
    changed since.  Refused is raised when the poll could not be asked any more.
    """
    draft = _draft(poll)
    if draft.edits != edits:
        raise Conflict(_("Somebody has changed this poll since you opened it. Look again, then repeat it."))
    changed = how(draft.asks())
    if (fault := editing.fault_of(changed)) is not None:
        raise Refused(_(fault.text) % fault.values)
    _write(draft, changed)
    return draft


@transaction.atomic
def launch(actor: Actor, version: PollVersion) -> PollVersion:
    """Fix a draft for good, so that it can be asked; the second call changes nothing.

    How its results may be broken down is fixed with it.  Raises Refused for a draft with nothing to ask,
    and for one that tells people apart by too much.
    """
    questionnaire = version.asks()
    if not any(one.kind in ASKED for one in questionnaire.questions()):
        raise Refused(_("This poll has no question yet. Add one before you launch it."))
    if (lesson := from_questionnaire(questionnaire)) is not None and lacking(lesson):
        raise Refused(_("Words are missing. A message is told whole in each of its languages."))
    if (fault := editing.fault_of(questionnaire)) is not None:
        raise Refused(_(fault.text) % fault.values)
    sha256 = hashlib.sha256(json.dumps(version.questionnaire, sort_keys=True).encode()).hexdigest()
    drafts = PollVersion.objects.filter(pk=version.pk, launched_at=None, edits=version.edits)
    won = drafts.update(launched_at=timezone.now(), launched_by_id=actor.membership_id or None, sha256=sha256)
    version.refresh_from_db()
    if not won:
        if version.is_launched:
            return version
        raise Conflict(_("The draft has changed at this moment. Look at it again before you launch it."))
    try:
        plan_results(
            version, garbled={one.name: one.garbled for one in questionnaire.questions() if one.garbled}
        )
    except ValueError as error:
        raise Refused(str(error)) from error
    record(PollLaunched(str(version.poll_id), str(version.pk), sha256), actor_id=actor.person_id)
    return version


@transaction.atomic
def discard(actor: Actor, poll: Poll) -> None:
    """Throw the draft away; a poll that was never launched goes with it."""
    PollVersion.objects.filter(poll=poll, launched_at=None).delete()
    if not poll.versions.exists():
        record(PollDiscarded(str(poll.pk), poll.title), actor_id=actor.person_id)
        poll.delete()


def _draft(poll: Poll) -> PollVersion:
    """Return the draft of a poll, made from the last launched version where there is none."""
    newest = access.newest_version(poll)
    if not newest.is_launched:
        return newest
    if Panel.objects.filter(poll=poll).exists():
        raise Refused(
            _("This poll is asked in waves, so its questions stay as they are. Make a new poll for others.")
        )
    draft = PollVersion(poll=poll, number=newest.number + 1, questionnaire=newest.questionnaire)
    # The page of a launched version was made from its own count.
    draft.edits = newest.edits
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # A colleague began it at the same moment.
        return PollVersion.objects.get(poll=poll, launched_at=None)
    return draft


def _write(draft: PollVersion, questionnaire: Questionnaire, **more: Any) -> None:
    written = to_json(questionnaire)
    now = PollVersion.objects.filter(pk=draft.pk, launched_at=None, edits=draft.edits)
    if not now.update(questionnaire=written, edits=F("edits") + 1, **more):
        raise Conflict(_("Somebody has changed this poll since you opened it. Look again, then repeat it."))
    Poll.objects.filter(pk=draft.poll_id).update(title=questionnaire.title[:200])
    draft.refresh_from_db()


def _usable(reading: Reading) -> Questionnaire:
    if reading.questionnaire is None:
        raise Refused(_("The form has errors: mend the cells that are named and send it again."))
    # What is stored is what comes out again.
    return from_json(to_json(reading.questionnaire))


def _worth_keeping(reading: Reading) -> list[Finding]:
    return [one for one in reading.findings.found if one.weight != Weight.ERROR][:500]


def _kept(finding: Finding) -> dict[str, Any]:
    """Return a finding with its template, so that it is read in the reader's language later."""
    return {
        "weight": str(finding.weight),
        "text": finding.text,
        "values": finding.values,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "cell": finding.cell,
    }
