"""Charts as tags, for pages of any room: the template says which figures, here they become a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kazi.web import charts

register = template.Library()


class Point(Protocol):
    """Answers from a moment on."""

    @property
    def at(self) -> datetime: ...

    @property
    def answers(self) -> int: ...


@register.simple_tag
def days_chart(points: Sequence[Point]) -> SafeString:
    """Return a line through the answers of each day."""
    said = [(date_format(one.at, "j M"), one.answers) for one in points]
    return charts.line(said, title=_("Answers a day"))


@register.simple_tag
def hours_chart(points: Sequence[Point]) -> SafeString:
    """Return a line through the answers of each hour."""
    said = [(date_format(one.at, "H:i"), one.answers) for one in points]
    return charts.line(said, title=_("Answers an hour"))


@register.simple_tag
def level_chart(rows: Sequence[tuple[str, float]], title: str = "") -> SafeString:
    """Return a line through (label, value) rows at equal distances, from 0 upward."""
    return charts.line(rows, title=title)


@register.simple_tag
def shares_chart(rows: Sequence[tuple[str, int]], title: str = "") -> SafeString:
    """Return bars of (label, percent) rows; a hundred fills the width, so that nine of ten look like it."""
    return charts.bars(rows, unit="%", title=title, whole=100)
