"""Questions and flags of workers, answered; tasks that nobody should have to do, withdrawn."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.work.events import ConcernAnswered, TaskWithdrawn
from kazi.work.models import Concern, Review, Task


@transaction.atomic
def answer_concern(actor: Actor, concern: Concern, text: str) -> Concern:
    """Reply to a question, or close a flag with what was done; the worker is shown the text.

    The same text again changes nothing; another one raises Conflict, because the first may have
    been read.
    """
    text = text.strip()
    if not text:
        raise Refused(_("Write a reply: the worker is waiting for it."))
    if len(text) > 2_000:
        raise Refused(_("A reply has at most 2,000 letters."))
    waiting = Concern.objects.filter(pk=concern.pk, closed_at=None)
    changed = waiting.update(reply=text, replied_by_id=actor.membership_id, closed_at=timezone.now())
    concern.refresh_from_db()
    if changed:
        event = ConcernAnswered(concern_id=str(concern.pk), kind=concern.kind)
        record(event, actor_id=actor.person_id)
    elif concern.reply != text:
        raise Conflict(_("Somebody has replied to this already."))
    return concern


@transaction.atomic
def withdraw_task(actor: Actor, task: Task, reason: str) -> Task:
    """Take a task out of work, so that nobody is given it any more.  Twice is once.

    Who has it open may still answer, and is paid.  Raises Conflict for a settled task: its result
    may have been handed over.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say in a few words why the task is withdrawn."))
    out = Task.objects.filter(pk=task.pk).exclude(state__in=[Task.State.SETTLED, Task.State.WITHDRAWN])
    if out.update(state=Task.State.WITHDRAWN, open_seats=0):
        # A review of it has nothing to decide any more.
        Review.objects.filter(task=task, verdict="").delete()
        record(TaskWithdrawn(task_id=str(task.pk), reason=reason[:500]), actor_id=actor.person_id)
    task.refresh_from_db()
    if task.state != Task.State.WITHDRAWN:
        raise Conflict(_("This task is settled already; its result stays as it is."))
    return task
