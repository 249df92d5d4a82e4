"""Turn a refusal raised by a page into its response, in the words of the refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from kazi.kernel.errors import Forbidden, NotFound, Refused


def words_of(refusal: Refused) -> str:
    """Return what the person is told; not found and not yours have the same text."""
    if str(refusal.message):
        return str(refusal.message)
    if isinstance(refusal, NotFound):
        return _("There is nothing here, or it is not yours to see.")
    if isinstance(refusal, Forbidden):
        return _("Your role does not allow this. Ask your manager if you need it.")
    return _("This cannot be done.")


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            context = {"words": words_of(error), "status": error.status}
            return render(request, "web/refused.html", context, status=error.status)
        return None
