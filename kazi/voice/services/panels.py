"""A poll is begun as a panel, asked again wave by wave, and ended; each command again changes nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.channels.vault import studies
from kazi.conversations.models import Keyword, Reception
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.voice import access
from kazi.voice.events import PanelEnded, WaveBegun
from kazi.voice.models import Panel, Poll, PollVersion, ResultsPlan, Wave
from kazi.voice.services.linking import forget_panel
from kazi.voice.services.polls import launch

POLL_SCRIPT = "poll"  # As `talking` registers it; it is above this file.


@transaction.atomic
def begin_panel(actor: Actor, poll: Poll, edits: int) -> Panel:
    """Fix the draft of a poll as the first wave of a panel; a second call returns the panel.

    `edits` is the count that the person's page was made from.  Raises Refused for a poll that was asked
    before without waves: those who answered were not asked whether they may be asked again.
    """
    access.author(actor)
    Poll.objects.select_for_update().get(pk=poll.pk)
    if (before := Panel.objects.filter(poll=poll).first()) is not None:
        return before
    draft = access.newest_version(poll)
    if draft.number > 1 or draft.is_launched:
        raise Refused(
            _("This poll was fixed without waves. Download it as a form and make a new poll of that.")
        )
    if draft.edits != edits:
        raise Conflict(_("The draft has changed since you opened it. Look at it again before you fix it."))
    launch(actor, draft)
    panel = Panel.objects.create(poll=poll, made_by_id=actor.membership_id or None)
    _begin(actor, panel, draft, 1)
    return panel


@transaction.atomic
def next_wave(actor: Actor, panel: Panel, number: int) -> Wave:
    """Ask the same questions again as wave `number`; a second call returns the wave it made.

    Words and lines that began the wave before begin this one.  Raises Refused while that one takes answers
    and once the panel has ended, Conflict for a number that is not the next one.
    """
    access.author(actor)
    Panel.objects.select_for_update().get(pk=panel.pk)
    last = Wave.objects.select_related("version").filter(panel=panel).latest("number")
    if number == last.number and number > 1:
        return last
    if number != last.number + 1:
        raise Conflict
    _must_not_have_ended(panel)
    _must_be_closed(last)
    version = PollVersion.objects.create(
        poll_id=panel.poll_id, number=last.version.number + 1, questionnaire=last.version.questionnaire
    )
    launch(actor, version)
    # Exact counts of two waves laid side by side would tell who came and who left.
    ResultsPlan.objects.filter(version=version).update(is_live=False)
    _move_doors(last.version_id, version.pk)
    return _begin(actor, panel, version, number)


@transaction.atomic
def end_panel(actor: Actor, panel: Panel) -> None:
    """Ask no more waves: who was in the panel, and what was linked, is destroyed; a second call does nothing.

    Raises Refused while a wave takes answers.
    """
    access.author(actor)
    _must_be_closed(Wave.objects.filter(panel=panel).latest("number"))
    if not Panel.objects.filter(pk=panel.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    panel.refresh_from_db()
    forget_panel(panel)
    record(PanelEnded(str(panel.pk)), actor_id=actor.person_id)
    study = panel.study
    transaction.on_commit(lambda: _destroy_link(study))


def _destroy_link(study: str) -> None:
    """Let the vault destroy the study's key with its next round, within the hour: nothing needs it now."""
    with suppress(NotFound):  # Nobody was ever asked.
        studies.end(study, keep=timedelta(0))


def _begin(actor: Actor, panel: Panel, version: PollVersion, number: int) -> Wave:
    wave = Wave.objects.create(panel=panel, number=number, version=version)
    record(WaveBegun(str(panel.pk), str(version.pk), str(number)), actor_id=actor.person_id)
    return wave


def _must_not_have_ended(panel: Panel) -> None:
    if Panel.objects.filter(pk=panel.pk, ended_at__isnull=False).exists():
        raise Refused(_("These waves are over: who agreed to be asked again is not known any more."))


def _must_be_closed(wave: Wave) -> None:
    if not ResultsPlan.objects.filter(version_id=wave.version_id, closed_at__isnull=False).exists():
        raise Refused(_("Close wave %(number)s first.") % {"number": wave.number})


def _move_doors(before: int, after: int) -> None:
    words, lines = Keyword.objects.filter(script=POLL_SCRIPT), Reception.objects.filter(script=POLL_SCRIPT)
    doors: list[Keyword | Reception] = [*words, *lines]
    for one in doors:
        if one.state.get("version") == before:
            one.state = {**one.state, "version": after}
            one.save()
