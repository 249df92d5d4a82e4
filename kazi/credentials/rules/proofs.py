"""Data Integrity proofs, cryptosuite eddsa-rdfc-2022 (W3C "Data Integrity EdDSA Cryptosuites v1.0", 3.2).

The signature is Ed25519 over SHA-256(canonical proof options) || SHA-256(canonical document).
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519

from kazi.credentials.rules.canonical import canonical_text
from kazi.credentials.rules.keys import Private, Public
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

SUITE: Final = "eddsa-rdfc-2022"
_SIGNATURE_BYTES: Final = 64


class BadProof(Unsound):
    """The proof is missing, of a kind that is not supported, or does not fit the document."""


def with_proof(document: dict[str, Any], key: Private, method: str, created: str) -> dict[str, Any]:
    """Return the document with one proof by `key`, in a list of one.

    `method` is the DID URL of the key, `created` an RFC 3339 time.  Open Badges' schema and the
    verifiers agree on one form only: a list with one proof.
    """
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise BadProof(N_("Its kind of proof is made with Ed25519 keys."))
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = "z" + base58.b58encode(key.sign(_to_sign(document, options))).decode()
    return {**document, "proof": [{**options, "proofValue": value}]}


def the_proof(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document's only proof, where it is one of ours in kind; raise BadProof if not."""
    proof = document.get("proof")
    if isinstance(proof, list):
        if len(proof) != 1:
            raise BadProof(N_("It needs exactly one proof."))
        proof = proof[0]
    if not isinstance(proof, dict):
        raise BadProof(N_("It has no proof."))
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise BadProof(N_("Its proof is not of the kind %(suite)s."), suite=SUITE)
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadProof(N_("Its proof was not made to assert anything."))
    if not isinstance(proof.get("verificationMethod"), str):
        raise BadProof(N_("Its proof names no key."))
    return proof


def check_proof(document: dict[str, Any], key: Public) -> None:
    """Return if the document's proof was made by this key over this document; raise BadProof if not."""
    proof = the_proof(document)
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise BadProof(N_("The key named by the proof is of another kind."))
    value = proof.get("proofValue")
    try:
        signature = base58.b58decode(value[1:]) if isinstance(value, str) and len(value) < 100 else b""
    except ValueError:
        signature = b""
    if len(signature) != _SIGNATURE_BYTES or not str(value).startswith("z"):
        raise BadProof(N_("The signature is damaged."))
    options = {name: part for name, part in proof.items() if name != "proofValue"}
    unsigned = {name: part for name, part in document.items() if name != "proof"}
    if "@context" in options and options.pop("@context") != unsigned.get("@context"):
        raise BadProof(N_("The proof has contexts of its own."))
    try:
        key.verify(signature, _to_sign(unsigned, options))
    except InvalidSignature:
        raise BadProof(N_("The signature does not fit: something was changed after it was signed.")) from None


def _to_sign(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    said = canonical_text({"@context": document.get("@context"), **options})
    return _sha256(said) + _sha256(canonical_text(document))


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
