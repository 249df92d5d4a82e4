"""The issuer of this site and its public keys."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from kazi.credentials.models import Issuer
from kazi.credentials.rules.dids import did_document, did_of
from kazi.credentials.rules.documents import Signer

HUB = "hub"


def site_address() -> str:
    """Return the public address of this site, without a slash at the end."""
    return str(settings.KAZI_URL).rstrip("/").lower()


def own_issuer(slug: str = HUB) -> Issuer | None:
    """Return the issuer of this site at its present address; None before anything was issued."""
    return Issuer.objects.filter(slug=slug, address=site_address()).first()


def issuer_at(host: str) -> Issuer | None:
    """Return the issuer whose documents belong at this host, which may be a former name of the site."""
    addresses = [f"https://{host.lower()}", f"http://{host.lower()}"]
    found = Issuer.objects.filter(slug=HUB, address__in=addresses).order_by("-address").first()
    return found or own_issuer()


def signer_of(issuer: Issuer) -> Signer:
    """Return who the issuer is, as it stands in a credential."""
    return Signer(did_of(issuer.address), issuer.name, issuer.address, issuer.email)


def public_document(issuer: Issuer) -> dict[str, Any]:
    """Return the issuer's DID document: every key it ever had, so that what it signed stays valid."""
    keys = [(key.name, key.kind, key.public_jwk) for key in issuer.keys.all()]
    return did_document(did_of(issuer.address), keys)


def public_jwks(issuer: Issuer) -> dict[str, Any]:
    """Return every public key as a JWK set; `kid` is the key's full name in the DID document."""
    did = did_of(issuer.address)
    return {"keys": [{**key.public_jwk, "kid": f"{did}#{key.name}"} for key in issuer.keys.all()]}
