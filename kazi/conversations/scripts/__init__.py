"""The room's own scripts: the greeting of a line that asks nothing yet, and one to try the simulator with."""

from __future__ import annotations

from kazi.conversations.rules.scripts import register
from kazi.conversations.scripts.measured import Measured
from kazi.conversations.scripts.trying import Trying
from kazi.conversations.scripts.welcome import Welcome

WELCOME, TRYING, MEASURED = "welcome", "trying", "measured"


def register_own() -> None:
    """Make the room's scripts known; called when Django starts."""
    register(WELCOME, Welcome())
    register(TRYING, Trying())
    register(MEASURED, Measured())
