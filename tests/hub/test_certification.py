"""A certificate is given on evidence by a second person, ends by itself, and can be checked by anybody."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext
from PIL import Image
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.channels.models import Letter
from kazi.credentials.models import Issued
from kazi.files.models import StoredFile
from kazi.files.services import open_file
from kazi.hub.models import (
    Application,
    Certificate,
    CertificateEntry,
    Evidence,
    PublicProfile,
    Standard,
    WithdrawalAppeal,
)
from kazi.hub.queries.certification import read_as, worth_today
from kazi.hub.rules.badge import badge_svg
from kazi.hub.rules.certification import (
    Unreadable,
    end_of,
    missing_for_submission,
    read_standard,
    ready_standards,
    reasons_against,
    worth,
)
from kazi.hub.services.certification import applying, deciding, ending, withdrawing
from kazi.hub.services.certification.papers import store_paper
from kazi.hub.services.certification.standards import put_in_force
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from tests.hub.makers import published, staff
from tests.makers import log_in, organisation

pytestmark = pytest.mark.django_db

SHORT = """
slug: short
name: Short
version: {version}
months_valid: 24
about: Two things.
sections:
  - name: All
    requirements:
      - {{code: A1, level: minimum, text: "{text}", evidence: A paper.}}
      - {{code: A2, level: leading, text: Second., evidence: A paper.}}
