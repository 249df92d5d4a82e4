"""Help for somebody who lost every factor, by colleagues: two of them, or one and a wait for objections.

A recovery takes the factors away and ends all sessions; the person then signs in with the password and
sets up new ones.  It never gives anybody a password or a session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts import rules
from kazi.accounts.actors import Actor
from kazi.accounts.events import FactorsRecovered, RecoveryCancelled, RecoveryStarted
from kazi.accounts.factors import recovery_letters as letters
from kazi.accounts.factors.codes import lock
from kazi.accounts.factors.holding import has_factor, remove_all
from kazi.accounts.models import FactorRecovery, Membership, Person
from kazi.accounts.pacing import pace
from kazi.accounts.secrets import hashed, new_secret
from kazi.accounts.signing_in import end_everything
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.tenancy import acting_for, all_tenants

LinkTo = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recovery that waits, as a colleague sees it; `may_approve` is not for who started it."""

    recovery: FactorRecovery
    may_approve: bool


def people_to_help(actor: Actor) -> list[Membership]:
    """Return the colleagues whose recovery this person may start: those who have a factor to lose."""
    mine = Membership.objects.filter(org_id=actor.org_id, is_active=True, person__is_active=True)
    roles = [role for role in _all_roles() if actor.role in rules.helpers_of(role)]
    found = mine.filter(role__in=roles, person__authenticator__isnull=False).exclude(pk=actor.membership_id)
    return [one for one in found.select_related("person").distinct() if _may_help(actor, one)]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Return the open recoveries of the actor's organisation that concern people they may help."""
    people = {one.person_id for one in people_to_help(actor)}
    found = _open().select_related("person", "started_by__person").order_by("due_at")
    return [
        Waiting(one, one.started_by_id != actor.membership_id) for one in found if one.person_id in people
    ]


def open_recovery_of(person_id: int) -> FactorRecovery | None:
    """Return the recovery that waits for this person, wherever it was started."""
    found = all_tenants(FactorRecovery).select_related("started_by__person")
    return found.filter(person_id=person_id, cancelled_at=None, done_at=None).first()


def start(actor: Actor, membership_id: int, reason: str, link_to: LinkTo) -> FactorRecovery:
    """Start the recovery of a colleague and tell everybody concerned; `link_to(secret)` cancels it.

    The person's sessions end at once, since a lost device may be in other hands.  A second start
    returns the open recovery.  Raises NotFound for somebody the actor may not help, Refused for a
    recovery without a reason.
    """
    reason = " ".join(reason.split())[:500]
    if len(reason) < 10:
        raise Refused(_("Write in a sentence what happened and how you know that it is really them."))
    found = next((one for one in people_to_help(actor) if one.pk == membership_id), None)
    if found is None:
        raise NotFound
    pace("recovery", str(found.person_id), most=3, seconds=24 * 3600)
    try:
        return _start(actor, found.person, reason, link_to)
    except IntegrityError:  # Two colleagues at once: the first one's holds.
        with acting_for(actor.org_id):
            first = _open().filter(person=found.person).first()
        if first is None:
            raise Conflict(
                _("Another organisation of theirs has started a recovery for them already.")
            ) from None
        return first


@transaction.atomic
def _start(actor: Actor, person: Person, reason: str, link_to: LinkTo) -> FactorRecovery:
    if (running := _open().filter(person=person).first()) is not None:
        return running
    secret = new_secret("")
    roles = Membership.objects.filter(person=person, is_active=True).values_list("role", flat=True)
    due = timezone.now() + rules.recovery_wait(set(roles))
    recovery = FactorRecovery.objects.create(
        person=person,
        started_by_id=actor.membership_id,
        reason=reason,
        secret_hash=hashed(secret),
        due_at=due,
    )
    end_everything(person.pk)
    record(RecoveryStarted(str(recovery.pk), reason, due.isoformat()), actor_id=actor.person_id)
    starter = Person.objects.get(pk=actor.person_id)
    letters.tell_person_of_start(recovery, person, starter, link_to(secret))
    letters.tell_colleagues_of_start(recovery, person, starter, colleagues_of(recovery, but=actor.person_id))
    return recovery


@transaction.atomic
def approve(actor: Actor, recovery_id: int) -> FactorRecovery:
    """Carry a recovery out at once, as the second colleague; a second time changes nothing.

    Raises NotFound for one the actor may not help with, Forbidden for who started it.
    """
    recovery = _one(actor, recovery_id)
    if recovery.started_by_id == actor.membership_id:
        raise Forbidden(_("You started this recovery. Another colleague has to approve it, or it waits."))
    if _still_open(recovery).update(approved_by_id=actor.membership_id):
        _carry_out(recovery, "two_people", actor.person_id)
    recovery.refresh_from_db()
    return recovery


@transaction.atomic
def cancel(actor: Actor, recovery_id: int) -> None:
    """Object to a recovery, as a colleague; again changes nothing."""
    _cancel(_one(actor, recovery_id), "colleague", actor.person_id)


@transaction.atomic
def cancel_own(person_id: int) -> None:
    """Stop the recovery of one's own factors; nothing happens where none waits."""
    recovery = open_recovery_of(person_id)
    if recovery is not None:
        _cancel(recovery, "person", person_id)


