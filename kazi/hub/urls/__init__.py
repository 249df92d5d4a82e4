"""The addresses of the hub, by subject."""

from __future__ import annotations

from kazi.hub.urls import (
    articles,
    certification,
    countries,
    finding,
    listings,
    machines,
    moderation,
    profiles,
    public,
)

app_name = "hub"
urlpatterns = [
    *public.urlpatterns,
    *finding.urlpatterns,
    *profiles.urlpatterns,
    *articles.urlpatterns,
    *certification.urlpatterns,
    *listings.urlpatterns,
    *moderation.urlpatterns,
    *machines.urlpatterns,
    *countries.urlpatterns,
]
