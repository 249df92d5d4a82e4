"""Tables of channels: letters, an organisation's channels."""

from __future__ import annotations

from kazi.channels.models.channels import Channel
from kazi.channels.models.letters import Letter

__all__ = ["Channel", "Letter"]
