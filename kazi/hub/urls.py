from __future__ import annotations

from django.urls import path

from kazi.hub.pages import desk, profile, public

app_name = "hub"
urlpatterns = [
    path("", public.front, name="front"),
    path("providers/", public.providers, name="providers"),
    path("search/", public.providers, name="search"),
    path("providers/<slug:slug>/", public.provider, name="provider"),
    path("need-work/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
    path("hub/profile/", profile.edit, name="profile"),
]
