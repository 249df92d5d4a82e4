"""The issuer's keys: made when first needed, sealed at rest, replaced by rotation."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.credentials.events import KeysRotated
from kazi.credentials.models import Issuer, SigningKey
from kazi.credentials.queries.issuers import HUB, site_address
from kazi.credentials.rules import keys, sealing
from kazi.credentials.rules.dids import did_of
from kazi.journal.bus import record
from kazi.kernel.errors import Refused

Kind = SigningKey.Kind
AT_ONCE = (Kind.ED25519, Kind.P256)  # RSA is made only where somebody asks for RS256.


class Ready(NamedTuple):
    """A private key ready to sign, and its full name, the DID URL of its public half."""

    private: keys.Private
    method: str


def issuer_here(slug: str = HUB) -> Issuer:
    """Return the issuer of this site at its present address, made with its keys at the first call.

    It has the name and e-mail address that the settings give now; what was issued keeps the old ones.
    """
    address = site_address()
    try:
        did_of(address)
    except ValueError as error:
        raise Refused(_("Set KAZI_URL to the site's address: %(why)s") % {"why": error}) from error
    said = {"name": settings.KAZI_ISSUER_NAME, "email": settings.KAZI_ISSUER_EMAIL}
    issuer, made = Issuer.objects.get_or_create(slug=slug, address=address, defaults=said)
    if not made and (issuer.name, issuer.email) != (said["name"], said["email"]):
        issuer.name, issuer.email = said["name"], said["email"]
        issuer.save(update_fields=["name", "email"])
    for kind in AT_ONCE:
        key_in_use(issuer, kind)
    return issuer


def key_in_use(issuer: Issuer, kind: str) -> SigningKey:
    """Return the key of this kind that signs now; made where there is none."""
    found = _in_use(issuer, kind)
    return found if found is not None else _make(issuer, kind)


def open_key(key: SigningKey) -> Ready:
    """Open a key for signing.  Raises Refused when no secret of this installation opens it."""
    method = f"{did_of(key.issuer.address)}#{key.name}"
    try:
        data = sealing.unseal(_secrets(), bytes(key.sealed), method)
    except sealing.CannotOpen as error:
        raise Refused(
            _(
                "The signing key %(name)s cannot be opened: it was sealed with another secret. Set "
                "KAZI_SIGNING_KEY to the secret that it was sealed with, or make new keys with "
                "`kazi credential rotate`."
            )
            % {"name": key.name}
        ) from error
    return Ready(keys.from_bytes(data), method)


@transaction.atomic
def rotate(slug: str = HUB, actor_id: int | None = None) -> list[SigningKey]:
    """Retire every key in use and make a new one of its kind; return the new ones.

    The public halves stay in did.json for ever, so nothing that was signed becomes invalid; the
    retired private halves are deleted.  A second call rotates again.
    """
    issuer = issuer_here(slug)
    now = timezone.now()
    retired = list(SigningKey.objects.select_for_update().filter(issuer=issuer, retired_at=None))
    SigningKey.objects.filter(pk__in=[key.pk for key in retired]).update(retired_at=now, sealed=b"")
    made = [_make(issuer, key.kind) for key in retired]
    names = (", ".join(key.name for key in group) for group in (retired, made))
    record(KeysRotated(issuer.address, *names), actor_id=actor_id)
    return made


def _in_use(issuer: Issuer, kind: str) -> SigningKey | None:
    return (
        SigningKey.objects.select_related("issuer").filter(issuer=issuer, kind=kind, retired_at=None).first()
    )


def _make(issuer: Issuer, kind: str) -> SigningKey:
    name = f"{kind}-{SigningKey.objects.filter(issuer=issuer, kind=kind).count() + 1}"
    private = keys.generate(kind)
    sealed = sealing.seal(_secrets()[0], keys.to_bytes(private), f"{did_of(issuer.address)}#{name}")
    jwk = keys.jwk_of(private.public_key())
    try:
        with transaction.atomic():
            return SigningKey.objects.create(
                issuer=issuer, kind=kind, name=name, public_jwk=jwk, sealed=sealed
            )
    except IntegrityError:  # Another process made it first: its key holds.
        found = _in_use(issuer, kind)
        if found is None:
            raise
        return found


def _secrets() -> list[str]:
    """Return the secrets that may open a key; the first one seals."""
    fallbacks = [str(secret) for secret in settings.SECRET_KEY_FALLBACKS]
    return [secret for secret in (settings.KAZI_SIGNING_KEY, settings.SECRET_KEY, *fallbacks) if secret]
