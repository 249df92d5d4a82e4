"""Take files in: written once under the hash of their content, complete or not at all.

A name that a client gave is kept in the row and never used as a path.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kazi.files.models import StoredFile
from kazi.kernel.tenancy import acting_for, current_org_id

BLOCK = 1 << 20
DRAFT_SECONDS = 24 * 3600
_PICTURES = uuid.UUID("5d0c2c1e-7d1c-4a53-9f0f-0d6c4b5f1f6a")


class Readable(Protocol):
    """An open file or an upload: gives bytes, nothing at the end."""

    def read(self, size: int = ..., /) -> bytes: ...


class PictureBytes(Protocol):
    """One size of a checked picture, such as `rules.images.Picture`."""

    @property
    def data(self) -> bytes: ...
    @property
    def mime(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


class CheckedPicture(Protocol):
    """A checked picture in both sizes, such as `rules.images.CheckedImage`.

    Spelled out here, because the module that checks pictures is too heavy for the web server.
    """

    @property
    def full(self) -> PictureBytes: ...
    @property
    def light(self) -> PictureBytes: ...


def store_upload(file: Readable, name: str, use: str = StoredFile.Use.BATCH) -> StoredFile:
    """Stream a file to the media folder and return its row; the same content lies there once."""
    digest, size = hashlib.sha256(), 0
    with _draft() as draft:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
            draft.write(block)
        path = _place(draft, digest.hexdigest())
    return StoredFile.objects.create(
        use=use,
        name=plain_name(name),
        path=path,
        mime="application/octet-stream",
        bytes=size,
        sha256=digest.hexdigest(),
    )


def shelve_image(checked: CheckedPicture, name: str) -> StoredFile:
    """Write both sizes of a picture and return its row, not yet saved.

    For imports: the slow writing stays outside of their short transactions; `save_shelved` saves
    the rows.  The id comes from organisation and content, so two ids are equal exactly when the
    pictures are.
    """
    full, light = checked.full, checked.light
    sha256 = hashlib.sha256(full.data).hexdigest()
    return StoredFile(
        id=uuid.uuid5(_PICTURES, f"{current_org_id()}/{sha256}"),
        org_id=current_org_id(),
        use=StoredFile.Use.IMAGE,
        name=plain_name(name),
        path=_write(full.data),
        light_path=_write(light.data),
        mime=full.mime,
        bytes=len(full.data),
        width=full.width,
        height=full.height,
        sha256=sha256,
    )


def save_shelved(pictures: Iterable[StoredFile]) -> None:
    """Save rows from `shelve_image`; those that are there already stay as they are."""
    StoredFile.objects.bulk_create(pictures, ignore_conflicts=True)


def store_image(checked: CheckedPicture, name: str) -> StoredFile:
    """Store both sizes of a checked picture and return the saved row, the first one's if it is known."""
    shelved = shelve_image(checked, name)
    save_shelved([shelved])
    return StoredFile.objects.get(pk=shelved.pk)


def store_own_image(checked: CheckedPicture, name: str) -> StoredFile:
    """Store a checked picture under a row of its own, which `forget_file` may take away again."""
    picture = shelve_image(checked, name)
    picture.id = uuid.uuid4()
    picture.save()
    return picture


def forget_file(stored: StoredFile) -> None:
    """Delete a file's row and, once that is committed, its bytes, unless another row has the same."""
    org_id, paths = stored.org_id, [path for path in (stored.path, stored.light_path) if path]
    stored.delete()
    transaction.on_commit(lambda: _remove_unused(org_id, paths))


def _remove_unused(org_id: int, paths: list[str]) -> None:
    with acting_for(org_id):
        for path in paths:
            if not StoredFile.objects.filter(Q(path=path) | Q(light_path=path)).exists():
                (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)


def open_file(stored: StoredFile, *, light: bool = False) -> IO[bytes]:
    """Open the file, or its light version where it has one, for reading."""
    return file_path(stored, light=light).open("rb")


def file_path(stored: StoredFile, *, light: bool = False) -> Path:
    """Return where the file lies on this machine."""
    return Path(settings.MEDIA_ROOT) / (stored.light_path if light and stored.light_path else stored.path)


def remove_old_drafts() -> int:
    """Delete what processes that were killed left half written a day ago; return how many."""
    removed = 0
    for draft in (Path(settings.MEDIA_ROOT) / "drafts").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
                draft.unlink()
                removed += 1
    return removed


def plain_name(name: str) -> str:
    """Return the last part of a client's file name, printable and at most 255 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign if sign.isprintable() else "_" for sign in last)[:255] or "file"


def _write(data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    if (Path(settings.MEDIA_ROOT) / _path_of(sha256)).exists():
        return _path_of(sha256)
    with _draft() as draft:
        draft.write(data)
        return _place(draft, sha256)


def _path_of(sha256: str) -> str:
    # Each organisation has its own copy, so that its files can be moved or deleted with it.
    return f"{current_org_id()}/{sha256[:2]}/{sha256}"


@contextlib.contextmanager
def _draft() -> Iterator[Any]:
    """Open a file beside its later place; it is gone unless it was placed."""
    folder = Path(settings.MEDIA_ROOT) / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as draft:
        try:
            yield draft
        finally:
            Path(draft.name).unlink(missing_ok=True)


def _place(draft: Any, sha256: str) -> str:
    """Give the draft its name once every byte of it is on the disk."""
    draft.flush()
    os.fsync(draft.fileno())
    path = _path_of(sha256)
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft.name, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path
