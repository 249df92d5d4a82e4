"""The page for checking in a real browser, on a phone, for everybody (axe)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.contenttypes.models import ContentType
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kazi.credentials.services import issue
from kazi.kernel.tenancy import acting_for
from tests.browser import started
from tests.credentials.makers import draft
from tests.makers import organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as chromium:
        yield chromium


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_checks_a_picture_on_a_phone(
    browser: Browser, live_server: LiveServer, tmp_path: Path, scheme: str
) -> None:
    ContentType.objects.clear_cache()
    with acting_for(organisation().pk):
        issued = issue(draft())
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/credentials/{issued.pk}")
    assert Axe().run(page).violations_count == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Picture (PNG)").click()
    picture = tmp_path / "badge.png"
    download.value.save_as(picture)
    page.goto(f"{live_server.url}/credentials/verify/")
    assert Axe().run(page).violations_count == 0
    page.get_by_label("The credential as a file").set_input_files(picture)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="This credential is valid.")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
