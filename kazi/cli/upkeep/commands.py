"""`kazi backup`, `restore`, `upgrade` and `doctor`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from kazi.cli.preparing import make_tables, pending, prepare
from kazi.cli.upkeep import databases
from kazi.cli.upkeep.archive import read_backup, same_secret, write_backup
from kazi.kernel.errors import Refused


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as kazi-monday.tar.gz.")],
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON.")] = False,
) -> None:
    """Write the database and all files into one file, while people go on working.

    The file holds everything about everybody: keep it as you keep the originals.
    """
    if databases.is_empty():
        prepare()
    made = write_backup(file.absolute())
    size = file.stat().st_size
    figures = {
        "file": str(file),
        "bytes": size,
        "rows": sum(made.database.rows.values()),
        "files": made.media_files,
    }
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        typer.echo(
            f"{file}: {figures['rows']:,} rows and {figures['files']:,} files, {size / 1_000_000:,.1f} MB."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `kazi backup` wrote.")],
    replace: Annotated[bool, typer.Option(help="Put it in the place of a database in use.")] = False,
) -> None:
    """Put a backup back, here or on another machine.  Its sums are checked before anything changes.

    Stop the site first.  A backup of an older Kazi is brought up to date at the end.
    """
    restored = read_backup(file.absolute(), replace=replace)
    make_tables()
    typer.echo(
        f"Restored what was there at {restored.made_at[:16].replace('T', ' ')} UTC:"
        f" {sum(restored.database.rows.values()):,} rows and {restored.media_files:,} files."
    )
    if not same_secret(restored):
        typer.echo(
            "The secret key here is another one: everybody has to sign in again, and the pseudonyms in"
            " new results differ from the old ones. Put back the old KAZI_SECRET_KEY to keep both."
        )


def upgrade(
    quiet: Annotated[bool, typer.Option(help="Say nothing when there is nothing to do.")] = False,
) -> None:
    """Bring the database to this version: a backup first, and back to it if anything fails."""
    waiting = pending()
    if not waiting or databases.is_empty():
        prepare_new = bool(waiting)
        make_tables()
        if not quiet:
            typer.echo("The new database is ready." if prepare_new else "The database is up to date.")
        return
    folder = Path(settings.VAR_DIR) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"before-upgrade-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"
    write_backup(kept, with_media=False)  # Migrations change rows; files stay as they are.
    try:
        make_tables()
    except Exception as error:
        # Whatever a migration raises, the people of this place must be able to go on working.
        read_backup(kept, replace=True)
        reason = " ".join(str(error).split())[:300] or type(error).__name__
        raise Refused(
            f"The upgrade failed ({reason}). The database is as it was before;"
            f" go on with the version you had. The backup is {kept}."
        ) from error
    typer.echo(f"Upgraded, {len(waiting)} steps. The backup made before it is {kept}.")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Look whether this installation is well; exit 1 when something is bad."""
    from kazi.web.checkup import BAD, findings

    found = findings()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=1))
    else:
        width = max(len(one.name) for one in found)
        for one in found:
            typer.echo(f"{one.state:<4}  {one.name:<{width}}  {one.text}")
    if any(one.state == BAD for one in found):
        sys.exit(1)
