"""Software that nobody here wrote checks what we issue: good is accepted, bad is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.credentials.samples import write_samples


@pytest.mark.slow
@pytest.mark.usefixtures("scope")
def test_four_foreign_verifiers_agree_with_us(settings: Settings, tmp_path: Path) -> None:
    shared = os.environ.get("KAZI_SHARED", "")
    script = Path(shared) / "checks" / "credentials" / "run_all.sh"
    if not shared or not script.is_file():
        pytest.skip("KAZI_SHARED names no folder with checks/credentials/run_all.sh.")
    if shutil.which("npm") is None or shutil.which("openssl") is None:
        pytest.skip("The foreign verifiers need npm and openssl.")
    settings.KAZI_URL = "https://localhost:8443"
    write_samples(tmp_path)
    home = Path(os.environ.get("CHECK_HOME") or Path.home() / ".cache" / "kazi-credential-checks")
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["sh", str(script), str(tmp_path)],
        env={**os.environ, "CHECK_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("0 unexpected")
