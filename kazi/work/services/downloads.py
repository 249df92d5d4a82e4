"""A delivery's copies as a file, for the client's page and for their programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kazi.work.formats.columns import Column, Kind, ResultRow
from kazi.work.formats.writing import MIME
from kazi.work.models import DeliveredResult, Delivery
from kazi.work.queries.deliveries import copies_of, each_of, type_as_written
from kazi.work.services.exporting import Shape, write

# A dot, because an answer may have any name without one.
OF_DELIVERY = (
    Column("delivery.version", Kind.WHOLE),
    Column("delivery.parcel", Kind.WHOLE),
    Column("delivery.reason"),
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is written while it is sent."""

    name: str
    mime: str
    pieces: Iterator[bytes]


def download(delivery: Delivery, kind: str, *, state: str = "", parcel: int | None = None) -> Download:
    """Return the delivery's results as a file of `kind`: all that hold now, a parcel, or a state.

    Raises Refused for a kind that cannot be written, before the first byte is sent.
    """
    shape = Shape(type_as_written(delivery.type_source), delivery.task_type_version)
    copies = copies_of(delivery, state=state, parcel=parcel)
    rows = (_row(shape, copy) for copy in each_of(copies))
    pieces = write((*shape.columns, *OF_DELIVERY), rows, kind)
    what = "".join([f"-parcel-{parcel}" if parcel else "", f"-{state}" if state else ""])
    return Download(f"delivery-{delivery.pk}{what}.{kind}", MIME[kind], pieces)


def _row(shape: Shape, copy: DeliveredResult) -> ResultRow:
    row = shape.row(
        copy.key,
        copy.inputs,
        copy.value,
        status=copy.state,
        agreement=copy.agreement,
        method=copy.method,
        reviewed=copy.reviewed,
        by=copy.by,
        at=copy.answered_at,
    )
    return row | {
        "delivery.version": copy.version,
        "delivery.parcel": copy.parcel,
        "delivery.reason": copy.reason or None,
    }
