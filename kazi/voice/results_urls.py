"""Addresses of what came of polls."""

from __future__ import annotations

from django.urls import path

from kazi.voice.pages import results

app_name = "results"
_results = "polls/<int:poll_id>/results"
_published = "published-polls/<uuid:published_id>"
urlpatterns = [
    path("polls/results/", results.index, name="index"),
    path(f"{_results}/", results.one, name="one"),
    path(f"{_results}.json", results.as_json, name="json"),
    path(f"{_results}.csv", results.as_csv, name="csv"),
    path(f"{_results}/close", results.close, name="close"),
    path(f"{_results}/publish", results.publish, name="publish"),
    path("published-polls/", results.published_index, name="published_polls"),
    path(f"{_published}/", results.published, name="published"),
    path(f"{_published}.json", results.published_json, name="published_json"),
]
