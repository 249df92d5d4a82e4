"""Send to the simulated phones: a row that their screen reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from kazi.channels.line import Line
from kazi.channels.models import Shown
from kazi.channels.rules.outcomes import Outcome, Result
from kazi.channels.rules.posting import Parcel, Way

MOST: Final = 1


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    Shown.objects.bulk_create(
        [
            Shown(channel_id=way.channel_id, number=one.number, key=one.key, said=asdict(one.said))
            for one in parcels
        ],
        ignore_conflicts=True,
    )
    return [Outcome(Result.SENT, ref=str(one.uuid)) for one in parcels]
