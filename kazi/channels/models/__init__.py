"""Tables of channels: lines of an organisation, contacts, messages out, reports, thanks, letters."""

from __future__ import annotations

from kazi.channels.models.channels import Channel
from kazi.channels.models.contacts import Contact, LastHeard, Stop
from kazi.channels.models.letters import Letter
from kazi.channels.models.outgoing import ALWAYS, Allowance, Broadcast, Outgoing, Report, Shown
from kazi.channels.models.thanks import Purse, Thanks
from kazi.channels.models.unsealing import Unsealing

__all__ = [
    "ALWAYS", "Allowance", "Broadcast", "Channel", "Contact", "LastHeard", "Letter", "Outgoing",
    "Purse", "Report", "Shown", "Stop", "Thanks", "Unsealing",
]  # fmt: skip
