from __future__ import annotations

from django.urls import path

from kazi.files import pages

app_name = "files"
urlpatterns = [
    path("<uuid:file_id>/", pages.stored_file, name="stored_file"),
    path("shared/<uuid:file_id>/<str:token>", pages.shared_file, name="shared_file"),
]
