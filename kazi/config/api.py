"""The HTTP API: one door, errors as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie
from ninja.security.base import AuthBase

from kazi.accounts.api import router as session
from kazi.config.refusals import words_of
from kazi.deals.api.agreements import router as agreements
from kazi.deals.api.invoices import router as invoices
from kazi.deals.api.requests import calls
from kazi.deals.api.requests import router as requests
from kazi.hub.api.countries import router as countries
from kazi.hub.api.providers import router as providers
from kazi.kernel.errors import Refused
from kazi.kernel.words import Fault
from kazi.work.api.deliveries import router as deliveries
from kazi.work.api.projects import router as projects
from kazi.work.api.seats import router as work


class AnyActor(AuthBase):
    """Whoever the middleware found: a worker's token, a program's key, or a session with CSRF."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Any:
        if not request.META.get("HTTP_AUTHORIZATION"):
            return None
        return getattr(request, "actor", None)


class SessionActor(APIKeyCookie):
    """A person signed in with a browser; ninja checks the CSRF token of what changes anything."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return getattr(request, "actor", None)


PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong, for people (`title`) and programs (`status`): RFC 9457.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "kind": {"type": "string", "description": "The name of the refusal."},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {
                    "line": {"type": "integer"},
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
    },
}
REFUSALS = {
    "description": "Refused. 401: no key, or one that ended. 403: the role or the key does not allow it. "
    "404: nothing here, or not yours. 409: it changed since. 422: what was sent is wrong, and where.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Api(NinjaAPI):
    """NinjaAPI, whose description says of every call how it refuses."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**how)
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].setdefault("4XX", REFUSALS)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        return schema


api = Api(
    title="Kazi",
    version="1",
    description="Send work, follow it, take the results. Every call acts for one organisation.",
    auth=[AnyActor(), SessionActor()],
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("/session", session)
api.add_router("/providers", providers)
api.add_router("/work", work)
api.add_router("/projects", projects)
api.add_router("/deliveries", deliveries)
api.add_router("/countries", countries)
api.add_router("/requests", requests)
api.add_router("/calls", calls)
api.add_router("/agreements", agreements)
api.add_router("/invoices", invoices)


def problem(request: HttpRequest, status: int, title: str, **more: Any) -> HttpResponse:
    """Return a problem document: RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status, **more}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refused)
def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    more: dict[str, Any] = {"kind": type(refusal).__name__}
    faults: list[Fault] = getattr(refusal, "faults", [])
    if faults:
        more["faults"] = [
            {"line": fault.line, "field": fault.field, "reason": translated(fault)} for fault in faults
        ]
    return problem(request, refusal.status, words_of(refusal), **more)


def translated(fault: Fault) -> str:
    """Return what is wrong in the caller's language, without the place."""
    return gettext(fault.text) % fault.values if fault.values else gettext(fault.text)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    title = gettext("Send a key or a token: Authorization: Bearer …")
    response = problem(request, 401, title)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, error.message)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"field": ".".join(str(part) for part in one["loc"]), "reason": one["msg"]} for one in error.errors
    ]
    return problem(request, 422, "The request is not of the form that is described.", faults=faults)
