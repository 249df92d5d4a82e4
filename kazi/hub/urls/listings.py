"""Advocates, listed providers and who claims them."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import advocates, listings

urlpatterns = [
    path("advocates/", advocates.index, name="advocates"),
    path("advocates/<slug:slug>/", advocates.page, name="advocate"),
    path("hub/advocates/", advocates.at_desk, name="advocates_desk"),
    path("hub/advocates/new/", advocates.new, name="new_advocate"),
    path("hub/advocates/<int:advocate_id>/", advocates.one, name="change_advocate"),
    path("hub/advocate/", advocates.own, name="own_advocate"),
    path("providers/<slug:slug>/claim/", listings.claim, name="claim"),
    path("claims/sent/", listings.claim_sent, name="claim_sent"),
    path("claims/<str:secret>/", listings.claimed, name="claimed"),
    path("hub/listings/", listings.index, name="listings"),
    path("hub/listings/new/", listings.new, name="new_listing"),
    path("hub/listings/<int:listing_id>/", listings.one, name="listing"),
    path("hub/claims/<int:claim_id>/", listings.at_desk, name="claim_desk"),
]
