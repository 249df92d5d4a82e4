from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kazi.web.charts import bars, line, meter
from kazi.web.templatetags.charts import shares_chart


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- our own drawing.


def widths(svg: str) -> list[float]:
    bars_drawn = [rect for rect in parsed(svg).iter("rect") if rect.get("class") == "bar"]
    return [float(rect.get("width", "").rstrip("%")) for rect in bars_drawn]
    return [
        float(r.get("width", "").rstrip("%")) for r in parsed(svg).iter("rect") if r.get("class") == "bar"
    ]


def test_bars_are_as_long_as_their_values() -> None:
    assert widths(bars([("Mon", 10), ("Tue", 5), ("Wed", 0)])) == [100, 50, 0]


def test_a_share_is_as_long_as_its_part_of_the_whole() -> None:
    assert widths(bars([("Yes", 12), ("No", 88)], unit="%", whole=100)) == [12, 88]
    assert widths(bars([("Yes", 0)], whole=100)) == [0]
    assert widths(shares_chart([("Childcare", 44)])) == [44]


def test_bars_of_nothing_do_not_divide_by_it() -> None:
    assert widths(bars([("Mon", 0)])) == [0]
    assert bars([]) == ""


def test_a_chart_says_its_figures_to_those_who_cannot_see_it() -> None:
    root = parsed(bars([("Mon", 10), ("Tue", 5)], unit="tasks", title="Done each day"))
    assert root.get("role") == "img"
    assert root.findtext("title") == "Done each day"
    assert root.findtext("desc") == "Mon 10 tasks; Tue 5 tasks"


def test_a_label_cannot_bring_markup_into_the_page() -> None:
    svg = bars([("<script>alert(1)</script>", 1)])
    assert "<script" not in svg
    assert parsed(svg).findtext("desc") == "<script>alert(1)</script> 1"


def test_a_line_runs_from_side_to_side_and_its_peak_touches_the_top() -> None:
    svg = line([("9:00", 2), ("10:00", 8), ("11:00", 4)], unit="tasks")
    points = re.search(r'points="([^"]+)"', svg)
    assert points is not None
    assert points[1] == "0.00,75.00 50.00,0.00 100.00,50.00"
    assert "8 tasks" in svg
    assert "4 tasks" in svg


def test_a_line_of_one_point_is_a_level() -> None:
    points = re.search(r'points="([^"]+)"', line([("9:00", 3)]))
    assert points is not None
    assert points[1] == "0.00,0.00 100,0.00"


def test_a_meter_is_never_more_than_full() -> None:
    assert widths(meter(3, 4)) == [75]
    assert widths(meter(9, 4)) == [100]
    assert widths(meter(0, 0)) == [0]


@pytest.mark.parametrize("draw", [bars, line])
def test_a_negative_value_is_refused(draw: type[object]) -> None:
    with pytest.raises(ValueError):
        draw([("Mon", -1)])  # type: ignore[call-arg]


def test_charts_have_no_inline_styles() -> None:
    for svg in (bars([("a", 1)]), line([("a", 1), ("b", 2)]), meter(1, 2)):
        assert "style=" not in svg
