"""Addresses of polls."""

from __future__ import annotations

from django.urls import path

from kazi.voice.pages import answering, campaigns, editing, polls, recording, trying, waves

app_name = "voice"
_poll = "polls/<int:poll_id>/"
_question = f"{_poll}questions/<str:question>/"
_campaign = f"{_poll}campaigns/<int:poll_campaign_id>/"
urlpatterns = [
    path("polls/", polls.index, name="polls"),
    path("polls/new/", polls.new, name="new"),
    path("polls/form", polls.take_form, name="take_form"),
    path("polls/ready", polls.take_ready, name="take_ready"),
    path(_poll, polls.one, name="poll"),
    path(f"{_poll}settings/", polls.settings, name="settings"),
    path(f"{_poll}form", polls.take_form_again, name="take_form_again"),
    path(f"{_poll}form.xlsx", polls.download, name="download"),
    path(f"{_poll}launch", polls.launch, name="launch"),
    path(f"{_poll}discard", polls.discard, name="discard"),
    path(f"{_poll}phone/", trying.phone, name="phone"),
    path(f"{_poll}recordings/", recording.recordings, name="recordings"),
    path(f"{_poll}campaigns/", campaigns.index, name="campaigns"),
    path(f"{_poll}campaigns/new/", campaigns.new, name="new_campaign"),
    path(_campaign, campaigns.one, name="campaign"),
    path(f"{_campaign}begin", campaigns.act, {"verb": "begin"}, name="begin_campaign"),
    path(f"{_campaign}pause", campaigns.act, {"verb": "pause"}, name="pause_campaign"),
    path(f"{_campaign}end", campaigns.act, {"verb": "end"}, name="end_campaign"),
    path(f"{_campaign}discard", campaigns.act, {"verb": "discard"}, name="discard_campaign"),
    path(f"{_poll}waves/", waves.one, name="waves"),
    path(f"{_poll}waves.csv", waves.as_csv, name="waves_csv"),
    path(f"{_poll}waves/begin", waves.begin, name="begin_waves"),
    path(f"{_poll}waves/next", waves.again, name="next_wave"),
    path(f"{_poll}waves/close", waves.close, name="close_wave"),
    path(f"{_poll}waves/end", waves.end, name="end_waves"),
    path(f"{_poll}where/", answering.where, name="where"),
    path(f"{_poll}where/card/", answering.card, name="card"),
    path(f"{_poll}new-question/", editing.new, name="new_question"),
    path(_question, editing.one, name="question"),
    path(f"{_question}move", editing.move, name="move_question"),
    path(f"{_question}remove", editing.remove, name="remove_question"),
]
