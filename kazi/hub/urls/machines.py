"""What machines and other sites read."""

from __future__ import annotations

from django.urls import path

from kazi.hub.pages import site

urlpatterns = [
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", site.sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", site.sitemap_part, name="sitemap_part"),
    path("embed/providers/<slug:slug>/", site.embedded_provider, name="embedded_provider"),
    path("for-your-site/", site.for_your_site, name="for_your_site"),
]
