"""Results handed to the client, and the client's word on them.

A delivery is a row that two organisations share.  The provider's side copies settled results into
it, parcel by parcel; the client's side accepts a parcel or rejects single results, and a flow takes
the rejected ones back to the people who did them.  Large parcels move in chunks, each a short
transaction of its own: the request does the first ones, `carry_on` does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.work.events import ResultsAccepted, ResultsDelivered, ResultsRejected
from kazi.work.handover import copy_results
from kazi.work.models import DeliveredResult, Delivery, Parcel, Project, Result, Task
from kazi.work.services.windows import has_window, refresh

AT_ONCE = 2_000  # Results in one transaction: some 50 ms in which nobody else can write to SQLite.
CHUNKS_IN_REQUEST = 5
MOST_REJECTED = 500  # Keys in one rejection.
MOST_REASON = 1_000


def deliver(actor: Actor, project: Project) -> Parcel:
    """Hand all results over that are settled and not delivered yet, as the next parcel.

    A result that was settled anew goes as its next version, and its older copy becomes `replaced`.
    When nothing is new the last parcel is returned, so a second click delivers nothing twice; the
    same while a parcel is still being filled.  Raises Refused for a project without a client, or
    when nothing was ever settled.
    """
    if project.client_id is None:
        raise Refused(_("This project has no client. Choose one, then deliver."))
    if not has_window(project):
        raise Refused(_("This project is a draft or for practice; it has nothing to deliver."))
    window = refresh(project)
    if window is None or window.shared_with_id != project.client_id:
        raise Conflict(_("Parcels of this project went to another client. Make a new project."))
    parcel = _open_parcel(actor, project, window)
    if parcel is not None:
        _fill(parcel, project, CHUNKS_IN_REQUEST)
    last = Parcel.objects.filter(delivery=window).first()
    if last is None:
        raise Refused(_("No result is settled yet. Deliver when the first tasks are done."))
    return last


def undelivered(project: Project) -> int:
    """Return how many settled results of a project wait to be delivered."""
    return _to_deliver(project).count()


def undelivered_of(delivery: Delivery) -> int:
    """Return the same for the project behind a delivery; call it in the provider's scope."""
    project = Project.objects.filter(pk=delivery.project_ref, client_id=delivery.shared_with_id).first()
    return undelivered(project) if project is not None else 0


def accept(actor: Actor, delivery: Delivery, number: int) -> Parcel:
    """Accept the parcel's results, those that were rejected apart.  Again changes nothing.

    Raises Forbidden for anybody but the client, NotFound for a parcel that is not delivered.
    """
    _require_client(actor, delivery)
    with transaction.atomic():
        delivered = Parcel.objects.filter(delivery=delivery).exclude(state=Parcel.State.FILLING)
        parcel = delivered.filter(number=number).select_for_update().first()
        if parcel is None:
            raise NotFound
        if parcel.state == Parcel.State.WAITING:
            parcel.state, parcel.decided_at = Parcel.State.ACCEPTING, timezone.now()
            parcel.save(update_fields=["state", "decided_at"])
            count = str(parcel.count - parcel.rejected)
            fact = ResultsAccepted(delivery_id=str(delivery.pk), parcel=str(number), count=count)
            record(fact, actor_id=actor.person_id)
    _accept_copies(parcel, CHUNKS_IN_REQUEST)
    parcel.refresh_from_db()
    return parcel


