from __future__ import annotations

from django.urls import path

from kazi.credentials.pages import served, verifying

app_name = "credentials"
urlpatterns = [
    path(".well-known/did.json", served.did_json, name="did"),
    path(".well-known/jwks.json", served.jwks_json, name="jwks"),
    path("credentials/verify/", verifying.verify_page, name="verify"),
    path("credentials/status/<int:list_number>", served.status_list, name="status"),
    path("credentials/status/<int:list_number>.jwt", served.status_list, {"form": "jwt"}, name="status_jwt"),
    path("credentials/<uuid:credential_id>", served.credential, name="credential"),
    *(
        path(
            f"credentials/<uuid:credential_id>.{form}",
            served.credential,
            {"form": form},
            name=f"credential_{form}",
        )
        for form in ("json", "jwt", "png", "svg")
    ),
]
