"""Taking in figures of countries, and what the hub writes about them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.files.rules.archives import Archive
from kazi.files.rules.archives import Entry as ZipEntry
from kazi.files.rules.limits import MB
from kazi.files.rules.unreadable import Unreadable
from kazi.hub.events import CountryFiguresImported, CountryTextChanged
from kazi.hub.models import CountryFigure, CountryText, FigureImport, OtherIndicator
from kazi.hub.queries.countries import latest_figures
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.country_files import Found, Reading, Tally, Told, read_csv, read_regions
from kazi.hub.rules.country_json import read_json
from kazi.hub.rules.potential import index_of, recipe
from kazi.hub.services.finding_countries import countries_with_figures, index_countries
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_, Fault

# All of WDI is 200 MB when unpacked; a topic is 20.
MOST_BYTES: Final = 400 * MB
# The whole answer of the API is read at once; 20,000 rows are 5 MB.
MOST_JSON_BYTES: Final = 60 * MB
MOST_ENTRIES: Final = 100
MOST_REFUSALS_KEPT: Final = 1000
_AT_ONCE: Final = 2000

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Came:
    """What came of a file: figures that were new, corrected, there already, or refused and why.

    `refused` keeps the first thousand faults; `refused_count` counts all.  `groups` are codes of
    regions that were passed over, `not_used` indicators (code -> name) that no page counts with.
    """

    imported: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused_count: int = 0
    refused: list[Fault] = field(default_factory=list)
    empty: int = 0
    groups: list[str] = field(default_factory=list)
    not_used: dict[str, str] = field(default_factory=dict)
    notes: list[Fault] = field(default_factory=list)
    released: str = ""

    @property
    def is_usable(self) -> bool:
        return self.imported + self.corrected + self.unchanged > 0

    def refuse(self, fault: Fault) -> None:
        self.refused_count += 1
        if len(self.refused) < MOST_REFUSALS_KEPT:
            self.refused.append(fault)


def import_figures(
    actor: Actor, path: Path, name: str, *, indicator: str = "", source: str = "", licence: str = "",
    dry_run: bool = False, most_bytes: int = MOST_BYTES, progress: Progress | None = None,
) -> Came:  # fmt: skip
    """Take in the figures of a file: CSV, ZIP or JSON, told apart by what is in it.

    The same file again changes nothing.  A figure that is there under the same country, indicator,
    year and source is corrected where it differs; other years and sources stay beside it.  With
    `dry_run` nothing is kept and the answer is the same.  A file that cannot be read is one refusal;
    where it breaks in the middle, what was right before stays, and sending it again goes on.
    """
    told = Told(timezone.now().year, indicator.strip(), source.strip(), licence.strip())
    came, tally = Came(), Tally()
    try:
        for chunk in _chunks(_readings(path, told, tally, came, most_bytes)):
            _take(chunk, came, dry_run=dry_run)
            if progress is not None:
                progress(came.imported + came.corrected + came.unchanged, 0)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else is importing figures now. Import the file again in a minute.")
        ) from error
    came.empty, came.groups, came.notes = tally.empty, sorted(tally.groups), tally.notes
    came.not_used, came.released = dict(sorted(tally.names.items())), tally.released[:40]
    if not dry_run and came.is_usable:
        _finish(actor, name, came)
    return came


@transaction.atomic
def write_text(actor: Actor, country: str, language: str, text: str) -> CountryText | None:
    """Keep what the hub says about a country; an empty text takes it off, the same again changes nothing."""
    plain = text.strip()
    there = CountryText.objects.filter(country=country, language=language)
    before = there.first()
    if (before.text if before else "") == plain:
        return before
    if plain:
        kept, _made = CountryText.objects.update_or_create(
            country=country,
            language=language,
            defaults={
                "text": plain, "changed_at": timezone.now(), "changed_by_id": actor.membership_id or None
            },
        )  # fmt: skip
    else:
        there.delete()
        kept = None
    index_countries({country})
    record(CountryTextChanged(country, language), actor_id=actor.person_id)
    return kept


def _readings(path: Path, told: Told, tally: Tally, came: Came, most_bytes: int) -> Iterator[Reading]:
    try:
        for found in _found(path, told, tally, most_bytes):
            if isinstance(found, Fault):
                came.refuse(found)
            else:
                yield found
    except Unreadable as error:
        came.refuse(error.fault)


def _found(path: Path, told: Told, tally: Tally, most_bytes: int) -> Found:
    with path.open("rb") as file:
        start = file.read(64)
        if start.startswith(b"PK"):
            yield from _found_in_zip(path, told, tally, most_bytes)
            return
        if path.stat().st_size > most_bytes:
            raise Unreadable(_too_large(most_bytes))
        file.seek(0)
        yield from _found_in(file, start, told, tally, None)


def _found_in_zip(path: Path, told: Told, tally: Tally, most_bytes: int) -> Found:
    with Archive(path, max_entries=MOST_ENTRIES, max_unpacked=most_bytes) as archive:
        entries = []
        for one in archive:
            if isinstance(one, ZipEntry):
                entries.append(one.name)
            else:
                yield one
        regions: dict[str, str] = {}
        for name in entries:
            if _last(name).startswith("metadata_country"):
                metadata = io.StringIO(
                    archive.read(name, 20 * MB).decode("utf-8-sig", errors="replace"), newline=""
                )
                regions |= read_regions(metadata)
        data = [one for one in entries if one.lower().endswith((".csv", ".json")) and not _is_about(one)]
        if not data:
            raise Unreadable(Fault(N_("The ZIP holds no CSV and no JSON with figures.")))
        for name in data:
            with tempfile.TemporaryFile() as unpacked:
                archive.copy(name, unpacked, most_bytes)
                unpacked.seek(0)
                start = unpacked.read(64)
                unpacked.seek(0)
                for found in _found_in(unpacked, start, told, tally, regions or None):
                    yield _in_entry(found, name) if len(data) > 1 else found


def _found_in(
    file: IO[bytes], start: bytes, told: Told, tally: Tally, regions: dict[str, str] | None
) -> Found:
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"[", b"{"}:
        whole = file.read(MOST_JSON_BYTES + 1)
        if len(whole) > MOST_JSON_BYTES:
            raise Unreadable(_too_large(MOST_JSON_BYTES))
        yield from read_json(_text(whole), told, tally)
    elif start.lstrip()[:1] == b"<":
        text = N_("This is XML or a page, not figures. Download the file as CSV, or with format=json.")
        raise Unreadable(Fault(text, line=1))
    else:
        yield from read_csv(_lines(file), told, tally, regions)


def _lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines as text; a line that is not UTF-8 ends the reading with its number."""
    number = 0
    while line := file.readline(4 * MB):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        yield _text(line, number)


