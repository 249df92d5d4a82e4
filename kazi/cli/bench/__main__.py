"""`python -m kazi.cli.bench NAME`."""

from __future__ import annotations

import typer

from kazi.cli.bench import bulk, fire, growth, hub, page, shortlists, voice, work

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
app.callback()(lambda: None)
app.command("page")(page.page)
app.command("work")(work.work)
app.command("bulk")(bulk.bulk)
app.command("fire")(fire.fire)
app.command("growth")(growth.growth)
app.command("hub")(hub.hub)
app.command("shortlist")(shortlists.shortlist)
app.command("voice")(voice.voice)

if __name__ == "__main__":
    app(prog_name="bench")
