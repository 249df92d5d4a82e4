"""`kazi countries import` and `kazi statistics publish`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kazi.cli.preparing import prepare
from kazi.cli.progress import progress_bar
from kazi.cli.refusing import FAILED

if TYPE_CHECKING:
    from kazi.hub.services.countries import Came
    from kazi.kernel.words import Fault

countries = typer.Typer(help="Figures of countries.", no_args_is_help=True, rich_markup_mode=None)
statistics = typer.Typer(help="Published statistics.", no_args_is_help=True, rich_markup_mode=None)
for group in (countries, statistics):
    group.callback()(lambda: None)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@countries.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True,
            help="ZIP, CSV or JSON of the World Bank, or CSV: iso3,indicator,year,value,source,licence.",
        ),
    ],
    indicator: Annotated[str, typer.Option(help="Where the file does not name it (datahub's tables).")] = "",
    source: Annotated[str, typer.Option(help="Where the file does not name it.")] = "",
    licence: Annotated[str, typer.Option(help="Where the file does not name it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come of it.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take in figures of countries; refused lines are listed, the good ones go in.

    The same file again changes nothing.  Figures of other years and sources stay beside each other.
    """
    prepare()
    from kazi.cli.acting import console
    from kazi.hub.queries.desk import hub_organisation
    from kazi.hub.services.countries import import_figures

    actor = console(hub_organisation().pk)
    with progress_bar(f"Importing {file.name}") as progress:
        came = import_figures(
            actor, file, file.name, indicator=indicator, source=source, licence=licence,
            dry_run=dry_run, progress=progress,
        )  # fmt: skip
    if as_json:
        sys.stdout.write(f"{json.dumps(_as_data(came), ensure_ascii=False)}\n")
    else:
        _tell(file.name, came, dry_run=dry_run)
    if not came.is_usable:
        raise typer.Exit(FAILED)


@statistics.command("publish")
def publish(as_json: AsJson = False) -> None:
    """Count the jobs at all providers that agreed and publish the release of today, once."""
    prepare()
    from django.utils import timezone

    from kazi.flows.records_to_statistics import publish_now

    release, made = publish_now(timezone.now().date())
    said = {"as_of": str(release.as_of), "new": made, **release.figures}
    if as_json:
        sys.stdout.write(f"{json.dumps(said, ensure_ascii=False)}\n")
        return
    count = "fewer than 10" if release.figures["state"] == "too_few" else release.figures["jobs"] or 0
    word = "published" if made else "were there already and stay as they are"
    sys.stdout.write(f"Statistics of {release.as_of} {word}: {count} jobs, {said['providers']} providers.\n")


def _as_data(came: Came) -> dict[str, object]:
    return {
        "imported": came.imported + came.corrected,
        "corrected": came.corrected,
        "unchanged": came.unchanged,
        "refused": [
            {"line": fault.line, "field": fault.field, "reason": _reason(fault)} for fault in came.refused
        ],
        "refused_count": came.refused_count,
        "empty": came.empty,
        "groups": came.groups,
        "not_used": came.not_used,
        "notes": [_reason(note) for note in came.notes],
    }


def _tell(name: str, came: Came, *, dry_run: bool) -> None:
    for fault in came.refused:
        sys.stderr.write(f"{name}, {fault}\n" if fault.line or fault.field else f"{name}: {fault}\n")
    if came.refused_count > len(came.refused):
        sys.stderr.write(f"{name}: {came.refused_count - len(came.refused)} more were refused.\n")
    for note in came.notes:
        sys.stderr.write(f"{name}: {_reason(note)}\n")
    if came.groups:
        sys.stderr.write(f"{name}: groups of countries passed over: {', '.join(came.groups)}\n")
    if came.not_used:
        sys.stderr.write(f"{name}: kept, but no page counts with them: {', '.join(came.not_used)}\n")
    tried = "a try, nothing kept: " if dry_run else ""
    sys.stdout.write(
        f"{tried}{came.imported + came.corrected} imported ({came.corrected} corrected), "
        f"{came.unchanged} unchanged, {came.refused_count} refused\n"
    )


def _reason(fault: Fault) -> str:
    return fault.text % fault.values if fault.values else fault.text
