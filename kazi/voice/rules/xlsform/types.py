"""The types of XLSForm, of older spellings and of SurveyCTO: what each becomes here."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import Kind

_KINDS: Final[dict[str, Kind]] = {
    "note": Kind.NOTE,
    "text": Kind.TEXT, "string": Kind.TEXT, "barcode": Kind.TEXT,
    "integer": Kind.INTEGER, "int": Kind.INTEGER, "number": Kind.INTEGER,
    "decimal": Kind.DECIMAL, "range": Kind.DECIMAL,
    "date": Kind.DATE, "time": Kind.TIME,
    "acknowledge": Kind.ACKNOWLEDGE, "trigger": Kind.ACKNOWLEDGE,
    "calculate": Kind.CALCULATE, "calculate here": Kind.CALCULATE, "calculation": Kind.CALCULATE,
    "hidden": Kind.CALCULATE,
}  # fmt: skip
# What a form notes by itself.  A phone's number and maker are never kept beside answers.
_OF_ITSELF: Final = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "device id",
        "imei",
        "subscriberid",
        "subscriber id",
        "simserial",
        "sim serial",
        "simid",
        "phonenumber",
        "phone number",
        "username",
        "email",
        "audit",
        "text audit",
        "audio audit",
        "start geopoint",
        "background audio",
        "background geopoint",
        "caseid",
        "case id",
        "entity",
        "enumerator",
        "sensor statistic",
        "sensor stream",
        "speed violations count",
        "speed violations list",
        "speed violations audit",
        "csv external",
        "xml external",
        "osm",
        "property audit",
        "get today",
        "get start",
        "get end",
        "get device id",
    ]
)
# What only a person with a camera, a map or a screen can answer.
_UNASKABLE: Final[dict[str, str]] = {
    **dict.fromkeys(("image", "photo", "picture"), N_("A keypad cannot take a picture.")),
    **dict.fromkeys(("geopoint", "gps", "location"), N_("A keypad cannot tell a place on the map.")),
    **dict.fromkeys(("geotrace", "geoshape"), N_("A keypad cannot draw on the map.")),
    **dict.fromkeys(("audio", "video"), N_("A keypad cannot record.")),
    "file": N_("A keypad cannot send a file."),
    **dict.fromkeys(("datetime", "date time"), N_("A keypad cannot take day and time at once: ask both.")),
}  # fmt: skip
# Asked of the person who holds the interview, not of a worker on the phone.
_COMMENTS: Final = frozenset({"comments"})
_GROUPS: Final = {
    "begin group": "group", "begin repeat": "repeat", "begin loop": "repeat",
    "end group": "end", "end repeat": "end", "end loop": "end",
    "begingroup": "group", "beginrepeat": "repeat", "endgroup": "end", "endrepeat": "end",
}  # fmt: skip
_ONE: Final = ("select one from", "select one", "select1", "select 1", "radio", "add select one prompt using")
_SEVERAL: Final = (
    "select all that apply from",
    "select all that apply",
    "select multiple from",
    "select multiple",
    "select many",
    "select",
    "add select multiple prompt using",
)
_OTHER: Final = re.compile(r"(?i)\s*\bor[ _](?:specify[ _])?other\b\s*$")
_LIST_WORD: Final = re.compile(r"(?i)^(?:list[ _]name\s+)?(.*)$")


@dataclass(frozen=True, slots=True)
class RowType:
    """What a row is: `role` is question, group, repeat, end, of itself, unaskable or unknown.

    `other`: one more choice, "other", with a text after it.  `why` says why it cannot be asked; `near`
    is a known type for one that is not, when it looks like it.
    """

    role: str
    kind: Kind = Kind.UNASKED
    options: str = ""
    other: bool = False
    why: str = ""
    near: str = ""


def row_type(said: str) -> RowType:  # noqa: PLR0911 -- one line for each kind of row.
    """Return what the cell under `type` means."""
    text = re.sub(r"\s+", " ", said.replace("\u00a0", " ")).strip()
    compared = re.sub(r"[\s_\-]+", " ", text).lower()
    if compared in _GROUPS:
        return RowType(_GROUPS[compared])
    if compared in _COMMENTS:
        return RowType("unaskable", why=N_("Comments belong to an interviewer’s screen."))
    if compared in _OF_ITSELF:
        return RowType("of itself", kind=Kind.CALCULATE)
    if compared in _UNASKABLE:
        return RowType("unaskable", why=_UNASKABLE[compared])
    if compared in _KINDS:
        return RowType("question", kind=_KINDS[compared])
    if (choosing := _choosing(text)) is not None:
        return choosing
    known = [*_KINDS, *_UNASKABLE, "select one", "select multiple", "begin group", "end group", "rank"]
    near = difflib.get_close_matches(compared, known, n=1, cutoff=0.7)
    return RowType("unknown", near=near[0].replace(" ", "_") if near else "")


def _choosing(text: str) -> RowType | None:
    other = _OTHER.search(text) is not None
    bare = _OTHER.sub("", text)
    compared = re.sub(r"[_\-]", " ", bare).lower()
    if compared.startswith(("select one from file", "select multiple from file", "select one external")):
        return RowType("unaskable", why=N_("The choices are in another file, which is not in this one."))
    for kind, starts in ((Kind.ONE, _ONE), (Kind.SEVERAL, _SEVERAL), (Kind.RANK, ("rank",))):
        for start in starts:
            if compared == start or compared.startswith(f"{start} "):
                found = _LIST_WORD.match(bare[len(start) :].strip())
                return RowType("question", kind, options=found[1].strip() if found else "", other=other)
    return None
