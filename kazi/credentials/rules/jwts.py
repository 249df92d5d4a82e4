"""Credentials as JSON Web Tokens (Open Badges 3.0, 8.2): the members at top level, and five claims.

`iss` is the issuer's id, `jti` the credential's, `sub` the subject's, `nbf` validFrom and `exp`
validUntil.  The header holds nothing but alg, kid, typ and, where asked for, jwk.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kazi.credentials.rules.keys import BadKey, Private, Public, jwk_of, to_bytes, unb64url
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

TAKEN: Final = ("ES256", "RS256", "EdDSA", "Ed25519")
_MOST_BYTES: Final = 400_000
_HEADER: Final = {"alg", "kid", "jwk", "typ"}
_PRIVATE: Final = {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}


class BadToken(Unsound):
    """The token cannot be read, or its signature or claims do not fit."""


def as_jwt(document: dict[str, Any], key: Private, method: str, *, with_jwk: bool = False) -> str:
    """Return the credential, which has no proof, as a token signed with ES256 or RS256 by the kind of key."""
    from joserfc import jws  # noqa: PLC0415 -- heavy; only signing and checking need it.

    algorithm = _algorithm(key)
    header: dict[str, Any] = {"alg": algorithm, "typ": "JWT"}
    if with_jwk:
        header["jwk"] = jwk_of(key.public_key())
    else:
        header["kid"] = method
    claims = {**document, **registered_claims(document)}
    text = json.dumps(claims, ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, text, _imported(key), algorithms=[algorithm])


def registered_claims(document: dict[str, Any]) -> dict[str, Any]:
    """Return the claims that repeat what the credential says; times in whole seconds."""
    issuer = document.get("issuer")
    claims = {
        "iss": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "jti": document.get("id"),
        "sub": _subject_id(document),
        "nbf": _seconds(document.get("validFrom")),
        "exp": _seconds(document.get("validUntil")),
    }
    return {name: value for name, value in claims.items() if value is not None}


def read_token(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (header, payload) of a token without checking its signature; raise BadToken."""
    parts = token.split(".")
    if len(parts) != 3:
        raise BadToken(N_("A token has three parts with dots between them."))
    try:
        header, payload = (json.loads(unb64url(part)) for part in parts[:2])
    except (ValueError, RecursionError) as error:
        raise BadToken(N_("The token is damaged.")) from error
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise BadToken(N_("The token is damaged."))
    if header.get("alg") not in TAKEN:
        raise BadToken(N_("Tokens signed with %(how)s are not accepted."), how=str(header.get("alg"))[:20])
    if extra := header.keys() - _HEADER:
        raise BadToken(N_("The token's header may not hold %(what)s."), what=", ".join(sorted(extra))[:80])
    jwk = header.get("jwk")
    if jwk is not None and (not isinstance(jwk, dict) or jwk.keys() & _PRIVATE):
        raise BadToken(N_("The token's header holds a key that does not belong there."))
    return header, payload


def check_token(token: str, key: Public) -> dict[str, Any]:
    """Return the credential in the token if `key` signed it and its claims repeat what it says.

    Raises BadToken.  Dates are not compared with the clock here.
    """
    from joserfc import errors, jws  # noqa: PLC0415

    header, payload = read_token(token)
    if header["alg"] not in _algorithms(key):
        raise BadToken(N_("The token names another way of signing than its key has."))
    try:
        registry = jws.JWSRegistry(algorithms=[header["alg"]])
        # A whole RSA key in the header, or a long list: files have their own limit, see `reading`.
        registry.max_header_length = registry.max_payload_length = _MOST_BYTES
        jws.deserialize_compact(token, _imported(key), registry=registry)
    except (errors.JoseError, ValueError) as error:
        raise BadToken(
            N_("The signature does not fit: something was changed after it was signed.")
        ) from error
    if "vc" in payload:
        raise BadToken(N_("The credential lies in a wrapper called vc, which Open Badges 3.0 does not have."))
    document = {name: value for name, value in payload.items() if name not in _CLAIMS}
    for name, value in registered_claims(document).items():
        if payload.get(name) != value:
            raise BadToken(
                N_("The token's claim %(name)s says something else than the credential."), name=name
            )
    if "exp" in payload and "validUntil" not in document:
        raise BadToken(N_("The token ends, but the credential in it does not say so."))
    return document


_CLAIMS: Final = {"iss", "jti", "sub", "nbf", "exp", "iat"}


def _subject_id(document: dict[str, Any]) -> Any:
    subject = document.get("credentialSubject")
    return subject.get("id") if isinstance(subject, dict) else None


def _seconds(moment: Any) -> int | None:
    if not isinstance(moment, str):
        return None
    try:
        return int(datetime.fromisoformat(moment).timestamp())
    except (ValueError, OverflowError) as error:
        raise BadToken(N_("%(text)s is no time."), text=moment[:40]) from error


def _algorithm(key: Private) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return "ES256"
    if isinstance(key, rsa.RSAPrivateKey):
        return "RS256"
    raise BadKey("Tokens are signed with P-256 or RSA keys.")


def _algorithms(key: Public) -> tuple[str, ...]:
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ("ES256",)
    return ("RS256",) if isinstance(key, rsa.RSAPublicKey) else ("EdDSA", "Ed25519")


def _imported(key: Private | Public) -> Any:
    from joserfc.jwk import ECKey, OKPKey, RSAKey  # noqa: PLC0415

    jwk = jwk_of(key) if not hasattr(key, "public_key") else None
    if jwk is not None:
        kinds: dict[str, Any] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
        return kinds[jwk["kty"]].import_key(jwk)
    private = ECKey if isinstance(key, ec.EllipticCurvePrivateKey) else RSAKey
    return private.import_key(to_bytes(key))  # type: ignore[arg-type]
