"""What is to be done about deals, and what was written: tasks, notes, letters."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Person
from kazi.channels.letters import post
from kazi.deals.models import Account, Card, MailNote, Task
from kazi.kernel.errors import Refused


@transaction.atomic
def add_task(
    what: str,
    *,
    card: Card | None = None,
    account: Account | None = None,
    who: Membership | None = None,
    due_on: date | None = None,
    once: UUID | str,
) -> Task:
    """Keep something to do, of the current organisation; the same form (or cause) again is the first task."""
    if not what.strip():
        raise Refused(_("Say what is to be done."))
    task, _made = Task.objects.get_or_create(
        once=str(once),
        defaults={"what": what.strip()[:300], "card": card, "account": account, "who": who, "due_on": due_on},
    )
    return task


def finish_task(actor: Actor, task: Task) -> Task:
    """Mark a task as done; the first one who says so stays."""
    now = timezone.now()
    Task.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=actor.membership_id or None)
    task.refresh_from_db()
    return task


@transaction.atomic
def note(
    actor: Actor,
    *,
    once: UUID | str,
    way: str = MailNote.Way.NOTE,
    card: Card | None = None,
    account: Account | None = None,
    who: str = "",
    subject: str = "",
    words: str = "",
    at: datetime | None = None,
) -> MailNote:
    """Write down a letter or a note; the same form again is the first one."""
    return _keep(actor, once, way, card, account, who, subject, words, at)[0]


def _keep(
    actor: Actor,
    once: UUID | str,
    way: str,
    card: Card | None,
    account: Account | None,
    who: str,
    subject: str,
    words: str,
    at: datetime | None = None,
) -> tuple[MailNote, bool]:
    """Return the note and whether it is new."""
    if not (subject.strip() or words.strip()):
        raise Refused(_("Write what it was about."))
    return MailNote.objects.get_or_create(
        once=str(once),
        defaults={
            "card": card,
            "account": account,
            "way": way,
            "who": who.strip()[:200],
            "subject": subject.strip()[:200],
            "words": words.strip()[:8000],
            "by_id": actor.membership_id or None,
            "at": at or timezone.now(),
        },
    )


@transaction.atomic
def write_letter(actor: Actor, card: Card, to: str, subject: str, words: str, once: UUID) -> MailNote:
    """Send a letter about a deal and write it down, in one transaction; the same form again sends nothing.

    Answers go to the person who writes.
    """
    if not (subject.strip() and words.strip()):
        raise Refused(_("A letter has a subject and words."))
    made, new = _keep(actor, once, MailNote.Way.OUT, card, None, to, subject, words)
    if not new:
        return made
    writer = Person.objects.get(pk=actor.person_id)
    post(to, subject, f"{words.strip()}\n\n{writer.name}", reply_to=writer.email)
    return made
