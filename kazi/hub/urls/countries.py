"""Countries, the potential index and the public statistics."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import countries, countries_desk, potential_files, statistics

urlpatterns = [
    path("countries/", countries.countries, name="countries"),
    path("countries/potential/", countries.index_page, name="potential"),
    path("countries/potential.csv", potential_files.potential_csv, name="potential_csv"),
    path("countries/potential.json", potential_files.potential_json, name="potential_json"),
    path("countries/<slug:code>/", countries.country, name="country"),
    path("hub/countries/", countries_desk.desk, name="countries_desk"),
    path("hub/countries/import/", countries_desk.take, name="countries_import"),
    path("hub/countries/<slug:code>/", countries_desk.text, name="country_text"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("embed/statistics/", statistics.embedded_statistics, name="embedded_statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("statistics.json", statistics.statistics_json, name="statistics_json"),
]
