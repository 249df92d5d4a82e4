"""What care asks on any channel: a need, a case, a slip that is opened again, whether it helped."""

from __future__ import annotations

from kazi.care.scripts.helped import Helped
from kazi.care.scripts.helpline import Helpline
from kazi.care.scripts.referral import Referring
from kazi.care.scripts.serving import Serving, opening
from kazi.care.scripts.slip import Opening
from kazi.conversations.rules.scripts import open_with, register


def register_all() -> None:
    """Make the room's scripts known; called when Django starts."""
    for script in (Referring(), Helpline(), Opening(), Helped(), Serving()):
        register(script.name, script)
    open_with(opening)
