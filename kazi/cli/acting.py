"""Whom a command acts for: somebody at the keyboard of the server, as a manager of one provider."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Project


def console(org_id: int) -> Actor:
    """Return the actor of a command; it is no person, so what it does names none."""
    return Actor(person_id=0, org_id=org_id, role=Role.MANAGER, membership_id=0)


@contextmanager
def at_project(project_id: int, slug: str = "") -> Iterator[tuple[Actor, Project]]:
    """Act for the provider whose project this is; with a slug, only if that is its provider."""
    found = all_tenants(Project).select_related("task_type", "org").filter(pk=project_id)
    project = (found.filter(org__slug=slug) if slug else found).first()
    if project is None:
        raise Refused(f"There is no project {project_id}{f' of {slug}' if slug else ''}.")
    with acting_for(project.org_id):
        yield console(project.org_id), project


def provider(slug: str) -> Organisation:
    """Return the provider called `slug`, or the default one; refuse a slug that nobody has."""
    from kazi.cli.preparing import default_provider

    try:
        return default_provider(slug)
    except Organisation.DoesNotExist as error:
        raise Refused(f"There is no provider called {slug}.") from error
