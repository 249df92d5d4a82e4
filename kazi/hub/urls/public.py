"""The front page, what buyers send, and the desk that reads it."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import desk, public

urlpatterns = [
    path("", public.front, name="front"),
    path("write-to-us/", public.letter, name="letter"),
    path("write-to-us/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
]
