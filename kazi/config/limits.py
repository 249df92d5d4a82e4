"""Say no to a body that is too large before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

UPLOADS = ("/batches", "/batches/new", "/batches/upload", "/hub/countries/import")
# With these a file or two goes with a form: by how the path ends, or by how it begins.
ATTACHMENTS = (
    "/attachments",
    "/evidence",
    "/need-work",
    "/proposal",
    "/form",
    "/recordings",
    "/contacts/import",
)
PACKETS = ("/messages/send",)  # Several files at once.
PAPERS = ("/hub/profile/",)
EVIDENCE = "/evidence"  # The form beside each requirement of a certificate.
MOST_PAPERS_BYTES = 32 * 1024 * 1024


class BodyLimitMiddleware:
    """413 with one clear line; where files may be sent the limit is larger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or ""
        if not said and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            # Its size is known only when it has been taken in; nobody's program needs that.
            return _refusal(411, _("Say the length of what you send (Content-Length)."))
        most = _most(request.path)
        if said.isdigit() and int(said) > most:
            text = _(
                "This is %(size)s MB; at most %(most)s MB can be sent at once. "
                "Split the file and send the parts one after the other."
            ) % {"size": int(said) // 1_000_000, "most": most // 1_000_000}
            return _refusal(413, text)
        return self.get_response(request)


def _refusal(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _most(path: str) -> int:
    end = path.rstrip("/")
    if end.endswith(UPLOADS):
        return settings.KAZI_MOST_UPLOAD_BYTES
    if end.endswith(PACKETS):
        return settings.KAZI_MOST_ATTACHMENT_BYTES
    if end.endswith(ATTACHMENTS) or path.startswith(PAPERS):
        return max(settings.KAZI_MOST_BODY_BYTES, MOST_PAPERS_BYTES)
    return settings.KAZI_MOST_BODY_BYTES
