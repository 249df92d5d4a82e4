"""What lists can be narrowed by: facets, their codes and the kinds of things, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kazi.hub.models import Place, Stage, Standing
from kazi.hub.queries.certification import standard_name
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SECURITY, SERVICES
from kazi.hub.rules.names import country_name, language_name
from kazi.hub.rules.questions import Question

Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to narrow a list by: its heading, and how each of its codes is read."""

    name: str
    heading: str | Promise
    label: Label


def _country(code: str) -> str:
    return country_name(code, get_language() or "en")


def _language(code: str) -> str:
    return language_name(code, get_language() or "en")


def _named(names: Mapping[str, str]) -> Label:
    return lambda code: _(names[code]) if code in names else code


def _one_of(choices: type[TextChoices]) -> Label:
    return lambda code: str(choices(code).label) if code in choices.values else code


_facets: dict[str, Facet] = {}
# Several of a kind, and one of it.
_KINDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "provider": (gettext_lazy("Providers"), gettext_lazy("Provider")),
    "country": (gettext_lazy("Countries"), gettext_lazy("Country")),
    "advocate": (gettext_lazy("Advocates"), gettext_lazy("Advocate")),
    "article": (gettext_lazy("Articles"), gettext_lazy("Article")),
    "resource": (gettext_lazy("Resources"), gettext_lazy("Resource")),
}


def add_facet(name: str, heading: str | Promise, label: Label) -> None:
    """Let readers narrow lists by a facet that some docs have; those never added here are not shown."""
    # A page reads a hundred of them, the same on every page.
    remembered = lru_cache(maxsize=4_000)(lambda code, _language: label(code))
    _facets[name] = Facet(name, heading, lambda code: remembered(code, get_language()))


def facets() -> list[Facet]:
    """Return all facets in the order of the page."""
    return list(_facets.values())


def read_out(asked: Question) -> str:
    """Return a question as a line that can be read: its words and what it is narrowed by."""
    several = kinds()
    parts = [asked.words] + [several.get(kind, kind) for kind in asked.filters.get("kind", ())]
    parts += [facet.label(code) for facet in facets() for code in asked.filters.get(facet.name, ())]
    return ", ".join(filter(None, parts)) or _("everything")


def kinds() -> dict[str, str]:
    """Return the kinds of things with what several of them are called, in the order of the tabs."""
    return {kind: str(several) for kind, (several, _one) in _KINDS.items()}


def add_kind(kind: str, several: str | Promise, one: str | Promise) -> None:
    """Let a room above name the kind of its own things, as people read it."""
    _KINDS[kind] = (several, one)


def one_of_each_kind() -> dict[str, str]:
    """Return the kinds of things with what one of them is called."""
    return {kind: str(one) for kind, (_several, one) in _KINDS.items()}


add_facet("country", gettext_lazy("Country"), _country)
add_facet("service", gettext_lazy("Service"), _named(SERVICES))
add_facet("language", gettext_lazy("Languages people work in"), _language)
add_facet("sector", gettext_lazy("Field"), _named(SECTORS))
add_facet("place", gettext_lazy("How people work"), _one_of(Place))
add_facet("stage", gettext_lazy("How far they have come"), _one_of(Stage))
add_facet("standing", gettext_lazy("Who stands behind their figures"), _one_of(Standing))
add_facet("group", gettext_lazy("Who gets a first chance"), _named(GROUPS))
add_facet("security", gettext_lazy("Data safety"), _named(SECURITY))
add_facet("certificate", gettext_lazy("Certificates they hold"), standard_name)
add_facet("written", gettext_lazy("Language of the text"), _language)
