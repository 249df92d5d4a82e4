"""Cards: made, changed, moved by people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation
from kazi.deals.events import CardMoved
from kazi.deals.models import Card, StageSpell
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused

FIELDS = (
    "title",
    "account",
    "buyer",
    "country",
    "service",
    "lead",
    "value_minor",
    "currency",
    "months",
    "starts_on",
    "volume",
    "unit",
    "minutes_low",
    "minutes_base",
    "minutes_high",
    "people_each",
    "hours",
)


@transaction.atomic
def add_card(
    actor: Actor, once: UUID, fields: dict[str, Any], *, provider: Organisation | None = None, **more: Any
) -> Card:
    """Make a card of the actor's organisation, shared with `provider` where it sells for one.

    The same form again is the first card.
    """
    given = {name: value for name, value in fields.items() if name in FIELDS}
    card, made = Card.objects.get_or_create(
        once=once,
        defaults={
            **_filled(given),
            **more,
            "owner_id": actor.org_id,
            "shared_with_id": provider.pk if provider else actor.org_id,
            "made_by_id": actor.membership_id or None,
            "is_demo": Organisation.objects.get(pk=actor.org_id).is_demo,
        },
    )
    if made:
        StageSpell.objects.create(
            card=card, stage=card.stage, entered_at=card.stage_since, by_id=actor.membership_id or None
        )
        record(CardMoved(str(card.pk), "", card.stage), actor_id=actor.person_id)
    return card


@transaction.atomic
def change_card(actor: Actor, card: Card, fields: dict[str, Any]) -> Card:
    """Write what a card says; its stage is moved by `move`, and whom it is shared with stays."""
    given = _filled({name: value for name, value in fields.items() if name in FIELDS})
    Card.objects.filter(pk=card.pk, owner_id=actor.org_id).update(**given)
    card.refresh_from_db()
    return card


@transaction.atomic
def move(actor: Actor, card: Card, seen: str, to: str, because: str = "") -> Card:
    """Move a card from the stage in which the actor saw it.  Moved there already, it stays as it is.

    Of two who move it to different stages at once one wins; the other gets Conflict with where it is.
    Raises Refused for a lost deal without a reason: the reasons are what can be learnt from.
    """
    if to not in Card.Stage.values:
        raise Refused(_("Choose one of the stages."))
    if to == Card.Stage.LOST and not because.strip():
        raise Refused(_("Say why it was lost: the next one may be won by it."))
    moved = Card.objects.filter(pk=card.pk, owner_id=actor.org_id, stage=seen).exclude(stage=to)
    if moved.update(stage=to, lost_because=because.strip()[:500] if to == Card.Stage.LOST else ""):
        turn(card.pk, to, actor.membership_id or None)
        record(CardMoved(str(card.pk), seen, to), actor_id=actor.person_id)
    card.refresh_from_db()
    if card.stage != to:
        raise Conflict(
            _("Somebody has moved it to “%(stage)s” meanwhile. Nothing was changed.")
            % {"stage": card.get_stage_display()}
        )
    return card


def turn(card_id: int, stage: str, by_id: int | None) -> None:
    """Close the open spell and begin the next; call it after the row was won, in its transaction."""
    now = timezone.now()
    for spell in StageSpell.objects.filter(card_id=card_id, left_at=None):
        now = max(now, spell.entered_at)  # Clocks of two machines differ a little.
        spell.left_at = now
        spell.save(update_fields=["left_at"])
    StageSpell.objects.create(card_id=card_id, stage=stage, entered_at=now, by_id=by_id)
    Card.objects.filter(pk=card_id).update(stage_since=now)


def providers() -> list[Organisation]:
    """Return the providers for which the hub can sell."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER)
    return list((rows if settings.DEMO else rows.filter(is_demo=False)).order_by("name", "pk"))


def member(actor: Actor) -> Membership | None:
    return Membership.objects.filter(pk=actor.membership_id).first()


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    """Take the buyer's name and country from the account, where nothing else was said."""
    account = given.get("account")
    if account is not None:
        given["buyer"] = given.get("buyer") or account.name
        given["country"] = given.get("country") or account.country
    return given
