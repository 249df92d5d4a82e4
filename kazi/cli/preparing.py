"""What every command may rely on: tables, the cache table and, where needed, a first organisation."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from kazi.accounts.models import Organisation
from kazi.channels.vault.routing import ALIAS, LABEL
from kazi.kernel.errors import Refused

Migration = tuple[str, str]


def pending() -> list[Migration]:
    """Return the migrations that this program has and its databases, the vault too, have not."""
    return [*_pending(DEFAULT_DB_ALIAS), *_pending(ALIAS)]


def make_tables() -> None:
    """Bring both databases and the cache's table to this version."""
    call_command("migrate", verbosity=0, interactive=False)
    make_vault_tables()
    call_command("createcachetable", verbosity=0)


def make_vault_tables() -> None:
    """Bring the vault to this version: of its own room only, as the others have nothing there."""
    call_command("migrate", LABEL, database=ALIAS, verbosity=0, interactive=False)


def _pending(alias: str) -> list[Migration]:
    executor = MigrationExecutor(connections[alias])
    graph = executor.loader.graph
    wanted = graph.leaf_nodes(LABEL) if alias == ALIAS else graph.leaf_nodes()
    return [(step.app_label, step.name) for step, _backwards in executor.migration_plan(wanted)]


def prepare() -> None:
    """Make the tables of a new database; quick when they are there.

    Raises Refused for a database of an older Kazi, which only `kazi upgrade` changes, because it
    makes a backup first.
    """
    if not pending():
        return
    applied = MigrationExecutor(connections[DEFAULT_DB_ALIAS]).loader.applied_migrations
    if applied and _pending(DEFAULT_DB_ALIAS):
        raise Refused("This database is older than this Kazi. Run `kazi upgrade`: it makes a backup first.")
    make_tables()


def default_provider(slug: str = "") -> Organisation:
    """Return the provider called `slug`, or the only or first one; made when there is none."""
    providers = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk")
    if slug:
        return providers.get(slug=slug)
    found = providers.first()
    if found is None:
        found = Organisation.objects.create(
            kind=Organisation.Kind.PROVIDER, name="My centre", slug="my-centre"
        )
    Organisation.objects.get_or_create(
        kind=Organisation.Kind.HUB, defaults={"name": "Kazi hub", "slug": "hub"}
    )
    return found
