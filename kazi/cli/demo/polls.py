"""The demo's polls: a provider's fixed one and its draft, and the draft of a sponsor, made from ours."""

from __future__ import annotations

import uuid

from kazi.accounts.models import Organisation, Role
from kazi.cli.demo.people import House, join
from kazi.kernel.tenancy import acting_for
from kazi.voice import access
from kazi.voice.ready import ready_poll
from kazi.voice.rules import editing
from kazi.voice.services import polls


def make_polls(house: House) -> None:
    """Fix the poll on needs, and leave the one on a training as a draft in the house's two languages."""
    with acting_for(house.org.pk):
        needs = polls.make_poll(house.manager, uuid.uuid4(), ready_poll("needs"), "ready")
        polls.launch(house.manager, access.newest_version(needs))
        training = editing.retitle(ready_poll("after-training"), "After the course in May", ("en", "sw"))
        polls.make_poll(house.manager, uuid.uuid4(), training, "ready")


def make_sponsors_poll() -> None:
    """Let somebody who pays for trainings prepare a poll on working conditions."""
    org = Organisation.objects.create(
        kind=Organisation.Kind.SPONSOR, name="Fair Start Fund", slug="fair-start-fund", country="NL",
        timezone="Europe/Amsterdam", is_demo=True,
    )  # fmt: skip
    sponsor = join("Hanna Visser", org, Role.SPONSOR)
    with acting_for(org.pk):
        polls.make_poll(sponsor, uuid.uuid4(), ready_poll("conditions"), "ready")
