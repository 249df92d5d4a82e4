"""Whose polls they are: managers of a provider and people of a sponsor; nobody else sees that one exists."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.errors import NotFound
from kazi.voice.models import Campaign, CardLot, Poll, PollVersion

AUTHORS = {Role.MANAGER: Organisation.Kind.PROVIDER, Role.SPONSOR: Organisation.Kind.SPONSOR}


def author(actor: Actor) -> None:
    """Raise NotFound for who makes no polls, and for programs: a poll is made by a person."""
    if actor.is_program or actor.role not in AUTHORS:
        raise NotFound
    kind = AUTHORS[Role(actor.role)]
    if not Organisation.objects.filter(pk=actor.org_id, kind=kind).exists():
        raise NotFound


def poll_of(actor: Actor, poll_id: int) -> Poll:
    """Return a poll of the actor's own organisation."""
    author(actor)
    found = Poll.objects.filter(pk=poll_id).first()
    if found is None:
        raise NotFound
    return found


def version_of(poll: Poll, number: int) -> PollVersion:
    """Return one version of a poll that was checked to be the actor's own."""
    found = PollVersion.objects.filter(poll=poll, number=number).first()
    if found is None:
        raise NotFound
    return found


def newest_version(poll: Poll) -> PollVersion:
    """Return the draft, or the version that was launched last."""
    return poll.versions.order_by("-number")[:1].get()


def campaign_of(poll: Poll, campaign_id: int) -> Campaign:
    """Return one campaign of a poll that was checked to be the actor's own."""
    found = Campaign.objects.filter(pk=campaign_id, version__poll=poll).select_related("version", "channel")
    campaign = found.first()
    if campaign is None:
        raise NotFound
    return campaign


def card_lot_of(poll: Poll, lot_id: int) -> CardLot:
    """Return one lot of cards of a poll that was checked to be the actor's own."""
    lot = CardLot.objects.filter(pk=lot_id, version__poll=poll).select_related("version").first()
    if lot is None:
        raise NotFound
    return lot
