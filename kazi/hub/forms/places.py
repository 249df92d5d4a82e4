"""Choosing countries by name in a form."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.rules.names import country_name
from kazi.hub.rules.searching import normalised

# Codes that babel names and that are no country.
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """Return the two-letter codes of the countries and territories that have a name."""
    known = [str(code) for code in Locale("en").territories]
    return tuple(sorted(c for c in known if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRY))


def country_choices() -> list[tuple[str, str]]:
    """Return code and name in the reader's language, by name, with an empty first choice."""
    here = get_language() or "en"
    named = [(code, country_name(code, here)) for code in codes()]
    return [("", "–"), *sorted(named, key=lambda one: normalised(one[1]))]


class CountriesField(forms.CharField):
    """Several countries in one line, by name or code, with commas; the value is a list of codes."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            here = get_language() or "en"
            return ", ".join(country_name(code, here) for code in value)
        return value

    def clean(self, value: Any) -> Any:
        said = str(super().clean(value))
        known = _known(get_language() or "en")
        found = []
        for name in filter(None, (part.strip() for part in said.replace("\n", ",").split(","))):
            code = name.upper() if name.upper() in codes() else known.get(normalised(name))
            if code is None:
                raise ValidationError(_("“%(name)s” is no country we know.") % {"name": name[:60]})
            found.append(code)
        return list(dict.fromkeys(found))


@lru_cache(maxsize=16)
def _known(language: str) -> dict[str, str]:
    return {normalised(country_name(code, one)): code for one in ("en", language) for code in codes()}
