"""Ways to a page for who reads a letter: signed numbers, the same each time a letter is sent."""

from __future__ import annotations

from django.core import signing


def ticket(what: str, number: int) -> str:
    """Return the text that opens one row of this sort to whoever has the letter."""
    return _signer(what).sign(str(number))


def opened_by(what: str, said: str) -> int | None:
    """Return the number that this ticket was made for; None for anything else."""
    if len(said) > 100:
        return None
    try:
        return int(_signer(what).unsign(said))
    except (signing.BadSignature, ValueError):
        return None


def _signer(what: str) -> signing.Signer:
    return signing.Signer(salt=f"kazi.hub.tickets.{what}", sep=".")
