"""`kazi project create`, `kazi batch import`, `kazi results export`."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kazi.cli.acting import at_project, console, provider
from kazi.cli.preparing import prepare
from kazi.cli.progress import progress_bar
from kazi.cli.refusing import FAILED
from kazi.files.services import open_file
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Batch, Project
from kazi.work.services import batches, sending

project = typer.Typer(help="Projects.", no_args_is_help=True, rich_markup_mode=None)
batch = typer.Typer(help="Files of tasks that clients send.", no_args_is_help=True, rich_markup_mode=None)
results = typer.Typer(help="Results.", no_args_is_help=True, rich_markup_mode=None)
for group in (project, batch, results):
    group.callback()(lambda: None)

Org = Annotated[str, typer.Option(help="Short name (slug) of the provider, where there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


class Method(StrEnum):
    single = "single"
    double = "double"
    vote = "vote"


class Format(StrEnum):
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    parquet = "parquet"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


@project.command("create")
def create(
    type_: Annotated[str, typer.Option("--type", help="A ready type (text-choice) or a YAML file.")],
    name: Annotated[str, typer.Option(help="What people will call it.")],
    method: Annotated[Method, typer.Option(help="How many people answer, and who decides.")] = Method.single,
    overlap: Annotated[int, typer.Option(min=2, max=25, help="People who vote on each task.")] = 3,
    practice: Annotated[bool, typer.Option(help="For newcomers: the answers are known.")] = False,
    org: Org = "",
    as_json: AsJson = False,
) -> None:
    """Make a project, open it for work, and print its id."""
    prepare()
    owner = provider(org)
    path = Path(type_)
    is_file = path.suffix in {".yaml", ".yml"} or path.is_file()
    try:
        source = path.read_text(encoding="utf-8") if is_file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{type_} cannot be read: {error}") from error
    with acting_for(owner.pk):
        try:
            made = sending.start_project(
                console(owner.pk), name, ready="" if is_file else type_, source=source,
                method=method.value, overlap=overlap, is_practice=practice,
            )  # fmt: skip
        except sending.TypeRefused as refusal:
            for fault in refusal.faults:
                sys.stderr.write(f"{type_}: {fault}\n")
            raise
    say(json.dumps({"project": made.pk, "org": owner.slug, "name": made.name}) if as_json else str(made.pk))


@batch.command("import")
def import_file(
    project_id: Annotated[int, typer.Argument(metavar="PROJECT", help="Its id.")],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, JSONL, XLSX or ZIP.")
    ],
    key: Annotated[str, typer.Option(help="Column that tells rows apart (else key, else id).")] = "",
    assets: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of the pictures that the rows name."),
    ] = None,
    priority: Annotated[int, typer.Option(min=-100, max=100, help="Higher comes first.")] = 0,
    org: Org = "",
    as_json: AsJson = False,
) -> None:
    """Put the rows of a file into a project; refused rows are listed, the good ones go in.

    An import that was cut off goes on when the same file is imported again.
    """
    from kazi.work.services import importing

    prepare()
    with at_project(project_id, org) as (actor, found):
        taken = _unfinished(found, file, key, priority)
        if taken is None:
            with file.open("rb") as opened:
                taken = batches.receive(actor, found, file.name, opened, key, priority, now=True)
        with progress_bar(f"Importing {file.name}") as progress:
            importing.read_batch(taken, assets=assets, progress=progress)
        taken.refresh_from_db()
        _tell(taken, as_json)
    if taken.state == Batch.State.FAILED or taken.imported + taken.unchanged == 0:
        raise typer.Exit(FAILED)


def _unfinished(found: Project, file: Path, key: str, priority: int) -> Batch | None:
    """Return the batch of an earlier call with the same file that was cut off in the middle."""
    cut_off = Batch.objects.filter(
        project=found, name=file.name, key_column=key.strip(), priority=priority, made_by=None,
        state__in=[Batch.State.WAITING, Batch.State.READING], file__bytes=file.stat().st_size,
    ).select_related("file", "project")  # fmt: skip
    for earlier in cut_off:
        if earlier.file is None:
            continue
        with file.open("rb") as own, open_file(earlier.file) as kept:
            if all(own.read(len(block)) == block for block in iter(lambda: kept.read(1 << 20), b"")):
                return earlier
    return None


def _tell(taken: Batch, as_json: bool) -> None:
    refused = [
        {"line": row.line, "field": row.field, "reason": batches.reason(row)}
        for row in taken.refused_rows.order_by("line", "pk")
    ]
    if as_json:
        said = {
            "batch": taken.pk,
            "imported": taken.imported,
            "unchanged": taken.unchanged,
            "refused": refused,
            "refused_count": taken.refused,
            "ignored_columns": taken.ignored_columns,
            "error": taken.error,
        }
        say(json.dumps(said, ensure_ascii=False))
        return
    if taken.error:
        sys.stderr.write(f"{taken.name}: {taken.error}\n")
    for row in refused:
        where = ", ".join(
            part for part in (f"line {row['line']}" if row["line"] else "", str(row["field"])) if part
        )
        sys.stderr.write(f"{taken.name}, {where}: {row['reason']}\n")
    if taken.refused > len(refused):
        sys.stderr.write(f"{taken.name}: {taken.refused - len(refused)} more rows were refused.\n")
    if taken.ignored_columns:
        sys.stderr.write(f"{taken.name}: columns left out: {', '.join(taken.ignored_columns)}\n")
    say(f"{taken.imported} imported, {taken.unchanged} unchanged, {taken.refused} refused")


@results.command("export")
def export(
    project_id: Annotated[int, typer.Argument(metavar="PROJECT", help="Its id.")],
    kind: Annotated[Format, typer.Option("--format", help="The form of the file.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The file to write; it is replaced.")],
    with_open: Annotated[bool, typer.Option("--all", help="Also tasks without a result.")] = False,
    org: Org = "",
    as_json: AsJson = False,
) -> None:
    """Write the settled results of a project to a file."""
    from kazi.work.services import exporting

    prepare()
    if not out.absolute().parent.is_dir():
        raise Refused(f"There is no folder {out.absolute().parent}.")
    with at_project(project_id, org) as (_actor, found):
        total = found.tasks.count() if with_open else found.tasks.filter(state="settled").count()
        with progress_bar(f"Exporting {out.name}") as progress:
            rows = exporting.counted(exporting.results(found, with_open=with_open), total, progress)
            columns = exporting.shape_of(found.task_type).columns
            count = exporting.write_file(columns, rows, kind.value, out)
    say(json.dumps({"rows": count, "file": str(out)}) if as_json else f"{count} rows in {out}")
