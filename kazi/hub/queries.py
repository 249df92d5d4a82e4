"""Reading the public hub and the hub's inbox."""

from __future__ import annotations

from django.conf import settings
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from kazi.accounts.models import Organisation
from kazi.hub import rules
from kazi.hub.models import PublicProfile, WorkRequest


def hub_organisation() -> Organisation:
    """Return the organisation whose staff run this hub; made where there is none yet."""
    hubs = Organisation.objects.filter(kind=Organisation.Kind.HUB)
    found = hubs.order_by("-is_demo" if settings.DEMO else "is_demo", "pk").first()
    if found is not None:
        return found
    defaults = {"name": "Kazi hub", "kind": Organisation.Kind.HUB}
    return Organisation.objects.get_or_create(slug="kazi-hub", defaults=defaults)[0]


def found_profiles(query: str) -> QuerySet[PublicProfile]:
    """Return the profiles that have every word of the query; those with a word in the name first."""
    words = rules.search_words(query)
    every, name = Q(), Q()
    for word in words:
        every &= Q(search_text__contains=word)
        name |= Q(name_text__contains=word)
    found = PublicProfile.objects.visible().filter(every)
    if not words:
        return found.order_by("-published_at", "pk")
    named = Case(When(name, then=Value(True)), default=Value(False), output_field=BooleanField())
    return found.order_by(named.desc(), "-published_at", "pk")


def inbox(state: str = "") -> QuerySet[WorkRequest]:
    """Return the hub's requests, the oldest first; without a state those that wait for something."""
    requests = WorkRequest.objects.select_related("provider").order_by("received_at")
    waiting = [WorkRequest.State.NEW, WorkRequest.State.SEEN]
    return requests.filter(state=state) if state else requests.filter(state__in=waiting)
