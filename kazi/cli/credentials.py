"""`kazi credential verify`, `export`, `rotate`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kazi.cli.refusing import FAILED, WRONG_CALL

if TYPE_CHECKING:
    from kazi.credentials.rules.checking import Sources
    from kazi.credentials.rules.verdicts import Check, Verdict

credential = typer.Typer(
    help="Certificates, badges and statements that are signed.", no_args_is_help=True, rich_markup_mode=None
)
credential.callback()(lambda: None)
NOT_KNOWN = WRONG_CALL  # Neither valid nor refused: it could not be checked.
MOST_BYTES = 2_000_000


@credential.command("verify")
def verify_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON, JWT, PNG or SVG.")
    ],
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", exists=True, help="did.json and status lists, as files or a folder of them."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Fetch nothing over https.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """Say whether a credential is genuine and still holds.

    Exit status 0: valid.  1: refused, it is at fault.  2: it could not be checked to the end.
    """
    from kazi.credentials.rules.verdicts import Outcome
    from kazi.credentials.services.verifying import verify
    from kazi.kernel.errors import Refused

    try:
        with file.open("rb") as opened:
            verdict = verify(opened.read(MOST_BYTES + 1), _sources(with_ or [], offline=offline))
    except (Refused, OSError) as error:
        sys.stderr.write(f"kazi: {error}\n")
        sys.exit(NOT_KNOWN)
    if as_json:
        said = {**asdict(verdict), "checks": [_plain(check) for check in verdict.checks]}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_words(verdict))
    sys.exit({Outcome.VALID: 0, Outcome.REFUSED: FAILED, Outcome.UNKNOWN: NOT_KNOWN}[verdict.outcome])


@credential.command("export")
def export_folder(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Made where it is not there.")],
    years: Annotated[int, typer.Option(min=1, max=50, help="How long the status lists hold.")] = 10,
) -> None:
    """Write the public keys and status lists, so that credentials verify without this site."""
    from kazi.cli.preparing import prepare
    from kazi.credentials.services.exporting import export

    prepare()
    for path in export(folder, years):
        sys.stdout.write(f"{path}\n")


@credential.command("rotate")
def rotate_keys() -> None:
    """Make new signing keys; the old public keys stay, so what they signed stays valid."""
    from kazi.cli.preparing import prepare
    from kazi.credentials.services import rotate
    from kazi.hub.queries.desk import hub_organisation
    from kazi.kernel.tenancy import acting_for

    prepare()
    with acting_for(hub_organisation().pk):
        made = rotate()
    for key in made:
        sys.stdout.write(f"{key.name}\n")


def _sources(paths: list[Path], *, offline: bool) -> Sources:
    """Files given are the only source; else this installation's own records, then the web."""
    from django.db import connection

    from kazi.credentials.services.fetching import Web
    from kazi.credentials.services.verifying import FirstOf, Folder, OwnRecords

    if paths:
        return Folder(paths) if offline else FirstOf(Folder(paths), Web())
    # Somebody who only checks has no installation behind the command.
    own = [OwnRecords()] if "credentials_issuer" in connection.introspection.table_names() else []
    return FirstOf(*own, Folder([]) if offline else Web())


def _plain(check: Check) -> dict[str, object]:
    return {"name": check.name, "passed": check.passed, "text": str(check)}


def _words(verdict: Verdict) -> str:
    from kazi.credentials.pages.words import headline, lines_of
    from kazi.credentials.rules.checking import describe

    said = describe(verdict.document)
    lines = [headline(verdict)]
    lines += [f"  {line.name}: {line.word}. {line.words}" for line in lines_of(verdict)]
    if verdict.document:
        lines.append("It says:")
        lines += [
            f"  {name}: {text}" for name, text in said.items() if name not in {"description", "criteria"}
        ]
        lines.append(f"  signed as: {verdict.issuer}")
    return "\n".join(_safe(line) for line in lines) + "\n"


def _safe(line: str) -> str:
    """Return a line without the signs with which a document could steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in line)
