"""Is this installation well?  Asked by `kazi doctor` and told in a problem report.

Each check answers with one line that says what was found and, where something is wrong, what to do.
No line holds a name, an address, a key or an answer.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from kazi.channels.vault import checkup as vault_checkup
from kazi.channels.vault.routing import ALIAS, LABEL
from kazi.journal.clock import overdue_seconds

GOOD, WARN, BAD = "ok", "warn", "bad"
MB = 1_000_000
LATE_SECONDS, DEAD_SECONDS = 60, 600
CLOCK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `state` is ok, warn or bad; `text` a sentence or two."""

    name: str
    state: str
    text: str


def findings() -> list[Finding]:
    """Run every check; one that fails itself is a bad finding, so this always returns."""
    found = []
    for check in CHECKS:
        name = check.__name__.removeprefix("_").replace("_", " ")
        try:
            found += [Finding(name, state, text) for state, text in check()]
        except (DatabaseError, OSError, ValueError) as error:
            found.append(Finding(name, BAD, f"This could not be checked ({type(error).__name__})."))
    return found


def _database() -> Iterator[tuple[str, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield BAD, f"The database cannot be reached ({type(error).__name__}). See DATABASE_URL."
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            if cursor.fetchone()[0] != "ok":
                yield BAD, "The database file is damaged. Stop Kazi and restore the last backup."
                return
    yield GOOD, f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))} answers."


def _tables() -> Iterator[tuple[str, str]]:
    plan: list[object] = []
    for alias, room in ((DEFAULT_DB_ALIAS, None), (ALIAS, LABEL)):
        executor = MigrationExecutor(connections[alias])
        plan += executor.migration_plan(executor.loader.graph.leaf_nodes(room))
    if plan:
        yield BAD, f"{len(plan)} changes of the tables are missing. Run `kazi upgrade`."
    else:
        yield GOOD, "The tables are those of this version."


def _vault() -> Iterator[tuple[str, str]]:
    counted = vault_checkup.look()
    if counted.closed:
        yield (
            BAD,
            (
                f"{counted.closed} of {counted.looked_at} numbers do not open: VAULT_KEY is not the key"
                " they were closed with. Put the right one back, or into VAULT_OLD_KEYS."
            ),
        )
    elif counted.older:
        yield WARN, "Some numbers are closed with an older key. Run `kazi vault rotate`."
    else:
        yield GOOD, f"The vault answers and opens; it holds {counted.numbers:,} numbers."
    if counted.overdue:
        yield BAD, f"{counted.overdue} links between numbers and answers should be destroyed by now."
    if connections[DEFAULT_DB_ALIAS].settings_dict["NAME"] == connections[ALIAS].settings_dict["NAME"]:
        yield WARN, "The vault is in the same database as all else. Set VAULT_DATABASE_URL to another one."


def _disk() -> Iterator[tuple[str, str]]:
    for what, folder in (("data", settings.VAR_DIR), ("files", settings.MEDIA_ROOT)):
        place = Path(folder)
        if not place.exists():
            continue
        free = shutil.disk_usage(place).free // MB
        if free < 200:
            yield BAD, f"Only {free} MB are free for {what}: Kazi will stop. Make room now."
        elif free < 2_000:
            yield WARN, f"{free} MB are free for {what}. Make room, or move to a larger disk."
        else:
            yield GOOD, f"{free // 1000} GB are free for {what}."


def _files() -> Iterator[tuple[str, str]]:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"kazi")
    except OSError as error:
        yield BAD, f"Uploaded files cannot be stored: {error.strerror}. See KAZI_MEDIA."
        return
    finally:
        probe.unlink(missing_ok=True)
    yield GOOD, "Uploaded files can be stored."


def _secret() -> Iterator[tuple[str, str]]:
    if len(settings.SECRET_KEY) < 40:
        yield BAD, "The secret key is short. Set KAZI_SECRET_KEY to 50 random characters."
    elif not settings.PRODUCTION:
        yield WARN, "This is a development setting. Where people really work, set KAZI_PRODUCTION=1."
    else:
        yield GOOD, "The secret key is long enough, and production is on."
    if settings.DEMO:
        yield WARN, "Demo mode: anybody can sign in with one click. Not for real work."


def _background_worker() -> Iterator[tuple[str, str]]:
    late = overdue_seconds()
    if late is None:
        yield WARN, "No background worker has run yet. `kazi serve` starts one."
    elif late > DEAD_SECONDS:
        yield BAD, f"No background worker has run for {late // 60:.0f} minutes. Start `kazi worker`."
    elif late > LATE_SECONDS:
        yield WARN, f"The background worker is {late:.0f} seconds behind. Look at its log."
    else:
        yield GOOD, "The background worker is at work."


def _mail() -> Iterator[tuple[str, str]]:
    if not settings.EMAIL_URL:
        yield WARN, "Letters go into the folder mail beside the data, not out. Set KAZI_SMTP_HOST."
        return
    try:
        with socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=5):
            yield GOOD, "The mail server answers."
    except OSError as error:
        yield BAD, f"The mail server does not answer ({type(error).__name__}). See KAZI_SMTP_HOST and _PORT."


def _clock() -> Iterator[tuple[str, str]]:
    now = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - now).total_seconds())
        if apart > CLOCK_SECONDS:
            yield BAD, f"The clocks of Kazi and of its database are {apart:.0f} s apart. Turn on NTP."
            return
    newest = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < newest and (newest - now).days >= 1:
        yield BAD, "The clock is behind the day this program was installed. Set it, and turn on NTP."
        return
    yield GOOD, f"It is {now:%Y-%m-%d %H:%M} UTC."


CHECKS: tuple[Callable[[], Iterator[tuple[str, str]]], ...] = (
    _database,
    _tables,
    _vault,
    _background_worker,
    _disk,
    _files,
    _secret,
    _mail,
    _clock,
)
