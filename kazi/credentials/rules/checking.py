"""Check a credential: shape, signature, dates, status.  Where keys and lists come from is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from kazi.credentials.rules import bitstring, dids, shape
from kazi.credentials.rules.documents import moment
from kazi.credentials.rules.jwts import BadToken, check_token, read_token
from kazi.credentials.rules.keys import Public, jwk_of, public_part, thumbprint
from kazi.credentials.rules.proofs import BadProof, check_proof, the_proof
from kazi.credentials.rules.reading import Read, Unreadable, read, read_json
from kazi.credentials.rules.unsound import Unsound
from kazi.credentials.rules.verdicts import Check, Outcome, Verdict, outcome_of
from kazi.kernel.words import N_


class Missing(Unsound):
    """A DID document or a status list could not be had."""


class Sources(Protocol):
    """Where DID documents and status lists come from; both raise Missing."""

    def did_document(self, did: str) -> dict[str, Any]: ...

    def status_list(self, address: str) -> str:
        """Return the list's credential, as JSON or as a token."""
        ...


_SET_ASIDE = {
    "revocation": N_("Its issuer has revoked it."),
    "suspension": N_("Its issuer has suspended it."),
}
Rule = Callable[[], Check]


def check_file(data: bytes, sources: Sources, now: datetime) -> Verdict:
    """Check the credential in a file: JSON, a token, or a PNG or SVG picture with one baked in."""
    try:
        found = read(data)
    except Unsound as error:
        return Verdict(Outcome.REFUSED, (Check("shape", False, error.text, error.values),))
    return check_read(found, sources, now)


def check_read(found: Read, sources: Sources, now: datetime) -> Verdict:
    """Check a credential that was read; every check is made, so that the words name all faults."""
    document = found.document
    issuer = shape.issuer_id(document)
    rules: list[tuple[str, Rule]] = [
        ("shape", lambda: _shape(document)),
        ("signature", lambda: _signature(found, issuer, sources)),
        ("dates", lambda: _dates(document, found.token, now)),
        ("status", lambda: _status(document, issuer, sources, now)),
    ]
    checks: list[Check] = []
    for name, rule in rules:
        checks.append(_made(name, rule))
        if name == "shape" and checks[0].passed is False:
            break  # Without its shape, the rest of it means nothing.
    return Verdict(outcome_of(checks), tuple(checks), found.form, issuer, document)


def _made(name: str, rule: Rule) -> Check:
    try:
        return rule()
    except Missing as error:
        return Check(name, None, error.text, error.values)
    except Unsound as error:
        return Check(name, False, error.text, error.values)


def _shape(document: dict[str, Any]) -> Check:
    shape.check_credential(document)
    return Check("shape", True, N_("It is an Open Badges 3.0 credential."))


def _signature(found: Read, issuer: str, sources: Sources) -> Check:
    if issuer.startswith("did:key:"):
        _signed_by(found.document, found.token, _keys_in(issuer))
        text = N_("The signature fits, but the issuer is only a key: nothing says whose key it is.")
        return Check("signature", None, text)
    method = _method(found.document, found.token)
    if method and method.split("#")[0] != issuer:
        raise BadProof(N_("It is signed with a key that is not its issuer's."))
    keys = _keys_of(issuer, sources)
    _signed_by(found.document, found.token, keys)
    text = N_("%(issuer)s signed it, and nothing was changed since.")
    return Check("signature", True, text, {"issuer": issuer})


def _signed_by(document: dict[str, Any], token: str, keys: dict[str, Public]) -> None:
    """Return if one of these keys, the one that is named, signed it; raise Unsound if not."""
    method = _method(document, token)
    if not token:
        if method not in keys:
            raise BadProof(N_("It is signed with a key that is not its issuer's."))
        check_proof(document, keys[method])
        return
    header, _payload = read_token(token)
    key = keys.get(method)
    if "jwk" in header:  # A key in the header says nothing of whose it is: it must be one of the issuer's.
        wanted = thumbprint(public_part(header["jwk"]))
        key = next((one for one in keys.values() if thumbprint(jwk_of(one)) == wanted), None)
    if key is None:
        raise BadToken(N_("It is signed with a key that is not its issuer's."))
    check_token(token, key)


def _method(document: dict[str, Any], token: str) -> str:
    if not token:
        return str(the_proof(document)["verificationMethod"])
    kid = read_token(token)[0].get("kid", "")
    if not isinstance(kid, str):
        raise BadToken(N_("The token is damaged."))
    return shape.issuer_id(document) + kid if kid.startswith("#") else kid


def _keys_of(issuer: str, sources: Sources) -> dict[str, Public]:
    try:
        return dids.asserting_keys(sources.did_document(issuer), issuer)
    except Missing:
        raise
    except (ValueError, TypeError, AttributeError) as error:
        raise Missing(N_("What was found as the issuer's keys cannot be read.")) from error


