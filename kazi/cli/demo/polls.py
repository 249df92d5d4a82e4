"""The demo's polls: one that is fixed, one that is a draft, made from ours."""

from __future__ import annotations

import uuid

from kazi.cli.demo.people import House
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
