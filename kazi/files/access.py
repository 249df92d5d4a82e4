"""The one door to a stored file: a link that a room signed for this very person."""

from __future__ import annotations

from uuid import UUID

from kazi.files.links import opens
from kazi.files.models import StoredFile
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
