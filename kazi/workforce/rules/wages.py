"""A file of wage benchmarks, read line by line.  One wrong line and nothing of it is taken."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from kazi.kernel.words import N_, Fault

COLUMNS = (
    "country", "region", "method", "amount", "currency", "period", "hours", "as_of", "source", "url",
    "licence",
)  # fmt: skip
NEEDED = ("country", "method", "amount", "currency", "period", "hours", "as_of", "source")
METHODS = ("anker", "wageindicator", "other-living-wage", "minimum-wage", "market")
PERIODS = ("hour", "day", "week", "month", "year")
MOST_LINES = 20_000
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One wage: `amount` in `currency` for a `period` in which `hours` are worked."""

    country: str
    region: str
    method: str
    amount: Decimal
    currency: str
    period: str
    hours: Decimal
    as_of: date
    source: str
    url: str
    licence: str


def read_benchmarks(text: str, today: date) -> tuple[list[Benchmark], list[Fault]]:
    """Return the rows of a CSV file and what is wrong with it, at most 20 faults."""
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        head = [name.strip().lower() for name in next(table, [])]
        lacking = [name for name in NEEDED if name not in head]
        if lacking:
            return [], [Fault(N_("The first line lacks: %(names)s."), {"names": ", ".join(lacking)}, line=1)]
        rows: list[Benchmark] = []
        faults: list[Fault] = []
        for cells in table:
            if not any(cell.strip() for cell in cells):
                continue
            said = {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
            row = _row(said, table.line_num, today, faults)
            if row is not None:
                rows.append(row)
            if len(faults) >= MOST_FAULTS or len(rows) > MOST_LINES:
                break
    except csv.Error as error:
        return [], [Fault(N_("This is no CSV file: %(why)s."), {"why": str(error)}, line=table.line_num)]
    if not rows and not faults:
        faults.append(Fault(N_("There is no wage in this file."), line=1))
    if len(rows) > MOST_LINES:
        faults.append(Fault(N_("A file may have at most %(most)s wages."), {"most": MOST_LINES}))
    return rows, faults


def _row(said: dict[str, str], line: int, today: date, faults: list[Fault]) -> Benchmark | None:
    before = len(faults)

    def wrong(field: str, text: str, **values: str | int) -> None:
        faults.append(Fault(text, values, line=line, field=field))

    for name in NEEDED:
        if not said.get(name):
            wrong(name, N_("Write something here."))
    if len(faults) > before:
        return None
    country, currency = said["country"].upper(), said["currency"].upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        wrong("country", N_("Write the two letters of a country, such as KE."))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        wrong("currency", N_("Write the three letters of a currency, such as KES."))
    method, period = said["method"].lower(), said["period"].lower()
    if method not in METHODS:
        wrong("method", N_("Write one of: %(names)s."), names=", ".join(METHODS))
    if period not in PERIODS:
        wrong("period", N_("Write one of: %(names)s."), names=", ".join(PERIODS))
    amount, hours = _above_zero(said["amount"]), _above_zero(said["hours"])
    if amount is None:
        wrong("amount", N_("Write a number above zero, with a point and without spaces."))
    if hours is None or hours > 4000:
        wrong("hours", N_("Write how many hours are worked in the period: a number above zero."))
    as_of = _day(said["as_of"])
    if as_of is None or as_of > today:
        wrong("as_of", N_("Write the day the wage was valid, such as 2026-01-31, not one to come."))
    url = said.get("url", "")
    if url and not url.startswith(("https://", "http://")):
        wrong("url", N_("An address begins with https://."))
    if len(faults) > before or amount is None or hours is None or as_of is None:
        return None
    return Benchmark(
        country, said.get("region", "")[:100], method, amount, currency, period, hours, as_of,
        said["source"][:200], url[:500], said.get("licence", "")[:200],
    )  # fmt: skip


def _above_zero(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < 10**12 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
