"""What every command may rely on: tables, the cache table and, where needed, a first organisation."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kazi.accounts.models import Organisation


def prepare() -> None:
    """Bring the database up to date; quick when it is.  Safe to run again and from two processes."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
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
