"""The doors to a stored file: a link that a room signed for this very person, or one to a recording."""

from __future__ import annotations

from uuid import UUID

from kazi.files.links import is_shared, opens
from kazi.files.models import SOUNDS, StoredFile
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import all_tenants


def vouched_file(file_id: UUID, person_id: int, token: str) -> tuple[StoredFile, bool]:
    """Return the file and whether its light version is meant; raise NotFound for any other link.

    The file may be of another organisation: a client looks at pictures of the provider's results,
    because the room that showed them signed the link.
    """
    size = opens(str(file_id), person_id, token)
    if size is None:
        raise NotFound
    stored = all_tenants(StoredFile).filter(pk=file_id).first()
    if stored is None:
        raise NotFound
    return stored, size == "light"


def shared_file(file_id: UUID, token: str) -> StoredFile:
    """Return the recording of a shared link; NotFound for any other link, and for what is no recording."""
    if not is_shared(str(file_id), token):
        raise NotFound
    stored = all_tenants(StoredFile).filter(pk=file_id, mime__in=SOUNDS).first()
    if stored is None:
        raise NotFound
    return stored
