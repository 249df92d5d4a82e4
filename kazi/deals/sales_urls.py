"""Addresses of selling: pipelines, the hub's sales desk, reports, and links out of letters."""

from __future__ import annotations

from django.urls import path

from kazi.deals.pages import desk, pipeline, sales_reports, satisfaction

app_name = "sales"
_card = "pipeline/cards/<int:card_id>/"
_account = "hub/desk/accounts/<int:account_id>/"
_campaign = "hub/desk/campaigns/<int:campaign_id>/"
_collateral = "hub/desk/collateral/<int:collateral_id>/"
urlpatterns = [
    path("hub/pipeline/", pipeline.hub_board, name="hub_board"),
    path("pipeline/", pipeline.own_board, name="own_board"),
    path("pipeline/new/", pipeline.new, name="new_card"),
    path(_card, pipeline.one, name="card"),
    path(f"{_card}edit/", pipeline.edit, name="edit_card"),
    path(f"{_card}move", pipeline.move, name="move"),
    path(f"{_card}tasks", pipeline.add_task, name="add_task"),
    path(f"{_card}notes", pipeline.add_note, name="add_note"),
    path(f"{_card}letters", pipeline.send_letter, name="send_letter"),
    path("pipeline/tasks/<int:task_id>/done", pipeline.finish_task, name="finish_task"),
    path("pipeline/reports/", sales_reports.own_reports, name="own_reports"),
    path("pipeline/exposure/", sales_reports.own_exposure, name="own_exposure"),
    path("pipeline/exposure.csv", sales_reports.own_exposure_csv, name="own_exposure_csv"),
    path("hub/reports/", sales_reports.hub_reports, name="hub_reports"),
    path("hub/reports/exposure/", sales_reports.hub_exposure, name="hub_exposure"),
    path("hub/reports/exposure.csv", sales_reports.hub_exposure_csv, name="hub_exposure_csv"),
    path("hub/desk/", desk.index, name="desk"),
    path("hub/desk/accounts/", desk.accounts, name="accounts"),
    path("hub/desk/accounts/new/", desk.new_account, name="new_account"),
    path(_account, desk.account, name="account"),
    path(f"{_account}contacts", desk.add_contact, name="add_contact"),
    path(f"{_account}contacts/<int:buyer_contact_id>/", desk.contact, name="contact"),
    path(f"{_account}tasks", desk.account_task, name="account_task"),
    path(f"{_account}notes", desk.account_note, name="account_note"),
    path("hub/desk/collateral/new/", desk.new_collateral, name="new_collateral"),
    path(_collateral, desk.collateral, name="collateral"),
    path(f"{_collateral}edit/", desk.edit_collateral, name="edit_collateral"),
    path(f"{_collateral}withdraw", desk.withdraw_collateral, name="withdraw_collateral"),
    path("hub/desk/campaigns/new/", desk.new_campaign, name="new_campaign"),
    path(_campaign, desk.campaign, name="campaign"),
    path(f"{_campaign}send", desk.send_campaign, name="send_campaign"),
    path(f"{_campaign}end", desk.end_campaign, name="end_campaign"),
    path(f"{_campaign}answers/<int:sending_id>", desk.campaign_answer, name="campaign_answer"),
    path("satisfaction/<str:secret>/", satisfaction.say, name="satisfaction"),
    path("unsubscribe/<str:secret>/", satisfaction.leave, name="unsubscribe"),
]
