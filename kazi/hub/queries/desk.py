"""Whose desk it is, and what lies on it."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet

from kazi.accounts.models import Organisation
from kazi.hub.models import WorkRequest


def hub_organisation() -> Organisation:
    """Return the organisation whose staff run this hub; made where there is none yet."""
    hubs = Organisation.objects.filter(kind=Organisation.Kind.HUB)
    found = hubs.order_by("-is_demo" if settings.DEMO else "is_demo", "pk").first()
    if found is not None:
        return found
    defaults = {"name": "Kazi hub", "kind": Organisation.Kind.HUB}
    return Organisation.objects.get_or_create(slug="kazi-hub", defaults=defaults)[0]


def hub_name() -> str:
    """Return what the hub calls itself, without making one."""
    hubs = Organisation.objects.filter(kind=Organisation.Kind.HUB)
    found = hubs.order_by("-is_demo" if settings.DEMO else "is_demo", "pk").first()
    return "Kazi hub" if found is None else found.name


def inbox(state: str = "") -> QuerySet[WorkRequest]:
    """Return the hub's requests, the oldest first; without a state those that wait for something."""
    requests = WorkRequest.objects.select_related("provider").order_by("received_at")
    waiting = [WorkRequest.State.NEW, WorkRequest.State.SEEN]
    return requests.filter(state=state) if state else requests.filter(state__in=waiting)
