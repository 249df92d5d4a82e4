from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "credentials"
FORMS = ("json", "jwt", "png", "svg")


def later(module: str, view: str) -> Callable[..., HttpResponse]:
    """Return a view that imports its module at the first request: cryptography costs the server 9 MB."""

    def called(request: HttpRequest, **values: Any) -> HttpResponse:
        found = getattr(import_module(f"kazi.credentials.pages.{module}"), view)
        answer: HttpResponse = found(request, **values)
        return answer

    return called


status_list, credential = later("served", "status_list"), later("served", "credential")
urlpatterns = [
    path(".well-known/did.json", later("served", "did_json"), name="did"),
    path(".well-known/jwks.json", later("served", "jwks_json"), name="jwks"),
    path("credentials/verify/", later("verifying", "verify_page"), name="verify"),
    path("credentials/status/<int:list_number>", status_list, name="status"),
    path("credentials/status/<int:list_number>.jwt", status_list, {"form": "jwt"}, name="status_jwt"),
    path("credentials/<uuid:credential_id>", credential, name="credential"),
    *(
        path(
            f"credentials/<uuid:credential_id>.{form}", credential, {"form": form}, name=f"credential_{form}"
        )
        for form in FORMS
    ),
]
