"""Lists, the search, and searches that are kept."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import saved_searches, searching

urlpatterns = [
    path("providers/", searching.providers, name="providers"),
    path("search/", searching.everything, name="search"),
    path("search/feed.atom", searching.feed, name="search_feed"),
    path("search/save/", saved_searches.save, name="save_search"),
    path("search/saved/", saved_searches.saved, name="search_saved"),
    path("search/stopped/", saved_searches.stopped, name="search_stopped"),
    path("search/own/", saved_searches.own, name="saved_searches"),
    path("search/saved/<str:secret>/", saved_searches.one, name="saved_search"),
    path("search/saved/<str:secret>/stop/", saved_searches.stop_at_once, name="stop_search"),
]
