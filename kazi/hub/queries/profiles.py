"""Reading published profiles."""

from __future__ import annotations

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from kazi.hub.events import ProfilePublished, ProfileWithdrawn
from kazi.hub.models import PublicProfile
from kazi.journal.models import Entry
from kazi.search.rules.words import search_words


def found_profiles(query: str) -> QuerySet[PublicProfile]:
    """Return the profiles that have every word of the query; those with a word in the name first."""
    words = search_words(query)
    every, name = Q(), Q()
    for word in words:
        every &= Q(search_text__contains=word)
        name |= Q(name_text__contains=word)
    found = PublicProfile.objects.visible().filter(every)
    if not words:
        return found.order_by("-published_at", "pk")
    named = Case(When(name, then=Value(True)), default=Value(False), output_field=BooleanField())
    return found.order_by(named.desc(), "-published_at", "pk")


def publications() -> list[Entry]:
    """Return when the provider one acts for published its profile or took it off, the newest first."""
    names = [ProfilePublished.name, ProfileWithdrawn.name]
    entries = Entry.objects.filter(event__in=names).select_related("actor").order_by("-at")
    return list(entries[:20])
