"""The database's clock: one for all web servers, so that it can settle who came in time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's time at this very moment, not that of the transaction's beginning."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return datetime.fromisoformat(str(cursor.fetchone()[0])).astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(str(cursor.fetchone()[0])).replace(tzinfo=UTC)
