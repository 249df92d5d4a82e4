"""A profile that is withdrawn takes its provider from the shortlists; `deliveries_to_candidates` adds one."""

from __future__ import annotations

from kazi.deals.services.candidates import refresh_all
from kazi.hub.events import ProfileWithdrawn
from kazi.journal.bus import on


@on(ProfileWithdrawn)
def drop_candidate(_event: ProfileWithdrawn) -> None:
    refresh_all()  # The profile is gone, and with it whose it was.
