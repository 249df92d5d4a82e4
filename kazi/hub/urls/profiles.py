"""Public profiles, what providers do to theirs, and who checks it."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import checking, consent, introductions, profile, provider, rows

urlpatterns = [
    path("providers/<slug:slug>/", provider.provider, name="provider"),
    path("providers/<slug:slug>/write/", provider.write, name="write"),
    path("providers/<slug:slug>/pictures/<uuid:file_id>/", provider.picture, name="picture"),
    path("consent/<str:secret>/", consent.consent, name="consent"),
    path("attest/<str:secret>/", consent.attest, name="attest"),
    path("hub/figures/", checking.figures, name="figures"),
    path("hub/figures/<int:check_id>/", checking.figure, name="figure"),
    path("hub/introductions/", checking.introductions, name="introductions"),
    path("hub/profile/", profile.overview, name="profile"),
    path("hub/profile/about/", profile.about, name="profile_about"),
    path("hub/profile/services/", profile.services, name="profile_services"),
    path("hub/profile/places/", rows.several, {"part": "places"}, name="profile_places"),
    path("hub/profile/places/<int:site_id>/", rows.one, {"part": "places"}, name="profile_place"),
    path("hub/profile/support/", rows.several, {"part": "support"}, name="profile_support"),
    path("hub/profile/support/<int:support_id>/", rows.one, {"part": "support"}, name="profile_supporter"),
    path("hub/profile/people/", rows.several, {"part": "people"}, name="profile_people"),
    path("hub/profile/people/<int:contact_id>/", rows.one, {"part": "people"}, name="profile_person"),
    path("hub/profile/stories/", rows.several, {"part": "stories"}, name="profile_stories"),
    path("hub/profile/stories/<int:story_id>/", rows.one, {"part": "stories"}, name="profile_story"),
    path("hub/profile/figures/", rows.several, {"part": "figures"}, name="profile_figures"),
    path("hub/profile/figures/<int:figure_id>/", rows.one, {"part": "figures"}, name="profile_figure"),
    path("hub/profile/live/", profile.live, name="profile_live"),
    path("hub/profile/references/", profile.references, name="profile_references"),
    path("hub/profile/references/<int:reference_id>/reply/", profile.reference_reply, name="reference_reply"),
    path("hub/profile/introductions/", introductions.several, name="introductions_own"),
    path("hub/profile/introductions/<int:introduction_id>/", introductions.one, name="introduction"),
    path("hub/profile/preview/", profile.preview, name="profile_preview"),
]
