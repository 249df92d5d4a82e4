"""Credentials that were issued."""

from __future__ import annotations

from uuid import UUID

from kazi.credentials.models import Issued
from kazi.kernel.errors import NotFound


def issued_credential(credential_id: UUID) -> Issued:
    """Return a credential by its id, which nobody guesses; raise NotFound for any other."""
    found = Issued.objects.select_related("issuer").filter(pk=credential_id).first()
    if found is None:
        raise NotFound
    return found
