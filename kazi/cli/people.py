"""`kazi invite` and `kazi person`: the first manager comes in, and the last of the hub comes back, here."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kazi.cli.preparing import default_provider, prepare

person = typer.Typer(help="Help people with their sign-in.", no_args_is_help=True)


@person.callback()
def _person() -> None: ...


@person.command("recover")
def recover(
    email: Annotated[str, typer.Argument(help="E-mail address or user name of the person.")],
    reason: Annotated[str, typer.Option(help="What happened, for the journal and the letters.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Take away the second factors of somebody who lost them all; for when no colleague can help."""
    from django.db.models import Q

    from kazi.accounts.factors.recovering import recover_by_command
    from kazi.accounts.models import Person
    from kazi.kernel.errors import Refused

    prepare()
    people = Person.objects.filter(Q(email__iexact=email) | Q(username__iexact=email), is_active=True)
    found = people.order_by("pk").first()
    if found is None:
        raise Refused(f"There is nobody with the address or user name {email}.")
    if not reason.strip():
        raise Refused("Say with --reason what happened; it stands in the journal.")
    recovery = recover_by_command(found, " ".join(reason.split()))
    said = {"person": found.username, "recovery": recovery.pk}
    words = f"{found.name} can sign in with the password now, and is asked to set up a new factor."
    typer.echo(json.dumps(said) if as_json else words)


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
