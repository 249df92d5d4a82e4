"""The tables of voice, by subject."""

from kazi.voice.models.polls import Poll, PollVersion, Recording

__all__ = ["Poll", "PollVersion", "Recording"]
