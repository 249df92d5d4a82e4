"""Messages that teach are made, changed and told apart from polls; they are fixed and sent as polls are."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.kernel.errors import Refused
from kazi.voice.models import Poll, PollVersion, Teaching
from kazi.voice.rules.teaching import Lesson, Source, Topic, as_questionnaire, is_date, lacking
from kazi.voice.services import polls


@transaction.atomic
def make_message(
    actor: Actor, once: UUID, lesson: Lesson, topic: Topic, source: Source | None, *, of: str = ""
) -> Poll:
    """Make a message with a first draft; `of` is the slug and version of one of ours, such as "heat.1".

    The same `once` again returns what it made.  Raises Refused for words that are missing in a language and
    for a source without a date.
    """
    _whole(lesson, source)
    made = polls.make_poll(
        actor, once, as_questionnaire(lesson, f"kazi-message-{of}" if of else ""), "message"
    )
    _about(made.versions.order_by("number")[:1].get(), topic, source)
    return made


@transaction.atomic
def change_message(
    poll: Poll, edits: int, lesson: Lesson, topic: Topic, source: Source | None
) -> PollVersion:
    """Change the draft of a message; after it was fixed, that is a draft of the next version.

    Raises Refused as `make_message` does, and Conflict when a colleague has changed it since `edits`.
    """
    _whole(lesson, source)
    draft = polls.change(poll, edits, lambda now: as_questionnaire(lesson, now.form_id))
    _about(draft, topic, source, anew=True)
    return draft


def about(version: PollVersion) -> Teaching | None:
    """Return what a version is about, None for a poll that is no message."""
    known = Teaching.objects.filter(version__poll=version.poll_id, version__number__lte=version.number)
    return known.order_by("-version__number").first()


def _about(version: PollVersion, topic: Topic, source: Source | None, *, anew: bool = False) -> None:
    said = {
        "topic": str(topic),
        "source_name": source.name if source else "",
        "source_dated": source.dated if source else "",
        "source_address": source.address if source else "",
    }
    if anew:
        Teaching.objects.update_or_create(version=version, defaults=said)
    else:
        Teaching.objects.get_or_create(version=version, defaults=said)


def _whole(lesson: Lesson, source: Source | None) -> None:
    if lacking(lesson):
        raise Refused(_("Words are missing. A message is told whole in each of its languages."))
    if source is not None and not is_date(source.dated):
        raise Refused(_("Write the date of the source as a year, a month or a day, such as 2023-03-16."))
