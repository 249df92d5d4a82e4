"""A whole database into a folder and back, while the site goes on working.

SQLite is copied page by page by its own online backup.  PostgreSQL is copied table by table out of
one snapshot, so no client programs of the right version have to be installed.  Coming back, either
one changes in a single transaction: the old rows are there until all new ones are.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from kazi.channels.vault.routing import ALIAS
from kazi.kernel.errors import Refused

Migration = tuple[str, str]
CHUNK = 1 << 20
SIDE = "kazi_restoring"  # The schema in which PostgreSQL's tables are built before they are swapped.
CACHE = "kazi_cache"
NUMBERS = "vault_number"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was copied: rows and columns of each table, and where PostgreSQL's counters stood."""

    kind: str
    migrations: list[Migration]
    rows: dict[str, int]
    columns: dict[str, list[str]]
    counters: dict[str, list[Any]]  # "table.column" -> last value, whether it was used


def is_empty() -> bool:
    """Say whether nobody has begun to use this database and the vault yet; they may have their tables."""
    vault = connections[ALIAS]
    if NUMBERS in vault.introspection.table_names():
        with vault.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {NUMBERS} LIMIT 1")  # noqa: S608 -- our own name.
            if cursor.fetchone() is not None:
                return False
    if "accounts_organisation" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM accounts_organisation UNION ALL SELECT 1 FROM accounts_person LIMIT 1")
        return cursor.fetchone() is None


def copy_out(folder: Path) -> Copy:
    """Copy the database as it is at this moment into files of `folder`."""
    if connection.vendor == "postgresql":
        return _out_of_postgresql(folder)
    return _out_of_sqlite(folder)


def copy_in(folder: Path, copied: Copy) -> None:
    """Replace the database by what `copy_out` wrote; on any error it stays as it was.

    Raises Refused for a copy of the other kind of database, or of a newer Kazi.
    """
    if copied.kind != connection.vendor:
        raise Refused(f"This is a backup of {copied.kind}, and the database here is {connection.vendor}.")
    known = set(MigrationExecutor(connection).loader.disk_migrations or ())
    newer = sorted(".".join(one) for one in copied.migrations if one not in known)
    if newer:
        raise Refused(
            f"This backup was made by a newer Kazi (it has {newer[0]}). Install that one, then restore."
        )
    if connection.vendor == "postgresql":
        _into_postgresql(folder, copied)
    else:
        _into_sqlite(folder)


# -- SQLite ------------------------------------------------------------------------------------------


def _out_of_sqlite(folder: Path) -> Copy:
    target = folder / "kazi.sqlite3"
    with (
        closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=30)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)  # One read of the whole, in its own snapshot: writers go on meanwhile.
        there.execute("PRAGMA journal_mode=DELETE")  # One file, nothing beside it.
        names = [
            name
            for (name,) in there.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        counts = {
            name: there.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in sorted(names)
        }
        migrations = list(there.execute("SELECT app, name FROM django_migrations ORDER BY id"))
    return Copy("sqlite", migrations, counts, {}, {})


def _into_sqlite(folder: Path) -> None:
    connection.close()
    # Page by page into the file that is there, in one transaction: a server that has it open sees
    # the old rows until it sees the new ones.
    with (
        closing(sqlite3.connect(folder / "kazi.sqlite3")) as there,
        closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=30)) as here,
    ):
        there.backup(here)
        here.execute("PRAGMA journal_mode=WAL")


# -- PostgreSQL --------------------------------------------------------------------------------------


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _out_of_postgresql(folder: Path) -> Copy:
    rows, columns, counters = {}, {}, {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        names = sorted(set(connection.introspection.table_names(cursor)) - {CACHE})
        for name in names:
            described = connection.introspection.get_table_description(cursor, name)
            columns[name] = [column.name for column in described]
            listed = ", ".join(map(_quoted, columns[name]))
            with (folder / f"{name}.copy").open("wb") as file:
                with cursor.cursor.copy(f"COPY {_quoted(name)} ({listed}) TO STDOUT") as copy:
                    for part in copy:
                        file.write(part)
                rows[name] = cursor.cursor.rowcount
            for sequence in connection.introspection.get_sequences(cursor, name):
                place = f"{name}.{sequence['column']}"
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, sequence["column"]])
                (counter,) = cursor.fetchone()
                if counter is not None:
                    cursor.execute(f"SELECT last_value, is_called FROM {counter}")  # noqa: S608
                    counters[place] = list(cursor.fetchone())
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [(app, name) for app, name in cursor.fetchall()]
    return Copy("postgresql", migrations, rows, columns, counters)


def _into_postgresql(folder: Path, copied: Copy) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(f"DROP SCHEMA IF EXISTS {SIDE} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SIDE}")
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET search_path TO {SIDE}")
        _make_tables(copied.migrations)
        with transaction.atomic(), connection.cursor() as cursor:
            names = connection.introspection.table_names(cursor)
            cursor.execute(f"TRUNCATE {', '.join(map(_quoted, names))}")
            for name, listed in copied.columns.items():
                _fill(cursor, folder / f"{name}.copy", name, listed)
            for place, (last, used) in copied.counters.items():
                table, column = place.split(".", 1)
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [table, column, last, used]
                )
        # All keys between tables have been checked: now the new tables take the place of the old.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TABLE {_quoted(schema)}.{_quoted(name)} CASCADE")
            for name in names:
                cursor.execute(f"ALTER TABLE {SIDE}.{_quoted(name)} SET SCHEMA {_quoted(schema)}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")
            cursor.execute(f"DROP SCHEMA IF EXISTS {SIDE} CASCADE")
    call_command("createcachetable", verbosity=0)


def _make_tables(migrations: list[Migration]) -> None:
    """Bring the empty schema to the state that had exactly these migrations."""
    executor = MigrationExecutor(connection)
    had = set(migrations)
    newest = [
        key
        for key, node in executor.loader.graph.node_map.items()
        if key in had and not any(child.key[0] == key[0] and child.key in had for child in node.children)
    ]
    executor.migrate(sorted(newest))
    MigrationRecorder(connection).ensure_schema()


def _fill(cursor: Any, path: Path, name: str, columns: list[str]) -> None:
    listed = ", ".join(map(_quoted, columns))
    with path.open("rb") as file, cursor.cursor.copy(f"COPY {_quoted(name)} ({listed}) FROM STDIN") as copy:
        while part := file.read(CHUNK):
            copy.write(part)
