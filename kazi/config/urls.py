from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kazi.accounts.pages import own
from kazi.config.api import api


def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("accounts/", include("kazi.accounts.urls")),
    path("accounts/", include("kazi.accounts.password_urls")),
    path("i18n/setlang/", own.language, name="set_language"),
    path("files/", include("kazi.files.urls")),
    path("", include("kazi.credentials.urls")),
    path("", include("kazi.work.urls")),
    path("", include("kazi.quality.urls")),
    path("", include("kazi.voice.urls")),
    path("", include("kazi.voice.results_urls")),
    path("", include("kazi.web.urls")),
    path("", include("kazi.workforce.urls")),
    path("", include("kazi.conversations.urls")),
    path("", include("kazi.deals.urls")),
    path("", include("kazi.deals.agreement_urls")),
    path("", include("kazi.deals.sales_urls")),
    path("", include("kazi.care.urls")),
    path("", include("kazi.hub.urls")),
]
