"""The files that providers lay beside their answers: looked at before they are kept.

They are never shown in a page, only offered for saving (kazi.files.pages), except for pictures, which
are drawn anew so that nothing but their pixels is left.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

from django.utils.translation import gettext as _

from kazi.files.models import StoredFile
from kazi.files.scanning import refuse_viruses
from kazi.files.services import plain_name, store_own_image, store_upload
from kazi.kernel.errors import Refused

MOST_BYTES = 25_000_000
PICTURES = (".png", ".jpg", ".jpeg", ".webp")
TEXTS = (".csv", ".txt")
# What a file of this kind begins with; an office document is a ZIP archive.
BEGINS = {".pdf": b"%PDF-"} | dict.fromkeys((".xlsx", ".docx", ".odt", ".ods"), b"PK\x03\x04")
KINDS = (*BEGINS, *PICTURES, *TEXTS)


class Paper(Protocol):
    """An upload: can be read more than once."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, place: int, /) -> object: ...


def store_paper(file: Paper, name: str) -> StoredFile:
    """Keep a file that is what its name says and in which the virus scanner, if there is one, finds nothing.

    Raises Refused for every other one, with a line that says what to send instead.
    """
    name = plain_name(name)
    kind = PurePosixPath(name.lower()).suffix
    if kind not in KINDS:
        raise Refused(
            _("This kind of file is not taken. Send a PDF, a picture, a text, a table or a document.")
        )
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is larger than 25 MB. Send the pages that matter."))
    file.seek(0)
    refuse_viruses(file, name)
    if kind in PICTURES:
        return _store_picture(data, name)
    if not data.startswith(BEGINS.get(kind, b"")) or (kind in TEXTS and b"\0" in data):
        said = _("“%(name)s” is not what its name says. Save it anew from the program that made it.")
        raise Refused(said % {"name": name})
    file.seek(0)
    return store_upload(file, name, StoredFile.Use.EXPORT)


def _store_picture(data: bytes, name: str) -> StoredFile:
    # The heavy library of pictures is needed by few requests.
    from kazi.files.rules.images import check_image  # noqa: PLC0415
    from kazi.files.rules.unreadable import Unreadable  # noqa: PLC0415

    try:
        checked = check_image(data, name)
    except Unreadable as error:
        said = _("“%(name)s” is no picture that can be opened, or too large. Send a JPEG, PNG or WebP.")
        raise Refused(said % {"name": name}) from error
    return store_own_image(checked, name)
