"""Reports, cases, appeals and the public log."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import moderation

urlpatterns = [
    path("report/done/", moderation.reported, name="reported"),
    path("report/<slug:kind>/<slug:ref>/", moderation.report, name="report"),
    path("moderation/", moderation.public_log, name="moderation_log"),
    path("moderation/cases/<str:secret>/", moderation.author, name="case_author"),
    path("hub/moderation/", moderation.desk, name="moderation"),
    path("hub/moderation/<int:case_id>/", moderation.case, name="case"),
]
