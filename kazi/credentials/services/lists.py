"""Status lists, signed when they changed or grow old; what is served in between is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils import timezone

from kazi.credentials.models import Issued, SigningKey, StatusList
from kazi.credentials.rules.bitstring import packed
from kazi.credentials.rules.dids import did_of
from kazi.credentials.rules.documents import moment, status_credential_of
from kazi.credentials.rules.jwts import as_jwt
from kazi.credentials.rules.proofs import with_proof
from kazi.credentials.services.issuing import list_address, written
from kazi.credentials.services.keys import key_in_use, open_key

VALID_FOR: Final = timedelta(days=7)
RENEWED_AFTER: Final = timedelta(days=1)
SKEW: Final = timedelta(minutes=5)  # A verifier's clock may be behind ours.


class SignedList(NamedTuple):
    """A status list in both signed forms."""

    json: str
    jwt: str


def signed_list(status_list: StatusList) -> SignedList:
    """Return the list's signed forms, at most a day old and with every revocation so far."""
    now = timezone.now()
    fresh = (
        status_list.signed_version == status_list.version
        and status_list.signed_at is not None
        and now - status_list.signed_at < RENEWED_AFTER
    )
    if fresh:
        return SignedList(status_list.signed_json, status_list.signed_jwt)
    version = status_list.version  # Read before the bits, so that it never says more than they do.
    made = sign_list(status_list, now, now + VALID_FOR)
    older = Q(signed_version=None) | Q(signed_version__lte=version)
    StatusList.objects.filter(older, pk=status_list.pk).update(
        signed_version=version, signed_at=now, signed_json=made.json, signed_jwt=made.jwt
    )
    return made


def sign_list(status_list: StatusList, valid_from: datetime, valid_until: datetime) -> SignedList:
    """Sign the list as it is now, for this time; nothing is kept."""
    issuer = status_list.issuer
    revoked = Issued.objects.filter(status_list=status_list, revoked_at__isnull=False)
    encoded = packed(revoked.values_list("status_index", flat=True))
    address = list_address(status_list, issuer)
    did = did_of(issuer.address)
    document = status_credential_of(address, did, encoded, valid_from - SKEW, valid_until)
    proving = open_key(key_in_use(issuer, SigningKey.Kind.ED25519))
    with_tokens = open_key(key_in_use(issuer, SigningKey.Kind.P256))
    return SignedList(
        written(with_proof(document, proving.private, proving.method, moment(valid_from))),
        as_jwt(document, with_tokens.private, with_tokens.method),
    )


def renew_lists() -> int:
    """Sign again what changed or grew old, so that no visitor waits; return how many lists there are."""
    lists = StatusList.objects.select_related("issuer")
    for status_list in lists:
        signed_list(status_list)
    return len(lists)
