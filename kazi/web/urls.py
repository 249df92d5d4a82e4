from __future__ import annotations

from django.urls import URLPattern, path

from kazi.web.pages import api, channels, contacts, home, lead, manager, numbers, people, problem, worker

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("my/", home.first_page, name="my"),
    path("demo/as/<str:role>", home.demo_as, name="demo_as"),
    path("help/problem/", problem.problem, name="problem"),
    path("api/", api.about, name="api"),
    path("my/work", worker.board, name="worker"),
    path("manage/", manager.board, name="manage"),
    path("team/", lead.board, name="team"),
    path("channels/", channels.index, name="channels"),
    path("channels/numbers/", numbers.index, name="numbers"),
    path("channels/numbers/<uuid:unsealing_id>/allow", numbers.allow, name="allow_number"),
    path("channels/numbers/<uuid:unsealing_id>/show", numbers.show, name="show_number"),
    path("channels/airtime/", contacts.airtime, name="airtime"),
    path("contacts/import", contacts.import_list, name="contacts"),
    path("channels/add/<slug:provider>/", channels.add, name="add_channel"),
    path("channels/<int:channel_id>/", channels.channel, name="channel"),
    path("channels/<int:channel_id>/addresses", channels.new_path, name="channel_path"),
    path("channels/<int:channel_id>/test", channels.test_message, name="channel_test"),
    path("people/", people.index, name="people"),
    path("people/teams/", people.teams, name="teams"),
    path("people/teams/<int:team_id>/leads", people.choose_leads, name="choose_leads"),
    path("people/<int:worker_id>/", people.page, name="person"),
    path("people/<int:worker_id>/team", people.move, name="move"),
    path("people/<int:worker_id>/skills", people.award, name="award"),
    path("people/<int:worker_id>/skills/<int:award_id>/end", people.end_award, name="end_award"),
]
