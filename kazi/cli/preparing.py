"""What every command may rely on: tables, the cache table and, where needed, a first organisation."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kazi.accounts.models import Organisation
from kazi.kernel.errors import Refused


def prepare() -> None:
    """Make the tables of a new database; quick when they are there.

    Raises Refused for a database of an older Kazi, which only `kazi upgrade` changes, because it
    makes a backup first.
    """
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        raise Refused("This database is older than this Kazi. Run `kazi upgrade`: it makes a backup first.")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


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
