"""What people say to each other, as moderators have to know it.

The exchange is not public: its words stand in no title, so that no list and no letter repeats them.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from kazi.accounts.models import Person
from kazi.hub.access.articles import exchange
from kazi.hub.models import Comment, Reply, Topic
from kazi.hub.models.talk import Said
from kazi.hub.services import moderation
from kazi.hub.services.moderation import Kind, Thing
from kazi.kernel.words import N_


def _number(ref: str) -> int:
    # SQLite and PostgreSQL refuse numbers that no row can have.
    return int(ref) if ref.isdecimal() and len(ref) < 18 else 0


def _authors(said: Said) -> tuple[Person, ...]:
    person = said.person
    return (person,) if person.email and person.is_active else ()


def _comment(ref: str) -> Thing | None:
    found = Comment.objects.select_related("person", "article").filter(pk=_number(ref)).first()
    if found is None:
        return None
    path = reverse(f"hub:{found.article.kind}_item", args=[found.article.slug])
    title = _("Comment of %(name)s") % {"name": found.person.name}
    return Thing(title, path, found.text, _authors(found), found.article.is_demo)


def _topic(ref: str) -> Thing | None:
    found = Topic.objects.select_related("person").filter(pk=_number(ref)).first()
    if found is None:
        return None
    path = reverse("hub:topic", args=[found.pk])
    text = f"{found.title}\n\n{found.text}"
    return Thing(_("A question on the exchange"), path, text, _authors(found), found.is_demo)


def _reply(ref: str) -> Thing | None:
    found = Reply.objects.select_related("person", "topic").filter(pk=_number(ref)).first()
    if found is None:
        return None
    path = reverse("hub:topic", args=[found.topic_id])
    return Thing(_("An answer on the exchange"), path, found.text, _authors(found), found.topic.is_demo)


moderation.register(Kind("comment", N_("Comment"), _comment))
moderation.register(Kind("topic", N_("Question on the exchange"), _topic, door=exchange))
moderation.register(Kind("reply", N_("Answer on the exchange"), _reply, door=exchange))
