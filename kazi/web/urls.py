from __future__ import annotations

from django.urls import URLPattern, path

from kazi.web.pages import api, home, worker

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("my/", home.first_page, name="my"),
    path("demo/as/<str:role>", home.demo_as, name="demo_as"),
    path("api/", api.about, name="api"),
    path("my/work", worker.board, name="worker"),
]
