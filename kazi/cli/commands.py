"""All commands of `kazi`, gathered from the files beside this one."""

from __future__ import annotations

import typer

from kazi.cli import care, channels, credentials, hub, people, polls, searching, serving, work
from kazi.cli.demo.commands import demo
from kazi.cli.upkeep import commands as upkeep
from kazi.cli.wages import wages

app = typer.Typer(
    help="Kazi: dignified digital work, from a client's request to a worker's payslip.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serving.serve)
app.command("worker")(serving.worker)
app.command("sender")(channels.sender)
app.command("demo")(demo)
app.command("backup")(upkeep.backup)
app.command("restore")(upkeep.restore)
app.command("upgrade")(upkeep.upgrade)
app.command("doctor")(upkeep.doctor)
app.command("invite")(people.invite)
app.add_typer(people.person, name="person")
app.add_typer(credentials.credential, name="credential")
app.add_typer(work.project, name="project")
app.add_typer(work.batch, name="batch")
app.add_typer(work.results, name="results")
app.add_typer(polls.poll, name="poll")
app.add_typer(hub.countries, name="countries")
app.add_typer(hub.statistics, name="statistics")
app.add_typer(searching.search, name="search")
app.add_typer(care.services, name="services")
app.add_typer(wages, name="wages")
app.add_typer(channels.vault, name="vault")
app.add_typer(channels.contacts, name="contacts")
