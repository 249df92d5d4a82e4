"""`kazi vault rotate`, `kazi contacts import` and `kazi sender`."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Annotated

import typer

from kazi.cli.preparing import prepare
from kazi.kernel.errors import Refused

vault = typer.Typer(help="The vault of people's numbers.", no_args_is_help=True)
contacts = typer.Typer(help="People who may be asked.", no_args_is_help=True)


@vault.callback()
@contacts.callback()
def _group() -> None:
    """Keep the command below a name of its own, though there is one only."""


@vault.command("rotate")
def rotate(as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False) -> None:
    """Close every number and secret with the new VAULT_KEY; the old one is in VAULT_OLD_KEYS meanwhile."""
    from kazi.care.services.sealing_anew import seal_all_anew
    from kazi.channels.services.connecting import close_all_anew
    from kazi.channels.vault.rotating import rotate as rotate_vault

    prepare()
    done = rotate_vault()
    channels, lost = close_all_anew()
    texts, unread = seal_all_anew()
    lost += done.closed_for_good + unread
    figures = {
        "numbers": done.numbers,
        "studies": done.studies,
        "channels": channels,
        "texts": texts,
        "closed_for_good": lost,
    }
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        typer.echo(
            f"Closed anew: {done.numbers:,} numbers, {done.studies:,} studies, {channels:,} channels, "
            f"{texts:,} texts."
        )
    if lost:
        raise Refused(f"{lost} could not be opened with any key here. Keep VAULT_OLD_KEYS and look again.")
    if not as_json:
        typer.echo("VAULT_OLD_KEYS is not needed any more.")


@contacts.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX with a column called number.")],
    org: Annotated[str, typer.Option(help="Whose contacts they become: its short name.")],
    country: Annotated[str, typer.Option(help="Where numbers without + are at home, such as KE.")] = "",
    language: Annotated[str, typer.Option(help="Of those who do not say it.")] = "en",
    site: Annotated[str, typer.Option(help="Of those who do not say it.")] = "",
    purpose: Annotated[
        str, typer.Option(help="What all have agreed to, by your word: the journal has it.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
) -> None:
    """Import a list of numbers; each row that is left out is named with its reason."""
    from kazi.accounts.models import Organisation
    from kazi.channels.services.importing import Defaults, import_contacts
    from kazi.kernel.tenancy import acting_for

    prepare()
    owner = Organisation.objects.filter(slug=org).first()
    if owner is None:
        raise Refused(f"There is no organisation called {org}.")
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    with acting_for(owner.pk):
        said = Defaults(country=country, language=language, site=site, purpose=purpose)
        done = import_contacts(file.absolute(), said)
    if as_json:
        refused = [{"line": f.line, "field": f.field, "reason": f.text} for f in done.faults]
        typer.echo(json.dumps({"imported": done.imported, "unchanged": done.unchanged, "refused": refused}))
    else:
        for fault in done.faults:
            typer.echo(str(fault), err=True)
        typer.echo(
            f"{done.imported:,} imported, {done.unchanged:,} were there, {done.again:,} stood twice,"
            f" {done.refused:,} refused."
        )
    if not done.imported + done.unchanged:
        raise typer.Exit(1)


def sender(
    threads: Annotated[int, typer.Option(help="How many providers' answers to wait for at once.")] = 32,
) -> None:
    """Send messages that are due, until stopped.  Any number may run, beside `kazi worker`."""
    from kazi.channels.services.sending import send_until

    prepare()
    going = True

    def stop(*_: object) -> None:
        nonlocal going
        going = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    send_until(lambda: going, threads)
