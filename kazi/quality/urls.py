from __future__ import annotations

from django.urls import URLPattern, path

from kazi.quality import pages

app_name = "quality"
urlpatterns: list[URLPattern] = [
    path("reviews/", pages.queue, name="reviews"),
    path("reviews/next", pages.begin, name="begin"),
    path("reviews/<int:review_id>/", pages.page, name="review"),
]
