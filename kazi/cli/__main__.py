"""`python -m kazi.cli`: set Django up, then hand over to the commands."""

from __future__ import annotations

import os

import django

from kazi.cli.refusing import refusals_as_lines


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
    django.setup()
    from kazi.cli.commands import app

    with refusals_as_lines():
        app(prog_name="kazi")


if __name__ == "__main__":
    main()
