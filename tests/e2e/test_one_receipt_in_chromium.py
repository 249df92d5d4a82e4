"""One receipt from sign-in to export in a real Chromium, through the pages and nothing else.

The lead registers the device and makes the staff codes, three workers sign in on it one after
another, the manager makes the project and takes the results home.  Only the background work is
done by the test, as the worker process would do it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kazi.accounts.models import Organisation, Person, Role
from kazi.kernel.tenancy import acting_for
from kazi.workforce.models import Team
from tests.browser import started
from tests.e2e.test_receipts import packed
from tests.makers import join, organisation, work_off

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RECEIPT = {
    "Company": "DUKA LA AMANI",
    "Date": "03/07/2018",
    "Address": "PLOT 7, NGONG ROAD, NAIROBI",
    "Total": "87.45",
}
PASSWORD = "a short sentence is easy to keep"  # noqa: S105
PIN = "739284"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def centre(transactional_db: None) -> Organisation:
    """A provider with a manager and a team lead, who have passwords, and no worker yet."""
    ContentType.objects.clear_cache()
    org = organisation()
    with acting_for(org.pk):
        team = Team.objects.create(name="Day")
    for name, role in (("achieng", Role.MANAGER), ("otieno", Role.LEAD)):
        person = Person.objects.get(pk=join(name, org, role, team).person_id)
        person.username = name
        person.set_password(PASSWORD)
        person.save()
    return org


def drawn() -> bytes:
    image = Image.new("RGB", (480, 320), "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(RECEIPT.values()):
        pen.text((24, 24 + 48 * number), line, fill="black", font_size=22)
    made = io.BytesIO()
    image.save(made, "JPEG")
    return made.getvalue()


def fresh_browser(browser: Browser, live_server: LiveServer) -> Page:
    page = browser.new_context(base_url=live_server.url).new_page()
    page.set_default_timeout(30_000)
    return page


def with_password(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address or user name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)


def new_worker(page: Page, name: str) -> tuple[str, str]:
    """Make a worker with a staff code; return the code and the first PIN, shown this once."""
    page.goto("/people/codes/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the staff code").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    code, pin = page.locator("dd.secret").all_inner_texts()
    return code.strip(), pin.strip()


def with_code(page: Page, code: str, first_pin: str) -> None:
    """Sign in on the shared device for the first time, and choose a PIN of one's own."""
    page.goto("/accounts/centre/")
    page.get_by_label("Your staff code").fill(code)
    page.get_by_label("Your PIN").fill(first_pin)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Your new PIN", exact=True).fill(PIN)
    page.get_by_label("Your new PIN, once more").fill(PIN)
    page.get_by_role("button", name="Keep this PIN and begin").click()
    page.wait_for_url("**/my/work")


def sign_out(page: Page) -> None:
    page.locator("header details.menu summary").last.click()
    page.get_by_role("button", name="I am done").click()
    page.wait_for_url(lambda address: "/my/" not in address and "/people/" not in address)


def take_next(page: Page) -> None:
    page.get_by_role("link", name="Next task").click()
    picture = page.locator(".inputs img").first
    expect(picture).to_be_visible()
    wide = "image => image.decode().then(() => image.naturalWidth)"
    assert picture.evaluate(wide) == 480


def send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="No task for you just now")).to_be_visible()


def key(page: Page, values: dict[str, str]) -> None:
    take_next(page)
    for label, value in values.items():
        page.get_by_label(label).and_(page.get_by_role("textbox")).fill(value)
    send(page)


def test_one_receipt_from_sign_in_to_export(
    browser: Browser, live_server: LiveServer, centre: Organisation
) -> None:
    office, desk = fresh_browser(browser, live_server), fresh_browser(browser, live_server)

    with_password(office, "achieng")
    office.goto("/projects/new/")
    office.get_by_label("Name", exact=True).fill("Receipts of July")
    office.get_by_label("Kind of task", exact=True).select_option("ready:receipt-entry")
    office.get_by_label("Method").select_option("double")
    office.get_by_role("button", name="Make the project").click()
    office.get_by_role("link", name="Send a file of tasks").click()
    archive = {"name": "july.zip", "mimeType": "application/zip", "buffer": packed({"7.jpg": drawn()})}
    office.get_by_label("File", exact=True).set_input_files(archive)  # type: ignore[arg-type]
    office.get_by_role("button", name="Send the file").click()
    expect(office.get_by_role("heading", name="july.zip")).to_be_visible()
    work_off()
    office.get_by_role("link", name="Receipts of July").first.click()
    address = office.url
    office.get_by_role("button", name="Open", exact=True).click()
    expect(office.get_by_text("The project is open")).to_be_visible()

    with_password(desk, "otieno")
    wanjiku, kamau, amina = (new_worker(desk, name) for name in ("Wanjiku", "Kamau", "Amina"))
    desk.goto("/people/devices/")
    desk.get_by_label("Name of this device").fill("Room 2, desk 5")
    desk.get_by_role("button", name="Register this device").click()
    expect(desk.get_by_text("This device is registered.")).to_be_visible()
    sign_out(desk)

    with_code(desk, *wanjiku)
    key(desk, RECEIPT)
    sign_out(desk)
    with_code(desk, *kamau)
    key(desk, RECEIPT | {"Company": "Duka la Amani", "Total": "37.45"})
    sign_out(desk)
    work_off()

    with_code(desk, *amina)
    take_next(desk)
    pair = desk.locator("fieldset.pair")
    expect(pair).to_have_count(1)  # The company differs in capital letters only.
    expect(pair).to_contain_text("37.45")
    expect(desk.locator("body")).not_to_contain_text("Wanjiku")
    pair.locator("label", has_text="87.45").click()
    send(desk)
    work_off()

    office.goto(address)
    with office.expect_download() as download:
        office.get_by_role("link", name="CSV").click()
    (row,) = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig")))
    assert (row["in.image"], row["status"], row["method"]) == ("7.jpg", "settled", "decided")
    assert (row["company"].upper(), row["date"], row["total"]) == (RECEIPT["Company"], "2018-07-03", "87.45")
    assert row["address"] == RECEIPT["Address"]
    assert len(row["answered_by"].split()) == 3
    assert not {"wanjiku", "kamau", "amina"} & set(" ".join(row.values()).lower().split())
