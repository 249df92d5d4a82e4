"""Comments, and the exchange in which providers ask each other."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person, Role
from kazi.channels.letters import post
from kazi.hub.events import WordsDecided
from kazi.hub.models import Article, Comment, Reply, Topic, Visible
from kazi.hub.models.talk import Said
from kazi.hub.rules import articles as rules
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused

S = TypeVar("S", bound=Said)


def comment(actor: Actor, article: Article, once: UUID, text: str) -> Comment:
    """Say something under an article.  A person's first comment, or one full of links, is read first.

    The same `once` again is the comment of the first time.
    """
    shown = Comment.objects.filter(person=actor.person_id, state=Visible.SHOWN).count()
    held = actor.role != Role.HUB and rules.needs_reading_first(text, shown)
    return _say(Comment, actor, once, text, Visible.HELD if held else Visible.SHOWN, article=article)


def ask(actor: Actor, once: UUID, title: str, text: str, *, is_demo: bool = False) -> Topic:
    """Ask the other providers.  They are members with a name, so it is shown at once."""
    heading = " ".join(title.split())
    if not heading:
        raise Refused(_("Give your question a title of a few words."))
    return _say(Topic, actor, once, text, Visible.SHOWN, title=heading[:200], is_demo=is_demo)


@transaction.atomic
def reply(actor: Actor, topic: Topic, once: UUID, text: str, link: str) -> Reply:
    """Answer a question and tell who asked by letter, without the words."""
    if Reply.objects.filter(once=once).exists():
        return Reply.objects.get(once=once, person=actor.person_id)
    said = _say(Reply, actor, once, text, Visible.SHOWN, topic=topic)
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


@transaction.atomic
def decide(actor: Actor, said: Said, state: str, reason: str) -> None:
    """Show or take down what somebody said, with a reason where it is taken down; again changes nothing."""
    if state not in {Visible.SHOWN, Visible.HIDDEN}:
        raise Refused(_("Words are either shown or taken down."))
    if state == Visible.HIDDEN and not reason.strip():
        raise Refused(_("Say why it is taken down. The person reads the reason."))
    rows = type(said).objects.filter(pk=said.pk).exclude(state=state)  # type: ignore[attr-defined]
    if not rows.update(state=state):
        return
    what = type(said).__name__.lower()
    record(WordsDecided(what, str(said.pk), state, reason.strip()[:300]), actor_id=actor.person_id)
    if state == Visible.HIDDEN and said.person.email:
        with translation.override(said.person.language):
            subject = _("What you wrote on the hub was taken down")
            text = _(
                "Somebody of the hub read what you wrote and took it down:\n\n%(reason)s\n\n"
                "If you think that this is wrong, answer this letter: another person will look at it."
            )
        post(said.person.email, subject, text % {"reason": reason.strip()})


def _say(model: type[S], actor: Actor, once: UUID, text: str, state: str, **more: object) -> S:
    words = text.strip()
    if not words:
        raise Refused(_("Write a few words first."))
    if len(words) > rules.LONGEST_COMMENT:
        raise Refused(_("That is too long. Please keep it below 3,000 characters."))
    said, made = model.objects.get_or_create(  # type: ignore[attr-defined]
        once=once,
        defaults={
            "person_id": actor.person_id,
            "org_id": actor.org_id,
            "text": words,
            "state": state,
            **more,
        },
    )
    if not made and said.person_id != actor.person_id:
        raise Conflict(_("This form was sent by somebody else. Load the page anew and try again."))
    return said  # type: ignore[no-any-return]


def _tell(person: Person, topic: Topic, link: str) -> None:
    if not person.email:
        return
    with translation.override(person.language):
        subject = _("Somebody answered your question on the exchange")
        text = _("Your question was “%(title)s”. Read the answer here:\n\n%(link)s")
    post(person.email, subject, text % {"title": topic.title, "link": link})
