from __future__ import annotations

from django.urls import URLPattern, path

from kazi.web.pages import home, problem, worker

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("my/", home.first_page, name="my"),
    path("demo/as/<str:role>", home.demo_as, name="demo_as"),
    path("help/problem/", problem.problem, name="problem"),
    path("my/work", worker.board, name="worker"),
]
