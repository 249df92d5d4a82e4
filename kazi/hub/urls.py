from __future__ import annotations

from django.urls import path

from kazi.hub.pages import countries, countries_desk, desk, potential_files, profile, public, statistics

app_name = "hub"
urlpatterns = [
    path("", public.front, name="front"),
    path("providers/", public.providers, name="providers"),
    path("search/", public.providers, name="search"),
    path("providers/<slug:slug>/", public.provider, name="provider"),
    path("need-work/", public.need_work, name="need_work"),
    path("need-work/thanks/", public.thanks, name="thanks"),
    path("hub/", desk.inbox, name="inbox"),
    path("hub/requests/<int:request_id>/", desk.one, name="request"),
    path("hub/profile/", profile.edit, name="profile"),
    path("countries/", countries.countries, name="countries"),
    path("countries/potential/", countries.index_page, name="potential"),
    path("countries/potential.csv", potential_files.potential_csv, name="potential_csv"),
    path("countries/potential.json", potential_files.potential_json, name="potential_json"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("hub/countries/", countries_desk.desk, name="countries_desk"),
    path("hub/countries/import/", countries_desk.take, name="countries_import"),
    path("hub/countries/<slug:code>/", countries_desk.text, name="country_text"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("statistics.json", statistics.statistics_json, name="statistics_json"),
]