def _text(data: bytes, line: int = 1) -> str:
    try:
        return data.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        text = N_("The text is not UTF-8. Save the file again with the encoding UTF-8.")
        raise Unreadable(Fault(text, line=line)) from error


def _chunks(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    walk = iter(readings)
    while chunk := list(islice(walk, _AT_ONCE)):
        yield chunk


def _take(chunk: list[Reading], came: Came, *, dry_run: bool) -> None:
    """Compare a chunk with what is there and write what differs, in one transaction."""
    with transaction.atomic():
        there = _there(chunk)
        now = timezone.now()
        new: dict[tuple[str, str, int, str], CountryFigure] = {}
        changed: dict[int, CountryFigure] = {}
        for one in chunk:
            key = (one.country, one.indicator, one.year, one.source)
            row = there.get(key) or new.get(key)
            if row is None:
                new[key] = CountryFigure(
                    country=one.country, indicator=one.indicator, year=one.year, value=one.value,
                    source=one.source, licence=one.licence, imported_at=now,
                )  # fmt: skip
            elif (row.value, row.licence) == (one.value, one.licence):
                came.unchanged += 1
            else:
                row.value, row.licence, row.imported_at = one.value, one.licence, now
                if row.pk is None:
                    continue  # Twice in one file: the last one holds.
                changed[row.pk] = row
        came.imported += len(new)
        came.corrected += len(changed)
        if dry_run:
            return
        CountryFigure.objects.bulk_update(
            changed.values(), ["value", "licence", "imported_at"], batch_size=500
        )
        made = CountryFigure.objects.bulk_create(new.values(), batch_size=1000)
        _mark_latest([*there.values(), *made], {(one.country, one.indicator) for one in made})


def _there(chunk: list[Reading]) -> dict[tuple[str, str, int, str], CountryFigure]:
    """Return the rows of the countries and indicators in the chunk by what names them."""
    rows = CountryFigure.objects.filter(
        country__in={one.country for one in chunk}, indicator__in={one.indicator for one in chunk}
    )
    return {(row.country, row.indicator, row.year, row.source): row for row in rows}


def _mark_latest(rows: list[CountryFigure], touched: set[tuple[str, str]]) -> None:
    """Move the mark to the newest year of each (country, indicator) that got a row."""
    newest: dict[tuple[str, str], CountryFigure] = {}
    for row in rows:
        key = (row.country, row.indicator)
        if key in touched and (key not in newest or (row.year, row.pk) > (newest[key].year, newest[key].pk)):
            newest[key] = row
    chosen = {row.pk for row in newest.values() if not row.is_latest}
    losing = [
        row.pk for row in rows if row.is_latest and (row.country, row.indicator) in touched
        and newest[row.country, row.indicator].pk != row.pk
    ]  # fmt: skip
    for some in _slices(losing):  # First these: two latest at once would break the constraint.
        CountryFigure.objects.filter(pk__in=some).update(is_latest=False)
    for some in _slices(sorted(chosen)):
        CountryFigure.objects.filter(pk__in=some).update(is_latest=True)


def _slices(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


@transaction.atomic
def _finish(actor: Actor, name: str, came: Came) -> None:
    OtherIndicator.objects.bulk_create(
        [OtherIndicator(code=code[:80], name=named) for code, named in came.not_used.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    made = FigureImport.objects.create(
        name=name[:255], released=came.released, imported=came.imported, corrected=came.corrected,
        unchanged=came.unchanged, refused=came.refused_count, made_by_id=actor.membership_id or None,
        made_at=timezone.now(), intervals=index_of(latest_figures()).intervals(), recipe=recipe(),
    )  # fmt: skip
    if came.imported:
        index_countries(countries_with_figures())
    with acting_for(hub_organisation().pk):
        record(CountryFiguresImported(str(made.pk), name[:255], str(came.imported)), actor_id=actor.person_id)


def _in_entry(found: Reading | Fault, name: str) -> Reading | Fault:
    if isinstance(found, Reading):
        return found
    return Fault(found.text, found.values, line=found.line, field=f"{_last(name)}: {found.field}".strip(": "))


def _last(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _is_about(name: str) -> bool:
    return _last(name).startswith("metadata")


def _too_large(most_bytes: int) -> Fault:
    text = N_("The file has more than %(most)s MB. Take one topic or one indicator at a time.")
    return Fault(text, {"most": most_bytes // MB})
