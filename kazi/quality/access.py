"""Whose answers somebody may review: managers all, leads those of the teams they lead, nobody their own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.kernel.literal import Literal
from kazi.work.models import Answer, Review
from kazi.workforce.queries import workers_seen_by


def reviews_of(actor: Actor) -> QuerySet[Review]:
    """Return the reviews, waiting or decided, that the actor may see."""
    if actor.role not in {Role.MANAGER, Role.LEAD}:
        raise NotFound
    own = Answer.objects.filter(task_id=OuterRef("task_id"), worker__membership_id=actor.membership_id)
    reviews = Review.objects.filter(~Exists(own))
    if actor.role == Role.LEAD:
        reviews = reviews.filter(answer__worker__in=workers_seen_by(actor))
    return reviews.select_related("task__project__task_type", "answer__worker__membership__person")


def review_of(actor: Actor, review_id: int) -> Review:
    """Return one review that the actor may see; raise NotFound."""
    review = reviews_of(actor).filter(pk=review_id).first()
    if review is None:
        raise NotFound
    return review


def waiting_reviews(actor: Actor) -> QuerySet[Review]:
    """Return what is the actor's to review, oldest first."""
    return reviews_of(actor).filter(verdict=Literal("")).order_by("made_at", "pk")


def next_review(actor: Actor) -> Review | None:
    """Return the oldest waiting review that nobody else is at."""
    free = Q(taken_until=None) | Q(taken_until__lt=timezone.now()) | Q(taken_by_id=actor.membership_id)
    return waiting_reviews(actor).filter(free).first()
