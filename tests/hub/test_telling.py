"""A provider tells its profile: rows, stories with consent, figures with who stands behind them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.letters import send_waiting
from kazi.files.models import StoredFile
from kazi.files.services import file_path
from kazi.hub.models import (
    Contact,
    Figure,
    FigureCheck,
    ProviderProfile,
    PublicContact,
    PublicFigure,
    PublicProfile,
    PublicStory,
    Story,
)
from kazi.hub.services.figures import secret_of
from kazi.hub.services.stories import link_of
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.search.models import SearchDoc
from tests.hub.makers import published, staff
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
FIGURE = {
    "code": "women-share",
    "value": "62",
    "n": "40",
    "as_of": "2026-06-30",
    "source": "Payroll, June 2026",
}
SUPPORT = {"who": "A", "kind": "grant", "began_on": "2025-02-03"}
STORY = {
    "title": "From the market to the desk",
    "text": "She sold **tomatoes**.",
    "whose": "Amina",
    "consent_by": "Amina Abdi Hassan",
    "consented_on": "2026-05-04",
    "consent_purpose": "Shown on the public hub.",
    "picture_says": "A woman at a desk.",
}


class House:
    """A published provider with its manager signed in."""

    def __init__(self) -> None:
        self.profile = published()
        self.org = Organisation.objects.get(pk=self.profile.provider_id)
        self.manager = staff(Role.MANAGER, self.org, "salma@amani.example")
        self.browser = log_in(self.manager)

    @property
    def page(self) -> str:
        return Client().get(f"/providers/{self.profile.slug}/").content.decode()

    def send(self, part: str, said: dict[str, Any], row: int | None = None) -> Any:
        path = f"/hub/profile/{part}/" if row is None else f"/hub/profile/{part}/{row}/"
        return self.browser.post(path, said)

    def publish(self) -> None:
        assert self.browser.post("/hub/profile/", {"do": "publish"}).status_code == 302


@pytest.fixture
def house(settings: Any, tmp_path: Any) -> House:
    settings.MEDIA_ROOT = tmp_path
    return House()


@pytest.fixture
def desk() -> Actor:
    return staff(Role.HUB, organisation("Kazi hub", Organisation.Kind.HUB), "desk@hub.example")


def picture(width: int = 60, height: int = 40, kind: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return SimpleUploadedFile("amina.jpg", out.getvalue(), "image/jpeg")


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("payroll.pdf", b"%PDF-1.4 payroll", "application/pdf")


def rows(house: House, model: type[Any]) -> list[Any]:
    with acting_for(house.org.pk):
        return list(model.objects.all())


def test_places_supporters_and_people_are_told_and_published_together(house: House) -> None:
    house.send("places", {"town": "Kisumu", "country": "KE", "kind": "home", "seats": "12", "since": "2019"})
    house.send(
        "support",
        {
            "who": "Lakeside Fund",
            "kind": "interim",
            "began_on": "2025-01-01",
            "note": "until it carries itself",
        },
    )
    house.send(
        "people",
        {"name": "Grace Wairimu", "role": "operations", "email": "grace@amani.example",
         "languages": ["en", "sw"], "consented_on": "2026-01-01"},
    )  # fmt: skip
    assert "Kisumu" not in house.page
    house.publish()
    page = house.page
    for told in ("Kisumu", "12 seats", "Interim supported", "Lakeside Fund", "Grace Wairimu", "Swahili"):
        assert told in page
    assert "grace@amani.example" not in page


def test_a_person_who_did_not_agree_is_not_named(house: House) -> None:
    said = {"name": "Otieno Ouma", "role": "sales", "email": "otieno@amani.example"}
    house.send("people", said)
    house.publish()
    assert "Otieno" not in house.page
    (contact,) = rows(house, Contact)
    house.send("people", {**said, "consented_on": "2026-02-02"}, contact.pk)
    house.publish()
    assert "Otieno" in house.page
    house.send("people", said, contact.pk)  # They no longer agree: gone without a publication.
    assert "Otieno" not in house.page
    assert not PublicContact.objects.exists()


@pytest.mark.parametrize(
    ("part", "said", "field"),
    [
        ("places", {"town": "<script>alert(1)</script>", "country": "KE", "kind": "centre"}, "town"),
        ("places", {"town": "Kisumu", "country": "ZZ", "kind": "centre"}, "country"),
        ("places", {"town": "Kisumu", "country": "KE", "kind": "centre", "seats": "-3"}, "seats"),
        ("places", {"town": "Kisumu", "country": "KE", "kind": "centre", "since": "2190"}, "since"),
        ("support", SUPPORT | {"began_on": "2025-02-30"}, "began_on"),
        ("support", SUPPORT | {"ended_on": "2025-01-01"}, "ended_on"),
        ("people", {"name": "A", "role": "b", "email": "no address"}, "email"),
        ("figures", FIGURE | {"value": "-1"}, "value"),
        ("figures", FIGURE | {"value": "101"}, "value"),
        ("figures", FIGURE | {"code": "people", "value": "12.5"}, "value"),
        ("figures", FIGURE | {"as_of": "2999-01-01"}, "as_of"),
        ("figures", FIGURE | {"as_of": "31.6.2026"}, "as_of"),
        ("figures", FIGURE | {"n": "0"}, "n"),
        ("figures", FIGURE | {"source": ""}, "source"),
        ("figures", FIGURE | {"code": "other"}, "label"),
        ("figures", FIGURE | {"code": "made-up"}, "code"),
        ("figures", FIGURE | {"value": "NaN"}, "value"),
        ("figures", FIGURE | {"upload": SimpleUploadedFile("a.exe", b"MZ....")}, "upload"),
        ("stories", STORY | {"text": "Hello <img src=x onerror=alert(1)>"}, "text"),
        ("stories", STORY | {"consent_by": ""}, "consent_by"),
        ("stories", STORY | {"consented_on": "2999-01-01"}, "consented_on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    house: House, part: str, said: dict[str, Any], field: str
) -> None:
    answer = house.send(part, said)
    assert answer.status_code == 422
    assert answer.content.decode().count('class="error"') == 1
    assert f'id="id_{field}_error"' in answer.content.decode()
    for model in (Contact, Figure, Story, StoredFile):
        assert rows(house, model) == []


def huge_png() -> bytes:
    """Return a small file that says it has 100 megapixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        ("a.png", huge_png(), "million pixels"),
        ("a.jpg", b"\xff\xd8\xff\xe0 broken", "picture"),
        ("a.jpg", b"no picture at all", "not a picture"),
    ],
    ids=["a drawing with a script", "a hundred megapixels", "broken", "text"],
)
def test_a_bad_picture_is_refused_with_one_line(house: House, name: str, data: bytes, says: str) -> None:
    answer = house.send("stories", STORY | {"upload": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    (error,) = re.findall(r'class="error" id="id_upload_error">([^<]+)<', answer.content.decode())
    assert says in error
    assert rows(house, Story) == []
    assert rows(house, StoredFile) == []


def test_the_words_of_a_story_are_simple_markdown(house: House) -> None:
    house.send("stories", STORY | {"text": "She sold **tomatoes**. [See](javascript:alert(1))"})
    house.publish()
    assert "<strong>tomatoes</strong>" in house.page
    assert 'href="javascript' not in house.page


def test_a_story_is_shown_with_its_picture_and_without_the_name_of_who_agreed(house: House) -> None:
    assert house.send("stories", STORY | {"upload": picture()}).status_code == 302
    house.publish()
    path = f"/providers/{house.profile.slug}/pictures/{PublicStory.objects.get().picture_id}/"
    shown = Client().get(path)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert shown["Cache-Control"] == "no-cache"  # Whoever keeps it asks again, so that it can end.
    assert Client().get(path, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    assert path in house.page
    assert "Amina Abdi Hassan" not in house.page


def test_the_person_of_a_story_takes_it_off_without_signing_in(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    house.send("stories", STORY | {"upload": picture()})
    house.publish()
    public = PublicStory.objects.get()
    path = f"/providers/{house.profile.slug}/pictures/{public.picture_id}/"
    stored = all_tenants(StoredFile).get()
    files = [file_path(stored), file_path(stored, light=True)]
    (story,) = rows(house, Story)
    link = f"/consent/{link_of(story)}/"
    assert "She sold" in Client().get(link).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(link)
    assert Client().get(path).status_code == 404
    assert "tomatoes" not in house.page
    assert not PublicStory.objects.exists()
    assert not all_tenants(StoredFile).exists()
    assert not any(file.exists() for file in files)
    assert "tomatoes" not in SearchDoc.objects.get(ref=house.profile.slug).body
    Client().post(link)  # Twice is once.
    with acting_for(house.org.pk):
        assert Entry.objects.filter(event="hub.consent_withdrawn").count() == 1
    house.publish()
    assert "tomatoes" not in house.page
    assert house.send("stories", STORY, story.pk).status_code == 422


def test_a_made_up_link_opens_no_story(house: House) -> None:
    house.send("stories", STORY)
    (story,) = rows(house, Story)
    for secret in ("x", f"{house.org.pk}-{story.pk}", link_of(story)[:-1] + "_", "1-1.abc"):
        assert Client().get(f"/consent/{secret}/").status_code == 404


def test_a_replaced_picture_is_forgotten_once_it_is_not_public(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    house.send("stories", STORY | {"upload": picture()})
    house.publish()
    (story,) = rows(house, Story)
    first = story.picture_id
    with django_capture_on_commit_callbacks(execute=True):
        house.send("stories", STORY | {"upload": picture(80, 40)}, story.pk)
    assert all_tenants(StoredFile).filter(pk=first).exists()  # Still public.
    with django_capture_on_commit_callbacks(execute=True):
        house.publish()
    assert not all_tenants(StoredFile).filter(pk=first).exists()
    assert all_tenants(StoredFile).count() == 1


def test_a_picture_without_a_story_that_is_public_is_not_there(house: House) -> None:
    house.send("stories", STORY | {"upload": picture()})
    (story,) = rows(house, Story)
    path = f"/providers/{house.profile.slug}/pictures/{story.picture_id}/"
    assert Client().get(path).status_code == 404
    house.publish()
    assert Client().get(path).status_code == 200
    house.browser.post("/hub/profile/", {"do": "withdraw"})
    assert Client().get(path).status_code == 404


def test_a_figure_is_shown_with_everything_that_belongs_to_it(house: House) -> None:
    house.send("figures", FIGURE | {"method": "All on the payroll, leads too."})
    house.publish()
    for told in ("62 %", "n = 40", "June 30, 2026", "Payroll, June 2026", "leads too", "Claimed"):
        assert told in house.page


def verified(house: House, desk: Actor) -> Figure:
    """Tell a figure, publish it, and let the hub verify it."""
    house.send("figures", FIGURE | {"upload": pdf()})
    house.publish()
    (figure,) = rows(house, Figure)
    house.send("figures", {"do": "verify"}, figure.pk)
    with acting_for(desk.org_id):
        check = FigureCheck.objects.get(state="asked")
    browser = log_in(desk)
    page = browser.get(f"/hub/figures/{check.pk}/").content.decode()
    assert "payroll.pdf" in page
    assert browser.post(f"/hub/figures/{check.pk}/", {"do": "yes", "reason": "Page 2."}).status_code == 302
    with acting_for(house.org.pk):
        return Figure.objects.get()


def test_the_hub_verifies_what_it_saw_and_the_public_copy_says_so(house: House, desk: Actor) -> None:
    figure = verified(house, desk)
    assert (figure.standing, figure.stood_by, figure.stood_on) == ("verified", "Kazi hub", TODAY)
    assert "Kazi hub saw the evidence" in house.page
    assert SearchDoc.objects.get(ref=house.profile.slug).facets["standing"] == ["verified"]
    send_waiting()
    assert any("Page 2." in str(letter.body) for letter in mail.outbox)


def test_verifying_needs_a_document_and_a_reason(house: House, desk: Actor) -> None:
    house.send("figures", FIGURE)
    (figure,) = rows(house, Figure)
    house.send("figures", {"do": "verify"}, figure.pk)
    assert not FigureCheck._base_manager.exists()
    house.send("figures", FIGURE | {"upload": pdf()}, figure.pk)
    house.send("figures", {"do": "verify"}, figure.pk)
    house.send("figures", {"do": "verify"}, figure.pk)  # Twice is once.
    check = FigureCheck._base_manager.get()
    assert log_in(desk).post(f"/hub/figures/{check.pk}/", {"do": "yes", "reason": " "}).status_code == 422
    figure.refresh_from_db()
    assert figure.standing == "claimed"


@pytest.mark.parametrize(
    "change",
    [{"value": "63"}, {"as_of": "2026-06-29"}, {"source": "Memory"}, {"n": "41"}, {"method": "Guessed."},
     {"code": "youth-share"}, {"upload": SimpleUploadedFile("other.pdf", b"%PDF-1.4 other")}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_verified_figure_that_its_provider_changes_is_a_claim_again(
    house: House, desk: Actor, change: dict[str, Any]
) -> None:
    figure = verified(house, desk)
    house.send("figures", FIGURE | change, figure.pk)
    figure.refresh_from_db()
    assert (figure.standing, figure.stood_by, figure.stood_on) == ("claimed", "", None)
    assert PublicFigure.objects.get().standing == "verified"  # What was published was verified.
    house.publish()
    assert PublicFigure.objects.get().standing == "claimed"


def test_keeping_a_verified_figure_unchanged_leaves_it_verified(house: House, desk: Actor) -> None:
    figure = verified(house, desk)
    house.send("figures", FIGURE | {"value": "62.0"}, figure.pk)
    figure.refresh_from_db()
    assert figure.standing == "verified"


def test_what_was_changed_while_the_hub_looked_is_not_verified(house: House, desk: Actor) -> None:
    house.send("figures", FIGURE | {"upload": pdf()})
    (figure,) = rows(house, Figure)
    house.send("figures", {"do": "verify"}, figure.pk)
    check = FigureCheck._base_manager.get()
    house.send("figures", FIGURE | {"value": "99"}, figure.pk)
    log_in(desk).post(f"/hub/figures/{check.pk}/", {"do": "yes", "reason": "Page 2."})
    figure.refresh_from_db()
    assert (figure.value, figure.standing) == (Decimal(99), "claimed")
    check = FigureCheck._base_manager.get()
    assert check.state == "overtaken"


def test_the_hub_takes_a_wrong_confirmation_back(house: House, desk: Actor) -> None:
    figure = verified(house, desk)
    check = FigureCheck._base_manager.get()
    log_in(desk).post(f"/hub/figures/{check.pk}/", {"do": "take-back", "reason": "The document was forged."})
    figure.refresh_from_db()
    assert figure.standing == "claimed"
    assert PublicFigure.objects.get().standing == "claimed"


def test_a_named_third_person_attests_by_letter(house: House) -> None:
    house.send("figures", FIGURE)
    house.publish()
    (figure,) = rows(house, Figure)
    person = {"person_name": "Dr. Ama Mensah", "person_organisation": "Volta Audit"}
    house.send("figures", {"do": "attest", "person_email": "ama@volta-audit.example", **person}, figure.pk)
    send_waiting()
    (letter,) = [one for one in mail.outbox if one.to == ["ama@volta-audit.example"]]
    (path,) = re.findall(r"http://testserver(/attest/\S+)", str(letter.body))
    assert "62 %" in Client().get(path).content.decode()
    Client().post(path, {"do": "yes", "reason": "I audited the payroll."})
    Client().post(path, {"do": "no"})  # The first answer counts.
    figure.refresh_from_db()
    assert figure.standing == "attested"
    assert "Dr. Ama Mensah, Volta Audit (volta-audit.example) attested it" in house.page


@pytest.mark.parametrize("email", ["salma@amani.example", "SALMA@amani.example", "cousin@amani.example"])
def test_nobody_attests_the_figures_of_their_own_house(house: House, email: str) -> None:
    house.send("figures", FIGURE)
    (figure,) = rows(house, Figure)
    said = {"do": "attest", "person_name": "S", "person_organisation": "Other", "person_email": email}
    answer = house.send("figures", said, figure.pk)
    assert answer.status_code == 422
    assert "your own organisation" in answer.content.decode(), re.findall(
        r"class=.error[^<]*<", answer.content.decode()
    )
    assert not FigureCheck._base_manager.exists()


def test_a_third_person_who_says_no_changes_nothing_but_the_record(house: House) -> None:
    house.send("figures", FIGURE)
    (figure,) = rows(house, Figure)
    said = {"person_name": "A", "person_organisation": "B", "person_email": "a@b.example"}
    house.send("figures", {"do": "attest", **said}, figure.pk)
    check = FigureCheck._base_manager.get()
    Client().post(f"/attest/{secret_of(check)}/", {"do": "no", "reason": "I do not know."})
    figure.refresh_from_db()
    assert figure.standing == "claimed"
    assert FigureCheck._base_manager.get().state == "refused"


def test_the_hubs_page_cannot_attest_in_a_persons_name(house: House, desk: Actor) -> None:
    house.send("figures", FIGURE)
    (figure,) = rows(house, Figure)
    said = {"person_name": "A", "person_organisation": "B", "person_email": "a@b.example"}
    house.send("figures", {"do": "attest", **said}, figure.pk)
    check = FigureCheck._base_manager.get()
    log_in(desk).post(f"/hub/figures/{check.pk}/", {"do": "yes", "reason": "Surely."})
    figure.refresh_from_db()
    assert figure.standing == "claimed"


def test_a_provider_cannot_stand_behind_its_own_figure(house: House) -> None:
    forged = {"standing": "verified", "stood_by": "Kazi hub", "stood_on": "2026-01-01"}
    house.send("figures", FIGURE | forged)
    (figure,) = rows(house, Figure)
    assert figure.standing == "claimed"
    with acting_for(house.org.pk), pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(pk=figure.pk).update(standing="verified")  # By nobody.


def test_another_hubs_staff_and_providers_see_no_check(house: House, desk: Actor) -> None:
    house.send("figures", FIGURE | {"upload": pdf()})
    (figure,) = rows(house, Figure)
    house.send("figures", {"do": "verify"}, figure.pk)
    check = FigureCheck._base_manager.get()
    other_hub = organisation("Other hub", Organisation.Kind.HUB)
    for stranger in (join("other", other_hub, Role.HUB), join("rival", organisation("Rival"), Role.MANAGER)):
        assert log_in(stranger).get(f"/hub/figures/{check.pk}/").status_code == 404
        assert log_in(stranger).get(f"/hub/profile/figures/{figure.pk}/").status_code == 404


def test_every_publication_is_in_the_journal_and_listed(house: House) -> None:
    house.publish()
    house.browser.post("/hub/profile/", {"do": "withdraw"})
    house.publish()
    page = house.browser.get("/hub/profile/").content.decode()
    assert PublicProfile.objects.get().edition == 3
    for told in ("edition 1 published", "edition 2 published", "edition 3 published", "taken off"):
        assert told in page


def test_the_overview_says_what_is_missing(house: House) -> None:
    page = house.browser.get("/hub/profile/").content.decode()
    assert "Tell one story of a person, with their consent." in page
    with acting_for(house.org.pk):
        ProviderProfile.objects.update(story="")
    answer = house.browser.post("/hub/profile/", {"do": "publish"})
    assert answer.status_code == 422
    assert "say who you are" in answer.content.decode()


def test_a_preview_shows_the_draft_and_changes_nothing(house: House) -> None:
    house.send("stories", STORY | {"upload": picture()})
    house.send("figures", FIGURE)
    page = house.browser.get("/hub/profile/preview/").content.decode()
    assert "<strong>tomatoes</strong>" in page
    assert "62 %" in page
    assert "tomatoes" not in house.page


def test_a_withdrawn_profile_is_not_found_any_more(house: House) -> None:
    house.publish()
    assert SearchDoc.objects.filter(kind="provider", ref=house.profile.slug).exists()
    house.browser.post("/hub/profile/", {"do": "withdraw"})
    assert not SearchDoc.objects.filter(kind="provider").exists()


def test_a_link_to_attest_ends_after_a_month(house: House) -> None:
    house.send("figures", FIGURE)
    (figure,) = rows(house, Figure)
    said = {"person_name": "A", "person_organisation": "B", "person_email": "a@b.example"}
    house.send("figures", {"do": "attest", **said}, figure.pk)
    secret = secret_of(FigureCheck._base_manager.get())
    assert Client().get(f"/attest/{secret}/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert Client().get(f"/attest/{secret}/").status_code == 404
