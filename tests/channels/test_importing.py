"""Lists of numbers as people have them: repaired where that is safe, refused row by row where it is not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kazi.channels.models import Contact
from kazi.channels.rules.numbering import NoNumber, e164, zone_of_country, zone_of_number
from kazi.channels.services import contacts as people
from kazi.channels.services.importing import Defaults, import_contacts
from kazi.channels.vault import numbers
from kazi.conversations.models import Decision
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from tests.channels.makers import channel_of
from tests.makers import organisation

WANJIKU = "+254711000001"
KENYA = Defaults(country="KE", site="Athi River", purpose="poll")


@pytest.mark.parametrize(
    "written",
    ["+254 711 000 001", "00254711000001", "0711-000-001", "254711000001", "711000001", "+254(711)000001",
     "٠٧١١٠٠٠٠٠١", "\u200e+254711000001\u202c", "'0711000001", "254711000001.0", "2.54711000001E+11",
     "tel:+254711000001", "０７１１０００００１"],
)  # fmt: skip
def test_one_number_written_in_many_ways_is_one_number(written: str) -> None:
    assert e164(written, "KE") == WANJIKU


@pytest.mark.parametrize(
    ("written", "country", "why"),
    [
        ("2.54711E+11", "KE", "rounded"), ("", "KE", "no number here"), ("n/a", "KE", "no number here"),
        ("0711000001", "", "Without its country"), ("12345", "KE", "No telephone number"),
        ("+999711000001", "KE", "No telephone number"),
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_refused_with_its_reason(written: str, country: str, why: str) -> None:
    with pytest.raises(NoNumber, match=why):
        e164(written, country)


@given(st.text(max_size=30), st.sampled_from(["", "KE", "KH", "XX"]))
def test_no_text_breaks_the_reader(written: str, country: str) -> None:
    with suppress(NoNumber):
        assert e164(written, country).startswith("+")


def test_a_number_knows_its_time() -> None:
    assert zone_of_number("+855121234567") == "Asia/Phnom_Penh"
    assert zone_of_country("KE") == "Africa/Nairobi"
    assert zone_of_number("3527065") == zone_of_country("") == ""


LIST = """Phone;Lugha;Factory;Group
+254 711 000 001;sw;;night
0711000001;;;
0711-000-002;en;Thika;
12;;;

254711000003;;;
"""


def test_a_list_says_of_each_row_what_became_of_it(scope: None, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    done = import_contacts(path, KENYA)
    assert (done.imported, done.unchanged, done.again, done.refused) == (3, 0, 1, 1)
    assert [(fault.line, fault.field) for fault in done.faults] == [(3, "number"), (5, "number")]
    assert "711" not in " ".join(map(str, done.faults))
    first = Contact.objects.get(number=numbers.keep(WANJIKU))
    assert (first.language, first.site, first.stratum, first.zone) == (
        "sw",
        "Athi River",
        "night",
        "Africa/Nairobi",
    )
    assert Contact.objects.filter(site="Thika").count() == 1
    done = import_contacts(path, KENYA)  # Again it changes nothing.
    assert (done.imported, done.unchanged) == (0, 3)


def test_a_list_agrees_for_nobody_and_the_journal_says_what_was_claimed(scope: None, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    import_contacts(path, KENYA)
    assert not Decision.objects.exists()
    (entry,) = Entry.objects.filter(event="channels.contacts_imported")
    assert entry.data["purpose"] == "poll"


def test_a_sheet_and_a_bare_column_are_lists_too(scope: None, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["MSISDN", "Site"])
    sheet.append([254711000001, "A"])
    sheet.append(["0711000002", "B"])
    sheet.append([254711000003.0, None])
    book.save(tmp_path / "list.xlsx")
    assert import_contacts(tmp_path / "list.xlsx", KENYA).imported == 3
    (tmp_path / "bare.txt").write_text("0711000001\n0711000009\n")
    done = import_contacts(tmp_path / "bare.txt", KENYA)
    assert (done.imported, done.unchanged) == (1, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "nothing"), (b"name,town\nA,B\n", "called number"), (b"PK\x03\x04rest", "sheet"),
     (b"a\x00b", "no text")],
)  # fmt: skip
def test_what_is_no_list_is_refused(scope: None, tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(data)
    with pytest.raises(Refused, match=why):
        import_contacts(path, KENYA)


def test_two_organisations_share_a_number_and_nothing_else(scope: None, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("0711000001\n")
    import_contacts(path, KENYA)
    with acting_for(organisation("A union").pk):
        assert import_contacts(path, Defaults(country="KE")).imported == 1
        assert Contact.objects.get().site == ""
    assert Contact.objects.count() == 1


def test_whoever_writes_first_becomes_a_contact_once(scope: None) -> None:
    channel = channel_of()
    met = people.meet(channel, "+855121234567", language="km")
    assert people.meet(channel, "+855121234567") == met
    assert (met.zone, met.language) == ("Asia/Phnom_Penh", "km")
    assert people.meet(channel, "3527065").zone == "Africa/Nairobi"  # A chat is where its channel is.
    people.forget(met.number)
    assert not Contact.objects.filter(pk=met.pk).exists()
