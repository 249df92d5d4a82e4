"""`kazi wages`: living wages and other benchmarks, brought in by whoever runs the hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

wages = typer.Typer(no_args_is_help=True, help="Living wages, from which should-costs are reckoned.")
wages.callback()(lambda: None)


@wages.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with the columns country, region, method, amount, currency, period, hours, "
            "as_of, source, url, licence."
        ),
    ],
) -> None:
    """Take wage benchmarks in, all of a file or nothing; the same file again changes nothing."""
    from kazi.kernel.errors import Refused
    from kazi.workforce.wages import import_wages

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file} cannot be read as UTF-8 text: {error}.") from error
    new, changed = import_wages(text)
    typer.echo(f"{new} new, {changed} changed.")