@transaction.atomic
def reject(actor: Actor, delivery: Delivery, keys: Sequence[str], reason: str) -> int:
    """Reject delivered results with a reason; return how many were rejected now.

    They come back as rework.  A result that is rejected already keeps its first reason.  All or
    nothing: raises Refused for an unknown key, Conflict for a result of a parcel that was accepted.
    """
    _require_client(actor, delivery)
    wanted, reason = _checked(keys, reason)
    copies = DeliveredResult.objects.filter(
        delivery=delivery, key__in=wanted, parcel__lte=F("delivery__parcels")
    ).exclude(state=DeliveredResult.State.REPLACED)
    numbers = set(copies.values_list("parcel", flat=True))
    parcels = list(  # Locked, so that nobody accepts one at this moment.
        Parcel.objects.filter(delivery=delivery, number__in=numbers).select_for_update().order_by("pk")
    )
    found = list(copies)
    _refuse_unknown(wanted, {copy.key for copy in found})
    open_parcels = {parcel.number for parcel in parcels if parcel.state == Parcel.State.WAITING}
    waiting = [copy for copy in found if copy.state == DeliveredResult.State.DELIVERED]
    for copy in waiting:
        if copy.parcel not in open_parcels:
            text = _("“%(key)s” belongs to parcel %(number)s, which you have accepted already.")
            raise Conflict(text % {"key": copy.key, "number": copy.parcel})
    if any(copy.state == DeliveredResult.State.ACCEPTED for copy in found):
        raise Conflict(_("Some of these results were accepted already."))
    if not waiting:
        return 0
    DeliveredResult.objects.filter(pk__in=[copy.pk for copy in waiting]).update(
        state=DeliveredResult.State.REJECTED, reason=reason, decided_at=timezone.now()
    )
    for parcel in parcels:
        count = sum(copy.parcel == parcel.number for copy in waiting)
        Parcel.objects.filter(pk=parcel.pk).update(rejected=F("rejected") + count)
    told = json.dumps([copy.key for copy in waiting], ensure_ascii=False)
    record(ResultsRejected(delivery_id=str(delivery.pk), keys=told), actor_id=actor.person_id)
    return len(waiting)


def carry_on() -> int:
    """Go on with every parcel that is being filled or accepted; return how many were taken up."""
    moving = Parcel.objects.filter(state__in=[Parcel.State.FILLING, Parcel.State.ACCEPTING])
    parcels = list(moving.select_related("delivery").order_by("pk"))
    for parcel in parcels:
        with acting_for(parcel.delivery.owner_id):
            if parcel.state == Parcel.State.FILLING:
                _fill(parcel, Project.objects.get(pk=parcel.delivery.project_ref))
            else:
                _accept_copies(parcel)
    return len(parcels)


def _open_parcel(actor: Actor, project: Project, window: Delivery) -> Parcel | None:
    """Return the parcel that is being filled, a new one, or None when there is nothing for it."""
    filling = Parcel.objects.filter(delivery=window, state=Parcel.State.FILLING)
    newest = _to_deliver(project).order_by("-pk").values_list("pk", flat=True).first()
    if (parcel := filling.first()) is not None or newest is None:
        return parcel
    last = Parcel.objects.filter(delivery=window).first()
    try:
        with transaction.atomic():
            return Parcel.objects.create(
                delivery=window,
                number=last.number + 1 if last else 1,
                until=newest,
                made_by_id=actor.membership_id,
            )
    except IntegrityError:  # Another manager was first, a moment ago.
        return filling.first()


def _to_deliver(project: Project) -> models.QuerySet[Result]:
    results = Result.objects.filter(project=project, delivered_version__lt=F("version"))
    # What was sent back meanwhile is in doubt, so it stays here until it is settled again.
    return results.filter(task__state=Task.State.SETTLED)


def _fill(parcel: Parcel, project: Project, chunks: int | None = None) -> None:
    """Copy results into the parcel, at most `chunks` chunks now; safe to run twice and to break off."""
    while chunks is None or chunks > 0:
        if not _fill_some(parcel.pk, project):
            return
        chunks = None if chunks is None else chunks - 1


