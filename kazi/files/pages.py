"""Serve stored files to the person their link was signed for."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kazi.files import access
from kazi.files.models import StoredFile
from kazi.files.services import open_file
from kazi.kernel.errors import NotFound

# What a browser may show; everything else is only to be saved.  Never what a client said of it.
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
LIGHT: Final = "image/webp"


@require_safe
def stored_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Send the file to the person its link was signed for; 404 to everybody else."""
    # The middleware of accounts, above this room, has put it there.
    person_id = getattr(getattr(request, "actor", None), "person_id", None)
    if person_id is None:
        raise NotFound
    stored, light = access.vouched_file(file_id, person_id, request.GET.get("t", ""))
    etag = f'"{stored.sha256[:32]}{"-l" if light else ""}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else _response(stored, light)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=43200"
    return response


def _response(stored: StoredFile, light: bool) -> HttpResponseBase:
    light = light and bool(stored.light_path)
    mime = LIGHT if light else stored.mime
    shown = mime in SHOWN
    try:
        response = FileResponse(open_file(stored, light=light))
    except FileNotFoundError as error:
        raise NotFound from error
    response["Content-Type"] = mime if shown else "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(not shown, stored.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Pictures are packed already: without this the gzip middleware would pack them again.
    response["Content-Encoding"] = "identity"
    return response