def by_letter(secret: str) -> FactorRecovery | None:
    """Return the recovery whose letter holds this secret, whatever became of it."""
    if len(secret) > 100:
        return None
    # The reader has not signed in: the secret itself opens the one row.
    found = all_tenants(FactorRecovery).select_related("person", "started_by__person", "org")
    return found.filter(secret_hash=hashed(secret)).first()


@transaction.atomic
def cancel_by_letter(recovery: FactorRecovery) -> bool:
    """Stop a recovery by the link in its letter; return whether it is stopped now."""
    _cancel(recovery, "letter", recovery.person_id)
    recovery.refresh_from_db()
    return recovery.cancelled_at is not None


def carry_out_due() -> int:
    """Carry out the recoveries that have waited long enough; return how many.  Runs again safely."""
    due = all_tenants(FactorRecovery).filter(cancelled_at=None, done_at=None, due_at__lte=timezone.now())
    done = 0
    for recovery in due.order_by("due_at")[:100]:
        with acting_for(recovery.org_id), transaction.atomic():
            done += _carry_out(recovery, "time", None)
    return done


@transaction.atomic
def recover_by_command(person: Person, reason: str) -> FactorRecovery:
    """Take a person's factors away at once, from the machine itself: for the last of the hub's people.

    Raises Refused for somebody without a factor or without an organisation.
    """
    memberships = Membership.objects.filter(person=person, is_active=True)
    needing = memberships.filter(role__in=rules.NEEDS_SECOND_FACTOR)
    membership = needing.order_by("pk").first() or memberships.order_by("pk").first()
    if membership is None or not has_factor(person.pk):
        raise Refused(_("This person has no second factor that could be taken away."))
    with acting_for(membership.org_id):
        recovery = open_recovery_of(person.pk) or FactorRecovery.objects.create(
            person=person,
            reason=reason[:500],
            secret_hash=hashed(new_secret("")),
            due_at=timezone.now(),
        )
    with acting_for(recovery.org_id):
        _carry_out(recovery, "command", 0)
    return recovery


def colleagues_of(recovery: FactorRecovery, *, but: int | None = None) -> list[Person]:
    """Return who else may object: all others at the organisation who may help this person."""
    roles = Membership.objects.filter(person_id=recovery.person_id, org_id=recovery.org_id, is_active=True)
    helpers = {helper for role in roles.values_list("role", flat=True) for helper in rules.helpers_of(role)}
    found = Person.objects.filter(
        memberships__org_id=recovery.org_id,
        memberships__role__in=helpers,
        memberships__is_active=True,
        is_active=True,
    )
    return list(found.exclude(pk__in=[recovery.person_id, but or 0]).distinct())


def _open() -> QuerySet[FactorRecovery]:
    return FactorRecovery.objects.filter(cancelled_at=None, done_at=None)


def _still_open(recovery: FactorRecovery) -> QuerySet[FactorRecovery]:
    return all_tenants(FactorRecovery).filter(pk=recovery.pk, cancelled_at=None, done_at=None)


def _one(actor: Actor, recovery_id: int) -> FactorRecovery:
    """Return a recovery of the actor's organisation, open or not; raise NotFound for any other."""
    found = FactorRecovery.objects.select_related("person").filter(pk=recovery_id).first()
    if found is None or found.person_id == actor.person_id:
        raise NotFound
    memberships = Membership.objects.filter(person_id=found.person_id, org_id=actor.org_id, is_active=True)
    if not any(_may_help(actor, one) for one in memberships):
        raise NotFound
    return found


def _may_help(actor: Actor, member: Membership) -> bool:
    """Say whether the actor's role may help the member, and at the right organisation.

    Who needs a second factor somewhere is helped there, not by people of another organisation.
    """
    if member.person_id == actor.person_id or actor.role not in rules.helpers_of(member.role):
        return False
    needing = Membership.objects.filter(
        person_id=member.person_id, is_active=True, role__in=rules.NEEDS_SECOND_FACTOR
    )
    orgs = set(needing.values_list("org_id", flat=True))
    return not orgs or member.org_id in orgs


def _carry_out(recovery: FactorRecovery, by: str, actor_id: int | None) -> bool:
    lock(recovery.person_id)
    if not _still_open(recovery).update(done_at=timezone.now()):
        return False
    person = Person.objects.get(pk=recovery.person_id)
    remove_all(person)
    end_everything(person.pk)
    record(FactorsRecovered(str(recovery.pk), by), actor_id=actor_id)
    letters.tell_of_end(person, colleagues_of(recovery))
    return True


def _cancel(recovery: FactorRecovery, by: str, actor_id: int) -> None:
    if not _still_open(recovery).update(cancelled_at=timezone.now()):
        return
    with acting_for(recovery.org_id):
        record(RecoveryCancelled(str(recovery.pk), by), actor_id=actor_id)
    letters.tell_of_cancelling(recovery.person, colleagues_of(recovery))


def _all_roles() -> Iterable[str]:
    return [value for value, _label in Membership._meta.get_field("role").choices or ()]
