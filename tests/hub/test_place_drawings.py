"""Places in the outline of their country: where they come to lie, drawn by attributes alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.hub.drawings import map_source
from kazi.hub.place_drawings import Mark, country, size_of
from kazi.hub.rules.equal_earth import Box, on_the_map, parts_of
from kazi.hub.rules.territories import TWO_OF_NUMBER

# Small islands and towns of which the map draws a dot: degrees north and east.
DOTS = {
    "DM": (15.43, -61.35), "GI": (36.14, -5.35), "KM": (-12.0, 43.8), "MU": (-20.28, 57.57),
    "BB": (13.18, -59.56), "SC": (-4.68, 55.48), "SG": (1.35, 103.82), "HK": (22.35, 114.15),
}  # fmt: skip
TOWNS = {
    "KE": (-1.286, 36.817), "IN": (22.573, 88.364), "KH": (11.556, 104.928), "BR": (-15.79, -47.88),
    "MX": (19.43, -99.13), "FR": (45.76, 4.84), "AU": (-25.0, 134.0), "US": (39.1, -94.58),
    "NG": (9.06, 7.49),
}  # fmt: skip


def outline(code: str) -> str:
    return next(str(line) for number, line in map_source()["paths"].items() if TWO_OF_NUMBER[number] == code)


@pytest.mark.parametrize("code", DOTS)
def test_places_come_where_the_map_draws_them(code: str) -> None:
    dots = {TWO_OF_NUMBER[number]: place for number, place in map_source()["dots"].items()}
    assert code in dots
    assert list(on_the_map(*DOTS[code])) == pytest.approx(dots[code], abs=0.8)


@pytest.mark.parametrize("code", TOWNS)
def test_a_town_lies_in_a_land_of_its_country(code: str) -> None:
    lands = parts_of(outline(code))
    assert any(land.has(*on_the_map(*TOWNS[code])) for land in lands)


def test_an_outline_reaches_as_far_as_its_steps() -> None:
    assert parts_of("M10,10l5,0 0-5-5,0zM1,2l1-1-3,0.5z") == [Box(10, 5, 15, 10), Box(-1, 1, 2, 2)]


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_every_place_of_the_globe_lies_on_the_map_or_beside_it(latitude: float, longitude: float) -> None:
    x, y = on_the_map(latitude, longitude)
    assert -40 <= x <= 1040
    assert -10 <= y <= 510


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_what_is_on_no_globe_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="is no place"):
        on_the_map(*place)


def numbers(svg: str, name: str) -> list[float]:
    return [float(one) for one in re.findall(rf'\b{name}="(-?[\d.]+)"', svg)]


@given(
    places=st.lists(
        st.tuples(st.floats(-35, 37), st.floats(-18, 51), st.integers(1, 5)), min_size=1, max_size=12
    )
)
def test_all_marks_lie_in_the_picture(places: list[tuple[float, float, int]]) -> None:
    marks = [Mark(f"Town {n}", f"<{n}>", *place) for n, place in enumerate(places)]
    svg = str(country("KE", marks, "Kenya & co"))
    left, top, width, height = map(float, re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    xs, ys = numbers(svg, "cx"), numbers(svg, "cy")
    assert len(xs) == len(marks)
    assert all(left <= x <= left + width for x in xs)
    assert all(top <= y <= top + height for y in ys)
    assert "style" not in svg
    assert "<script" not in svg
    assert "&lt;0&gt;" in svg
    assert 'aria-label="Kenya &amp; co"' in svg


def test_names_that_would_cover_each_other_are_left_out_and_links_have_words() -> None:
    near = [Mark("Nairobi", "Nairobi: 3", -1.29, 36.82, 5, "/?town=Nairobi"),
            Mark("Kiambu", "Kiambu: 1", -1.17, 36.83, 1, "/?town=Kiambu")]  # fmt: skip
    svg = str(country("KE", near, "Kenya"))
    assert svg.count("<text") == 1
    assert ">Nairobi</text>" in svg
    assert svg.count("<a href=") == 2
    assert 'aria-label="Kiambu: 1"' in svg
    assert 'role="group"' in svg
    assert str(country("KE", [], "Kenya")) == ""


def test_of_a_country_of_many_lands_those_are_shown_that_have_places() -> None:
    """A map of mainland France is not made small by its lands overseas; one of Réunion shows only that."""

    def width(latitude: float, longitude: float) -> float:
        svg = str(country("FR", [Mark("A", "A", latitude, longitude, 1)], "France"))
        return float(re.findall(r'viewBox="[^ ]+ [^ ]+ ([^ ]+)', svg)[0])

    assert width(45.76, 4.84) < 60
    assert width(-21.1, 55.5) < 60


def test_sizes_grow_with_counts() -> None:
    assert [size_of(n, 100) for n in (0, 1, 20, 21, 100, 500)] == [1, 1, 1, 2, 5, 5]
    assert size_of(3, 0) == 1
