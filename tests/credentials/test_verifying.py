"""What our own verifier says of good, bad and strange credentials."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from pytest_django import Settings

from kazi.credentials.models import SigningKey
from kazi.credentials.queries.issuers import own_issuer, public_document
from kazi.credentials.rules import baking, keys
from kazi.credentials.rules.canonical import OB3, VC2, NotCanonical, canonical_text
from kazi.credentials.rules.jwts import as_jwt
from kazi.credentials.rules.reading import MOST_TEXT_BYTES
from kazi.credentials.rules.verdicts import Outcome
from kazi.credentials.services import issue, revoke, rotate, verify
from kazi.credentials.services.keys import Ready, key_in_use, open_key
from kazi.credentials.services.verifying import Folder
from kazi.kernel.errors import Refused
from tests.credentials.makers import draft
from tests.credentials.samples import ready_key, signed, write_samples

Document = dict[str, Any]
in_scope = pytest.mark.usefixtures("scope")


def unsigned(**changed: Any) -> Document:
    """A credential of this site without its proof."""
    document: Document = json.loads(issue(draft()).signed_json)
    del document["proof"]
    return {**document, **changed}


@in_scope
def test_every_good_sample_is_valid_and_every_bad_one_refused_without_the_site(
    settings: Settings, tmp_path: Path
) -> None:
    settings.KAZI_URL = "https://localhost:8443"
    write_samples(tmp_path)
    sources = Folder([tmp_path])
    settings.KAZI_URL = "https://elsewhere.example"
    found = {
        path.name: verify(path.read_bytes(), sources)
        for path in tmp_path.iterdir()
        if path.name.startswith(("good", "bad"))
    }
    assert len(found) > 30
    wrong = {
        name: str(verdict.deciding)
        for name, verdict in found.items()
        if verdict.outcome != (Outcome.VALID if name.startswith("good") else Outcome.REFUSED)
    }
    assert wrong == {}


@in_scope
@pytest.mark.parametrize("form", ["signed_json", "signed_jwt"])
def test_a_revoked_credential_is_refused_at_once(form: str) -> None:
    issued = issue(draft())
    assert verify(getattr(issued, form)).outcome == Outcome.VALID
    revoke(issued, "The evidence was withdrawn.")
    verdict = verify(getattr(issued, form))
    assert verdict.outcome == Outcome.REFUSED
    assert verdict.deciding.name == "status"


@in_scope
def test_what_was_signed_before_a_rotation_stays_valid() -> None:
    issued = issue(draft())
    retired = SigningKey.objects.get(kind="ed25519")
    rotate()
    retired.refresh_from_db()
    assert bytes(retired.sealed) == b""
    assert verify(issued.signed_json).outcome == Outcome.VALID
    assert verify(issued.signed_jwt).outcome == Outcome.VALID
    assert json.loads(issue(draft("two")).signed_json)["proof"][0]["verificationMethod"].endswith(
        "#ed25519-2"
    )


@in_scope
def test_without_the_issuers_keys_nothing_is_said_for_or_against() -> None:
    verdict = verify(issue(draft()).signed_json, Folder([]))
    assert verdict.outcome == Outcome.UNKNOWN


@in_scope
def test_a_credential_whose_issuer_is_only_a_key_is_not_called_valid() -> None:
    stranger = keys.generate(keys.ED25519)
    multikey = keys.multikey_of(stranger.public_key())  # type: ignore[arg-type]
    did = f"did:key:{multikey}"
    document = unsigned(issuer={"id": did, "type": ["Profile"], "name": "Kazi hub"})
    del document["credentialStatus"]
    verdict = verify(signed(document, Ready(stranger, f"{did}#{multikey}")))
    assert verdict.outcome == Outcome.UNKNOWN
    assert "whose key" in str(verdict.deciding)


@in_scope
def test_a_status_hidden_under_its_full_name_is_not_overlooked() -> None:
    """The canonical text, and so the signature, stays the same; a reader would see no status."""
    issued = issue(draft())
    revoke(issued, "Withdrawn.")
    document = json.loads(issued.signed_json)
    hidden = {"https://www.w3.org/2018/credentials#credentialStatus": document.pop("credentialStatus")}
    verdict = verify({**document, **hidden})
    assert verdict.outcome == Outcome.REFUSED
    assert "compact form" in str(verdict.deciding)


@in_scope
def test_an_end_moved_into_another_object_of_the_same_id_is_not_overlooked() -> None:
    document = json.loads(issue(draft()).signed_json)
    document["evidence"] = [{"id": document["id"], "type": ["Evidence"]}]
    assert "compact form" in str(verify(document).deciding)


@in_scope
def test_a_key_of_the_issuer_that_may_not_assert_is_refused(tmp_path: Path) -> None:
    issued = issue(draft())
    issuer = own_issuer()
    assert issuer is not None
    document = public_document(issuer)
    document["assertionMethod"] = []
    (tmp_path / "did.json").write_text(json.dumps(document))
    assert verify(issued.signed_json, Folder([tmp_path])).outcome == Outcome.REFUSED


@in_scope
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("@context", ["https://www.w3.org/ns/credentials/v2", "https://evil.example/ctx"], "context"),
        ("@context", ["https://www.w3.org/ns/credentials/v2", {"name": "x:y"}], "contexts"),
        ("type", ["VerifiableCredential"], "not an Open Badges"),
        ("validFrom", "yesterday", "no time"),
        ("validFrom", ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"], "missing"),
        ("credentialSubject", "me", "who"),
        ("issuer", "https://issuer.example", "DID"),
    ],
)
def test_a_member_of_the_wrong_kind_is_refused_in_words(name: str, value: Any, says: str) -> None:
    document = json.loads(issue(draft()).signed_json)
    verdict = verify({**document, name: value})
    assert verdict.outcome == Outcome.REFUSED
    assert says in str(verdict.deciding)


@pytest.mark.parametrize("alike", [2, 12, 200])
def test_a_tangle_of_parts_that_look_alike_is_given_up_on_quickly(alike: int) -> None:
    """Canonicalisation takes factorial time for it; twelve such parts would take hours."""
    name = {"type": "IdentityObject", "identityHash": "x", "identityType": "name", "hashed": False}
    subject = {"type": ["AchievementSubject"], "identifier": [name] * alike}
    document = {"@context": [VC2, OB3], "id": "urn:x:1", "credentialSubject": [subject, subject],
                "type": ["VerifiableCredential", "OpenBadgeCredential"]}  # fmt: skip
    if alike == 2:
        assert canonical_text(document).count("IdentityObject") == 4
    else:
        with pytest.raises(NotCanonical, match="alike"):
            canonical_text(document)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"id": NaN}',
        b'{"id": 1, "id": 2}',
        b'{"id": 1' + b"0" * 10_000 + b"}",
        b'{"a": "' + b"x" * MOST_TEXT_BYTES + b'"}',
        b"{" + b",".join(b'"k%d":1' % n for n in range(3000)) + b"}",
        b"a.b.c",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"null",
        b'"text"',
        baking.PNG_SIGNATURE,
        baking.PNG_SIGNATURE + b"\xff\xff\xff\xffiTXt" + b"x" * 100,
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
        b"<?xml version='1.0' encoding='nonsense'?><svg/>",
    ],
)
def test_what_is_no_credential_is_refused_and_never_raises(data: bytes) -> None:
    verdict = verify(data, Folder([]))
    assert verdict.outcome == Outcome.REFUSED
    assert str(verdict.deciding)


@in_scope
def test_a_token_whose_claims_say_something_else_is_refused() -> None:
    document = unsigned(validUntil="2027-01-01T00:00:00Z")
    ready = ready_key(SigningKey.Kind.P256)
    token = as_jwt({**document, "exp": 4_000_000_000}, ready.private, ready.method)
    assert verify(token).outcome == Outcome.VALID, "as_jwt writes the claims itself"
    claims = {**document, "iss": "did:web:other.example", "jti": document["id"],
              "sub": document["credentialSubject"]["id"]}  # fmt: skip
    key = ECKey.import_key(keys.to_bytes(ready.private))
    lying = jws.serialize_compact({"alg": "ES256", "kid": ready.method}, json.dumps(claims), key)
    verdict = verify(lying)
    assert verdict.outcome == Outcome.REFUSED
    assert "claim" in str(verdict.deciding)


@in_scope
def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    document = unsigned()
    header = keys.b64url(json.dumps({"alg": "HS256", "kid": "#p256-1"}).encode())
    token = f"{header}.{keys.b64url(json.dumps(document).encode())}.AAAA"
    assert "not accepted" in str(verify(token).deciding)


@in_scope
def test_a_key_sealed_with_another_secret_cannot_be_opened(settings: Settings) -> None:
    settings.KAZI_SIGNING_KEY = "one secret"
    issue(draft())
    settings.KAZI_SIGNING_KEY = "another secret"
    issuer = own_issuer()
    assert issuer is not None
    with pytest.raises(Refused, match="another secret"):
        open_key(key_in_use(issuer, "ed25519"))
    rotate()
    assert verify(issue(draft("two")).signed_json).outcome == Outcome.VALID
