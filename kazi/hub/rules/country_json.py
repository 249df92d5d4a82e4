"""The JSON of the World Bank's API, version 2, as `api.worldbank.org/v2/...?format=json` sends it."""

from __future__ import annotations

import json
from typing import Any

from kazi.files.rules.unreadable import Unreadable
from kazi.hub.rules.country_files import (
    WDI,
    Found,
    Tally,
    Told,
    checked,
    country_of,
    world_bank_source,
)
from kazi.hub.rules.indicators import INDICATORS, code_of
from kazi.hub.rules.territories import THREE_OF
from kazi.kernel.words import N_, Fault

_WDI_NUMBER = "2"


def read_json(text: str, told: Told, tally: Tally) -> Found:
    """Read `[meta, rows]`; `line` counts the rows from 1.

    A null value is a missing figure.  Raises Unreadable for the API's error envelope, with its own
    words, and for anything of another form.
    """
    meta, rows = _envelope(text)
    tally.released = str(meta.get("lastupdated") or "")
    pages = meta.get("pages")
    if isinstance(pages, int) and pages > 1:
        note = N_("This is page %(page)s of %(pages)s. Import the others too, or ask with per_page=20000.")
        tally.notes.append(Fault(note, {"page": str(meta.get("page")), "pages": pages}))
    for line, row in enumerate(rows, 1):
        yield from _one(row, line, str(meta.get("sourceid") or ""), told, tally)


def _one(row: Any, line: int, database: str, told: Told, tally: Tally) -> Found:
    try:
        indicator, name = str(row["indicator"]["id"]), str(row["indicator"].get("value") or "")
        two, three = str(row["country"]["id"] or ""), str(row.get("countryiso3code") or "")
        date, value = str(row["date"]), row["value"]
    except (KeyError, TypeError, AttributeError):
        yield Fault(N_("This is no row of the World Bank's API."), line=line)
        return
    if not three and two in THREE_OF:
        three = THREE_OF[two]
    country = country_of(three, tally)
    if country is None:
        # Aggregates without a code of three letters have one of two that no country has: "1A", "XD".
        if not three:
            tally.groups.add(two)
        elif three.upper() not in tally.groups:
            text = N_("“%(code)s” is no country of ISO 3166-1. Write three letters, such as KEN for Kenya.")
            yield Fault(text, {"code": three[:20]}, line=line, field="countryiso3code")
        return
    if value is None:
        tally.empty += 1
        return
    code = code_of(indicator)
    if code not in INDICATORS:
        tally.names.setdefault(code, name[:300])
    source, licence = world_bank_source(
        WDI if database == _WDI_NUMBER else f"source {database}", indicator, told
    )
    found = checked(line, "value", country, indicator, date, value, source, licence, told)
    if isinstance(found, Fault) and found.values.get("year") == date[:20]:
        found = Fault(found.text, found.values, line=line, field="date")
    yield found


def _envelope(text: str) -> tuple[dict[str, Any], list[Any]]:
    try:
        whole = json.loads(text)
    except ValueError as error:
        broken = N_("The file is not JSON (%(error)s). Download it again, with format=json in its address.")
        raise Unreadable(Fault(broken, {"error": str(error)[:120]}, line=1)) from error
    except RecursionError as error:
        raise Unreadable(
            Fault(N_("The file is nested too deeply to be the World Bank's."), line=1)
        ) from error
    if isinstance(whole, list) and whole and isinstance(whole[0], dict):
        if isinstance(whole[0].get("message"), list):
            said = "; ".join(
                str(one.get("value", one)) for one in whole[0]["message"] if isinstance(one, dict)
            )
            text_ = N_("The World Bank answered with an error instead of figures: %(said)s")
            raise Unreadable(Fault(text_, {"said": said[:300] or "?"}, line=1))
        if len(whole) > 1 and (whole[1] is None or isinstance(whole[1], list)):
            return whole[0], whole[1] or []
    form = N_("The file is not an answer of the World Bank's API: a list of two, meta and rows.")
    raise Unreadable(Fault(form, line=1))
