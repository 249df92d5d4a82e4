"""Certificates: pure functions, the clock and the names are arguments.

    root (phones install it; its key is never kept)  >  issuer (its key is kept)  >  server

Root and issuer may speak for private addresses and local names only (name constraints): whoever steals
the key we keep can pretend to be a machine of this building, but not a bank.  It is in both because
a verifier must obey it in an issuer and may overlook it in a root that a person installed, as Android's
own may; that is why there is an issuer at all.  The extension is not marked critical: old phones that
do not know it refused the whole certificate, and one that knows it obeys either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kazi.cli.lan.addresses import PRIVATE

AUTHORITY_LIVES = timedelta(days=3652)
SERVER_LIVES = timedelta(days=397)  # Phones refuse more.
RENEWED_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=2)  # Without internet the clocks of phones go wrong.
LOCAL_ENDINGS = ("local", "lan", "localhost")


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new P-256 key: the curve that every phone with TLS knows."""
    return ec.generate_private_key(ec.SECP256R1())


def make_root(key: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    """Return a self-signed root, shown on phones as `name`.  Forget its key once the issuer is signed."""
    draft = _draft(_called(name), _called(name), key, now, now + AUTHORITY_LIVES)
    return _as_authority(draft, key, below=1).sign(key, SHA256())


def make_issuer(
    key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """Return what signs the certificates of servers, for as long as the root holds."""
    draft = _draft(_called("Kazi issuer"), root.subject, key, now, root.not_valid_after_utc)
    draft = draft.add_extension(_signed_by(root_key), critical=False)
    return _as_authority(draft, key, below=0).sign(root_key, SHA256())


def make_certificate(
    key: ec.EllipticCurvePrivateKey,
    names: Iterable[str],
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    """Return a server's certificate for `names` (IPv4 addresses and host names)."""
    until = min(now + SERVER_LIVES - CLOCKS_DIFFER, issuer.not_valid_after_utc)
    draft = _draft(_called("Kazi"), issuer.subject, key, now, until)
    return (
        draft.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_may(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_signed_by(issuer_key), critical=False)
        .sign(issuer_key, SHA256())
    )


def still_serves(
    certificate: x509.Certificate, names: Iterable[str], issuer: x509.Certificate, now: datetime
) -> bool:
    """Say whether a server's certificate covers all `names`, for thirty days and more, by this issuer."""
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {*said.get_values_for_type(x509.DNSName), *map(str, said.get_values_for_type(x509.IPAddress))}
    in_time = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc - RENEWED_BEFORE
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:
        return False
    return in_time and set(names) <= covered


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of a certificate as phones show it: pairs of digits with colons."""
    return certificate.fingerprint(SHA256()).hex(":").upper()


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(IPv4Address(name))
    except ValueError:
        return x509.DNSName(name)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(until)
    )


def _signed_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _as_authority(
    draft: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, below: int
) -> x509.CertificateBuilder:
    """Let a certificate sign others, with at most `below` authorities between it and a server."""
    local: list[x509.GeneralName] = [x509.DNSName(ending) for ending in LOCAL_ENDINGS]
    # Also shuts out IPv6: an address that matches none of the permitted ones is refused.
    local += [x509.IPAddress(network) for network in PRIVATE]
    return (
        draft.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(_may(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(permitted_subtrees=local, excluded_subtrees=None), critical=False)
    )


def _may(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
