"""Software that nobody here wrote checks what we issue: good is accepted, bad is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django import Settings

from kazi.credentials.rules.proofs import with_proof
from tests.credentials.samples import write_samples


def checks() -> tuple[Path, Path]:
    """Return the folder of the foreign checks and the one where their tools are installed, or skip."""
    shared = os.environ.get("KAZI_SHARED", "")
    folder = Path(shared) / "checks" / "credentials"
    if not shared or not (folder / "run_all.sh").is_file():
        pytest.skip("KAZI_SHARED names no folder with checks/credentials/run_all.sh.")
    if shutil.which("npm") is None or shutil.which("openssl") is None:
        pytest.skip("The foreign verifiers need npm and openssl.")
    home = Path(os.environ.get("CHECK_HOME") or Path.home() / ".cache" / "kazi-credential-checks")
    home.mkdir(parents=True, exist_ok=True)
    return folder, home


def run_all(folder: Path, home: Path, samples: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(folder / "run_all.sh"), str(samples)],
        env={**os.environ, "CHECK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.usefixtures("scope")
def test_five_foreign_verifiers_agree_with_us(settings: Settings, tmp_path: Path) -> None:
    folder, home = checks()
    settings.KAZI_URL = "https://localhost:8443"
    write_samples(tmp_path)
    done = run_all(folder, home, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("0 unexpected")


@pytest.mark.slow
def test_our_signer_gives_the_signature_that_1edtech_published(tmp_path: Path) -> None:
    """Ed25519 always gives the same signature, so ours must be theirs to the last letter."""
    folder, home = checks()
    python = home / "venv" / "bin" / "python"
    if not python.is_file():
        pytest.skip("The foreign verifiers are not installed yet: run the test above first.")
    printed = subprocess.run(
        [python, folder / "kat.py", "--print"], capture_output=True, text=True, check=True
    )
    vector = json.loads(printed.stdout)
    options = vector["proof_options"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["ed25519_private_key_hex"]))
    ours = with_proof(vector["credential"], key, options["verificationMethod"], options["created"])
    (tmp_path / "kat.json").write_text(json.dumps(ours))
    subprocess.run([python, folder / "kat.py", tmp_path / "kat.json"], check=True, capture_output=True)
