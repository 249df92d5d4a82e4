"""Issue a credential once, and take it back."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.credentials.events import CredentialIssued, CredentialRevoked
from kazi.credentials.models import MOST_REFERENCE, Issued, Issuer, SigningKey, StatusList
from kazi.credentials.queries.issuers import HUB, signer_of
from kazi.credentials.rules.bitstring import ENTRIES
from kazi.credentials.rules.documents import Draft, credential_of, moment
from kazi.credentials.rules.jwts import as_jwt
from kazi.credentials.rules.proofs import with_proof
from kazi.credentials.services.keys import issuer_here, key_in_use, open_key
from kazi.journal.bus import record
from kazi.kernel.errors import Refused

# A list is left when it is half full, so that a free index is found by two throws of the dice.
MOST_ON_A_LIST: Final = ENTRIES // 2
MOST_DRAWS: Final = 64
ALGORITHMS: Final = {"ES256": SigningKey.Kind.P256, "RS256": SigningKey.Kind.RSA}
_KEPT: Final = ("reference", "kind", "subject_name", "name", "description", "valid_from", "valid_until")
Draw = Callable[[int], int]  # Returns a number from 0 to one less than this.


def issue(
    draft: Draft, actor_id: int | None = None, *, issuer_slug: str = HUB, draw: Draw = secrets.randbelow
) -> Issued:
    """Sign the credential and put it on a status list; a second call with its reference returns the first.

    Call it inside `acting_for` of whoever issues.  Raises Refused for a draft that is not whole.
    `draw` chooses the place on the list; it is random so that the place tells nothing about when or
    to whom it was issued.
    """
    _check(draft)
    first = Issued.objects.filter(reference=draft.reference).first()
    if first is not None:
        return first
    issuer = issuer_here(issuer_slug)
    credential_id = uuid.uuid4()
    subject_id = draft.subject_id or f"urn:uuid:{uuid.uuid4()}"
    for _draw in range(MOST_DRAWS):
        status_list = _list_with_room(issuer)
        index = draw(ENTRIES)
        if Issued.objects.filter(status_list=status_list, status_index=index).exists():
            continue
        signed = _signed(draft, issuer, credential_id, subject_id, (status_list, index))
        try:
            with transaction.atomic():
                issued = Issued.objects.create(
                    id=credential_id,
                    issuer=issuer,
                    subject_id=subject_id,
                    status_list=status_list,
                    status_index=index,
                    issued_at=timezone.now(),
                    **{name: getattr(draft, name) for name in _KEPT},
                    **signed,
                )
                record(CredentialIssued(str(issued.pk), draft.reference, draft.kind), actor_id=actor_id)
        except IntegrityError:
            # Somebody else was faster with the reference, which is theirs then, or with the index.
            first = Issued.objects.filter(reference=draft.reference).first()
            if first is not None:
                return first
        else:
            return issued
    raise RuntimeError("No free place was found on a list that is half empty.")


def revoke(issued: Issued, reason: str, actor_id: int | None = None) -> Issued:
    """Set the credential's bit in its status list, for good; a second call changes nothing.

    Verifiers see it when they next fetch the list.  Call it inside `acting_for` of whoever revokes.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the credential is revoked."))
    with transaction.atomic():
        now = timezone.now()
        won = Issued.objects.filter(pk=issued.pk, revoked_at=None).update(
            revoked_at=now, revoked_because=reason
        )
        if won:
            # First the bit, then the number: whoever signs the list reads them in the other order.
            StatusList.objects.filter(pk=issued.status_list_id).update(version=F("version") + 1)
            record(CredentialRevoked(str(issued.pk), issued.reference, reason), actor_id=actor_id)
    issued.refresh_from_db()
    return issued


def _check(draft: Draft) -> None:
    needed = {"reference": draft.reference, "subject_name": draft.subject_name, "name": draft.name,
              "description": draft.description, "criteria": draft.criteria}  # fmt: skip
    for name, text in needed.items():
        if not text.strip():
            raise Refused(_("A credential needs its %(field)s.") % {"field": name})
    if len(draft.reference) > MOST_REFERENCE:
        raise Refused(_("A reference has at most %(most)s signs.") % {"most": MOST_REFERENCE})
    if draft.kind not in Issued.Kind.values:
        raise Refused(_("A credential is a certificate, a badge or a statement."))
    if draft.algorithm not in ALGORITHMS:
        raise Refused(_("Tokens are signed with ES256 or RS256."))
    if draft.subject_id is not None and ":" not in draft.subject_id:
        raise Refused(_("The subject's id is a URI, such as an address or a did:key."))
    if any(at is not None and at.tzinfo is None for at in (draft.valid_from, draft.valid_until)):
        raise ValueError("valid_from and valid_until are aware datetimes.")
    if draft.valid_until is not None and draft.valid_until <= draft.valid_from:
        raise Refused(_("A credential ends after it begins."))


def _list_with_room(issuer: Issuer) -> StatusList:
    while True:
        # The highest number first: a list that comes up in between is found below or refused there.
        highest = StatusList.objects.aggregate(highest=Max("number"))["highest"] or 0
        newest = StatusList.objects.filter(issuer=issuer).order_by("-number").first()
        if newest is not None and newest.entries.count() < MOST_ON_A_LIST:
            return newest
        try:
            with transaction.atomic():
                return StatusList.objects.create(issuer=issuer, number=highest + 1)
        except IntegrityError:
            continue  # Somebody else has just begun it.


def _signed(
    draft: Draft, issuer: Issuer, credential_id: uuid.UUID, subject_id: str, place: tuple[StatusList, int]
) -> dict[str, str]:
    status_list, index = place
    address = list_address(status_list, issuer)
    document = credential_of(draft, signer_of(issuer), credential_id, subject_id, (address, index))
    proving = open_key(key_in_use(issuer, SigningKey.Kind.ED25519))
    with_tokens = open_key(key_in_use(issuer, ALGORITHMS[draft.algorithm]))
    now = moment(timezone.now())
    return {
        "signed_json": written(with_proof(document, proving.private, proving.method, now)),
        "signed_jwt": as_jwt(document, with_tokens.private, with_tokens.method),
    }


def list_address(status_list: StatusList, issuer: Issuer) -> str:
    """Return the public address of a status list, which is its id."""
    return f"{issuer.address}/credentials/status/{status_list.number}"


def written(document: dict[str, Any]) -> str:
    """Return a document as the text that is kept and served."""
    return json.dumps(document, ensure_ascii=False, indent=1)
