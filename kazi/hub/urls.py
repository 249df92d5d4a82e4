from __future__ import annotations

from django.urls import path

from kazi.hub.pages import desk, profile, public, saved_searches, searching

app_name = "hub"
urlpatterns = [
    path("", public.front, name="front"),
    path("providers/", searching.providers, name="providers"),
    path("search/", searching.everything, name="search"),
    path("search/feed.atom", searching.feed, name="search_feed"),
    path("search/save/", saved_searches.save, name="save_search"),
    path("search/saved/", saved_searches.saved, name="search_saved"),
    path("search/stopped/", saved_searches.stopped, name="search_stopped"),
    path("search/own/", saved_searches.own, name="saved_searches"),
    path("search/saved/<str:secret>/", saved_searches.one, name="saved_search"),
    path("search/saved/<str:secret>/stop/", saved_searches.stop_at_once, name="stop_search"),
    path("providers/<slug:slug>/", public.provider, name="provider"),
    path("need-work/", public.need_work, name="need_work"),
    path("need-work/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
    path("hub/profile/", profile.edit, name="profile"),
]
