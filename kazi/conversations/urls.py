from __future__ import annotations

from django.urls import path

from kazi.conversations.pages import hooks, simulator, web

app_name = "conversations"
urlpatterns = [
    path("hooks/<str:path>/<slug:what>", hooks.hook, name="hook"),
    path("hooks/<str:path>/<slug:what>/", hooks.hook),
    path("simulator/", simulator.index, name="simulator"),
    path("simulator/phones/", simulator.add_phone, name="add_phone"),
    path("simulator/phones/send", simulator.send, name="send"),
    path("talk/<str:entry>/", web.talk, name="talk"),
]
