"""Say no to a body that is too large before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

UPLOADS = ("/batches", "/batches/new", "/batches/upload")
ATTACHMENTS = ("/attachments", "/evidence", "/messages/send", "/need-work", "/proposal")


class BodyLimitMiddleware:
    """413 with one clear line; where files may be sent the limit is larger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or ""
        if not said and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            # Its size is known only when it has been taken in; nobody's program needs that.
            return _refusal(411, _("Say the length of what you send (Content-Length)."))
        most = _most(request.path.rstrip("/"))
        if said.isdigit() and int(said) > most:
            text = _(
                "This is %(size)s MB; at most %(most)s MB can be sent at once. "
                "Split the file and send the parts one after the other."
            ) % {"size": int(said) // 1_000_000, "most": most // 1_000_000}
            return _refusal(413, text)
        return self.get_response(request)


def _most(path: str) -> int:
    if path.endswith(UPLOADS):
        return settings.KAZI_MOST_UPLOAD_BYTES
    return (
        settings.KAZI_MOST_ATTACHMENT_BYTES if path.endswith(ATTACHMENTS) else settings.KAZI_MOST_BODY_BYTES
    )


def _refusal(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
