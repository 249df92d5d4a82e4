"""When a client rejects results, each task goes back to the person whose answer decided it.

The rejection is a fact of the client's organisation; the tasks are the provider's.  The shared
copies are all that the two have in common, and they say what is still to do, so hearing of a
rejection twice, or of two at once, sends nothing back twice.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.quality import services as quality
from kazi.work.events import ResultsRejected
from kazi.work.models import DeliveredResult, Delivery, Result
from kazi.work.services import judging


@on(ResultsRejected)
def send_back_rejected(event: ResultsRejected) -> None:
    delivery = Delivery.objects.get(pk=event.delivery_id)
    rejected = DeliveredResult.objects.filter(
        delivery=delivery, state=DeliveredResult.State.REJECTED, sent_back_at=None
    )
    with acting_for(delivery.owner_id):
        for copy in list(rejected.defer("inputs", "value").order_by("pk")):
            _send_back(delivery, copy)


@transaction.atomic
def _send_back(delivery: Delivery, copy: DeliveredResult) -> None:
    """Send one task back, unless it was done anew since; the copy remembers that it was seen to."""
    todo = DeliveredResult.objects.filter(pk=copy.pk, sent_back_at=None)
    if not todo.update(sent_back_at=timezone.now()):
        return
    results = Result.objects.filter(project_id=delivery.project_ref, task__key=copy.key)
    result = results.select_related("task").first()
    if result is None or result.version > copy.version:
        return  # The next parcel brings the newer version.
    answer = quality.deciding_answer(result.task)
    if answer is not None:
        judging.send_back(result.task, answer.seat, copy.reason, cause="client")
