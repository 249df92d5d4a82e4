"""How services are fetched for lists, and under which kind the search knows them."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from kazi.care.models import LocalService, ServiceAtLocation

KIND = "local_service"
SHOWN = ("active", "temporarily closed")


def with_places(services: QuerySet[LocalService]) -> QuerySet[LocalService]:
    """Fetch with each service what a card shows, in two more questions."""
    at = ServiceAtLocation.objects.select_related("location").order_by("location__name")
    return services.select_related("organisation").prefetch_related(Prefetch("places", at))
