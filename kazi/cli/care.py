"""`kazi services import`, `kazi services export` and `kazi services taxonomy`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kazi.cli.preparing import prepare
from kazi.cli.refusing import FAILED

if TYPE_CHECKING:
    from kazi.care.rules.hsds.rows import Refusal
    from kazi.care.services.importing import Came

MOST_TOLD = 200
services = typer.Typer(
    help="The directory of local services (HSDS).", no_args_is_help=True, rich_markup_mode=None
)
services.callback()(lambda: None)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@services.command("import")
def import_path(
    path: Annotated[
        Path, typer.Argument(exists=True, readable=True, help="A .json, .csv or .zip, or a folder of them.")
    ],
    source: Annotated[
        str, typer.Option(help="Name of the directory; the name of the file or folder otherwise.")
    ] = "",
    need: Annotated[
        list[str] | None, typer.Option(help="A need that every service in it answers, such as legal.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in local services: HSDS 3.0 (JSON, CSV), HSDS 1.x (CSV) or the Ohana dialect.

    The same again changes nothing.  Refused rows are listed with file, line and field; the others go in.
    """
    prepare()
    from kazi.care.services.importing import import_services
    from kazi.cli.acting import console
    from kazi.hub.queries.desk import hub_organisation

    came = import_services(console(hub_organisation().pk), path, source=source, needs=need or [])
    if as_json:
        sys.stdout.write(f"{json.dumps(_as_data(came), ensure_ascii=False)}\n")
    else:
        _tell(came)
    if not came.is_usable:
        raise typer.Exit(FAILED)


@services.command("export")
def export_path(
    path: Annotated[Path, typer.Argument(help="A .json (full services), a .zip or a folder (CSV tables).")],
    as_json: AsJson = False,
) -> None:
    """Write the whole directory as HSDS 3.0."""
    prepare()
    from kazi.care.queries.exporting import export_services

    said = export_services(path)
    if as_json:
        sys.stdout.write(f"{json.dumps(said)}\n")
    else:
        sys.stdout.write(
            f"{path}: {said['organizations']} organisations, {said['services']} services, "
            f"{said['locations']} locations\n"
        )


@services.command("taxonomy")
def import_taxonomy(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The XML of Open Eligibility.")],
) -> None:
    """Take in the Open Eligibility taxonomy, so that imported services can be sorted by it."""
    prepare()
    from kazi.care.services.taxonomies import import_open_eligibility

    new, known = import_open_eligibility(file)
    sys.stdout.write(f"{new} terms imported, {known} unchanged\n")


def _as_data(came: Came) -> dict[str, object]:
    return {
        "organizations": came.organizations,
        "services": came.services,
        "locations": came.locations,
        "imported": came.imported,
        "unchanged": came.unchanged,
        "refused": [_fault(one) for one in came.refused],
        "notes": [_fault(one) for one in came.notes],
    }


def _fault(one: Refusal) -> dict[str, object]:
    fault = one.fault
    reason = fault.text % fault.values if fault.values else fault.text
    return {"file": one.file, "line": fault.line, "field": fault.field, "reason": reason}


def _tell(came: Came) -> None:
    for one in came.refused[:MOST_TOLD]:
        sys.stderr.write(f"{one.file}, {one.fault}\n")
    if len(came.refused) > MOST_TOLD:
        sys.stderr.write(f"{len(came.refused) - MOST_TOLD} more were refused; --json lists them all.\n")
    if came.notes:
        first = came.notes[0]
        sys.stderr.write(
            f"{len(came.notes)} cells were left out or mended, such as {first.file}, {first.fault}; "
            "--json lists them all.\n"
        )
    sys.stdout.write(
        f"{came.organizations} organisations, {came.services} services, {came.locations} locations: "
        f"{came.imported} imported, {came.unchanged} unchanged, {len(came.refused)} refused\n"
    )
