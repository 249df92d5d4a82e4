"""The one way in which the rules on files say no to a whole file."""

from __future__ import annotations

from kazi.kernel.words import Fault


class Unreadable(Exception):
    """A file, or the rest of it, cannot be used; `fault` says where, what and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault
