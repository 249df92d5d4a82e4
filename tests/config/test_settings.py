"""What the settings refuse, and which address they give to letters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def say(tmp_path: Path, name: str, **more: str) -> tuple[str, str]:
    """Return a setting, and the last line of what went wrong, of a process with these variables."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KAZI_")}
    env = {**kept, "KAZI_VAR": str(tmp_path), "DATABASE_URL": "", **more}
    script = f"from kazi.config import settings; print(settings.{name})"
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    return done.stdout.strip(), done.stderr.strip().rpartition("\n")[2]


def test_production_names_its_hosts(tmp_path: Path) -> None:
    production = {"KAZI_PRODUCTION": "1", "KAZI_SECRET_KEY": "x" * 50, "VAULT_KEY": "v" * 50}
    said, fault = say(tmp_path, "KAZI_URL", KAZI_HOSTS="hub.example,*", **production)
    assert said == ""
    assert "forge links" in fault
    assert say(tmp_path, "KAZI_URL", KAZI_HOSTS="hub.example", **production) == ("https://hub.example", "")


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({}, "http://localhost:8000"),
        ({"KAZI_HOSTS": ".hub.example,kazi.lan"}, "https://kazi.lan"),
        ({"KAZI_HOSTS": "kazi.lan", "KAZI_URL": "https://hub.example/"}, "https://hub.example"),
    ],
)
def test_letters_have_the_address_that_was_given(tmp_path: Path, given: dict[str, str], site: str) -> None:
    assert say(tmp_path, "KAZI_URL", **given) == (site, "")


def test_production_brings_the_key_of_the_vault(tmp_path: Path) -> None:
    production = {"KAZI_PRODUCTION": "1", "KAZI_SECRET_KEY": "x" * 50, "KAZI_HOSTS": "hub.example"}
    said, fault = say(tmp_path, "KAZI_URL", VAULT_KEY="", **production)
    assert said == ""
    assert "VAULT_KEY" in fault
    assert say(tmp_path, "KAZI_URL", VAULT_KEY="v" * 50, **production)[0] == "https://hub.example"
    # A developer's is made once, beside the data and not in it.
    first = say(tmp_path, "VAULT_KEY", VAULT_KEY="")[0]
    assert len(first) > 50
    assert say(tmp_path, "VAULT_KEY", VAULT_KEY="")[0] == first == (tmp_path / "vault-key").read_text()
