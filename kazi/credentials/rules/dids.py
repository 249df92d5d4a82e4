"""did:web (https://w3c-ccg.github.io/did-method-web/): an address as an identity, and its document."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from kazi.credentials.rules.keys import ED25519, BadKey, Jwk, Public, key_of, key_of_multikey, multikey_of

WELL_KNOWN: Final = "/.well-known/did.json"
_CONTEXT: Final = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def did_of(address: str) -> str:
    """Return the did:web of a site's address, `https://host` or with a port, which is percent-encoded.

    Raises ValueError for an address with a path: did.json lies at the root.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError(f"{address!r} is no address of a site, such as https://hub.example.org.")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError(f"{address!r} has more than a name and a port.")
    return "did:web:" + quote(parts.netloc.lower(), safe="")


def document_url(did: str) -> str:
    """Return where the document of a did:web is fetched, always https; raise ValueError for another DID."""
    method, _, rest = did.removeprefix("did:").partition(":")
    if not did.startswith("did:web:") or method != "web" or not rest:
        raise ValueError(f"{did[:80]!r} is not a did:web.")
    host, *path = (unquote(part) for part in rest.split(":"))
    if not host or any(sign in host for sign in "/?#@\\ ") or any(p in {"", ".", ".."} for p in path):
        raise ValueError(f"{did[:80]!r} names no address.")
    return f"https://{host}" + (
        "/" + "/".join(quote(part, safe="") for part in path) + "/did.json" if path else WELL_KNOWN
    )


def did_document(did: str, keys: list[tuple[str, str, Jwk]]) -> dict[str, Any]:
    """Return the DID document with all keys, each (name, kind, public JWK), old ones too."""
    methods: list[dict[str, Any]] = []
    for name, kind, jwk in keys:
        method: dict[str, Any] = {"id": f"{did}#{name}", "type": "JsonWebKey", "controller": did}
        if kind == ED25519:
            method |= {"type": "Multikey", "publicKeyMultibase": multikey_of(key_of(jwk))}  # type: ignore[arg-type]
        else:
            method |= {"publicKeyJwk": jwk}
        methods.append(method)
    names = [method["id"] for method in methods]
    return {"@context": _CONTEXT, "id": did, "verificationMethod": methods, "assertionMethod": names}


def asserting_keys(document: dict[str, Any], did: str) -> dict[str, Public]:
    """Return the keys with which `did` may assert, by full name; those that we cannot read are left out.

    Raises ValueError for a document of somebody else.
    """
    if document.get("id") != did:
        raise ValueError("The DID document belongs to somebody else.")
    listed = _list(document.get("assertionMethod"))
    names = {_full(one, did) for one in listed if isinstance(one, str)}
    written = [one for one in listed if isinstance(one, dict)]
    keys: dict[str, Public] = {}
    for method in [*_list(document.get("verificationMethod")), *written]:
        if not isinstance(method, dict) or method.get("controller") != did:
            continue
        name = _full(str(method.get("id", "")), did)
        if name not in names and method not in written:
            continue
        try:
            keys[name] = _key(method)
        except BadKey:
            continue
    return keys


def did_key_keys(did: str) -> dict[str, Public]:
    """Return the one key of a did:key; raise ValueError where it is none that we know."""
    text = did.removeprefix("did:key:")
    if text == did:
        raise ValueError(f"{did[:80]!r} is not a did:key.")
    return {f"{did}#{text}": key_of_multikey(text)}


def _key(method: dict[str, Any]) -> Public:
    if isinstance(method.get("publicKeyMultibase"), str):
        return key_of_multikey(method["publicKeyMultibase"])
    if isinstance(method.get("publicKeyJwk"), dict):
        return key_of(method["publicKeyJwk"])
    raise BadKey("No public key is given in a form that we read.")


def _full(name: str, did: str) -> str:
    return did + name if name.startswith("#") else name


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
