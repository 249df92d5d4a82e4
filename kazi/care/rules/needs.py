"""The short list of needs that workers choose from, and the Open Eligibility terms that answer each.

The list is our own; the numbers are those of Open Eligibility 2.0 (Aunt Bertha, CC BY-SA 3.0), whose
text is not part of Kazi: `kazi services taxonomy FILE` reads it where it is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from kazi.kernel.words import N_

OURS = UUID("0d3ae7a2-6f0e-5a63-9d7e-2b1b3b9b9a11")  # Names every id that Kazi itself gives out in HSDS.
TAXONOMY_NAME = "Kazi worker needs"
TAXONOMY_TEXT = "Eleven needs that workers tell most often, each mapped to terms of Open Eligibility 2.0."
OPEN_ELIGIBILITY = "openeligibility"


@dataclass(frozen=True, slots=True)
class Need:
    """One need: its code, what people read, and the codes of Open Eligibility that answer it."""

    code: str
    name: str
    terms: frozenset[str]
    is_sensitive: bool = False  # Nothing of it is said in a message, not even its name.

    @property
    def terms_in_order(self) -> list[str]:
        return sorted(self.terms)

    @property
    def term_id(self) -> UUID:
        """Return the id under which the need is published as a taxonomy term."""
        return uuid5(OURS, f"need/{self.code}")


def _need(code: str, name: str, terms: str, *, is_sensitive: bool = False) -> Need:
    return Need(code, name, frozenset(terms.split()), is_sensitive)


NEEDS: dict[str, Need] = {
    one.code: one
    for one in (
        _need("childcare", N_("Childcare"), "1233 1279 1280 1281 1282 1284 1294"),
        _need("transport", N_("Transport"), "1105 1172 1173 1175 1176 1177 1205 1252 1254"),
        _need("clinic", N_("Clinic or doctor"), "1106 1115 1199 1201 1202 1236 1238 1239"),
        _need("bank", N_("Bank account or loan"), "1250 1262 1263 1321"),
        _need("legal", N_("Legal help"), "1111", is_sensitive=True),
        _need("housing", N_("Housing"), "1103 1116 1121 1135 1136 1137 1142 1145 1146 1150 1152 1243 1295"),
        _need("violence", N_("Safety from violence"), "1123 1124 1125 1151", is_sensitive=True),
        _need("food", N_("Food"), "1102 1114 1120 1128 1129 1130 1131 1132 1133 1134 1234 1235 1258"),
        _need("school", N_("School"), "1109 1118 1160 1247 1249 1317 1318 1320 1322"),
        _need("remittance", N_("Sending money home"), "1107"),
        _need("mental_health", N_("Someone to talk to"), "1126 1198 1214 1220 1304", is_sensitive=True),
    )
}  # fmt: skip
TAXONOMY_ID = uuid5(OURS, "taxonomy/needs")
_BY_TERM_ID = {str(one.term_id): code for code, one in NEEDS.items()}


def needs_of_terms(terms: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return the needs answered by terms, each given as (id, taxonomy's name, code), in our order."""
    found = set()
    for term_id, taxonomy, code in terms:
        if ours := _BY_TERM_ID.get(term_id):
            found.add(ours)
        elif _is_open_eligibility(taxonomy):
            found |= {need.code for need in NEEDS.values() if code in need.terms}
    return [code for code in NEEDS if code in found]


def _is_open_eligibility(name: str) -> bool:
    return OPEN_ELIGIBILITY in "".join(filter(str.isalpha, name.lower()))
