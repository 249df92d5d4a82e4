"""Directories come in: each form, each reason to refuse, twice is once, and any file at all."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.actors import Actor
from kazi.care.models import LocalService, ServiceLocation, ServiceOrganisation, TaxonomyTerm
from kazi.care.queries.exporting import export_services
from kazi.care.rules.hsds.building import build
from kazi.care.rules.hsds.rows import read
from kazi.care.services.importing import Came, import_services
from kazi.care.services.taxonomies import import_open_eligibility
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import all_tenants
from tests.care.makers import HSDS, hub_staff, write_package

real = pytest.mark.skipif(not HSDS.is_dir(), reason="the folder of real inputs is not here")
OLD = {
    "organizations": "id,name,description\n7,Amani Clinic,Care\n",
    "services": "id,organization_id,name,description,fees\n"
    '8,7,"Mother, child",Checks,Free to everyone\n9,7,,Nameless,\n',
    "locations": "id,organization_id,name,latitude,longitude\n5,7,Kibera,-1.31,36.78\n",
    "services_at_location": "id,service_id,location_id\n,8,5\n,8,77\n",
    "phones": "id,location_id,service_id,organization_id,number\n,,8,,020 555\n,,,,020 666\n,,88,,020 777\n",
    "regular_schedules": "id,service_id,location_id,weekday,opens_at,closes_at\n"
    ",8,,Monday,9:00,17:00\n,8,,Tuesday,9:00,5:00 PM\n,8,,Sunday,,\n"
    ",8,,Friday,9:00,\n,8,,Someday,9:00,10:00\n",
    "eligibility": "id,service_id,eligibility\n,8,Women and children\n",
}


@pytest.fixture
def staff(db: None) -> Actor:
    return hub_staff()


def told(came: Came) -> set[tuple[str, int, str]]:
    return {(one.file, one.fault.line, one.fault.field) for one in came.refused}


def test_an_old_directory_comes_in_and_each_bad_row_is_named(staff: Actor, tmp_path: Path) -> None:
    came = import_services(staff, write_package(tmp_path / "old", **OLD))
    assert (came.organizations, came.services, came.locations, came.imported) == (1, 1, 1, 3)
    assert told(came) == {
        ("services.csv", 3, "name"), ("services_at_location.csv", 3, "location_id"), ("phones.csv", 3, ""),
        ("phones.csv", 4, "service_id"), ("regular_schedules.csv", 5, "closes_at"),
        ("regular_schedules.csv", 6, "weekday"),
    }  # fmt: skip
    service = LocalService.objects.get()
    assert (service.name, service.is_free, service.phones[0]["number"]) == ("Mother, child", True, "020 555")
    assert [(one.day, one.words) for one in service.spans] == [(0, "09:00–17:00"), (1, "09:00–17:00")]
    assert service.said("eligibility_description") == "Women and children"
    assert service.places.get().location.latitude == -1.31


def test_the_same_directory_twice_is_once_and_an_edit_by_hand_stays(staff: Actor, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "old", **OLD)
    import_services(staff, folder)
    LocalService.objects.update(name="Edited by hand")
    again = import_services(staff, folder)
    assert (again.imported, again.unchanged, len(again.refused)) == (0, 3, 6)
    assert LocalService.objects.get().name == "Edited by hand"
    assert all_tenants(Entry).filter(event="care.services_imported").count() == 1


def test_a_changed_row_replaces_what_its_source_said_before(staff: Actor, tmp_path: Path) -> None:
    import_services(staff, write_package(tmp_path / "old", **OLD))
    newer = {**OLD, "services": OLD["services"].replace("Mother, child", "Mother and child")}
    came = import_services(staff, write_package(tmp_path / "old", **newer))
    assert (came.imported, came.unchanged) == (1, 2)
    service = LocalService.objects.get()
    assert (service.name, service.places.count()) == ("Mother and child", 1)


def test_two_directories_may_use_the_same_numbers(staff: Actor, tmp_path: Path) -> None:
    import_services(staff, write_package(tmp_path / "one", **OLD))
    import_services(staff, write_package(tmp_path / "two", **OLD))
    assert LocalService.objects.count() == 2


def test_a_zip_of_the_same_tables_is_read_alike(staff: Actor, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "old", **OLD)
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"deep/{file.name}")
    assert import_services(staff, folder).imported == 3
    assert import_services(staff, tmp_path / "old.zip").unchanged == 3


def test_a_file_that_is_no_directory_gives_a_reason(staff: Actor, tmp_path: Path) -> None:
    for name, content in (("a.zip", b"PK no"), ("b.json", b"{"), ("c.txt", b"hello"), ("d.csv", b"x\n1\n")):
        path = tmp_path / name
        path.write_bytes(content)
        came = import_services(staff, path)
        assert len(came.refused) == 1, name
        assert not came.is_usable
    with pytest.raises(Refused, match="no need"):
        import_services(staff, tmp_path / "d.csv", needs=["gold"])


def test_a_service_told_in_one_nested_record_brings_all_its_parts(staff: Actor, tmp_path: Path) -> None:
    record = {
        "id": "ac148810-d857-441c-9679-408f346de14b", "name": "Counselling", "status": "active",
        "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Org", "description": ""},
        "phones": [{"id": "p", "number": "1", "languages": [{"id": "l", "code": "ur"}]}],
        "languages": [{"id": "x", "name": "Swahili"}],
        "contacts": [{"id": "c", "name": "Ann", "phones": [{"id": "q", "number": "2"}]}],
        "service_at_locations": [
            {"id": "s", "location": {
                "id": "e7ec2e57-4540-43fa-b2c7-6be5a0ef7f42", "location_type": "physical"}}
        ],
        "attributes": [{"id": "a", "taxonomy_term": {
            "id": "3f7b145d-84af-42d7-8fae-eaca714b02b2", "name": "Counseling", "description": "",
            "code": "1220", "taxonomy": "openeligibility"}}],
    }  # fmt: skip
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"total_items": 1, "contents": [record]}))
    came = import_services(staff, path)
    assert (came.organizations, came.services, came.locations, came.refused) == (1, 1, 1, [])
    service = LocalService.objects.get()
    assert (service.needs, service.languages) == (["mental_health"], ["sw"])
    assert (service.places.count(), service.terms.count()) == (1, 1)


def test_an_export_comes_in_again_whole(staff: Actor, tmp_path: Path) -> None:
    import_services(staff, write_package(tmp_path / "old", **OLD), needs=["clinic"])
    before = LocalService.objects.get()
    hours = before.spans
    for name in ("out.zip", "out", "out.json"):
        assert export_services(tmp_path / name) == {"organizations": 1, "services": 1, "locations": 1}
        ServiceOrganisation.objects.all().delete()
        ServiceLocation.objects.all().delete()
        came = import_services(staff, tmp_path / name)
        assert came.refused == []
        after = LocalService.objects.get()
        assert (after.pk, after.needs, after.spans) == (before.pk, ["clinic"], hours)
        assert after.places.get().location.latitude == -1.31


@real
@pytest.mark.parametrize(
    ("folder", "counts", "refused"),
    [("ilao_hsds1", (33, 429, 520), 20), ("hsds1_base", (5, 19, 19), 0), ("ohana_invalid", (1, 0, 1), 11)],
)
def test_real_directories_come_in(
    staff: Actor, folder: str, counts: tuple[int, int, int], refused: int
) -> None:
    came = import_services(staff, HSDS / "realdata" / folder)
    assert (came.organizations, came.services, came.locations) == counts
    assert len(came.refused) == refused
    again = import_services(staff, HSDS / "realdata" / folder)
    assert (again.imported, again.unchanged) == (0, sum(counts))


@real
def test_every_example_of_the_standard_is_read_without_a_refusal(staff: Actor) -> None:
    for path in [HSDS / "examples/csv", *(HSDS / "examples").glob("*.json")]:
        assert build(read(path)).refused == [], path.name


@real
def test_the_open_eligibility_taxonomy_comes_in_once(db: None) -> None:
    file = HSDS / "taxonomies/open_eligibility_v2.xml"
    new, known = import_open_eligibility(file)
    assert (new > 350, known) == (True, 0)
    assert TaxonomyTerm.objects.get(code="1280").parent is not None
    assert import_open_eligibility(file) == (0, new)


cells = st.text(max_size=12) | st.sampled_from(
    ["1", "8", "Monday", "9:00", "active", "-1", "1e400", '"', "a@b.c"]
)
keys = st.sampled_from(["id", "name", "service_id", "location_id", "organization_id", "weekday", "opens_at",
                        "number", "status", "minimum_age", "latitude", "phones", "attributes", "organization",
                        "service_at_locations", "contents", "taxonomy_term", "services.csv"])  # fmt: skip
values: Any = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | cells,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=15,
)
NAMES = ("services.csv", "phones.csv", "regular_schedules.csv", "locations.csv", "odd.csv", "x.json", "y.zip")


@given(st.sampled_from(NAMES), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        build(read(path))


@given(st.sampled_from(NAMES[:5]), st.lists(st.lists(cells, max_size=6), max_size=5))
def test_any_table_is_read_or_refused_with_a_line(name: str, rows: list[list[str]]) -> None:
    head = "id,name,service_id,weekday,opens_at,number\n"
    text = head + "\n".join(",".join(row) for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode(errors="ignore"))
        package = build(read(path))
        assert all(str(one.fault) for one in package.refused)


@given(values)
def test_any_json_is_read_or_refused(said: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "services.json"
        path.write_bytes(json.dumps(said).encode(errors="ignore"))
        package = build(read(path))
        for records in package.things.values():
            for record in records.values():
                json.dumps(record, allow_nan=False)  # What is kept can be stored on any database.
