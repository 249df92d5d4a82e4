"""The files of the local authority: made once, kept in KAZI_VAR/lan, keys for their owner's eyes only."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kazi.cli.lan import authority as making
from kazi.kernel.errors import Refused

# The supervisor and the door know these names too.
AUTHORITY = "authority.pem"
ISSUER, ISSUER_KEY = "issuer.pem", "issuer-key.pem"
SERVER, SERVER_KEY = "server.pem", "server-key.pem"


def keep(folder: Path, names: Sequence[str], machine: str, now: datetime) -> x509.Certificate:
    """Make what `folder` lacks and return the authority: the root that phones install.

    A second call changes nothing, unless a name is new or the server's certificate is near its end:
    then only that one is renewed, and no phone notices.  Raises Refused when the authority itself is
    at its end or its key is needed and gone: replacing it unasked would lock out every phone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = _authority(folder, machine, now)
    issuer = x509.load_pem_x509_certificate((folder / ISSUER).read_bytes())
    if not _serves(folder, names, issuer, now):
        issuer_key = _key(folder / ISSUER_KEY)
        if issuer_key is None:
            raise Refused(f"A new certificate needs {folder / ISSUER_KEY}, which is gone. Put it back.")
        key = making.new_key()
        _write_key(folder / SERVER_KEY, key)
        made = making.make_certificate(key, names, issuer, issuer_key, now)
        _write(folder / SERVER, _pem(made) + _pem(issuer), 0o644)
    for name in (ISSUER_KEY, SERVER_KEY):  # Also when somebody copied the folder carelessly.
        if (folder / name).exists():
            (folder / name).chmod(0o600)
    return authority


def _authority(folder: Path, machine: str, now: datetime) -> x509.Certificate:
    path = folder / AUTHORITY
    if not path.exists():
        root_key, issuer_key = making.new_key(), making.new_key()
        root = making.make_root(root_key, f"Kazi of {machine}, {now:%Y-%m-%d}", now)
        _write_key(folder / ISSUER_KEY, issuer_key)
        _write(folder / ISSUER, _pem(making.make_issuer(issuer_key, root, root_key, now)), 0o644)
        _write(path, _pem(root), 0o644)  # Last: it says that the others are there.
    found = x509.load_pem_x509_certificate(path.read_bytes())
    if not found.not_valid_before_utc <= now <= found.not_valid_after_utc - making.RENEWED_BEFORE:
        raise Refused(
            f"The local authority holds from {found.not_valid_before_utc:%Y-%m-%d} to"
            f" {found.not_valid_after_utc:%Y-%m-%d} and this machine says it is {now:%Y-%m-%d}. If the clock"
            f" is right, delete {folder} and start again; every phone then installs the new one."
        )
    return found


def _serves(folder: Path, names: Sequence[str], issuer: x509.Certificate, now: datetime) -> bool:
    key = _key(folder / SERVER_KEY)
    if key is None or not (folder / SERVER).exists():
        return False
    found = x509.load_pem_x509_certificate((folder / SERVER).read_bytes())
    # Power may have gone between the two files.
    return key.public_key() == found.public_key() and making.still_serves(found, names, issuer, now)


def _key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    if not path.exists():
        return None
    found = load_pem_private_key(path.read_bytes(), password=None)
    return found if isinstance(found, ec.EllipticCurvePrivateKey) else None


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    # PKCS #8: the only form granian reads.
    _write(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Put a file in place whole, never readable by others on the way."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
