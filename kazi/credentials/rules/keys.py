"""Pairs of keys, their public forms, and signatures with them.

Public keys travel as JWK (RFC 7517) and, for Ed25519, as Multikey (W3C Controlled Identifiers 1.0,
2.2.2): `z` + base58btc of the two bytes 0xed 0x01 and the 32 bytes of the key.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Final

import base58
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

Private = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Public = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
Jwk = dict[str, Any]

ED25519, P256, RSA = "ed25519", "p256", "rsa"
RSA_BITS: Final = 2048
_ED25519_CODE: Final = b"\xed\x01"
_P256_CODE: Final = b"\x80\x24"
_PUBLIC_PARTS: Final = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
_MOST_RSA_BITS: Final = 8192


class BadKey(Unsound):
    """What was given is no public key that we know."""


def generate(kind: str) -> Private:
    """Return a new private key of this kind: ed25519, p256 or rsa."""
    if kind == ED25519:
        return ed25519.Ed25519PrivateKey.generate()
    if kind == P256:
        return ec.generate_private_key(ec.SECP256R1())
    if kind == RSA:
        return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    raise BadKey(N_("There is no kind of key called %(kind)s."), kind=kind)


def to_bytes(key: Private) -> bytes:
    """Return the private key as PKCS #8 in DER, to be sealed at once."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def from_bytes(data: bytes) -> Private:
    """Read a private key from PKCS #8 in DER."""
    key = serialization.load_der_private_key(data, password=None)
    if not isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise BadKey(N_("This kind of private key is not used here."))
    return key


def jwk_of(key: Public) -> Jwk:
    """Return the public key as a JWK with nothing but its required members."""
    if isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _whole(numbers.n), "e": _whole(numbers.e)}
    point = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _whole(point.x, 32), "y": _whole(point.y, 32)}


def key_of(jwk: Jwk) -> Public:
    """Read a public key from a JWK; raise BadKey for any other curve, type or size."""
    try:
        if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
            return ed25519.Ed25519PublicKey.from_public_bytes(unb64url(jwk["x"]))
        if jwk["kty"] == "EC" and jwk["crv"] == "P-256":
            x, y = (int.from_bytes(unb64url(jwk[part]), "big") for part in ("x", "y"))
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        if jwk["kty"] == "RSA":
            n, e = (int.from_bytes(unb64url(jwk[part]), "big") for part in ("n", "e"))
            if RSA_BITS <= n.bit_length() <= _MOST_RSA_BITS and e.bit_length() <= 32:
                return rsa.RSAPublicNumbers(e, n).public_key()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadKey(N_("The public key is damaged.")) from error
    raise BadKey(N_("This kind of public key is not supported."))


def public_part(jwk: Jwk) -> Jwk:
    """Return only the public members of a JWK."""
    return {part: jwk[part] for part in _PUBLIC_PARTS.get(str(jwk.get("kty")), ()) if part in jwk}


def thumbprint(jwk: Jwk) -> str:
    """Return the key's SHA-256 thumbprint (RFC 7638): equal for equal keys, whatever else the JWK says."""
    text = json.dumps(public_part(jwk), sort_keys=True, separators=(",", ":"))
    return b64url(hashlib.sha256(text.encode()).digest())


def multikey_of(key: ed25519.Ed25519PublicKey) -> str:
    """Return an Ed25519 public key as Multikey, `z6Mk...`."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "z" + base58.b58encode(_ED25519_CODE + raw).decode()


def key_of_multikey(text: str) -> Public:
    """Read an Ed25519 or P-256 public key from Multikey; raise BadKey for anything else."""
    try:
        data = base58.b58decode(text[1:]) if text[:1] == "z" and len(text) < 100 else b""
        if data[:2] == _ED25519_CODE:
            return ed25519.Ed25519PublicKey.from_public_bytes(data[2:])
        if data[:2] == _P256_CODE:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data[2:])
    except ValueError as error:
        raise BadKey(N_("The public key is damaged.")) from error
    raise BadKey(N_("This kind of public key is not supported."))


def b64url(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """Read base64url without padding; raise ValueError for any sign that does not belong."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _whole(number: int, size: int = 0) -> str:
    return b64url(number.to_bytes(size or (number.bit_length() + 7) // 8, "big"))
