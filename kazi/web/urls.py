from __future__ import annotations

from django.urls import path

from kazi.web.pages import home

app_name = "web"
urlpatterns = [
    path("my/", home.first_page, name="my"),
    path("demo/as/<str:role>", home.demo_as, name="demo_as"),
]
