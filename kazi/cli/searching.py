"""`kazi search rebuild`: make the index again from what is public."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from kazi.cli.preparing import prepare

search = typer.Typer(no_args_is_help=True, help="What can be found on the public pages.")
search.callback()(lambda: None)


@search.command("rebuild")
def rebuild(
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Make the index of everything public anew; searching goes on meanwhile, and twice does no harm."""
    from kazi.search.rebuilding import mend

    prepare()
    done = mend(anew=True)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in done]))
        return
    for one in done:
        typer.echo(f"{one.kind}: {one.docs} can be found, {one.dropped} that were no more are dropped.")
