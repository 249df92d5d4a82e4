"""Who may write, who may publish, and who may read what is not for everybody."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.access.desk import hub_desk
from kazi.hub.models import Article, Edition, Newsletter, Reply, Topic, held_numbers
from kazi.hub.queries import articles as queries
from kazi.kernel.errors import NotFound

WRITERS = {Role.LEAD, Role.MANAGER, Role.CLIENT, Role.HUB, Role.ADVOCATE, Role.SERVICE}
EXCHANGERS = {Role.LEAD, Role.MANAGER, Role.HUB}


def writer(actor: Actor) -> None:
    """Raise NotFound for who may not write for all: workers in their working time, and programs."""
    if actor.role not in WRITERS or actor.is_program:
        raise NotFound


def own_edition(actor: Actor, edition_id: int) -> Edition:
    """Return a text of the actor's organisation, any text for the hub's desk; else raise NotFound."""
    writer(actor)
    found = Edition.objects.select_related("article__org", "current").filter(pk=edition_id).first()
    if found is None or not _may_change(actor, found.article):
        raise NotFound
    return found


def submitted_edition(actor: Actor, edition_id: int) -> Edition:
    """Return a text for the hub's desk, which decides about it."""
    hub_desk(actor)
    found = Edition.objects.select_related("article__org", "current").filter(pk=edition_id).first()
    if found is None:
        raise NotFound
    return found


def public_piece(kind: str, slug: str, language: str) -> queries.Piece:
    """Return a published article; raise NotFound where there is none."""
    found = queries.piece(kind, slug, language)
    if found is None:
        raise NotFound
    return found


def exchange(actor: Actor) -> None:
    """Raise NotFound for who is neither a manager or lead of a provider nor of the hub."""
    if actor.role not in EXCHANGERS or actor.is_program:
        raise NotFound
    kinds = {Organisation.Kind.PROVIDER, Organisation.Kind.HUB}
    if not Organisation.objects.filter(pk=actor.org_id, kind__in=kinds).exists():
        raise NotFound


def topic(actor: Actor, topic_id: int) -> Topic:
    """Return a question of the exchange; what was taken down is not there."""
    exchange(actor)
    found = queries.topics().filter(pk=topic_id).first()
    if found is None:
        raise NotFound
    return found


def exchange_reply(actor: Actor, reply_id: int) -> Reply:
    exchange(actor)
    found = Reply.objects.select_related("topic", "person").filter(pk=reply_id).first()
    if found is None or found.pk in held_numbers("reply"):
        raise NotFound
    return found


def newsletter(actor: Actor, newsletter_id: int) -> Newsletter:
    hub_desk(actor)
    found = Newsletter.objects.filter(pk=newsletter_id).first()
    if found is None:
        raise NotFound
    return found


def _may_change(actor: Actor, article: Article) -> bool:
    return actor.role == Role.HUB or article.org_id == actor.org_id
