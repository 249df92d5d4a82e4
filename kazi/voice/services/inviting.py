"""Invitations and reminders on their way: in batches, in everybody's own hours, and each of them once.

A lot of talks is begun, its first words are queued and the invitations move on in one transaction: killed in
between, nothing of it was done.  Talk and words have a name of their own (`campaign:5:0:17`), so two
processes that begin with the same person send one message.  Who has answered is looked up by the
pseudonym of their talks at the moment when it matters, and written down nowhere.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from kazi.channels.models import Outgoing
from kazi.channels.rules.hours import next_window
from kazi.channels.services.queueing import LATER, POLL, Message, say_all
from kazi.conversations.access import Called, as_called
from kazi.conversations.models import Taking
from kazi.conversations.rules import scripts
from kazi.conversations.services.knowing import talker
from kazi.conversations.services.starting import Begun, Person, begin_all, store_all
from kazi.voice.models import Campaign, Invitation, ResultsPlan
from kazi.voice.rules.campaigns.quotas import Standing, is_open, may_ask, may_remind
from kazi.voice.services.campaigns import SCRIPT, state_of

AHEAD: Final = 120  # Seconds of sending that may wait on a channel, so that a pause is felt soon.
AT_ONCE: Final = 2_000
IN_A_LOT: Final = 200  # So that a lot holds the database for less than somebody who replies would notice.
ENDED: Final = frozenset(Taking.State) - {Taking.State.BEGUN}


def ask_people(campaign: Campaign, now: datetime | None = None) -> int:
    """Ask who is next, as many as the channel can send soon; return how many.

    Raises nothing for one person: who cannot be asked at this moment is asked next time.
    """
    now = now or timezone.now()
    room = _room(campaign)
    if room <= 0:
        return 0
    waiting = Invitation.objects.filter(campaign=campaign, asked_at=None, zone__in=_awake(campaign, now))
    if campaign.quota is None:
        some = list(waiting.select_related("contact").order_by("place")[:room])
    else:
        some = _within_quotas(campaign, waiting, room, now)
    first = now + timedelta(days=campaign.days_between)
    done = 0
    called = as_called(campaign.channel)
    for lot in _lots(some):
        begun = _begin(campaign, called, lot, {one.pk: 0 for one in lot})
        with transaction.atomic():
            reached = _say_first_words(campaign, begun)
            asked = [one.pk for one in lot if _once(campaign, one, 0) in reached]
            still = Invitation.objects.filter(pk__in=asked, asked_at=None)
            done += still.update(asked_at=now, remind_at=first)
    if not done:
        note_invited(campaign)
    return done


def remind_people(campaign: Campaign, now: datetime | None = None) -> int:
    """Remind those who may be reminded now, within their own hours; return how many were looked at.

    Whoever has finished, refused or stopped gets nothing, but their row moves on like everybody's: it does
    not tell who answered.
    """
    now = now or timezone.now()
    room = _room(campaign)
    due = Invitation.objects.filter(
        campaign=campaign, remind_at__lte=now, reminders__lt=campaign.most_reminders,
        zone__in=_awake(campaign, now),
    )  # fmt: skip
    some = list(due.select_related("contact").order_by("remind_at", "place")[: max(0, room)])
    if not some:
        return 0
    ended = ended_talks(campaign, some)
    called = as_called(campaign.channel)
    done = 0
    for lot in _lots(some):
        turns = {
            one.pk: one.reminders + 1
            for one in lot
            if may_remind(has_ended=one.pk in ended, reminders=one.reminders, most=campaign.most_reminders)
        }
        begun = _begin(campaign, called, [one for one in lot if one.pk in turns], turns)
        with transaction.atomic():
            # The row of a reminder says that they had not answered by then, so it is forgotten.
            _say_first_words(campaign, begun, LATER)
            for turn in {one.reminders for one in lot}:
                alike = due.filter(pk__in=[one.pk for one in lot if one.reminders == turn], reminders=turn)
                done += alike.update(
                    reminders=turn + 1, remind_at=now + timedelta(days=campaign.days_between)
                )
    return done


def ended_talks(campaign: Campaign, invitations: list[Invitation]) -> dict[int, bool]:
    """Return the ids of those whose talk has come to an end, with True where the poll was finished.

    For decisions of this module alone; no page and no file may have it.
    """
    script = scripts.find(SCRIPT)
    if script is None:
        return {}
    subject = script.subject(state_of(campaign.version_id))
    whose = {talker(campaign.org_id, one.contact.number): one.pk for one in invitations}
    found: dict[int, bool] = {}
    everybody = list(whose)
    for first in range(0, len(everybody), AT_ONCE):
        takings = Taking.objects.filter(
            subject=subject, who__in=everybody[first : first + AT_ONCE], state__in=ENDED
        )
        for who, state in takings.values_list("who", "state"):
            found[whose[who]] = state == Taking.State.DONE
    return found


def note_invited(campaign: Campaign) -> None:
    """Tell the results how many were asked at each site that the poll knows, for the response rate.

    Of all campaigns on the version together.  The rate itself comes out only in steps of 5 %, for sites that
    are large enough (`rules.release.waves.response_percent`).
    """
    with transaction.atomic():
        plan = ResultsPlan.objects.select_for_update().filter(version_id=campaign.version_id).first()
        if plan is None or plan.closed_at is not None:
            return
        asked = Invitation.objects.filter(version_id=campaign.version_id, asked_at__isnull=False)
        by_site = dict(asked.order_by().values_list("site").annotate(n=Count("pk")))
        invited = {"": sum(by_site.values())} if by_site else {}
        dimensions = plan.told().lattice.dimensions
        if dimensions:
            for code in dimensions[0].values:
                if by_site.get(code):
                    invited[code] = by_site[code]
        if invited and invited != plan.invited:
            ResultsPlan.objects.filter(pk=plan.pk).update(invited=invited)


def _begin(
    campaign: Campaign, called: Called, some: list[Invitation], turns: dict[int, int]
) -> list[tuple[Invitation, Begun]]:
    """Work out the talk with each, begun or taken up again; `turns` has the number of this message."""
    people = [Person(one.contact.number, _once(campaign, one, turns[one.pk])) for one in some]
    begun = begin_all(called, people, SCRIPT, state_of(campaign.version_id))
    return list(zip(some, begun, strict=True))


def _say_first_words(
    campaign: Campaign, begun: list[tuple[Invitation, Begun]], priority: int = POLL
) -> set[str]:
    """Store the talks and queue what is said first; return the names of all but those to try again later.

    Later is for who writes to us at this very moment.  Nothing is said to somebody who has said STOP, or
    has answered through another door.
    """
    said = store_all([one for _invitation, one in begun])
    messages = [
        Message(one.contact.number, one.zone, words, start.person.once)
        for one, start in begun
        if (words := said.get(start.person.once)) is not None
    ]
    say_all(campaign.channel, messages, priority=priority)
    return set(said)


def _once(campaign: Campaign, one: Invitation, turn: int) -> str:
    return f"campaign:{campaign.pk}:{turn}:{one.contact_id}"


def _within_quotas(
    campaign: Campaign, waiting: QuerySet[Invitation], room: int, now: datetime
) -> list[Invitation]:
    """Return who is next in each stratum whose quota is not full, even if all who were asked answer."""
    asked = list(
        Invitation.objects.filter(campaign=campaign, asked_at__isnull=False).select_related("contact")
    )
    ended = ended_talks(campaign, asked)
    done, still = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in asked:
        where = (one.site, one.stratum)
        if one.pk in ended:
            done[where] += ended[one.pk]
        elif one.asked_at and is_open(one.asked_at, now, campaign.most_reminders, campaign.days_between):
            still[where] += 1
    some: list[Invitation] = []
    for site, stratum in waiting.order_by("site", "stratum").values_list("site", "stratum").distinct():
        more = may_ask(campaign.quota, Standing(done[site, stratum], still[site, stratum])) or 0
        here = waiting.filter(site=site, stratum=stratum).select_related("contact")
        some += here.order_by("place")[: min(more, room - len(some))]
    return some


def _awake(campaign: Campaign, now: datetime) -> list[str]:
    """Return the time zones in which the channel's hours are now."""
    channel = campaign.channel
    zones = Invitation.objects.filter(campaign=campaign).order_by().values_list("zone", flat=True).distinct()
    return [zone for zone in zones if next_window(now, zone, channel.opens_at, channel.closes_at)[0] <= now]


def _room(campaign: Campaign) -> int:
    channel = campaign.channel
    waiting = Outgoing.objects.filter(
        channel=channel, priority__in=(POLL, LATER), state=Outgoing.State.WAITING
    )
    most = max(1, int(channel.per_second * AHEAD))
    return min(AT_ONCE, most - waiting[: most + 1].count())


def _lots(some: list[Invitation]) -> list[list[Invitation]]:
    return [some[first : first + IN_A_LOT] for first in range(0, len(some), IN_A_LOT)]
