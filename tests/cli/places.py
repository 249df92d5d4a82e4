"""Another installation beside the tests: its own folder, its own database of the same kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection


@dataclass
class Elsewhere:
    """Where `kazi` commands run as people run them."""

    folder: Path
    env: dict[str, str]

    def kazi(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kazi.cli", *words],
            env=self.env | more,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KAZI_")}
    env |= {
        "KAZI_VAR": str(folder / "var"),
        "KAZI_MEDIA": str(folder / "media"),
        "KAZI_SECRET_KEY": settings.SECRET_KEY,
        "VAULT_KEY": settings.VAULT_KEY,
        "VAULT_DATABASE_URL": f"sqlite:///{folder / 'vault.sqlite3'}",
        "PYTHONPATH": os.pathsep.join([str(folder), str(settings.BASE_DIR)]),
        "DJANGO_SETTINGS_MODULE": "kazi.config.settings",
    }
    if connection.vendor != "postgresql":
        yield Elsewhere(folder, env | {"DATABASE_URL": f"sqlite:///{folder / 'kazi.sqlite3'}"})
        return
    name, said = f"elsewhere_{uuid4().hex[:8]}", connection.settings_dict
    url = f"postgres://{said['USER']}@{quote(str(said['HOST']), safe='')}/"
    with psycopg.connect(
        host=str(said["HOST"]), user=str(said["USER"]), dbname="postgres", autocommit=True
    ) as line:
        line.execute(f"CREATE DATABASE {name}")
        try:
            yield Elsewhere(folder, env | {"DATABASE_URL": url + name})
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")
