"""Keys, status lists and credentials as programs fetch them, from any origin."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kazi.credentials.models import Issued, StatusList
from kazi.credentials.pages.words import Said, state_of
from kazi.credentials.queries.issued import issued_credential
from kazi.credentials.queries.issuers import issuer_at, public_document, public_jwks, signer_of
from kazi.credentials.rules import baking
from kazi.credentials.rules.dids import did_of
from kazi.credentials.rules.pictures import badge_png, badge_svg
from kazi.credentials.services.lists import signed_list

JSON_TYPES: Final = ("application/json", "application/ld+json", "application/vc+ld+json", "application/vc")
JWT_TYPES: Final = ("application/vc+jwt", "application/jwt", "text/plain")
PAGE: Final = "text/html"
SECONDS: Final = 300  # A revocation is seen at the latest after so long.


@require_safe
def did_json(request: HttpRequest) -> HttpResponse:
    """The DID document of the name by which the site was asked; 404 until it has issued something."""
    issuer = issuer_at(request.get_host())
    return _json(public_document(issuer)) if issuer else _nothing()


@require_safe
def jwks_json(request: HttpRequest) -> HttpResponse:
    """The same keys as a JWK set."""
    issuer = issuer_at(request.get_host())
    return _json(public_jwks(issuer)) if issuer else _nothing()


@require_safe
def status_list(request: HttpRequest, list_number: int, form: str = "") -> HttpResponse:
    """A status list, as JSON or, where it is asked for, as a token."""
    found = StatusList.objects.select_related("issuer").filter(number=list_number).first()
    if found is None:
        return _nothing()
    signed = signed_list(found)
    return _signed(request, form, signed.json, signed.jwt)


@require_safe
def credential(request: HttpRequest, credential_id: UUID, form: str = "") -> HttpResponse:
    """A credential: JSON, a token, a picture, or for people a page that says what it is."""
    issued = issued_credential(credential_id)
    if form in {"png", "svg"}:
        return _picture(issued, form)
    offered = [*JSON_TYPES, *JWT_TYPES, PAGE]
    if not form and request.get_preferred_type(offered) == PAGE:
        return _page(request, issued)
    response = _signed(request, form, issued.signed_json, issued.signed_jwt)
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, issued: Issued) -> HttpResponse:
    document = json.loads(issued.signed_json)
    state, words = state_of(issued, timezone.now())
    context = {"issued": issued, "said": Said(document), "state": state, "words": words,
               "did": did_of(issued.issuer.address)}  # fmt: skip
    response = render(request, "credentials/credential.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept"])
    return response


def _picture(issued: Issued, form: str) -> HttpResponse:
    signer = signer_of(issued.issuer)
    if form == "png":
        picture = badge_png(f"{issued.issuer.address}/credentials/{issued.pk}")
        response = HttpResponse(baking.into_png(picture, issued.signed_json), content_type="image/png")
    else:
        drawn = badge_svg(issued.name, issued.subject_name, signer.name)
        response = HttpResponse(baking.into_svg(drawn, issued.signed_json), content_type="image/svg+xml")
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = f'inline; filename="credential-{issued.pk}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _signed(request: HttpRequest, form: str, as_json: str, as_jwt: str) -> HttpResponse:
    preferred = request.get_preferred_type([*JSON_TYPES, *JWT_TYPES]) or JSON_TYPES[0]
    if form == "jwt" or (not form and preferred in JWT_TYPES):
        # Open Badges 3.0 asks for text/plain, unless the reader named another.
        kind = preferred if preferred in JWT_TYPES[:2] else "text/plain"
        response = HttpResponse(as_jwt, content_type=kind)
    else:
        response = HttpResponse(as_json, content_type=preferred if preferred in JSON_TYPES else JSON_TYPES[0])
    if not form:
        patch_vary_headers(response, ["Accept"])
    return _for_all(response)


def _json(document: dict[str, Any]) -> HttpResponse:
    return _for_all(JsonResponse(document, json_dumps_params={"indent": 1}))


def _nothing() -> HttpResponse:
    return _for_all(JsonResponse({"detail": "There is nothing here."}, status=404))


def _for_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={SECONDS}" if response.status_code == 200 else "no-store"
    return response