def _keys_in(did: str) -> dict[str, Public]:
    try:
        return dids.did_key_keys(did)
    except ValueError as error:
        raise BadProof(N_("The issuer's key cannot be read.")) from error


def _dates(document: dict[str, Any], token: str, now: datetime) -> Check:
    begins = shape.when(document, "validFrom")
    ends = shape.when(document, "validUntil") if "validUntil" in document else None
    if now < begins:
        return Check(
            "dates", False, N_("It is not valid yet: it begins on %(day)s."), {"day": moment(begins)}
        )
    if ends is not None and now > ends:
        return Check("dates", False, N_("It has expired: it ended on %(day)s."), {"day": moment(ends)})
    if not token and "expires" in the_proof(document) and now > shape.when(the_proof(document), "expires"):
        return Check("dates", False, N_("Its signature has expired."))
    if ends is None:
        return Check("dates", True, N_("It is valid since %(day)s, without an end."), {"day": moment(begins)})
    return Check("dates", True, N_("It is valid until %(day)s."), {"day": moment(ends)})


def _status(document: dict[str, Any], issuer: str, sources: Sources, now: datetime) -> Check:
    entries = shape.listed(document.get("credentialStatus"))
    if not entries:
        return Check("status", True, N_("It cannot be revoked: its issuer keeps no list for it."))
    for entry in entries:
        if _is_set(entry, issuer, sources, now):
            return Check("status", False, _SET_ASIDE[entry["statusPurpose"]])
    return Check("status", True, N_("Its issuer has not revoked it."))


def _is_set(entry: Any, issuer: str, sources: Sources, now: datetime) -> bool:
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        raise Missing(N_("Its status is kept in a way that this verifier does not read."))
    address, index = entry.get("statusListCredential"), entry.get("statusListIndex")
    if not isinstance(address, str) or not str(index).isdecimal() or len(str(index)) > 9:
        raise Unsound(N_("Its entry in the status list is damaged."))
    if entry.get("statusPurpose") not in _SET_ASIDE or entry.get("statusSize", 1) != 1:
        raise Missing(N_("Its status is kept in a way that this verifier does not read."))
    try:
        bits = _bits(sources.status_list(address), entry, issuer, sources, now)
        return bitstring.is_set(bits, int(str(index)))
    except Missing:
        raise
    except Unsound as error:
        # A list that is not sound says nothing, for or against.
        text = N_("The issuer's status list cannot be relied on: %(why)s")
        raise Missing(text, why=str(error)) from error


def _bits(text: str, entry: dict[str, Any], issuer: str, sources: Sources, now: datetime) -> bytes:
    """Return the bits of a status list that its issuer signed and that holds now; raise Unsound."""
    token = "" if text.lstrip().startswith("{") else text.strip()
    document = read_token(token)[1] if token else read_json(text)
    shape.check_common(document)
    if document["id"] != entry["statusListCredential"] or shape.issuer_id(document) != issuer:
        raise Unreadable(N_("It is not the list that the credential names."))
    subject = document.get("credentialSubject")
    if "BitstringStatusListCredential" not in shape.listed(document["type"]) or not isinstance(subject, dict):
        raise Unreadable(N_("It is not the list that the credential names."))
    if entry["statusPurpose"] not in shape.listed(subject.get("statusPurpose")):
        raise Unreadable(N_("It is not the list that the credential names."))
    if issuer.startswith("did:key:"):
        _signed_by(document, token, _keys_in(issuer))
    else:
        _signed_by(document, token, _keys_of(issuer, sources))
    dates = _dates(document, token, now)
    if not dates.passed:
        raise Unreadable(dates.text, **dates.values)
    return bitstring.unpacked(str(subject.get("encodedList", "")))


def describe(document: dict[str, Any]) -> dict[str, str]:
    """Return name, subject, issuer, description and criteria of a credential, where it has them, as texts."""
    subject = document.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    achievement = subject.get("achievement")
    achievement = achievement if isinstance(achievement, dict) else {}
    criteria = achievement.get("criteria")
    issuer = document.get("issuer")
    names = [
        one["identityHash"]
        for one in shape.listed(subject.get("identifier"))
        if isinstance(one, dict) and one.get("identityType") == "name" and one.get("hashed") is False
        and isinstance(one.get("identityHash"), str)
    ]  # fmt: skip
    said = {
        "name": document.get("name") or achievement.get("name"),
        "subject": ", ".join(names) or subject.get("id"),
        "issuer": issuer.get("name") if isinstance(issuer, dict) else "",
        "description": achievement.get("description"),
        "criteria": criteria.get("narrative") if isinstance(criteria, dict) else "",
    }
    return {name: value for name, value in said.items() if isinstance(value, str)}
