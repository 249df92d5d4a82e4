"""What the clock does here."""

from __future__ import annotations

from kazi.journal.clock import every


@every(seconds=300)
def sign_status_lists() -> int:
    # Only the worker runs it, but the server knows of it too and shall not pay for it.
    from kazi.credentials.services.lists import renew_lists  # noqa: PLC0415

    return renew_lists()
