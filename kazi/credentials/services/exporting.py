"""Everything that verifying needs, as files, so that credentials outlive the site that issued them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from kazi.credentials.models import StatusList
from kazi.credentials.queries.issuers import public_document, public_jwks
from kazi.credentials.services.keys import issuer_here
from kazi.credentials.services.lists import sign_list
from kazi.kernel.errors import Refused

MOST_YEARS: Final = 50


def export(folder: Path, years: int = 10) -> list[Path]:
    """Write did.json, jwks.json and every status list to the folder; return the files.

    The lists are signed for so many years: served as they are by any web server at the site's
    address, or given to `kazi credential verify`, they answer for the site.  They know no later
    revocation, so a second call, which writes over the files, should follow each one.
    """
    if not 1 <= years <= MOST_YEARS:
        raise Refused(f"Choose from 1 to {MOST_YEARS} years.")
    issuer = issuer_here()
    now = timezone.now()
    files = {
        "did.json": json.dumps(public_document(issuer), indent=1),
        "jwks.json": json.dumps(public_jwks(issuer), indent=1),
    }
    for status_list in StatusList.objects.filter(issuer=issuer).select_related("issuer"):
        signed = sign_list(status_list, now, now + timedelta(days=365 * years))
        files[f"status-{status_list.number}.json"] = signed.json
        files[f"status-{status_list.number}.jwt"] = signed.jwt
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            draft = folder / f".{name}.part"
            draft.write_text(text + "\n", encoding="utf-8")
            draft.replace(folder / name)
    except OSError as error:
        raise Refused(f"The folder cannot be written: {error.strerror} ({error.filename}).") from error
    return [folder / name for name in files]
