"""What the pages of an agreement show."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.deals.models import Agreement, AgreementVersion, Invoice, Milestone
from kazi.deals.models.agreements import Side
from kazi.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ShownMilestone:
    milestone: Milestone
    amount: Money
    may_report: bool
    may_confirm: bool
    is_billed: bool


def milestones_of(agreement: Agreement, side: Side) -> list[ShownMilestone]:
    """Return the milestones in force, and what this side may say about each."""
    rows = agreement.milestones.exclude(state=Milestone.State.DROPPED)
    billed = set(
        Invoice.objects.filter(
            agreement=agreement, lines__milestone__isnull=False, state=Invoice.State.ISSUED
        ).values_list("lines__milestone_id", flat=True)
    )
    states = Milestone.State
    shown = []
    for one in rows:
        by_date = one.kind == Milestone.Kind.DATE and agreement.state != Agreement.State.ENDED
        shown.append(
            ShownMilestone(
                milestone=one,
                amount=Money(one.amount_minor, agreement.currency),
                may_report=by_date and side == Side.PROVIDER and one.state == states.PLANNED,
                may_confirm=by_date and side == Side.BUYER and one.state in {states.PLANNED, states.REPORTED},
                is_billed=one.pk in billed,
            )
        )
    return shown


def versions_seen_by(agreement: Agreement, side: Side) -> list[AgreementVersion]:
    """Return the versions, the newest first; a draft only to the side that writes it."""
    versions = agreement.versions.prefetch_related("signatures")
    return [one for one in versions if one.side == side or one.offered_at is not None]


def version_seen_by(agreement: Agreement, side: Side, number: int) -> AgreementVersion | None:
    return next((one for one in versions_seen_by(agreement, side) if one.number == number), None)
