"""Middleware that only browsers need, left out for programs that call the API with a bearer token.

A phone or a program brings its token in `Authorization`: it has no session, no CSRF cookie, no flash
messages and no frames.  (allauth insists on its own middleware by name; it costs little.)
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django_htmx.middleware import HtmxMiddleware


def is_program(request: HttpRequest) -> bool:
    """Say whether this is a call of the API that brings its own token."""
    return request.path_info.startswith("/api/") and "HTTP_AUTHORIZATION" in request.META


class _Passing:
    """Let programs pass; everybody else goes through the middleware that this is mixed into."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_program(request):
            response: HttpResponseBase = self.get_response(request)
            return response
        return super().__call__(request)  # type: ignore[misc,no-any-return]


class Language(LocaleMiddleware):
    """A program that names no language is answered in the default one, without looking further."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_program(request) or "HTTP_ACCEPT_LANGUAGE" in request.META:
            return super().__call__(request)  # type: ignore[return-value]
        translation.activate(settings.LANGUAGE_CODE)
        response: HttpResponseBase = self.get_response(request)
        return response


class Session(_Passing, SessionMiddleware): ...


class Csrf(_Passing, CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        return None if is_program(request) else super().process_view(request, *args)


class Authentication(_Passing, AuthenticationMiddleware): ...


class Messages(_Passing, MessageMiddleware): ...


class NoFrames(_Passing, XFrameOptionsMiddleware): ...


class Htmx(_Passing, HtmxMiddleware): ...
