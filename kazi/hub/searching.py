"""What a page of the search shows: tabs, boxes with their counts, chips to take off, turns of pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from kazi.hub.facets import Facet, facets, kinds, one_of_each_kind
from kazi.hub.models import PublicProfile
from kazi.hub.rules.questions import Question
from kazi.search.queries import Found, Hit
from kazi.search.rules.showing import Parts

AT_FIRST = 10  # Codes of a facet that are shown before "more".
# What a card shows of a profile: reading all of it takes as long as the rest of the search.
ON_A_CARD = (
    "provider_id", "name", "slug", "country", "sites", "story", "services", "languages", "published_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """One code of a facet to tick."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its boxes: those chosen and the most frequent first, then the others by name."""

    name: str
    heading: str
    first: list[Box]
    more: list[Box]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another question: what it reads, where it leads, how much is there."""

    label: str
    address: str
    count: int = 0
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything around the list itself."""

    question: Question
    found: Found
    groups: list[Group]
    tabs: list[Link]
    chips: list[Link]
    clear: str
    before: str
    after: str
    meant: Link | None


def shown(question: Question, found: Found, path: str, *, fixed: tuple[str, ...] = ()) -> Shown:
    """Lay out a page of `found` at `path`; facets in `fixed` belong to the page and are not offered."""
    address = partial(question.address, path)
    return Shown(
        question=question,
        found=found,
        groups=[
            _group(facet, found.facets.get(facet.name, {}), question.filters.get(facet.name, ()))
            for facet in facets()
            if facet.name not in fixed and found.facets.get(facet.name)
        ],
        tabs=[] if "kind" in fixed else _tabs(question, found.facets.get("kind", {}), path),
        chips=[
            Link(facet.label(code), question.without(facet.name, code).address(path))
            for facet in facets()
            for code in question.filters.get(facet.name, ())
        ],
        clear=question.only("kind").address(path),
        before=address(found.page - 1) if found.page > 1 else "",
        after=address(found.page + 1) if found.page < found.pages else "",
        meant=Link(found.meant, question.saying(found.meant).address(path)) if found.meant else None,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in the list of everything."""

    kind: str
    hit: Hit
    title: Parts
    places: list[str]


def lines(found: Found) -> list[Line]:
    """Return what was found with its kind and country in the reader's words."""
    country = next(facet.label for facet in facets() if facet.name == "country")
    names = one_of_each_kind()
    return [
        Line(
            kind=names.get(hit.kind, hit.kind),
            hit=hit,
            title=hit.title,
            places=[] if hit.kind == "country" else [*map(country, hit.facets.get("country", [])[:3])],
        )
        for hit in found.hits
    ]


def profiles_of(found: Found) -> list[PublicProfile]:
    """Return the profiles that were found, in their order; one that is gone by now is left out."""
    refs = [hit.ref for hit in found.hits]
    there = PublicProfile.objects.visible().only(*ON_A_CARD).in_bulk(refs, field_name="slug")
    return [there[ref] for ref in refs if ref in there]


def _tabs(question: Question, counts: dict[str, int], path: str) -> list[Link]:
    chosen = question.filters.get("kind", ())
    every = question.without("kind")
    tabs = [Link("", every.address(path), sum(counts.values()), not chosen)]
    for kind, name in kinds().items():
        if counts.get(kind) or kind in chosen:
            one = every.narrowed("kind", kind).address(path)
            tabs.append(Link(name, one, counts.get(kind, 0), chosen == (kind,)))
    return tabs if len(tabs) > 2 or chosen else []


def _group(facet: Facet, counts: dict[str, int], chosen: tuple[str, ...]) -> Group:
    boxes = [Box(code, facet.label(code), count, code in chosen) for code, count in counts.items()]
    boxes += [Box(code, facet.label(code), 0, True) for code in chosen if code not in counts]
    boxes.sort(key=lambda box: (not box.is_chosen, -box.count, box.label))
    more = sorted(boxes[AT_FIRST:], key=lambda box: box.label)
    return Group(facet.name, str(facet.heading), boxes[:AT_FIRST], more, bool(chosen))
