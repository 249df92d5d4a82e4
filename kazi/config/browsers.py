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
    """`?lang=` decides, then the cookie, then the browser.

    A program that names no language is answered in the default one, without looking further.
    """

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_program(request) or "HTTP_ACCEPT_LANGUAGE" in request.META:
            return super().__call__(request)  # type: ignore[return-value]
        translation.activate(settings.LANGUAGE_CODE)
        response: HttpResponseBase = self.get_response(request)
        return response

    def process_request(self, request: HttpRequest) -> None:
        if chosen := chosen_language(request):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        else:
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Remember the language of a link, so that the pages it leads to speak it too."""
        chosen = chosen_language(request)
        if (
            chosen
            and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != chosen
            and not getattr(request, "sets_no_cookies", False)
        ):
            # No token guards this: the most that a stranger's link can do is change the language.
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return super().process_response(request, response)


def chosen_language(request: HttpRequest) -> str:
    """Return the offered language that `?lang=` of a read page names, else ""."""
    if request.method not in {"GET", "HEAD"} or "lang=" not in request.META.get("QUERY_STRING", ""):
        return ""
    said = request.GET.get("lang", "")
    return said if said in dict(settings.LANGUAGES) else ""


class Session(_Passing, SessionMiddleware): ...


class Csrf(_Passing, CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        return None if is_program(request) else super().process_view(request, *args)


class Authentication(_Passing, AuthenticationMiddleware): ...


class Messages(_Passing, MessageMiddleware): ...


class NoFrames(_Passing, XFrameOptionsMiddleware): ...


class Htmx(_Passing, HtmxMiddleware): ...
