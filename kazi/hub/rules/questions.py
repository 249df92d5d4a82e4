"""A question to the search as an address has it: words, and codes of facets to narrow by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

LONGEST_WORDS = 200
MOST_CODES = 20
LONGEST_CODE = 40

Values = Callable[[str], Sequence[str]]  # All values of one name of a query string.


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.  `filters` has each facet's codes sorted, so equal questions are equal."""

    words: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.filters

    def narrowed(self, name: str, code: str) -> Question:
        return self._with(name, {*self.filters.get(name, ()), code})

    def without(self, name: str, code: str = "") -> Question:
        """Return the question without one code of a facet, or without the whole facet."""
        kept = {one for one in self.filters.get(name, ()) if code and one != code}
        return self._with(name, kept)

    def only(self, name: str) -> Question:
        """Return the question with its words and one facet."""
        return replace(self, filters={one: codes for one, codes in self.filters.items() if one == name})

    def saying(self, words: str) -> Question:
        return replace(self, words=words)

    def pairs(self, page: int = 1) -> list[tuple[str, str]]:
        """Return names and values as in the address; the first page needs no number."""
        said = [("q", self.words)] if self.words else []
        said += [(name, code) for name, codes in sorted(self.filters.items()) for code in codes]
        return [*said, ("page", str(page))] if page > 1 else said

    def address(self, path: str, page: int = 1) -> str:
        """Return the address of this question on the page at `path`."""
        pairs = self.pairs(page)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def _with(self, name: str, codes: Iterable[str]) -> Question:
        filters = {**self.filters, name: tuple(sorted(codes))}
        return replace(self, filters={one: those for one, those in filters.items() if those})


def question(values: Values, facets: Iterable[str]) -> Question:
    """Read a question from a query string; what is no facet is left out, what is too long is cut."""
    words = " ".join("".join(values("q")[:1]).replace("\0", " ").split())[:LONGEST_WORDS].strip()
    filters = {}
    for name in facets:
        codes = {code.replace("\0", "")[:LONGEST_CODE].strip() for code in values(name)[:MOST_CODES]}
        if chosen := tuple(sorted(filter(None, codes))):
            filters[name] = chosen
    return Question(_sayable(words), {name: tuple(map(_sayable, codes)) for name, codes in filters.items()})


def page_number(value: str | None) -> int:
    """Return the number of a page, 1 where it is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else 1


def _sayable(text: str) -> str:
    return text.encode(errors="ignore").decode()
