"""A folder of good and bad credentials, as the independent verifiers take it."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from django.utils import timezone

from kazi.credentials.models import Issued, SigningKey
from kazi.credentials.queries.issuers import own_issuer
from kazi.credentials.rules import baking, keys
from kazi.credentials.rules.jwts import as_jwt
from kazi.credentials.rules.pictures import badge_png, badge_svg
from kazi.credentials.rules.proofs import with_proof
from kazi.credentials.services import Alignment, issue, revoke, rotate
from kazi.credentials.services.exporting import export
from kazi.credentials.services.keys import Ready, key_in_use, open_key
from tests.credentials.makers import draft

ESCO = "http://data.europa.eu/esco/occupation/6353b3e8-e8f2-4ecb-b230-186927139892"
CLERK = Alignment("data entry clerk", ESCO, "ESCO", "4132.1")
CREATED = "2026-01-01T00:00:00Z"
Document = dict[str, Any]


def write_samples(folder: Path) -> None:
    """Write did.json, jwks.json, status lists and good* and bad* files of every kind we can think of.

    `settings.KAZI_URL` should be https://localhost:8443 for the verifier that wants live https.
    """
    before = issue(draft("sample:before-rotation"))
    _save(folder, "good-before-rotation", before)
    old = ready_key(SigningKey.Kind.ED25519)
    rotate()
    plain = issue(draft("sample:plain", valid_until=timezone.now() + timedelta(days=365)))
    _save(folder, "good", plain)
    _save(folder, "good-rs256", issue(draft("sample:rs256", algorithm="RS256")))
    for kind in ("badge", "statement"):
        one = draft(f"sample:{kind}", kind=kind, subject_name="សុខា វណ្ណា", alignment=[CLERK])
        _save(folder, f"good-{kind}", issue(one))
    _baked(folder, plain)
    document: Document = json.loads(plain.signed_json)
    del document["proof"]
    _good_variants(folder, document)
    _bad(folder, document, old)
    gone = revoke(issue(draft("sample:revoked")), "The wage table was wrong.")
    _save(folder, "bad-revoked", gone)
    export(folder)


def signed(document: Document, ready: Ready | None = None, method: str = "") -> Document:
    """Sign a document of ours as the issuer would, or with another key or under another name."""
    ready = ready or ready_key(SigningKey.Kind.ED25519)
    return with_proof(document, ready.private, method or ready.method, CREATED)


def _good_variants(folder: Path, document: Document) -> None:
    without = {name: part for name, part in document.items() if name != "credentialStatus"}
    _write(folder, "good-without-status.json", signed(without))
    for kind, name in ((SigningKey.Kind.P256, "es256"), (SigningKey.Kind.RSA, "rs256")):
        ready = ready_key(kind)
        (folder / f"good-{name}-jwk.jwt").write_text(
            as_jwt(document, ready.private, ready.method, with_jwk=True)
        )


def _bad(folder: Path, document: Document, old: Ready) -> None:
    good = signed(document)
    tampered = copy.deepcopy(good)
    tampered["credentialSubject"]["achievement"]["name"] = "Fair work, level 9"
    _write(folder, "bad-tampered.json", tampered)
    ours = ready_key(SigningKey.Kind.ED25519)
    stranger = Ready(keys.generate(keys.ED25519), "")
    assert isinstance(stranger.private, ed25519.Ed25519PrivateKey)
    multikey = keys.multikey_of(stranger.private.public_key())
    _write(folder, "bad-wrong-key.json", signed(document, stranger, ours.method))
    _write(folder, "bad-key-of-another-name.json", signed(document, ours, old.method))
    foreign = f"did:key:{multikey}#{multikey}"
    _write(folder, "bad-foreign-did-key.json", signed(document, stranger, foreign))
    past, later = "2026-02-01T00:00:00Z", "2099-01-01T00:00:00Z"
    _both(folder, "bad-expired", {**document, "validUntil": past})
    _both(folder, "bad-not-yet", {**document, "validFrom": later, "validUntil": "2100-01-01T00:00:00Z"})
    _write(folder, "bad-unknown-term.json", {**good, "topSecretRating": "excellent"})
    shapeless = copy.deepcopy(document)
    del shapeless["credentialSubject"]["achievement"]["criteria"]
    _write(folder, "bad-schema-no-criteria.json", signed(shapeless))
    _bad_tokens(folder, document)


def _bad_tokens(folder: Path, document: Document) -> None:
    ready = ready_key(SigningKey.Kind.P256)
    token = as_jwt(document, ready.private, ready.method)
    head, body, signature = token.split(".")
    changed = json.loads(keys.unb64url(body))
    changed["name"] = "Fair work, level 9"
    (folder / "bad-tampered.jwt").write_text(
        f"{head}.{keys.b64url(json.dumps(changed).encode())}.{signature}"
    )
    stranger = keys.generate(keys.P256)
    (folder / "bad-foreign-jwk.jwt").write_text(as_jwt(document, stranger, "", with_jwk=True))
    (folder / "bad-wrong-key.jwt").write_text(as_jwt(document, stranger, ready.method))


def _baked(folder: Path, issued: Issued) -> None:
    png, svg = (
        badge_png(f"https://localhost:8443/credentials/{issued.pk}"),
        badge_svg("Fair work", "Amani", "Hub"),
    )
    (folder / "good-json.png").write_bytes(baking.into_png(png, issued.signed_json))
    (folder / "good-jwt.png").write_bytes(baking.into_png(png, issued.signed_jwt))
    (folder / "good-json.svg").write_text(baking.into_svg(svg, issued.signed_json))
    (folder / "good-jwt.svg").write_text(baking.into_svg(svg, issued.signed_jwt))
    tampered = issued.signed_json.replace("level 1", "level 9")
    (folder / "bad-tampered.png").write_bytes(baking.into_png(png, tampered))
    (folder / "bad-tampered.svg").write_text(baking.into_svg(svg, tampered))


def _both(folder: Path, name: str, document: Document) -> None:
    ready = ready_key(SigningKey.Kind.P256)
    _write(folder, f"{name}.json", signed(document))
    (folder / f"{name}.jwt").write_text(as_jwt(document, ready.private, ready.method))


def _save(folder: Path, name: str, issued: Issued) -> None:
    (folder / f"{name}.json").write_text(issued.signed_json)
    (folder / f"{name}.jwt").write_text(issued.signed_jwt)


def _write(folder: Path, name: str, document: Document) -> None:
    (folder / name).write_text(json.dumps(document, indent=1))


def ready_key(kind: SigningKey.Kind) -> Ready:
    issuer = own_issuer()
    assert issuer is not None
    return open_key(key_in_use(issuer, kind))