"""


class Place:
    """A hub of three, a provider, and a standard in force."""

    def __init__(self) -> None:
        self.hub = organisation("Hub", Organisation.Kind.HUB)
        self.one, self.two, self.three = (
            staff(Role.HUB, self.hub, f"{name}@hub.example") for name in ("one", "two", "three")
        )
        self.org = organisation("Amani Data")
        self.manager = staff(Role.MANAGER, self.org, "manager@amani.example")
        with acting_for(self.hub.pk):
            self.standard = put_in_force(self.one, read_standard(SHORT.format(version=1, text="First.")))

    def assessed(self, second: str = "not_met") -> Application:
        """Answer both requirements, the first with a link, and submit."""
        with acting_for(self.org.pk):
            application = applying.start(self.manager, self.standard)
            for code, says in (("A1", "met"), ("A2", second)):
                wanted = self.standard.requirements.get(code=code)
                answer = applying.say(self.manager, application, wanted, says, "As the paper says.")
                if says == "met":
                    link = "https://amani.example/promise"
                    applying.add_evidence(
                        self.manager, answer, uuid4(), "Promise", date(2026, 1, 5), link=link
                    )
            return applying.submit(self.manager, application)

    def reviewed(self, found: str = "accepted", second: str = "not_met") -> Application:
        application = self.assessed(second)
        with acting_for(self.hub.pk):
            deciding.take(self.one, application)
            for answer in application.answers.all():
                ok = found if answer.requirement.code == "A1" else "insufficient"
                deciding.find(self.one, answer, ok, "See the note.", read_as(answer))
        return application

    def granted(self) -> Certificate:
        application = self.reviewed()
        with acting_for(self.hub.pk):
            return deciding.grant(self.two, application)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def at_the_hub(place: Place) -> Iterator[None]:
    with acting_for(place.hub.pk):
        yield


def test_it_is_not_submitted_without_evidence(place: Place) -> None:
    with acting_for(place.org.pk):
        application = applying.start(place.manager, place.standard)
        first = place.standard.requirements.get(code="A1")
        applying.say(place.manager, application, first, "met", "")
        with pytest.raises(Refused, match=r"A2, A1"):
            applying.submit(place.manager, application)


def test_while_one_is_open_a_second_is_the_first(place: Place) -> None:
    with acting_for(place.org.pk):
        assert (
            applying.start(place.manager, place.standard).pk
            == applying.start(place.manager, place.standard).pk
        )


def test_the_hub_does_not_see_a_draft(place: Place) -> None:
    with acting_for(place.org.pk):
        draft = applying.start(place.manager, place.standard)
    assert log_in(place.one).get(f"/hub/certification/{draft.pk}/").status_code == 404


def test_one_reviews_and_another_decides(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        with pytest.raises(Refused, match="another member"):
            deciding.grant(place.one, application)
        with pytest.raises(Conflict, match="reviews this already"):
            deciding.take(place.two, application)
        certificate = deciding.grant(place.two, application)
        assert deciding.grant(place.two, application).pk == certificate.pk
    assert Issued.objects.count() == 1
    assert CertificateEntry.objects.filter(what="granted").count() == 1


def test_nothing_is_granted_while_a_needed_requirement_is_not_shown(place: Place) -> None:
    application = place.reviewed(found="insufficient")
    with acting_for(place.hub.pk), pytest.raises(Refused, match="A1"):
        deciding.grant(place.two, application)


def test_who_belongs_to_the_provider_decides_nothing_about_it(place: Place) -> None:
    application = place.assessed()
    Membership.objects.create(person_id=place.one.person_id, org=place.org, role=Role.MANAGER)
    with acting_for(place.hub.pk), pytest.raises(Refused, match="belong to this provider"):
        deciding.take(place.one, application)


def test_only_the_reviewer_notes_what_the_papers_show(place: Place) -> None:
    application = place.assessed()
    with acting_for(place.hub.pk):
        deciding.take(place.one, application)
        answer = application.answers.get(requirement__code="A1")
        with pytest.raises(Refused, match="Only the reviewer"):
            deciding.find(place.two, answer, "accepted", "", read_as(answer))


def test_a_review_is_taken_over_from_who_has_left(place: Place) -> None:
    application = place.reviewed()
    Membership.objects.filter(pk=place.one.membership_id).update(is_active=False)
    with acting_for(place.hub.pk):
        assert deciding.take(place.two, application).reviewer_id == place.two.person_id
        with pytest.raises(Conflict, match="reviews this already"):
            deciding.take(place.three, application)
        with pytest.raises(Refused, match="another member"):
            deciding.grant(place.two, application)


def test_who_belongs_to_the_provider_is_nobody_else_who_could_decide(place: Place) -> None:
    application = place.reviewed()
    for actor in (place.two, place.three):
        Membership.objects.create(person_id=actor.person_id, org=place.org, role=Role.LEAD)
    with acting_for(place.hub.pk):
        certificate = deciding.grant(place.one, application)
    page = Client().get(f"/certificates/{certificate.pk}/").content.decode()
    assert "the same person read and decided" in page


def test_nothing_is_granted_by_hearing_an_appeal_that_is_not_there(place: Place) -> None:
    application = place.reviewed(found="insufficient")
    with acting_for(place.hub.pk), pytest.raises(Conflict, match="no appeal"):
        deciding.hear(place.three, application, True, "Why not.")
    assert not Certificate.objects.exists()
    assert (
        log_in(place.three)
        .post(f"/hub/certification/{application.pk}/act/", {"do": "uphold", "text": "Why not."})
        .status_code
        == 302
    )
    assert not Certificate.objects.exists()


def test_an_appeal_grants_only_what_the_papers_show(place: Place) -> None:
    application = place.reviewed(found="insufficient")
    with acting_for(place.hub.pk):
        deciding.refuse(place.two, application, "Nothing shows it.")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        applying.appeal(place.manager, application, "Page two does.")
    with acting_for(place.hub.pk):
        with pytest.raises(Refused, match="A1"):
            deciding.hear(place.three, application, True, "Page two.")
        answer = application.answers.get(requirement__code="A1")
        with pytest.raises(Refused, match="first decision"):
            deciding.find(place.one, answer, "accepted", "", read_as(answer))
        deciding.find(place.three, answer, "accepted", "", read_as(answer))
        deciding.hear(place.three, application, True, "Page two.")
    assert Certificate.objects.count() == 1


def test_an_appeal_and_a_new_application_are_not_both_open(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        deciding.refuse(place.two, application, "No.")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        applying.start(place.manager, place.standard)
        with pytest.raises(Conflict, match="applied anew"):
            applying.appeal(place.manager, application, "Yes.")


def test_without_an_address_nothing_is_granted_by_half(place: Place, settings: Settings) -> None:
    application = place.reviewed()
    settings.KAZI_URL = ""
    with acting_for(place.hub.pk):
        with pytest.raises(Refused, match="Set KAZI_URL") as caught:
            deciding.grant(place.two, application)
        assert "\n" not in str(caught.value.message)
        application.refresh_from_db()
    assert application.state == Application.State.REVIEW
    assert not Certificate.objects.exists()
    assert not CertificateEntry.objects.filter(what="granted").exists()


def test_a_question_opens_the_answers_again(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.org.pk), pytest.raises(Conflict):
        applying.say(place.manager, application, place.standard.requirements.get(code="A2"), "met", "")
    with acting_for(place.hub.pk):
        question = deciding.ask(place.one, application, "Who signed it?")
        with pytest.raises(Conflict, match="still open"):
            deciding.grant(place.two, application)
    assert "Who signed it?" in Letter.objects.get(to="manager@amani.example").text
    with acting_for(place.org.pk):
        applying.answer_question(place.manager, question, "Our director.")
        application.refresh_from_db()
    assert application.state == Application.State.REVIEW


def test_what_was_changed_while_it_was_read_is_not_accepted(place: Place) -> None:
    application = place.assessed()
    with acting_for(place.hub.pk):
        deciding.take(place.one, application)
        answer = application.answers.get(requirement__code="A1")
        before = read_as(answer)
        deciding.ask(place.one, application, "Since when?")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        applying.say(place.manager, application, answer.requirement, "met", "Not really.")
    with acting_for(place.hub.pk):
        with pytest.raises(Conflict, match="changed this meanwhile"):
            deciding.find(place.one, answer, "accepted", "", before)
        answer.refresh_from_db()
        assert deciding.find(place.one, answer, "accepted", "", read_as(answer)).found == "accepted"


def test_a_refusal_is_appealed_once_and_heard_by_a_third(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        deciding.refuse(place.two, application, "The promise has no date.")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        appealed = applying.appeal(place.manager, application, "The date is on page two.")
        assert applying.appeal(place.manager, appealed, "Again").appeal == "The date is on page two."
    with acting_for(place.hub.pk):
        with pytest.raises(Refused, match="first decision"):
            deciding.hear(place.two, appealed, True, "Right.")
        deciding.hear(place.three, appealed, True, "It is on page two.")
    assert Certificate.objects.get().decided_by == place_name(place.three)
    assert CertificateEntry.objects.get(certificate__isnull=False).what == "upheld"


def place_name(actor: Actor) -> str:
    return Membership.objects.get(pk=actor.membership_id).person.name


def test_an_appeal_comes_within_sixty_days(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        deciding.refuse(place.two, application, "No.")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        with (
            time_machine.travel(timezone.now() + timedelta(days=61)),
            pytest.raises(Conflict, match="passed"),
        ):
            applying.appeal(place.manager, application, "Late.")


def test_a_certificate_turns_grey_on_the_day_it_ends(place: Place) -> None:
    certificate = place.granted()
    badge = f"/certificates/{certificate.pk}/badge.svg"
    assert certificate.ends_on == end_of(certificate.starts_on, 24)
    assert "#0b6660" in Client().get(badge).content.decode()
    after = timezone.now() + timedelta(days=(certificate.ends_on - certificate.starts_on).days + 1)
    with time_machine.travel(after):
        grey = Client().get(badge).content.decode()
        assert "#0b6660" not in grey
        assert "Ran out" in grey
        assert "says nothing about today" in Client().get(f"/certificates/{certificate.pk}/").content.decode()
        assert ending.log_lapses() == 1
        assert ending.log_lapses() == 0


def test_withdrawing_revokes_the_credential_and_tells_everybody(place: Place, at_the_hub: None) -> None:
    certificate = place.granted()
    with pytest.raises(Refused, match="Say why"):
        withdrawing.withdraw(place.one, certificate, " ")
    withdrawing.withdraw(place.one, certificate, "Workers were not paid in May.")
    withdrawing.withdraw(place.one, certificate, "Again.")
    assert Issued.objects.get().revoked_because == "Workers were not paid in May."
    assert "Workers were not paid in May." in Client().get("/certificates/log/").content.decode()
    assert "Withdrawn" in Client().get(f"/certificates/{certificate.pk}/badge.svg").content.decode()
    assert CertificateEntry.objects.filter(what="withdrawn").count() == 1


def test_a_withdrawal_is_appealed_against_and_judged_by_another_person(place: Place) -> None:
    certificate = place.granted()
    provider, withdrawer, judge = log_in(place.manager), log_in(place.one), log_in(place.two)
    withdrawer.post(f"/hub/certificates/{certificate.pk}/", {"text": "No promise any more."})
    letter = Letter.objects.filter(to="manager@amani.example").latest("due_at")
    assert "No promise any more." in letter.text
    assert "/certification/" in letter.text
    assert "was withdrawn" in provider.get("/certification/").content.decode()
    for words in ("It is on the new page.", "Again"):
        provider.post(f"/certification/certificates/{certificate.pk}/appeal/", {"text": words})
    desk = "/hub/certification/"
    page = withdrawer.get(desk).content.decode()
    assert "It is on the new page." in page
    with acting_for(place.hub.pk):
        appeal = WithdrawalAppeal.objects.get()
    give_back = {"do": "give_back", "text": "The promise is there."}
    refused = withdrawer.post(f"{desk}appeals/{appeal.pk}/", give_back, follow=True)
    assert "You withdrew this certificate" in refused.content.decode()
    first = certificate.credential_id
    for _ in range(2):
        judge.post(f"{desk}appeals/{appeal.pk}/", give_back)
    certificate.refresh_from_db()
    assert worth_today(certificate) == "valid"
    assert certificate.credential_id != first
    assert Issued.objects.get(pk=first).revoked_at is not None  # For ever; the new one is another.
    assert Issued.objects.get(pk=certificate.credential_id).revoked_at is None
    log = list(CertificateEntry.objects.values_list("what", flat=True))
    assert log == ["restored", "withdrawn", "granted", "version"]
    assert provider.post(f"{desk}appeals/{appeal.pk}/", give_back).status_code == 404


def test_a_refused_appeal_is_in_the_log_and_the_letter(place: Place) -> None:
    certificate = place.granted()
    with acting_for(place.hub.pk):
        withdrawing.withdraw(place.one, certificate, "Unpaid in May.")
    with acting_for(place.org.pk):
        appeal = withdrawing.appeal(place.manager, certificate, "Paid in June.")
    with acting_for(place.hub.pk):
        withdrawing.judge(place.three, appeal, is_right=False, reason="May stays unpaid.")
        with pytest.raises(Conflict):
            withdrawing.judge(place.two, appeal, is_right=True, reason="Hm.")
    assert "May stays unpaid." in Client().get("/certificates/log/").content.decode()
    assert "May stays unpaid." in Letter.objects.filter(to="manager@amani.example").latest("due_at").text


def test_an_appeal_against_a_withdrawal_comes_within_sixty_days(place: Place, at_the_hub: None) -> None:
    certificate = place.granted()
    with pytest.raises(Conflict, match="not withdrawn"):
        withdrawing.appeal(place.manager, certificate, "What?")
    withdrawing.withdraw(place.one, certificate, "No.")
    with (
        time_machine.travel(timezone.now() + timedelta(days=61)),
        pytest.raises(Conflict, match="passed"),
    ):
        withdrawing.appeal(place.manager, certificate, "Late.")


def test_letters_are_in_the_language_of_who_reads_them(place: Place) -> None:
    Person.objects.filter(pk=place.manager.person_id).update(language="sw")
    said: list[str] = []
    with translation.override("sw"):
        said = [gettext("Your certificate is granted")]
    place.granted()
    assert Letter.objects.filter(to="manager@amani.example").latest("due_at").subject in said


def test_the_profile_and_the_search_say_what_is_held_today(place: Place) -> None:
    profile = published("Baraka Works")
    PublicProfile.objects.filter(pk=profile.pk).update(provider=place.org)
    page = f"/providers/{profile.slug}/"

    def is_told() -> list[bool]:
        return [
            "badge.svg" in Client().get(page).content.decode(),
            "hasCertification" in Client().get(page).content.decode(),
            "Certified: Short" in Client().get("/providers/").content.decode(),
            "Baraka" in Client().get("/providers/", {"certificate": "short"}).content.decode(),
        ]

    forget_everything()
    assert not any(is_told())
    certificate = place.granted()
    assert all(is_told())
    assert page in Client().get(f"/certificates/{certificate.pk}/").content.decode()
    assert "badge.svg" in Client().get("/for-your-site/", {"provider": profile.slug}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        ending.log_lapses()
        assert not any(is_told())
    PublicProfile.objects.filter(pk=profile.pk).update(is_demo=True)
    assert page not in Client().get(f"/certificates/{certificate.pk}/").content.decode()


def test_a_renewal_begins_before_the_end_with_what_was_said(place: Place) -> None:
    before = place.granted()
    with acting_for(place.org.pk):
        again = applying.start(place.manager, place.standard)
        answer = again.answers.get(requirement__code="A1")
        assert (answer.says, answer.words, answer.found) == ("met", "As the paper says.", "")
        assert answer.evidence.get().link == "https://amani.example/promise"
        applying.submit(place.manager, again)
    with acting_for(place.hub.pk):
        deciding.take(place.one, again)
        with pytest.raises(Refused, match="A1"):
            deciding.grant(place.two, again)
        for one in again.answers.all():
            deciding.find(place.one, one, "accepted", "", read_as(one))
        with time_machine.travel(before.ends_on - timedelta(days=40)):
            deciding.grant(place.two, again)
            Letter.objects.all().delete()
            assert ending.tell_of_ends() == 0  # It is renewed already.


def test_other_words_of_a_requirement_are_answered_anew(place: Place) -> None:
    place.granted()
    with acting_for(place.hub.pk):
        second = put_in_force(place.one, read_standard(SHORT.format(version=2, text="Other.")))
    with acting_for(place.org.pk):
        again = applying.start(place.manager, second)
        assert list(again.answers.values_list("requirement__code", flat=True)) == ["A2"]


def test_a_paper_that_changes_is_looked_at_again(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        deciding.ask(place.one, application, "Is there a newer one?")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        answer = application.answers.get(requirement__code="A1")
        assert answer.found == "accepted"
        applying.remove_evidence(place.manager, answer.evidence.get())
        answer.refresh_from_db()
        assert answer.found == ""


def test_the_credential_says_what_the_certificate_says(place: Place) -> None:
    certificate = place.granted()
    said = json.loads(Issued.objects.get().signed_json)
    achievement = said["credentialSubject"]["achievement"]
    assert achievement["name"] == "Short, version 1"
    assert "A1: First." in achievement["criteria"]["narrative"]
    assert said["validUntil"].startswith(certificate.ends_on.isoformat())


def test_letters_come_ninety_and_thirty_days_ahead(place: Place) -> None:
    certificate = place.granted()
    Letter.objects.all().delete()
    with time_machine.travel(certificate.ends_on - timedelta(days=20)):
        assert ending.tell_of_ends() == 1  # Not two at once for who comes late.
    Certificate.objects.update(told_days=None)
    Letter.objects.all().delete()
    for days_left, letters in ((100, 0), (80, 1), (40, 0), (20, 1), (10, 0)):
        with time_machine.travel(certificate.ends_on - timedelta(days=days_left)):
            assert ending.tell_of_ends() == letters, days_left
    assert Letter.objects.filter(to="manager@amani.example").count() == 2


def test_words_in_force_do_not_change_and_versions_follow_one_another(place: Place, at_the_hub: None) -> None:
    with pytest.raises(Refused, match="new version"):
        put_in_force(place.one, read_standard(SHORT.format(version=1, text="Other.")))
    with pytest.raises(Refused, match="number 2"):
        put_in_force(place.one, read_standard(SHORT.format(version=3, text="First.")))
    second = put_in_force(place.one, read_standard(SHORT.format(version=2, text="Other.")))
    assert put_in_force(place.one, read_standard(SHORT.format(version=2, text="Other."))).pk == second.pk
    assert Standard.objects.get(slug="short", version=1).retired_at is not None
    with acting_for(place.org.pk), pytest.raises(Refused, match="no longer in force"):
        applying.start(place.manager, Standard.objects.get(slug="short", version=1))


def test_a_provider_applies_and_the_hub_decides_on_the_pages(place: Place) -> None:
    provider, reviewer, decider = log_in(place.manager), log_in(place.one), log_in(place.two)
    home = provider.post("/certification/start/short/")["Location"]
    provider.post(f"{home}A2/", {"says": "not_met", "words": ""})
    provider.post(f"{home}A1/", {"says": "met", "words": "Since May."})
    paper = {"once": uuid4(), "name": "Promise", "dated": "2026-05-01", "link": ""}
    for _ in range(2):  # A form sent twice is one paper.
        provider.post(f"{home}A1/evidence/", {**paper, "file": SimpleUploadedFile("p.pdf", b"%PDF-1.4")})
    with acting_for(place.org.pk):
        assert Evidence.objects.count() == 1
    provider.post(f"{home}act/", {"do": "submit"})
    desk = home.replace("/certification/", "/hub/certification/")
    assert "Amani Data" in reviewer.get("/hub/certification/").content.decode()
    reviewer.post(f"{desk}act/", {"do": "take"})
    page = reviewer.get(desk).content.decode()
    link = page[page.index("/files/") :].split('"')[0]
    assert b"".join(reviewer.get(link).streaming_content) == b"%PDF-1.4"  # type: ignore[attr-defined]
    for code in ("A1", "A2"):
        form = page[page.index(f"{desk}{code}/") :]
        read = re.findall(r'name="read" value="(\w+)"', form)[0]
        reviewer.post(f"{desk}{code}/", {"found": "accepted", "note": "", "read": read})
    decider.post(f"{desk}act/", {"do": "grant", "text": ""})
    certificate = Certificate.objects.get()
    assert certificate.leading == ["A2"]
    public = Client().get(f"/certificates/{certificate.pk}/").content.decode()
    assert "Amani Data" in public
    assert "CertificationActive" in public
    assert "p.pdf" not in public


def test_programs_and_pictures_with_scripts_are_no_evidence(place: Place) -> None:
    provider = log_in(place.manager)
    home = provider.post("/certification/start/short/")["Location"]
    provider.post(f"{home}A1/", {"says": "met", "words": ""})
    for name in ("evil.svg", "evil.html", "evil.exe"):
        paper = {"once": uuid4(), "name": "x", "dated": "2026-05-01", "link": "", "file": io.BytesIO(b"x")}
        paper["file"].name = name  # type: ignore[attr-defined]
        assert "is not taken" in provider.post(f"{home}A1/evidence/", paper).content.decode()
    future = {"once": uuid4(), "name": "x", "dated": "2999-01-01", "link": "https://a.example"}
    assert "lies in the future" in provider.post(f"{home}A1/evidence/", future).content.decode()
    with acting_for(place.org.pk):
        assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", b"MZ a program"),
        ("plan.docx", b"%PDF-1.4"),
        ("photo.png", b"no picture"),
        ("list.csv", b"a\0b"),
        ("plan.pdf.exe", b"%PDF-1.4"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(place: Place, name: str, data: bytes) -> None:
    with acting_for(place.org.pk):
        with pytest.raises(Refused):
            store_paper(io.BytesIO(data), name)
        assert not StoredFile.objects.exists()


def test_a_picture_is_kept_without_what_the_camera_wrote_into_it(
    place: Place, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "JPEG", exif=exif)
    assert b"secret place" in made.getvalue()
    with acting_for(place.org.pk):
        stored = store_paper(made, "photo.jpg")
        with open_file(stored) as kept:
            assert b"secret place" not in kept.read()


def test_a_file_goes_when_no_paper_has_it_any_more(place: Place, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with acting_for(place.org.pk):
        application = applying.start(place.manager, place.standard)
        first = place.standard.requirements.get(code="A1")
        answer = applying.say(place.manager, application, first, "met", "")
        file = (io.BytesIO(b"%PDF-1.4"), "p.pdf")
        paper = applying.add_evidence(place.manager, answer, uuid4(), "P", date(2026, 1, 5), file=file)
        applying.remove_evidence(place.manager, paper)
        assert not StoredFile.objects.exists()


def test_what_is_missing_is_named() -> None:
    demands = [("A", "minimum"), ("B", "leading"), ("C", "minimum")]
    assert missing_for_submission(demands, {"A": "met", "B": "not_met"}, set()) == ["C", "A"]
    assert reasons_against(demands, {"A": "accepted", "B": "insufficient"}) == ["C"]


def test_a_certificate_is_valid_on_its_last_day() -> None:
    day = date(2028, 11, 22)
    assert worth(day, day, is_withdrawn=False) == "valid"
    assert worth(day + timedelta(days=1), day, is_withdrawn=False) == "lapsed"
    assert worth(day, day, is_withdrawn=True) == "withdrawn"
    assert end_of(date(2024, 2, 29), 12) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("- a list", "list of names"),
        ("a: [", "not YAML"),
        ("name: x", "`level`|No requirement"),
        (SHORT.format(version=0, text="x"), "`version` is a whole number"),
        (SHORT.format(version=1, text=" "), "`text` of A1"),
        (SHORT.format(version=1, text="x").replace("A2", "A1"), "A1 is there twice"),
        (SHORT.format(version=1, text="x").replace("level: minimum", "level: high"), "minimum or leading"),
    ],
)
def test_a_standard_with_a_fault_is_refused_with_one_line(source: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        read_standard(source)
    assert "\n" not in str(caught.value)


def test_the_standard_that_comes_with_kazi_can_be_read() -> None:
    fair = ready_standards()["fair-start"]
    assert fair.months_valid == 24
    assert len(fair.demands) == 19


def test_names_cannot_break_out_of_the_badge() -> None:
    svg = badge_svg('<script>"', "A & B", "x" * 100, is_valid=True)
    assert "<script>" not in svg
    assert "A &amp; B" in svg
    assert "x" * 60 not in svg.split("</title>")[1]


def test_worth_is_told_by_the_day(place: Place) -> None:
    certificate = place.granted()
    assert worth_today(certificate, certificate.ends_on) == "valid"
    assert worth_today(certificate, certificate.ends_on + timedelta(days=1)) == "lapsed"


def test_of_two_who_hear_an_appeal_at_once_the_first_decides(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        deciding.refuse(place.two, application, "No date.")
    with acting_for(place.org.pk):
        application.refresh_from_db()
        appealed = applying.appeal(place.manager, application, "Page two.")
    with acting_for(place.hub.pk):
        stale = Application.objects.get(pk=appealed.pk)
        deciding.hear(place.three, appealed, True, "It is there.")
        with pytest.raises(Conflict):
            deciding.hear(place.three, stale, False, "It is not there.")
        stale.refresh_from_db()
    assert (stale.state, stale.appeal_reason) == (Application.State.GRANTED, "It is there.")


def test_a_paper_taken_away_takes_what_was_accepted_with_it(place: Place) -> None:
    application = place.reviewed()
    with acting_for(place.hub.pk):
        question = deciding.ask(place.one, application, "Who signed it?")
    with acting_for(place.org.pk):
        applying.remove_evidence(place.manager, Evidence.objects.select_related("answer__application").get())
        applying.answer_question(place.manager, question, "Our director.")
        application.refresh_from_db()
    with acting_for(place.hub.pk), pytest.raises(Refused, match="A1"):
        deciding.grant(place.two, application)


def test_a_certificate_begins_on_the_day_of_utc(place: Place) -> None:
    application = place.reviewed()
    night = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # The 2nd of March in Nairobi already.
    with acting_for(place.hub.pk), time_machine.travel(night), timezone.override("Africa/Nairobi"):
        assert deciding.grant(place.two, application).starts_on == date(2026, 3, 1)