@transaction.atomic
def _fill_some(parcel_id: int, project: Project) -> bool:
    """Copy one chunk; False when the parcel is complete."""
    filling = Parcel.objects.filter(pk=parcel_id, state=Parcel.State.FILLING)
    parcel = filling.select_for_update().first()
    if parcel is None:
        return False
    rest = _to_deliver(project).filter(pk__gt=parcel.position, pk__lte=parcel.until)
    # Locked, so that what is marked as delivered is the version that was copied.
    locked = rest.select_for_update(of=("self",)).order_by("pk")
    ids = list(locked.values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        now = timezone.now()
        parcel.count += copy_results(project.org_id, parcel.delivery_id, parcel.number, ids, now)
        Result.objects.filter(pk__in=ids).update(delivered_version=F("version"))
        parcel.position = ids[-1]
        parcel.save(update_fields=["count", "position"])
    if len(ids) == AT_ONCE:
        return True
    _close(parcel)
    return False


def _close(parcel: Parcel) -> None:
    if not parcel.count:  # All of it was sent back while it was being filled.
        parcel.delete()
        return
    parcel.state, parcel.delivered_at = Parcel.State.WAITING, timezone.now()
    parcel.save(update_fields=["state", "delivered_at"])
    Delivery.objects.filter(pk=parcel.delivery_id).update(parcels=parcel.number)
    fact = ResultsDelivered(
        delivery_id=str(parcel.delivery_id), parcel=str(parcel.number), count=str(parcel.count)
    )
    by = parcel.made_by.person_id if parcel.made_by else None
    record(fact, actor_id=by)


def _accept_copies(parcel: Parcel, chunks: int | None = None) -> None:
    """Mark the copies of a parcel that was accepted, chunk by chunk; safe to run twice."""
    waiting = DeliveredResult.objects.filter(
        delivery_id=parcel.delivery_id, parcel=parcel.number, state=DeliveredResult.State.DELIVERED
    )
    while chunks is None or chunks > 0:
        if parcel.state != Parcel.State.ACCEPTING:
            return
        ids = list(waiting.order_by("key").values_list("pk", flat=True)[:AT_ONCE])
        with transaction.atomic():
            DeliveredResult.objects.filter(pk__in=ids, state=DeliveredResult.State.DELIVERED).update(
                state=DeliveredResult.State.ACCEPTED, decided_at=parcel.decided_at
            )
            if len(ids) < AT_ONCE:
                parcel.state = Parcel.State.ACCEPTED
                parcel.save(update_fields=["state"])
        chunks = None if chunks is None else chunks - 1


def _require_client(actor: Actor, delivery: Delivery) -> None:
    if actor.role != Role.CLIENT or actor.org_id != delivery.shared_with_id:
        raise Forbidden(_("Only the client accepts or rejects results."))


def _checked(keys: Sequence[str], reason: str) -> tuple[list[str], str]:
    # PostgreSQL stores no NUL, so no key has one.
    wanted, reason = list(dict.fromkeys(keys)), reason.replace("\0", "").strip()
    _refuse_unknown(wanted, {key for key in wanted if "\0" not in key})
    if not wanted:
        raise Refused(_("Choose at least one result to reject."))
    if len(wanted) > MOST_REJECTED:
        text = _("At most %(most)s results can be rejected at once; these are %(count)s.")
        raise Refused(text % {"most": MOST_REJECTED, "count": len(wanted)})
    if not reason:
        raise Refused(_("Say what is wrong: the person who does it again reads your reason."))
    if len(reason) > MOST_REASON:
        text = _("The reason has %(count)s characters; at most %(most)s fit.")
        raise Refused(text % {"most": MOST_REASON, "count": len(reason)})
    return wanted, reason


def _refuse_unknown(wanted: list[str], known: set[str]) -> None:
    unknown = [key for key in wanted if key not in known]
    if unknown:
        text = ngettext(
            "This delivery has no result with the key %(keys)s. Nothing was rejected.",
            "This delivery has no results with the keys %(keys)s. Nothing was rejected.",
            len(unknown),
        )
        shown = ", ".join(f"“{key}”" for key in unknown[:5]) + ("…" if len(unknown) > 5 else "")
        raise Refused(text % {"keys": shown})
