"""`kazi invite`: the first manager of an installation comes in through the command line."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kazi.cli.preparing import default_provider, prepare


def invite(
    email: Annotated[str, typer.Argument(help="E-mail address of the person.")],
    role: Annotated[str, typer.Option(help="worker, lead, manager, client, hub ...")] = "manager",
    org: Annotated[str, typer.Option(help="Short name of the organisation, or the first.")] = "",
    name: Annotated[str, typer.Option(help="Name of the person.")] = "",
    site: Annotated[str, typer.Option(help="Where the site is reached.")] = "http://localhost:8000",
    as_json: Annotated[bool, typer.Option("--json", help="Print the link as JSON.")] = False,
) -> None:
    """Print a link with which one person joins, once and within seven days."""
    from django.urls import reverse

    from kazi.accounts.invitations import invite_by_command
    from kazi.accounts.models import Organisation, Role
    from kazi.kernel.errors import Refused

    prepare()
    if role not in Role.values:
        raise typer.BadParameter(f"There is no role {role}. Choose one of {', '.join(Role.values)}.")
    chosen = default_provider()
    if org or role == Role.HUB:
        found = Organisation.objects.filter(slug=org) if org else Organisation.objects.filter(kind="hub")
        first = found.order_by("pk").first()
        if first is None:
            raise Refused(f"There is no organisation with the short name {org}.")
        chosen = first
    secret = invite_by_command(chosen, email, name, role)
    link = site.rstrip("/") + reverse("workforce:accept", args=[secret])
    said = {"link": link, "organisation": chosen.slug, "role": role}
    typer.echo(json.dumps(said) if as_json else link)
