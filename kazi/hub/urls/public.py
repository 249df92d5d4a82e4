"""The front page, what buyers send, and the desk that reads it."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import desk, public

urlpatterns = [
    path("", public.front, name="front"),
    path("need-work/", public.need_work, name="need_work"),
    path("need-work/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
]
