"""A sponsor takes in a list and sets limits; two officers see one number.  No page tells who answered."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.accounts.signing_in import FACTOR
from kazi.channels.models import Contact, Purse, Thanks
from kazi.channels.services import thanking
from kazi.channels.vault import numbers
from kazi.channels.vault.models import Number
from kazi.kernel.tenancy import acting_for
from tests.channels.makers import channel_of, contacts
from tests.makers import join, log_in

LIST = b"number,site\n0711000001,Athi River\nnobody,Thika\n+254711000001,Thika\n0711000002,Thika\n"
SAID = {"country": "KE", "language": "en"}


@pytest.fixture
def sponsor(org: Organisation) -> Actor:
    return join("sponsor", org, Role.SPONSOR)


def upload(data: bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_list_is_looked_at_with_the_fate_of_each_row_and_nothing_is_kept(sponsor: Actor) -> None:
    browser = log_in(sponsor)
    answer = browser.post("/contacts/import", SAID | {"file": upload(LIST), "check": "1"})
    page = answer.content.decode()
    assert "Good: 2. Left out: 1. Twice in the list: 1." in page
    assert "This number stands above already." in page
    assert "711000001" not in page
    with acting_for(sponsor.org_id):
        assert not Contact.objects.exists()
    assert not Number.objects.exists()


def test_a_list_is_taken_in_and_a_second_time_says_the_same(sponsor: Actor) -> None:
    browser = log_in(sponsor)
    told = []
    for _ in range(2):
        given = SAID | {"file": upload(LIST), "import": "1", "has_agreed": "on", "stratum": "Night shift"}
        told.append(browser.post("/contacts/import", given).content.decode())
    assert ["Good: 2. Left out: 1." in page for page in told] == [True, True]
    with acting_for(sponsor.org_id):
        assert set(Contact.objects.values_list("site", "stratum")) == {
            ("Athi River", "Night shift"), ("Thika", "Night shift")
        }  # fmt: skip


def test_numbers_in_five_ways_of_writing_are_five_people_and_the_same_number_is_one(sponsor: Actor) -> None:
    rows = [
        "+254 711 000 001", "00254711000002", "0711-000-003", "254711000004", "711000005",
        "0711000001", "+254711000002", "2.54711E+11",
    ]  # fmt: skip
    data = ("number\n" + "\n".join(rows) + "\n").encode()
    page = log_in(sponsor).post("/contacts/import", SAID | {"file": upload(data), "import": "1"}).text
    assert "Good: 5. Left out: 1. Twice in the list: 2." in page
    assert "rounded" in page
    with acting_for(sponsor.org_id):
        ids = list(Contact.objects.values_list("number", flat=True))
    assert set(numbers.reveal(ids).values()) == {f"+25471100000{n}" for n in range(1, 6)}


def test_a_sheet_is_taken_in_and_a_picture_is_refused_at_its_field(sponsor: Actor) -> None:
    book, data = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["Phone", "Group"])
    book.active.append([254711000001, "Cutting"])
    book.save(data)
    browser = log_in(sponsor)
    browser.post("/contacts/import", SAID | {"file": upload(data.getvalue(), "list.xlsx"), "import": "1"})
    with acting_for(sponsor.org_id):
        assert Contact.objects.get().stratum == "Cutting"
    answer = browser.post("/contacts/import", SAID | {"file": upload(b"\x89PNG\x00\x01"), "check": "1"})
    assert answer.status_code == 422
    assert "no text" in answer.content.decode()


def test_limits_are_raised_and_people_counted_in_tens(sponsor: Actor) -> None:
    browser = log_in(sponsor)
    assert "Nothing may be spent yet" in browser.get("/channels/airtime/").content.decode()
    for campaign, most in (("", "500"), ("poll-1", "200.50")):
        browser.post("/channels/airtime/", {"campaign": campaign, "currency": "kes", "most": most})
    lower = browser.post("/channels/airtime/", {"campaign": "poll-1", "currency": "KES", "most": "1"})
    assert lower.status_code == 422
    with acting_for(sponsor.org_id):
        assert set(Purse.objects.values_list("name", "cap_minor")) == {("", 50_000), ("poll-1", 20_050)}
        channel = channel_of("africastalking")
        for place, one in enumerate(contacts(12)):
            thanking.thank(channel, one.number, 100, "KES", f"a{place}", campaign="poll-1")
            if place == 8:
                Thanks.objects.update(state=Thanks.State.SENT)
                assert "fewer than 10" in browser.get("/channels/airtime/").content.decode()
        Thanks.objects.update(state=Thanks.State.SENT)
    page = browser.get("/channels/airtime/").content.decode()
    assert page.count("at least 10") == 2


@pytest.mark.parametrize("role", [Role.WORKER, Role.CLIENT, Role.OFFICER])
def test_others_take_in_no_list_and_set_no_limit(org: Organisation, role: Role) -> None:
    other = log_in(join("other", org, role))
    for path in ("/contacts/import", "/channels/airtime/"):
        assert other.get(path).status_code == 403


def test_two_officers_see_one_number_on_the_page_once(org: Organisation, sponsor: Actor) -> None:
    with acting_for(org.pk):
        (amina,) = contacts(1)
    browsers = [log_in(join(name, org, Role.OFFICER)) for name in ("achieng", "baraka")]
    session = browsers[0].session
    proved, session[FACTOR] = session[FACTOR], ""
    session.save()
    assert browsers[0].get("/channels/numbers/").status_code == 302  # To the second factor.
    session[FACTOR] = proved
    session.save()
    asking, allowing = browsers
    asked = {"number": str(amina.number), "reason": "She asked to be called back about her case."}
    assert asking.post("/channels/numbers/", asked, follow=True).status_code == 200
    page = allowing.get("/channels/numbers/").content.decode()
    address = page.partition('action="/channels/numbers/')[2].partition("/")[0]
    assert asking.post(f"/channels/numbers/{address}/allow").status_code == 403
    assert allowing.post(f"/channels/numbers/{address}/allow").status_code == 302
    assert "+2547" in asking.post(f"/channels/numbers/{address}/show").content.decode()
    assert asking.post(f"/channels/numbers/{address}/show").status_code == 409
    assert log_in(sponsor).get("/channels/numbers/").status_code == 403
