"""Maps of care: one drawing for each country, of what the table beside it says."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kazi.care.queries.places import Spot, towns
from kazi.care.queries.unmet import Released
from kazi.care.rules.needs import NEEDS
from kazi.hub.place_drawings import Mark, country, size_of
from kazi.hub.rules.names import country_name

MOST_COUNTRIES = 6  # The others stand in the table.
Drawn = list[tuple[str, SafeString]]


def of_services(spots: Sequence[Spot], kept: dict[str, str]) -> Drawn:
    """Return (country, map) of how many services are found in each town; a town leads to its services."""
    most = max((one.count for one in spots), default=0)
    marks: dict[str, list[Mark]] = {}
    for one in spots:
        if one.point is None:
            continue
        said = ngettext("%(town)s: %(n)s service", "%(town)s: %(n)s services", one.count)
        words = said % {"town": one.town, "n": one.count}
        path = f"{reverse('care:directory')}?{urlencode({**kept, 'town': one.town})}"
        mark = Mark(one.town, words, *one.point, size_of(one.count, most), path)
        marks.setdefault(one.country, []).append(mark)
    return _drawn(marks, _("Local services in %(country)s"))


def of_unmet(rows: Sequence[Released]) -> Drawn:
    """Return (country, map) of the released needs that nobody meets: what the table says and nothing more."""
    known = towns()
    # Sums over the needs of a town would tell more than its lines do: a mark is as large as the largest one.
    found: dict[tuple[str, str], list[Released]] = {}
    for row in rows:
        found.setdefault((row.town, row.country), []).append(row)
    most = max((row.count for row in rows), default=0)
    marks: dict[str, list[Mark]] = {}
    for (town, code), listed in found.items():
        point = known.get((town.strip().lower(), code.upper()))
        if point is None:
            continue
        needs = ", ".join(_told(NEEDS[row.need].name, row.count) for row in listed)
        size = size_of(max(row.count for row in listed), most)
        marks.setdefault(code, []).append(Mark(town, f"{town}: {needs}", *point, size))
    return _drawn(marks, _("Needs that nobody meets in %(country)s"))


def _told(need: str | Promise, count: int) -> str:
    return _("%(need)s, at least %(count)s") % {"need": _(str(need)), "count": count}


def _drawn(marks: dict[str, list[Mark]], title: str) -> Drawn:
    here = get_language() or "en"
    chosen = sorted(marks, key=lambda code: (-len(marks[code]), code))[:MOST_COUNTRIES]
    names = [(country_name(code, here) if code else _("Elsewhere"), code) for code in chosen]
    return [(name, country(code, marks[code], title % {"country": name})) for name, code in names]
