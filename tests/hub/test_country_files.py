"""Taking in figures of countries: every form, its traps, and the same twice."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import DjangoAssertNumQueries, Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.models import CountryFigure, FigureImport, OtherIndicator
from kazi.hub.services.countries import Came, import_figures
from kazi.journal.models import Entry
from kazi.kernel.tenancy import all_tenants
from tests.hub.country_files import api, api_row, tidy, twelve, world_bank, zipped
from tests.makers import join, organisation

pytestmark = pytest.mark.django_db
SHARED = (
    Path(os.environ.get("KAZI_SHARED", Path(django_settings.BASE_DIR).parent / "shared")) / "data/countries"
)
YOUTH = "unemployment_youth_15_24_pct"


@pytest.fixture
def staff() -> Actor:
    return join("desk", organisation("Kazi hub", Organisation.Kind.HUB), Role.HUB)


def take(staff: Actor, path: Path, text: str | bytes, **how: object) -> Came:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_figures(staff, path, path.name, **how)  # type: ignore[arg-type]


def counts(came: Came) -> tuple[int, int, int, int]:
    return came.imported, came.corrected, came.unchanged, came.refused_count


def faults(came: Came) -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for fault in came.refused]


def shown(country: str = "KE", indicator: str = YOUTH) -> tuple[int, float]:
    row = CountryFigure.objects.get(country=country, indicator=indicator, is_latest=True)
    return row.year, row.value


def test_a_tidy_table_comes_in_with_source_and_licence(staff: Actor, tmp_path: Path) -> None:
    came = take(staff, tmp_path / "a.csv", tidy("KEN,gini_index,2020,40.5", "uga,gini_index,2019,42"))
    assert counts(came) == (2, 0, 0, 0)
    row = CountryFigure.objects.get(country="KE")
    assert (row.value, row.year, row.source, row.licence) == (40.5, 2020, "Made up for tests", "CC0")
    assert shown("UG", "gini_index") == (2019, 42)


def test_the_same_file_again_changes_nothing(staff: Actor, tmp_path: Path) -> None:
    first = take(staff, tmp_path / "a.csv", twelve())
    assert counts(first) == (192, 0, 0, 0)
    assert counts(take(staff, tmp_path / "a.csv", twelve())) == (0, 0, 192, 0)
    assert CountryFigure.objects.count() == 192


def test_an_older_year_stands_beside_the_newer_and_does_not_take_its_place(
    staff: Actor, tmp_path: Path
) -> None:
    take(staff, tmp_path / "a.csv", tidy(f"KEN,{YOUTH},2020,10"))
    assert counts(take(staff, tmp_path / "b.csv", tidy(f"KEN,{YOUTH},2010,20"))) == (1, 0, 0, 0)
    assert shown() == (2020, 10)
    take(staff, tmp_path / "c.csv", tidy(f"KEN,{YOUTH},2021,30"))
    assert shown() == (2021, 30)
    assert CountryFigure.objects.filter(country="KE").count() == 3


def test_a_correction_changes_the_figure_of_the_same_source_and_year_only(
    staff: Actor, tmp_path: Path
) -> None:
    take(staff, tmp_path / "a.csv", tidy(f"KEN,{YOUTH},2020,10", f"KEN,{YOUTH},2019,9"))
    other = "iso3,indicator,year,value,source,licence\n" + f"KEN,{YOUTH},2019,99,Another source,CC0\n"
    assert counts(take(staff, tmp_path / "b.csv", other)) == (1, 0, 0, 0)
    assert counts(take(staff, tmp_path / "c.csv", tidy(f"KEN,{YOUTH},2019,8"))) == (0, 1, 0, 0)
    values = CountryFigure.objects.filter(year=2019).order_by("value").values_list("value", flat=True)
    assert list(values) == [8, 99]
    assert shown() == (2020, 10)


def test_each_wrong_line_is_refused_with_its_place_and_the_right_ones_come_in(
    staff: Actor, tmp_path: Path
) -> None:
    rows = [
        "KEN,gini_index,2020,40",
        "XXX,gini_index,2020,40",
        "KEN,gini_index,1066,40",
        "KEN,gini_index,2020Q1,40",
        "KEN,gini_index,2019,much",
        "KEN,gini_index,2018,140",
        "KEN,gini_index,2017,nan",
        "KEN,gini_index,2016,1e999",
        'KEN,gini_index,2015,"1,234"',
        "KEN,gini_index,2020,41",
        "KEN,no such code!,2020,41",
        "KEN,,2020,41",
        "KEN,gini_index,2014,",
        "UGA,gini_index,2020,0",
    ]
    came = take(staff, tmp_path / "a.csv", tidy(*rows))
    assert (came.imported, came.empty) == (2, 1)
    assert faults(came) == [
        (3, "iso3"), (4, "year"), (5, "year"), (6, "value"), (7, "value"), (8, "value"), (9, "value"),
        (10, "value"), (11, "value"), (12, "indicator"), (13, "indicator"),
    ]  # fmt: skip
    assert "Line 2" in str(came.refused[8])
    assert shown("UG", "gini_index") == (2020, 0)  # Nought is a figure, not a missing one.


def test_a_figure_without_a_source_is_refused_unless_the_caller_names_it(
    staff: Actor, tmp_path: Path
) -> None:
    text = "iso3,indicator,year,value\nKEN,gini_index,2020,40\n"
    came = take(staff, tmp_path / "a.csv", text)
    assert (faults(came), FigureImport.objects.count()) == ([(2, "source")], 0)
    assert counts(take(staff, tmp_path / "a.csv", text, source="Our count", licence="CC0")) == (1, 0, 0, 0)


WB = world_bank(
    "Africa Eastern and Southern|AFE|Youth unemployment|SL.UEM.1524.ZS|1|2|3",
    "Kenya|KEN|Youth unemployment|SL.UEM.1524.ZS|11|12|",
    "Kosovo|XKX|Youth unemployment|SL.UEM.1524.ZS||50|",
    "Channel Islands|CHI|Youth unemployment|SL.UEM.1524.ZS|5|5|5",
    "South Africa|ZAF|Youth unemployment|SL.UEM.1524.ZS||..|61",
)


@pytest.mark.parametrize("bom", [True, False])
def test_the_world_banks_csv_with_mark_preamble_and_trailing_column(
    staff: Actor, tmp_path: Path, bom: bool
) -> None:
    text = WB if bom else WB.removeprefix("\ufeff")
    came = take(staff, tmp_path / "a.csv", text)
    assert counts(came) == (4, 0, 0, 0)
    assert (came.groups, came.released) == (["AFE", "CHI"], "2099-01-01")
    assert [shown("KE"), shown("XK"), shown("ZA")] == [(2020, 12), (2020, 50), (2021, 61)]
    row = CountryFigure.objects.filter(country="KE").latest("year")
    assert row.source == "World Bank, World Development Indicators, SL.UEM.1524.ZS"
    assert row.licence == "CC BY 4.0 (World Bank)"


def test_the_zip_as_it_is_downloaded_drops_what_its_own_list_calls_a_group(
    staff: Actor, tmp_path: Path
) -> None:
    table = world_bank(
        "Kenya|KEN|Youth unemployment|SL.UEM.1524.ZS|11|12|13",
        "New group|NEW|Youth unemployment|SL.UEM.1524.ZS|1|2|3",
        "Nowhere|QQQ|Youth unemployment|SL.UEM.1524.ZS|1|2|3",
    )
    path = zipped(tmp_path / "API.zip", table)
    came = import_figures(staff, path, path.name)
    assert (came.imported, came.groups) == (3, ["NEW"])
    assert faults(came) == [(8, "Country Code")]
    assert import_figures(staff, path, path.name).unchanged == 3


def test_the_form_of_databank(staff: Actor, tmp_path: Path) -> None:
    text = (
        "Series Name,Series Code,Country Name,Country Code,2019 [YR2019],2020 [YR2020]\n"
        "Youth unemployment,SL.UEM.1524.ZS,Kenya,KEN,11,..\n,,,,,\n"
        '"Data from database: World Development Indicators",,,,,\n'
    )
    assert counts(take(staff, tmp_path / "a.csv", text)) == (1, 0, 0, 0)
    assert shown() == (2019, 11)


def test_the_form_of_datahub_needs_to_be_told_what_it_is(staff: Actor, tmp_path: Path) -> None:
    text = "Country Name,Country Code,Year,Value\nKenya,KEN,2020,4000\nWorld,WLD,2020,1\nKenya,KEN,20x0,1\n"
    assert "--indicator" in str(take(staff, tmp_path / "a.csv", text).refused[0])
    came = take(staff, tmp_path / "a.csv", text, indicator="NY.GDP.PCAP.PP.KD", source="World Bank")
    assert (came.imported, came.groups, faults(came)) == (1, ["WLD"], [(4, "Year")])
    assert shown("KE", "gdp_pc_ppp_const2021_intl_usd") == (2020, 4000)


def test_json_of_the_api_with_empty_codes_nulls_and_quarters(staff: Actor, tmp_path: Path) -> None:
    text = api(
        api_row(12.5), api_row(None, date="2021"), api_row(1.0, iso3="", iso2="1A"),
        api_row(7, iso3="", iso2="UG"),
        api_row(3, iso3="SSF", iso2="ZG"), api_row(9, date="2020Q1"), api_row("x"), api_row(True), {"odd": 1},
        api_row(4, iso3="QQQ"), pages=3, page=1,
    )  # fmt: skip
    came = take(staff, tmp_path / "a.json", text)
    assert (came.imported, came.empty, came.groups) == (2, 1, ["1A", "SSF"])
    assert faults(came) == [(6, "date"), (7, "value"), (8, "value"), (9, ""), (10, "countryiso3code")]
    assert "page 1 of 3" in str(came.notes[0])
    assert (shown("KE"), shown("UG")) == ((2020, 12.5), (2020, 7))


def test_csv_and_json_of_the_world_bank_name_the_same_figure(staff: Actor, tmp_path: Path) -> None:
    take(staff, tmp_path / "a.csv", world_bank("Kenya|KEN|Youth|SL.UEM.1524.ZS|1|12.5|3"))
    assert counts(take(staff, tmp_path / "a.json", api(api_row(12.5)))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"message":[{"id":"120","key":"Invalid value","value":"This is not valid"}]}]', "not valid"),
        ("[", "not JSON"),
        ('{"a": 1}', "not an answer"),
        ("[" * 100_000, "nested"),
        ("<wb:countries/>", "XML"),
        ("a,b,c\n1,2,3\n", "columns are not known"),
        ("", "columns are not known"),
        (b"\xff\xfe\x00a,b", "UTF-8"),
        ("Country Name,Country Code,Indicator Name\n", "no indicator code"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_refusal_with_a_reason(
    staff: Actor, tmp_path: Path, text: str | bytes, said: str
) -> None:
    came = take(staff, tmp_path / "a.csv", text)
    assert counts(came) == (0, 0, 0, 1)
    assert said in str(came.refused[0])
    assert not came.is_usable


def test_rows_that_are_null_are_an_empty_answer(staff: Actor, tmp_path: Path) -> None:
    came = take(staff, tmp_path / "a.json", '[{"page":1,"pages":0,"total":0}, null]')
    assert counts(came) == (0, 0, 0, 0)


def test_a_file_that_breaks_in_the_middle_keeps_what_was_right_and_says_where(
    staff: Actor, tmp_path: Path
) -> None:
    text = (
        tidy("KEN,gini_index,2020,40").encode() + b"UGA,gini_index,2020,\xff,s,l\nIND,gini_index,2020,3,s,l\n"
    )
    came = take(staff, tmp_path / "a.csv", text)
    assert (came.imported, [fault.line for fault in came.refused]) == (1, [3])


def test_a_zip_bomb_a_zip_of_zips_and_a_broken_zip_are_refused(staff: Actor, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("API.csv", b"0" * 30_000_000)
    assert "harmful" in str(import_figures(staff, bomb, "bomb.zip").refused[0])
    nested = tmp_path / "nested.zip"
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("inner.zip", b"PK")
    assert import_figures(staff, nested, "nested.zip").refused_count == 2
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    assert "broken" in str(import_figures(staff, broken, "broken.zip").refused[0])


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(staff: Actor, tmp_path: Path) -> None:
    came = take(staff, tmp_path / "a.csv", twelve(), most_bytes=1000)
    assert "more than" in str(came.refused[0])
    assert CountryFigure.objects.count() == 0


def test_an_indicator_we_do_not_know_is_kept_and_named(staff: Actor, tmp_path: Path) -> None:
    came = take(staff, tmp_path / "a.csv", world_bank("Kenya|KEN|Forest area|AG.LND.FRST.ZS|6|6.1|6.2"))
    assert (came.imported, came.not_used) == (3, {"AG.LND.FRST.ZS": "Forest area"})
    assert str(OtherIndicator.objects.get()) == "Forest area"


def test_a_try_says_the_same_and_keeps_nothing(staff: Actor, tmp_path: Path) -> None:
    tried = take(staff, tmp_path / "a.csv", twelve(), dry_run=True)
    assert counts(tried) == (192, 0, 0, 0)
    assert (CountryFigure.objects.count(), FigureImport.objects.count()) == (0, 0)


def test_an_import_is_told_to_the_journal_with_who_did_it(staff: Actor, tmp_path: Path) -> None:
    take(staff, tmp_path / "a.csv", twelve())
    entry = all_tenants(Entry).get(event="hub.country_figures_imported")
    assert (entry.data["file"], entry.data["imported"], entry.actor_id) == ("a.csv", "192", staff.person_id)
    assert FigureImport.objects.get().made_by_id == staff.membership_id


def test_a_thousand_figures_take_few_questions(
    staff: Actor, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"KEN,{YOUTH},{year},{value}" for year in range(1950, 2020) for value in (year - 1940,)]
    with django_assert_max_num_queries(60):
        take(staff, tmp_path / "a.csv", tidy(*rows))
    assert shown() == (2019, 79)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real inputs is not here (KAZI_SHARED)")
def test_the_real_files_come_in_whole(staff: Actor, tmp_path: Path, settings: Settings) -> None:
    came = import_figures(staff, SHARED / "indicators.csv", "indicators.csv")
    assert counts(came) == (3841, 0, 0, 0)
    excerpt = import_figures(staff, SHARED / "API_16_DS2_en_csv_v2_excerpt.csv", "excerpt.csv")
    assert (excerpt.refused_count, excerpt.groups) == (0, ["AFE", "WLD"])
    sample = json.loads((SHARED / "wb_v2_json_sample.json").read_text())
    assert len(sample) == 2
    assert import_figures(staff, SHARED / "wb_v2_json_sample.json", "sample.json").imported == 1
    assert not import_figures(staff, SHARED / "wb_v2_error_sample.json", "error.json").is_usable
