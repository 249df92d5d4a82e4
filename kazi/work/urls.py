from __future__ import annotations

from django.urls import path

from kazi.work.pages import results

app_name = "work"
urlpatterns = [
    path("projects/<int:project_id>/results", results.results, name="results"),
]
