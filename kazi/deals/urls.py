from __future__ import annotations

from django.urls import path

from kazi.deals.pages import calls, deciding, matching, need, requests

app_name = "deals"
urlpatterns = [
    path("need-work/", need.describe, name="need_work"),
    path("need-work/sent/", need.sent, name="sent"),
    path("need-work/draft/<str:secret>/", need.need, name="need"),
    path("need-work/confirm/<str:secret>/", need.confirm, name="confirm"),
    path("matching/", matching.fairness, name="matching"),
    path("hub/calls/", matching.watch, name="watch"),
    path("requests/", requests.index, name="requests"),
    path("requests/<int:call_id>/", requests.one, name="request"),
    path("requests/<int:call_id>/edit/", requests.edit, name="edit"),
    path("requests/<int:call_id>/shortlist/", requests.listed, name="shortlist"),
    path("requests/<int:call_id>/send/", requests.send_out, name="send_out"),
    path("requests/<int:call_id>/attachments", requests.attach, name="attach"),
    path("requests/<int:call_id>/questions/<int:question_id>/", requests.answer, name="answer"),
    path("requests/<int:call_id>/deadline/", requests.put_off, name="put_off"),
    path("requests/<int:call_id>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<int:call_id>/proposals/", deciding.proposals, name="compare"),
    path("requests/<int:call_id>/proposals.csv", deciding.as_csv, name="compare_csv"),
    path("requests/<int:call_id>/award/<int:proposal_id>/", deciding.choose, name="award"),
    path("calls/", calls.index, name="calls"),
    path("calls/prices/", calls.prices, name="prices"),
    path("calls/<int:call_id>/", calls.one, name="call"),
    path("calls/<int:call_id>/nda/", calls.nda, name="nda"),
    path("calls/<int:call_id>/ask/", calls.ask, name="ask"),
    path("calls/<int:call_id>/decline/", calls.decline, name="decline"),
    path("calls/<int:call_id>/proposal", calls.propose, name="propose"),
    path("calls/<int:call_id>/proposal/withdraw/", calls.withdraw, name="take_back"),
    path("proposals/", calls.proposals, name="proposals"),
    path("proposals/<int:proposal_id>/", calls.result, name="result"),
]
