"""Send by e-mail: a letter in the outbox, under the message's own name, so there is one of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, override

from kazi.channels.line import Line
from kazi.channels.models import Letter
from kazi.channels.rules.outcomes import Outcome, Result
from kazi.channels.rules.posting import Parcel, Way
from kazi.channels.rules.wording import written_out

MOST: Final = 1


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(parcel) for parcel in parcels]


def _send_one(parcel: Parcel) -> Outcome:
    try:
        validate_email(parcel.address)
    except ValidationError:
        return Outcome(Result.REFUSED, reason="no mail address")
    with override(parcel.said.language):
        # Neutral on purpose: others may see the list of somebody's letters.
        subject = gettext("A message for you")
    letter = {"to": parcel.address, "subject": subject, "text": written_out(parcel.said)}
    Letter.objects.get_or_create(pk=parcel.uuid, defaults=letter)
    return Outcome(Result.SENT, ref=str(parcel.uuid))
