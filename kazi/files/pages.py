"""Serve stored files: to the person their link was signed for, and recordings to whoever plays them."""

from __future__ import annotations

from typing import IO, Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kazi.files import access
from kazi.files.models import SOUNDS, StoredFile
from kazi.files.rules.ranges import OutOfRange, part_of
from kazi.files.services import open_file
from kazi.kernel.errors import NotFound

# What a browser may show; everything else is only to be saved.  Never what a client said of it.
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"}) | SOUNDS
LIGHT: Final = "image/webp"


@require_safe
def stored_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Send the file to the person its link was signed for; 404 to everybody else."""
    # The middleware of accounts, above this room, has put it there.
    person_id = getattr(getattr(request, "actor", None), "person_id", None)
    if person_id is None:
        raise NotFound
    stored, light = access.vouched_file(file_id, person_id, request.GET.get("t", ""))
    response = _answer(request, stored, light)
    response["Cache-Control"] = "private, max-age=43200"
    return response


@require_safe
def shared_file(request: HttpRequest, file_id: UUID, token: str) -> HttpResponseBase:
    """Send a recording to whoever has a shared link: a telephone company, which signs in nowhere.

    With `?keep=no` nobody on the way keeps it: it is for a phone on which nothing may stay.
    """
    stored = access.shared_file(file_id, token)
    request.sets_no_cookies = True  # type: ignore[attr-defined]
    response = _answer(request, stored, light=False)
    is_kept = request.GET.get("keep") != "no"
    response["Cache-Control"] = "public, max-age=21600" if is_kept else "no-store"
    return response


def _answer(request: HttpRequest, stored: StoredFile, light: bool) -> HttpResponseBase:
    etag = f'"{stored.sha256[:32]}{"-l" if light else ""}"'
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else _response(request, stored, light, etag)
    response["ETag"] = etag
    return response


def _response(request: HttpRequest, stored: StoredFile, light: bool, etag: str) -> HttpResponseBase:
    light = light and bool(stored.light_path)
    mime = LIGHT if light else stored.mime
    shown = mime in SHOWN
    try:
        file = open_file(stored, light=light)
    except FileNotFoundError as error:
        raise NotFound from error
    response = _part(request, file, stored, etag) if mime in SOUNDS else FileResponse(file)
    response["Content-Type"] = mime if shown else "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(not shown, stored.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Pictures are packed already: without this the gzip middleware would pack them again.
    response["Content-Encoding"] = "identity"
    return response


def _part(request: HttpRequest, file: IO[bytes], stored: StoredFile, etag: str) -> HttpResponseBase:
    """Return the part of a recording that was asked for: players look at the end first, and jump."""
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", etag) != etag:
        asked = ""  # They have a part of what lay here before.
    try:
        part = part_of(asked, stored.bytes)
    except OutOfRange:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stored.bytes}"})
    first, last = part or (0, stored.bytes - 1)
    response = FileResponse(Part(file, first, last + 1 - first), status=206 if part else 200)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last + 1 - first)
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{stored.bytes}"
    return response


class Part:
    """So many bytes of an open file from one on, for a response, which closes it."""

    def __init__(self, file: IO[bytes], first: int, left: int) -> None:
        file.seek(first)
        self._file, self._left = file, left

    def read(self, size: int) -> bytes:
        block = self._file.read(min(size, self._left))
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
