"""Whose saved search it is: of the person who is signed in, or of who has the letter."""

from __future__ import annotations

from django.core import signing
from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.hub.models import SavedSearch
from kazi.kernel.errors import NotFound

_signer = signing.Signer(salt="kazi.hub.saved_searches", sep="~")


def secret_of(saved: SavedSearch) -> str:
    """Return what in an address proves that its reader got our letter."""
    return _signer.sign(str(saved.pk))


def search_in_letter(secret: str) -> SavedSearch:
    """Return the search that a letter named; NotFound for a made-up secret and for one that was stopped."""
    try:
        number = int(_signer.unsign(secret))
    except (signing.BadSignature, ValueError):
        raise NotFound from None
    there = SavedSearch.objects.filter(pk=number).first()
    if there is None:
        raise NotFound
    return there


def own_searches(actor: Actor) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(person_id=actor.person_id).order_by("-made_at", "pk")


def own_search(actor: Actor, number: str) -> SavedSearch:
    """Return one of the person's own searches; raise NotFound for anyone else's."""
    is_number = number.isascii() and number.isdigit() and len(number) < 16
    there = own_searches(actor).filter(pk=int(number)).first() if is_number else None
    if there is None:
        raise NotFound
    return there
