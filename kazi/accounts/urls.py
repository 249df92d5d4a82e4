from __future__ import annotations

from django.urls import path

from kazi.accounts.pages import centre, keys, own

app_name = "accounts"
urlpatterns = [
    path("centre/", centre.sign_in, name="centre"),
    path("centre/new-pin/", centre.first_pin, name="first_pin"),
    path("centre/done/", centre.done, name="done"),
    path("keys/", keys.overview, name="keys"),
    path("keys/<int:key_id>/end", keys.end, name="end_key"),
    path("me/", own.overview, name="me"),
    path("me/pin/", own.pin, name="pin"),
    path("me/acting/", own.acting, name="acting"),
    path("me/everywhere/", own.everywhere, name="everywhere"),
]
