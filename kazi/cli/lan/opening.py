"""Make ready for a network without internet, and tell the person at the screen what phones need."""

from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import segno

from kazi.cli.lan.addresses import OWN, addresses_here, local_names
from kazi.cli.lan.authority import fingerprint
from kazi.cli.lan.keeping import ISSUER_KEY, keep


def open_to_network(folder: Path, port: int) -> list[str]:
    """Make the certificates, tell the site its hosts (by the environment), print what to do.

    Returns the hosts, the usual one first.  The plain page is on `port` + 1.
    """
    wished = [name.strip().lower() for name in os.environ.get("KAZI_HOSTS", "").split(",") if name.strip()]
    # "*", which a development machine may say, wishes nothing.
    names = local_names(addresses_here(), socket.gethostname(), [name for name in wished if name != "*"])
    authority = keep(folder, names, socket.gethostname().split(".")[0], datetime.now(UTC))
    os.environ |= {"KAZI_HTTPS": "1", "KAZI_HOSTS": ",".join(names)}
    page = f"http://{names[0]}:{port + 1}"
    lines = [
        "",
        *(["This machine is in no private network now; only it itself is served."] if _alone(names) else []),
        f"Kazi, once the certificate is installed:  https://{names[0]}:{port}",
        f"Every phone opens this page first:        {page}",
        "Also reached as " + ", ".join(names[1:]),
        "Fingerprint (SHA-256) of the certificate, to compare on the phone:",
        fingerprint(authority),
        f"Keep {folder / ISSUER_KEY} to yourself: who has it can pretend to be this site.",
        "",
    ]
    sys.stdout.write("\n".join(lines))
    if (sys.stdout.encoding or "").lower().startswith("utf"):  # The blocks of the picture need it.
        segno.make(page, error="m", micro=False).terminal(out=sys.stdout, compact=True)
    sys.stdout.flush()
    return names


def _alone(names: list[str]) -> bool:
    return names[0] in OWN or names[0].endswith(".local")
