"""Pages, files and the API of countries."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.models import Advocate, CountryFigure, CountryText, FigureImport
from kazi.hub.queries.countries import known_index, latest_figures
from kazi.hub.rules import potential
from kazi.hub.services.countries import import_figures, write_text
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.search.models import SearchDoc
from tests.hub.country_files import tidy, twelve, world_bank
from tests.hub.makers import published
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Actor:
    return join("desk", organisation("Kazi hub", Organisation.Kind.HUB), Role.HUB)


@pytest.fixture
def figures(staff: Actor, tmp_path: Path) -> None:
    path = tmp_path / "twelve.csv"
    path.write_text(twelve())
    import_figures(staff, path, path.name)


def page(path: str, **said: str) -> str:
    answer = Client().get(path, said)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_no_reader_waits_for_the_draws_that_the_import_has_made(figures: None) -> None:
    kept = FigureImport.objects.get()
    drawn = potential.index_of(latest_figures())
    assert known_index() == drawn
    moved = {measure: {code: [1, 12] for code in ranks} for measure, ranks in kept.intervals.items()}
    FigureImport.objects.update(intervals=moved)
    forget_everything()
    assert known_index() != drawn  # It is read, not drawn,
    FigureImport.objects.update(recipe="another formula")
    forget_everything()
    assert known_index() == drawn  # but only while the formula is the same.


@pytest.mark.parametrize("path", ["/countries/", "/countries/potential/", "/countries/KE/"])
def test_without_figures_a_page_says_what_will_be_here_and_where_to_get_it(path: str) -> None:
    text = page(path)
    assert "No figures have been imported yet" in text
    assert "data.worldbank.org" in text
    assert "kazi countries import" in text


def test_the_map_and_the_table_name_the_same_countries(figures: None) -> None:
    text = page("/countries/")
    on_the_map = set(re.findall(r'<a href="/countries/(\w\w)/" class="step[1-5]">', text))
    in_the_table = set(re.findall(r'<th scope="row"><a href="/countries/(\w\w)/">', text))
    assert on_the_map == in_the_table
    assert len(in_the_table) == 12
    assert "<title>Kenya: " in text
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)


def test_the_map_can_show_need_and_readiness(figures: None) -> None:
    step = r'href="/countries/KE/" class="step(\d)"'
    assert re.findall(step, page("/countries/", show="need")) == ["1"]  # Kenya needs least here, by design,
    assert re.findall(step, page("/countries/", show="readiness")) == ["5"]  # and is the readiest.


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ({}, None),
        ({"sort": "need"}, "SN"),
        ({"sort": "readiness"}, "KE"),
        ({"sort": "name"}, "BD"),
        ({"sort": "odd"}, None),
    ],
)
def test_the_table_is_sorted_by_what_is_asked(figures: None, said: dict[str, str], first: str | None) -> None:
    rows = re.findall(r'<th scope="row"><a href="/countries/(\w\w)/">', page("/countries/", **said))
    assert len(rows) == 12
    assert first is None or rows[0] == first


def test_the_table_is_narrowed_by_name_and_by_providers(figures: None) -> None:
    published("Amani Data", country="KE")
    rows = r'<th scope="row"><a href="/countries/(\w\w)/">'
    assert re.findall(rows, page("/countries/", q="ug")) == ["UG"]
    assert re.findall(rows, page("/countries/", providers="1")) == ["KE"]
    assert "No country fits" in page("/countries/", q="atlantis")


def test_a_country_shows_each_figure_with_year_source_and_licence(figures: None) -> None:
    text = page("/countries/KE/")
    assert text.count("Made up for tests. CC0") == 16
    assert "<h1>Kenya</h1>" in text
    assert "rank" in text
    assert "No rules recorded yet" in text


def test_what_is_missing_is_said_and_not_guessed(staff: Actor, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text(tidy("KEN,gini_index,2001,40", "UGA,gini_index,2020,50", "IND,hdi,2020,0.5"))
    import_figures(staff, path, path.name)
    text = page("/countries/KE/")
    assert text.count("not known; left out, not guessed") == 15
    assert "no rank: too little is known" in text
    assert re.search(r"2001 <span class=\"badge warn\">old", text)


def test_a_licence_that_was_not_stated_is_said_to_be_so(staff: Actor, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "iso3,indicator,year,value,source\nKEN,gini_index,2020,40,A book\nUGA,gini_index,2020,41,A book\n"
    )
    import_figures(staff, path, path.name)
    assert "A book. Licence not stated" in page("/countries/KE/")


def test_an_indicator_that_is_not_used_is_marked(staff: Actor, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(world_bank("Kenya|KEN|Forest area|AG.LND.FRST.ZS|6|6.1|6.2"))
    import_figures(staff, path, path.name)
    text = page("/countries/KE/")
    assert "Forest area" in text
    assert "kept, not used" in text


def test_providers_and_advocates_of_a_country_are_on_its_page(figures: None) -> None:
    published("Amani Data", country="KE")
    published("Udaan", country="IN")
    Advocate.objects.create(
        kind="network",
        name="Riverside Network",
        slug="riverside",
        about="We help.",
        countries=["KE"],
        is_public=True,
        source="riverside.example",
        source_on=date(2026, 1, 1),
    )
    kenya, india = page("/countries/KE/"), page("/countries/IN/")
    assert "Amani Data" in kenya
    assert "Udaan" not in kenya
    assert "Riverside Network" in kenya
    assert "Riverside Network" not in india


def test_a_country_of_which_only_a_provider_is_known_is_in_the_table(figures: None) -> None:
    published("Fiji Data", country="FJ")
    assert "/countries/FJ/" in page("/countries/")
    assert "Fiji Data" in page("/countries/FJ/")


@pytest.mark.parametrize(
    ("path", "status"), [("/countries/ke/", 301), ("/countries/ZZ/", 404), ("/countries/KEN/", 404)]
)
def test_a_country_has_one_address(path: str, status: int) -> None:
    assert Client().get(path).status_code == status


def test_weights_in_the_address_change_the_index_the_csv_and_the_json(figures: None) -> None:
    ours = json.loads(page("/countries/potential.json"))
    need_alone = {"share_of_need": "100", **dict.fromkeys(["poverty"], "100")}
    theirs = json.loads(page("/countries/potential.json", **need_alone))
    assert ours["countries"][0]["country"] != theirs["countries"][0]["country"]
    assert theirs["countries"][0]["country"] == "SN"  # The neediest of the twelve.
    assert (ours["draws"], theirs["draws"]) == (1000, 200)
    text = page("/countries/potential/", **need_alone)
    assert "not with ours" in text
    lines = page("/countries/potential.csv", **need_alone).splitlines()
    table = list(csv.DictReader(io.StringIO("\n".join(line for line in lines if not line.startswith("#")))))
    assert [(row["country"], row["rank"]) for row in table[:2]] == [("SN", "1"), ("RW", "2")]
    assert any("poverty 100" in line for line in lines if line.startswith("#"))


@pytest.mark.parametrize("wrong", ["-1", "101", "nan", "inf", "much", "1e400"])
def test_a_weight_that_is_no_weight_is_said_and_our_own_is_used(figures: None, wrong: str) -> None:
    text = page("/countries/potential/", poverty=wrong)
    assert 'id="id_poverty_error"' in text
    assert "not with ours" not in text


def test_with_all_weights_nought_nobody_is_ranked(figures: None) -> None:
    nought = dict.fromkeys(
        [
            "youth_unemployment",
            "poverty",
            "women_unemployment",
            "out_of_work",
            "inequality",
            "development",
            "people",
        ],
        "0",
    )
    assert "no country has enough figures" in page("/countries/potential/", **nought)


def test_the_method_is_printed_wherever_the_index_is(figures: None) -> None:
    for path in (
        "/countries/potential/",
        "/countries/potential.csv",
        "/countries/potential.json",
        "/api/v1/countries",
    ):
        text = page(path)
        assert "5th and the 95th percentile" in text, path
        assert "Dirichlet" in text, path


def test_the_api_gives_the_index_and_every_figure_of_a_country(
    figures: None, staff: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "older.csv"
    path.write_text(tidy("KEN,gini_index,2010,44"))
    import_figures(staff, path, path.name)
    index = json.loads(page("/api/v1/countries"))
    assert len(index["countries"]) == 12
    kenya = json.loads(page("/api/v1/countries/KE"))
    gini = [(one["year"], one["is_latest"]) for one in kenya["figures"] if one["indicator"] == "gini_index"]
    assert (kenya["iso3"], gini) == ("KEN", [(2020, True), (2010, False)])
    assert Client().get("/api/v1/countries/ZZ").status_code == 404


def test_a_new_import_is_seen_at_once(figures: None, staff: Actor, tmp_path: Path) -> None:
    before = json.loads(page("/countries/potential.json"))
    path = tmp_path / "correction.csv"
    path.write_text(
        twelve().replace("KEN,poverty_420_2021ppp_pct,2020,20", "KEN,poverty_420_2021ppp_pct,2020,95")
    )
    import_figures(staff, path, path.name)
    after = json.loads(page("/countries/potential.json"))
    need = [{one["country"]: one["need"] for one in found["countries"]}["KE"] for found in (before, after)]
    assert need[1] > need[0]


def test_pages_of_countries_ask_few_questions(
    figures: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page("/countries/")
    with django_assert_max_num_queries(4):
        page("/countries/")
    page("/countries/KE/")
    with django_assert_max_num_queries(12):
        page("/countries/KE/")


def test_hub_staff_try_a_file_then_import_it_and_read_what_was_refused(staff: Actor) -> None:
    desk = log_in(staff)
    table = tidy("KEN,gini_index,2020,40", "XXX,gini_index,2020,40").encode()

    def send(do: str) -> str:
        file = SimpleUploadedFile("figures.csv", table)
        answer = desk.post("/hub/countries/import/", {"file": file, "do": do})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "nothing has been kept" in send("try")
    assert CountryFigure.objects.count() == 0
    said = send("import")
    assert CountryFigure.objects.count() == 1
    assert "is no country of ISO 3166-1" in said
    assert "figures.csv" in desk.get("/hub/countries/").content.decode()


def test_a_form_without_a_file_says_so(staff: Actor) -> None:
    answer = log_in(staff).post("/hub/countries/import/", {"do": "import"})
    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/hub/countries/", "/hub/countries/KE/"])
def test_only_hub_staff_come_to_the_desk(path: str) -> None:
    manager = log_in(join("achieng", organisation(), Role.MANAGER))
    assert manager.get(path).status_code == 404
    assert manager.post("/hub/countries/import/", {"do": "import"}).status_code == 404
    assert Client().get(path).status_code == 302


def test_what_the_hub_writes_is_shown_as_safe_markdown_in_the_readers_language(
    figures: None, staff: Actor
) -> None:
    desk = log_in(staff)
    text = "**Nairobi** <script>alert(1)</script> [odd](javascript:alert(1))"
    assert desk.post("/hub/countries/KE/", {"language": "en", "text": text}).status_code == 302
    desk.post("/hub/countries/KE/", {"language": "ar", "text": "مرحبا"})
    shown = page("/countries/KE/")
    assert "<strong>Nairobi</strong>" in shown
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "مرحبا" in page("/countries/KE/", lang="ar")
    desk.post("/hub/countries/KE/", {"language": "en", "text": " "})
    assert CountryText.objects.filter(language="en").count() == 0
    assert page("/countries/KE/")


def test_a_text_written_twice_is_one_change(staff: Actor) -> None:
    with acting_for(staff.org_id):
        first = write_text(staff, "KE", "en", "Hello")
        assert write_text(staff, "KE", "en", "Hello") == first
    assert CountryText.objects.count() == 1


def test_a_country_is_in_the_search_with_its_names_in_all_languages(figures: None) -> None:
    doc = SearchDoc.objects.get(kind="country", ref="KH")
    assert (doc.title, doc.path) == ("Cambodia", "/countries/KH/")
    for name in ("Cambodge", "Kambodscha", "កម្ពុជា", "كمبوديا", "KHM"):
        assert name in doc.keywords


def test_countries_are_in_the_sitemap(figures: None) -> None:
    assert "/countries/KE/" in page("/sitemap-countries-1.xml")
