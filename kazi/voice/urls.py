"""Addresses of polls."""

from __future__ import annotations

from django.urls import path

from kazi.voice.pages import (
    answering,
    campaigns,
    cards,
    editing,
    polls,
    recording,
    teaching,
    thanks,
    trying,
    waves,
    wellbeing,
)

app_name = "voice"
_poll = "polls/<int:poll_id>/"
_message = "polls/messages/<int:poll_id>/"
_question = f"{_poll}questions/<str:question>/"
_lot = f"{_poll}cards/<int:card_lot_id>/"
_campaign = f"{_poll}campaigns/<int:poll_campaign_id>/"
urlpatterns = [
    path("polls/", polls.index, name="polls"),
    path("polls/new/", polls.new, name="new"),
    path("polls/form", polls.take_form, name="take_form"),
    path("polls/ready", polls.take_ready, name="take_ready"),
    path("polls/messages/", teaching.index, name="messages"),
    path("polls/messages/ready", teaching.take_ready, name="take_message"),
    path("polls/messages/new/", teaching.new, name="new_message"),
    path(_message, teaching.one, name="message"),
    path(f"{_message}words/", teaching.change, name="change_message"),
    path("polls/well-being/", wellbeing.index, name="wellbeing"),
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
    path(f"{_campaign}thanks/", thanks.thanks, name="campaign_thanks"),
    path(f"{_poll}waves/", waves.one, name="waves"),
    path(f"{_poll}waves.csv", waves.as_csv, name="waves_csv"),
    path(f"{_poll}waves/begin", waves.begin, name="begin_waves"),
    path(f"{_poll}waves/next", waves.again, name="next_wave"),
    path(f"{_poll}waves/close", waves.close, name="close_wave"),
    path(f"{_poll}waves/end", waves.end, name="end_waves"),
    path(f"{_poll}where/", answering.where, name="where"),
    path(f"{_poll}where/card/", answering.card, name="card"),
    path(f"{_poll}cards/", cards.index, name="cards"),
    path(_lot, cards.one, name="card_lot"),
    path(f"{_lot}withdraw", cards.withdraw, name="withdraw_cards"),
    path(f"{_poll}new-question/", editing.new, name="new_question"),
    path(_question, editing.one, name="question"),
    path(f"{_question}move", editing.move, name="move_question"),
    path(f"{_question}remove", editing.remove, name="remove_question"),
]
