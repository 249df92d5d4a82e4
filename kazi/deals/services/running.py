"""An agreement at work: ordered, its milestones reached, ended; what of it may be told to others."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.reaching import members_of
from kazi.deals.access.agreements import in_person
from kazi.deals.events import (
    AgreementEnded,
    DealClosed,
    MilestoneConfirmed,
    PublishingChosen,
    ReferenceAnswered,
    ReferenceTakenBack,
    WorkOrdered,
)
from kazi.deals.models import Agreement, Milestone
from kazi.deals.models.agreements import Side
from kazi.deals.services.agreements import terms_in_force
from kazi.deals.services.telling import ROLES, write_to
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, Refused
from kazi.kernel.words import N_
from kazi.kinds.rules import ready_types

State = Agreement.State


@transaction.atomic
def order_work(actor: Actor, agreement: Agreement, side: Side, task_type: str = "") -> Agreement:
    """Order the work; a flow makes the provider's project of it.  Twice is once.

    `task_type` names a ready kind of task where the terms name none.  Raises Forbidden for the
    provider, Refused before both have signed.
    """
    _require_buyer(side)
    terms = terms_in_force(agreement)
    kind = terms.task_type or task_type
    if kind not in ready_types():
        raise Refused(_("Choose the kind of task; the agreement names none that is known here."))
    waiting = Agreement.objects.filter(pk=agreement.pk, ordered_at=None, state=State.SIGNED)
    now = timezone.now()
    if waiting.update(
        ordered_at=now,
        ordered_by_id=actor.membership_id or None,
        task_type=kind,
        state=State.RUNNING,
        changed_at=now,
    ):
        record(WorkOrdered(agreement_id=str(agreement.pk)), actor_id=actor.person_id)
    agreement.refresh_from_db()
    if agreement.ordered_at is None:
        raise Conflict(_("This agreement has ended. Make a new one."))
    return agreement


@transaction.atomic
def remember_project(agreement: Agreement, project_id: int) -> None:
    """Keep which project the agreement became; the first one holds."""
    Agreement.objects.filter(pk=agreement.pk, project_ref=None).update(project_ref=project_id)


@transaction.atomic
def report_milestone(actor: Actor, milestone: Milestone, side: Side) -> Milestone:
    """Say, as the provider, that a milestone with a date is reached; the buyer confirms it."""
    if side != Side.PROVIDER:
        raise Forbidden(_("The provider reports a milestone, the buyer confirms it."))
    planned = _by_date(milestone).filter(state=Milestone.State.PLANNED)
    if planned.update(state=Milestone.State.REPORTED):
        agreement = milestone.agreement
        write_to(
            members_of(agreement.shared_with_id, ROLES[Side.BUYER]),
            N_("“%(title)s”: a milestone waits for your word"),
            N_("The provider reports that “%(milestone)s” is reached. Please look and confirm it."),
            {"title": agreement.title, "milestone": milestone.title},
            f"/agreements/{agreement.pk}/",
        )
    milestone.refresh_from_db()
    return milestone


@transaction.atomic
def confirm_milestone(actor: Actor, milestone: Milestone, side: Side) -> Milestone:
    """Confirm, as the buyer, that a milestone with a date is reached; it is billed then.  Twice is once."""
    _require_buyer(side)
    open_ones = _by_date(milestone).filter(state__in=[Milestone.State.PLANNED, Milestone.State.REPORTED])
    if open_ones.update(state=Milestone.State.REACHED, reached_at=timezone.now()):
        fact = MilestoneConfirmed(agreement_id=str(milestone.agreement_id), code=milestone.code)
        record(fact, actor_id=actor.person_id)
    milestone.refresh_from_db()
    return milestone


def reach_milestones(agreement: Agreement) -> None:
    """Mark what the order or the accepted units have reached; call it in a transaction."""
    planned = Milestone.objects.filter(agreement=agreement, state=Milestone.State.PLANNED)
    now = timezone.now()
    if agreement.ordered_at is not None:
        planned.filter(kind=Milestone.Kind.START).update(state=Milestone.State.REACHED, reached_at=now)
    reached = planned.filter(kind=Milestone.Kind.UNITS, units__lte=agreement.units_accepted)
    reached.update(state=Milestone.State.REACHED, reached_at=now)


@transaction.atomic
def end(actor: Actor, agreement: Agreement, side: Side, reason: str) -> Agreement:
    """End a signed agreement; twice is once.  What was accepted until now can still be billed."""
    in_person(actor)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the agreement ends: both sides see the reason."))
    now = timezone.now()
    alive = Agreement.objects.filter(pk=agreement.pk, state__in=[State.SIGNED, State.RUNNING])
    if alive.update(state=State.ENDED, ended_at=now, end_reason=reason[:1000], changed_at=now):
        record(AgreementEnded(agreement_id=str(agreement.pk)), actor_id=actor.person_id)
        other = Side.BUYER if side == Side.PROVIDER else Side.PROVIDER
        org_id = agreement.shared_with_id if other == Side.BUYER else agreement.owner_id
        write_to(
            members_of(org_id, ROLES[other]),
            N_("“%(title)s” has ended"),
            N_("The other side has ended “%(title)s”. The reason stands on its page."),
            {"title": agreement.title},
            f"/agreements/{agreement.pk}/",
        )
    agreement.refresh_from_db()
    if agreement.state != State.ENDED:
        raise Conflict(_("Nothing is in force here that could end. Drop the draft instead."))
    _close(actor, agreement)
    return agreement


@transaction.atomic
def agree_to_reference(actor: Actor, agreement: Agreement, side: Side, agrees: bool, words: str) -> Agreement:
    """Keep whether the provider may name this deal as a reference, and the buyer's words about it.

    Other words about a deal that was told of are told anew; a word taken back takes the reference off.
    """
    _require_buyer(side)
    told = Agreement.objects.filter(pk=agreement.pk, closed_at__isnull=False)
    if not agrees and told.update(closed_at=None):
        record(ReferenceTakenBack(agreement_id=str(agreement.pk)), actor_id=actor.person_id)
    told.exclude(reference_words=words.strip()[:500]).update(closed_at=None)
    Agreement.objects.filter(pk=agreement.pk).update(
        reference_agreed=agrees, reference_words=words.strip()[:500]
    )
    if agrees != agreement.reference_agreed:
        fact = ReferenceAnswered(str(agreement.pk), "yes" if agrees else "no")
        record(fact, actor_id=actor.person_id)
    agreement.refresh_from_db()
    _close(actor, agreement)
    return agreement


@transaction.atomic
def set_publishing(actor: Actor, agreement: Agreement, side: Side, level: str) -> Agreement:
    """Choose, as the buyer, what of the deal is published as open contracting data."""
    _require_buyer(side)
    if level not in Agreement.Publishing.values:
        raise Refused(_("Choose nothing, bands or exact values."))
    other = Agreement.objects.filter(pk=agreement.pk).exclude(publishing=level)
    if other.update(publishing=level, changed_at=timezone.now()):
        record(PublishingChosen(str(agreement.pk), level), actor_id=actor.person_id)
    agreement.refresh_from_db()
    return agreement


def _close(actor: Actor, agreement: Agreement) -> None:
    """Tell, once, of an ended deal that the buyer lets the provider name."""
    ready = Agreement.objects.filter(
        pk=agreement.pk, state=State.ENDED, reference_agreed=True, closed_at=None, version__gt=0
    )
    if not ready.update(closed_at=timezone.now()):
        return
    terms = terms_in_force(agreement)
    fact = DealClosed(
        agreement_id=str(agreement.pk),
        provider_id=str(agreement.owner_id),
        buyer_name=agreement.shared_with.name,
        service=terms.service,
        title=agreement.title,
        unit=terms.unit,
        units=str(agreement.units_accepted),
        words=agreement.reference_words,
    )
    record(fact, actor_id=actor.person_id)


def _by_date(milestone: Milestone) -> QuerySet[Milestone]:
    return Milestone.objects.filter(pk=milestone.pk, kind=Milestone.Kind.DATE)


def _require_buyer(side: Side) -> None:
    if side != Side.BUYER:
        raise Forbidden(_("This is for the buyer to say."))
