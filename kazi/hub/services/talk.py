"""Comments, and the exchange in which providers ask each other.

All of it can be reported, held back and judged like anything else: `moderated_talk` tells the moderators how.
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person, Role
from kazi.channels.letters import post
from kazi.hub.models import Article, Case, Comment, Reply, Topic, held_numbers
from kazi.hub.models.talk import Said
from kazi.hub.rules import articles as rules
from kazi.hub.services import moderation
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.words import N_

S = TypeVar("S", bound=Said)
_FIRST = N_("It is the first that this person says here.")


@transaction.atomic
def comment(actor: Actor, article: Article, once: UUID, text: str) -> Comment:
    """Say something under an article.  What a person says first, or what passes a limit, is read first.

    The same `once` again is the comment of the first time.
    """
    said, made = _say(Comment, actor, once, text, article=article)
    if made:
        transaction.on_commit(forget_pages)
        if not _hold_back(actor, "comment", said.pk, text) and _is_first(actor, said):
            moderation.hold("comment", str(said.pk), _FIRST, Case.Cause.FIRST)
    return said


@transaction.atomic
def ask(actor: Actor, once: UUID, title: str, text: str, *, is_demo: bool = False) -> Topic:
    """Ask the other providers.  They are members with a name: what passes no limit is shown at once."""
    heading = " ".join(title.split())
    if not heading:
        raise Refused(_("Give your question a title of a few words."))
    said, made = _say(Topic, actor, once, text, title=heading[:200], is_demo=is_demo)
    if made:
        _hold_back(actor, "topic", said.pk, f"{heading}\n{text}")
    return said


@transaction.atomic
def reply(actor: Actor, topic: Topic, once: UUID, text: str, link: str) -> Reply:
    """Answer a question and tell who asked by letter, without the words; once for each form.

    An answer that a limit holds back is told of by nobody.
    """
    said, made = _say(Reply, actor, once, text, topic=topic)
    if made and not _hold_back(actor, "reply", said.pk, text):
        Topic.objects.filter(pk=topic.pk).update(last_at=timezone.now())
        if topic.person_id != actor.person_id:
            _tell(topic.person, topic, link)
    return said


def solve(actor: Actor, topic: Topic, answer: Reply) -> None:
    """Mark the answer that helped; only who asked may, and another answer may be marked later."""
    if topic.person_id != actor.person_id:
        raise Refused(_("Only the person who asked can say which answer helped."))
    if answer.topic_id != topic.pk:
        raise Conflict(_("This answer belongs to another question."))
    Topic.objects.filter(pk=topic.pk).update(solved_by=answer)


def is_shown(kind: str, said: Said) -> bool:
    """Say whether others see it: it is not held for a person to look at, nor taken off."""
    return not moderation.is_held(kind, str(said.pk))


def _hold_back(actor: Actor, kind: str, number: int, text: str) -> bool:
    return actor.role != Role.HUB and moderation.hold_back(kind, str(number), text)


def _is_first(actor: Actor, said: Comment) -> bool:
    """Say whether nothing that this person said before is public: then somebody of the hub reads it first."""
    shown = Comment.objects.filter(person=actor.person_id).exclude(pk__in=[said.pk, *held_numbers("comment")])
    return actor.role != Role.HUB and not shown.exists()


def _say(model: type[S], actor: Actor, once: UUID, text: str, **more: object) -> tuple[S, bool]:
    words = text.strip()
    if not words:
        raise Refused(_("Write a few words first."))
    if len(words) > rules.LONGEST_COMMENT:
        raise Refused(_("That is too long. Please keep it below 3,000 characters."))
    said, made = model.objects.get_or_create(  # type: ignore[attr-defined]
        once=once, defaults={"person_id": actor.person_id, "org_id": actor.org_id, "text": words, **more}
    )
    if not made and said.person_id != actor.person_id:
        raise Conflict(_("This form was sent by somebody else. Load the page anew and try again."))
    return said, made


def _tell(person: Person, topic: Topic, link: str) -> None:
    if not person.email:
        return
    with translation.override(person.language):
        subject = _("Somebody answered your question on the exchange")
        text = _("Your question was “%(title)s”. Read the answer here:\n\n%(link)s")
    post(person.email, subject, text % {"title": topic.title, "link": link})
