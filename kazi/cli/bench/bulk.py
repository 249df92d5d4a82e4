"""Import and export in bulk: rows a second and the most memory, each in a process of its own."""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from kazi.cli.bench.place import Place, place
from kazi.cli.bench.reporting import report

MB_OF_RSS = 1024  # Linux counts ru_maxrss in kB.


def bulk(
    db: Annotated[str, typer.Option(help="sqlite, postgresql, or both with a comma.")] = "sqlite,postgresql",
    rows: Annotated[int, typer.Option(help="Text tasks to import and results to export.")] = 100_000,
    imports: Annotated[str, typer.Option(help="Formats to import, with commas.")] = "csv,jsonl",
    exports: Annotated[str, typer.Option(help="Formats to export.")] = "csv,jsonl,xlsx,parquet",
) -> None:
    """Import text tasks and export their results; one JSON line for each format and database."""
    for name in db.split(","):
        kind = "postgresql" if name.startswith("postgres") else "sqlite"
        with place(kind) as where:
            for number, form in enumerate(imports.split(",")):
                path = where.folder / f"tasks.{form}"
                _write_tasks(path, form, rows)
                figures = _inside(where, "import", str(path), f"bench-{number}")
                report(bench="bulk", db=kind, op="import", format=form, **figures)
                path.unlink()
            _inside(where, "settle", "bench-0")
            for form in exports.split(","):
                out = where.folder / f"results.{form}"
                figures = _inside(where, "export", str(out), form)
                report(bench="bulk", db=kind, op="export", format=form, **figures)
                out.unlink()


def _write_tasks(path: Path, form: str, rows: int) -> None:
    """Write rows of about 160 bytes, each its own."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if form == "csv":
            writer.writerow(["key", "text"])
        for number in range(rows):
            key = f"line-{number:07}"
            text = (
                f"TOTAL {number}.{number % 100:02} paid in cash at till {number % 17}, Ngong Road, Nairobi; "
                f"served by {number * 7919 % 100_003:06x}, thank you and come again soon"
            )
            if form == "csv":
                writer.writerow([key, text])
            else:
                file.write(json.dumps({"key": key, "text": text}) + "\n")


def _inside(where: Place, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "kazi.cli.bench.bulk", *arguments],
        env=where.env, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _figures(rows: int, seconds: float, cpu: float) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB_OF_RSS
    return {
        "rows": rows,
        "rows_per_s": round(rows / seconds),
        "seconds": round(seconds, 2),
        "cpu_s": round(cpu, 2),
        "peak_mb": round(peak, 1),
    }


def _import(path: str, name: str) -> dict[str, Any]:
    from kazi.cli.acting import console
    from kazi.cli.preparing import default_provider, prepare
    from kazi.kernel.tenancy import acting_for
    from kazi.work.services import batches, importing, sending

    prepare()
    org = default_provider()
    with acting_for(org.pk):
        project = sending.start_project(console(org.pk), name, ready="text-choice")
        start, cpu = time.perf_counter(), time.process_time()
        with open(path, "rb") as file:
            batch = batches.receive(console(org.pk), project, Path(path).name, file, now=True)
        importing.read_batch(batch)
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
        assert batch.state == "done", batch.error
        assert batch.refused == 0
    return _figures(batch.imported, took, cpu)


def _settle(name: str) -> dict[str, Any]:
    """Give every task of the project a result, as thousands of workers would have."""
    from django.db import connection
    from django.utils import timezone

    now = timezone.now()
    of = "FROM work_project p WHERE p.id = work_task.project_id AND p.name = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO work_result (org_id, task_id, project_id, version, value, agreement, method, by,"
            " reviewed, answered_at, settled_at, delivered_version)"
            """ SELECT t.org_id, t.id, t.project_id, 1, '{"kind": "total"}', 0.66667, 'vote',"""
            " 'w-12345678 w-23456789 w-3456789a', false, %s, %s, 0"
            " FROM work_task t JOIN work_project p ON p.id = t.project_id WHERE p.name = %s ORDER BY t.id",
            [now, now, name],
        )
        count = cursor.rowcount
        cursor.execute(
            f"UPDATE work_task SET state = 'settled', open_seats = 0, done = 1 WHERE EXISTS (SELECT 1 {of})",  # noqa: S608
            [name],
        )
        cursor.execute("ANALYZE")
    return {"rows": count}


def _export(out: str, form: str) -> dict[str, Any]:
    from kazi.cli.preparing import default_provider
    from kazi.kernel.tenancy import acting_for
    from kazi.work.models import Project
    from kazi.work.services import exporting

    with acting_for(default_provider().pk):
        project = Project.objects.get(name="bench-0")
        start, cpu = time.perf_counter(), time.process_time()
        columns = exporting.shape_of(project.task_type).columns
        rows = exporting.write_file(columns, exporting.results(project), form, Path(out))
        took, cpu = time.perf_counter() - start, time.process_time() - cpu
    return _figures(rows, took, cpu)


if __name__ == "__main__":
    import django

    django.setup()
    doing, *rest = sys.argv[1:]
    steps: dict[str, Callable[..., dict[str, Any]]] = {
        "import": _import,
        "settle": _settle,
        "export": _export,
    }
    sys.stdout.write(json.dumps(steps[doing](*rest)))
