"""Resources, news, comments, the exchange and the newsletter."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import newsletters, reading, talking, writing

urlpatterns = [
    path("resources/", reading.resources, name="resource_list"),
    path("resources/feed.atom", reading.resource_feed, name="resource_feed"),
    path("resources/<slug:slug>/", reading.resource, name="resource_item"),
    path("resources/<slug:slug>/source.md", reading.resource_source, name="resource_source"),
    path("news/", reading.news, name="news_list"),
    path("news/feed.atom", reading.news_feed, name="news_feed"),
    path("news/<slug:slug>/", reading.news_item, name="news_item"),
    path("news/<slug:slug>/source.md", reading.news_source, name="news_source"),
    path("comment/<slug:kind>/<slug:slug>/", talking.comment, name="comment"),
    path("articles/", writing.mine, name="articles"),
    path("articles/new/", writing.new, name="article_new"),
    path("articles/<int:edition_id>/", writing.edition, name="edition"),
    path("articles/<int:edition_id>/edit/", writing.edit, name="edition_edit"),
    path("articles/<int:edition_id>/translate/", writing.translation, name="edition_translate"),
    path("articles/<int:edition_id>/submit/", writing.submit, name="edition_submit"),
    path("articles/<int:edition_id>/decide/", writing.decide, name="edition_decide"),
    path("hub/articles/", writing.desk, name="articles_desk"),
    path("exchange/", talking.exchange, name="exchange"),
    path("exchange/ask/", talking.ask, name="exchange_ask"),
    path("exchange/<int:topic_id>/", talking.topic, name="topic"),
    path("exchange/answers/<int:reply_id>/solved/", talking.solve, name="topic_solve"),
    path("newsletter/", newsletters.join, name="newsletter_join"),
    path("newsletter/confirm/<str:token>/", newsletters.confirm, name="newsletter_confirm"),
    path("newsletter/leave/<str:token>/", newsletters.leave, name="newsletter_leave"),
    path("hub/newsletters/", newsletters.desk, name="newsletters"),
    path("hub/newsletters/<int:newsletter_id>/", newsletters.one, name="newsletter"),
]
