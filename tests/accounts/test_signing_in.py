"""Sign-in by password, its journal, tokens, and one click in the demo."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.channels.letters import send_waiting
from kazi.journal.models import Entry
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from tests.makers import bearer, join, log_in, organisation

pytestmark = pytest.mark.django_db
SENTENCE = "a goat on the roof"


@pytest.fixture
def amina(org: Organisation) -> Person:
    person = Person.objects.get(pk=join("amina", org, Role.MANAGER).person_id)
    person.email = "amina@example.org"
    person.set_password(SENTENCE)
    person.save()
    return person


def told(org: Organisation) -> list[tuple[str, str]]:
    with acting_for(org.pk):
        return [(entry.event, entry.data.get("how", "")) for entry in Entry.objects.all()]


def test_sign_in_failure_and_sign_out_are_in_the_journal_without_what_was_typed(
    org: Organisation, amina: Person
) -> None:
    browser = Client()
    wrong = browser.post("/accounts/login/", {"login": "amina@example.org", "password": "not this one"})
    assert wrong.status_code == 200
    right = browser.post("/accounts/login/", {"login": "Amina@example.org", "password": SENTENCE})
    assert right["Location"] == "/my/"
    assert browser.get("/my/")["Location"] == "/manage/"
    browser.post("/accounts/logout/")
    assert told(org) == [
        ("accounts.sign_in_failed", "password"),
        ("accounts.signed_in", "password"),
        ("accounts.signed_out", ""),
    ]
    with acting_for(org.pk):
        assert "example.org" not in " ".join(str(entry.data) for entry in Entry.objects.all())


def test_an_unknown_name_gets_the_words_of_a_wrong_password(amina: Person) -> None:
    pages = [
        Client().post("/accounts/login/", {"login": login, "password": "not this one"}).content.decode()
        for login in ("amina@example.org", "nobody@example.org")
    ]
    alerts = [re.findall(r'role="alert">([^<]*)<', page) for page in pages]
    assert alerts[0] == alerts[1] != []


def test_wrong_passwords_for_one_name_are_slowed_down(amina: Person) -> None:
    said = {"login": "amina@example.org", "password": "not this one"}
    for _ in range(6):
        Client().post("/accounts/login/", said)
    page = Client().post("/accounts/login/", said | {"password": SENTENCE})
    assert page.status_code == 200
    assert "Too many" in page.content.decode()


def test_a_person_of_two_organisations_has_it_in_both_journals_and_can_change_over(
    org: Organisation, amina: Person
) -> None:
    other = organisation("Pamoja")
    Membership.objects.create(person=amina, org=other, role=Role.CLIENT)
    browser = Client()
    browser.post("/accounts/login/", {"login": amina.email, "password": SENTENCE})
    assert told(other) == [("accounts.signed_in", "password")]
    assert browser.post("/accounts/me/acting/", {"org": other.pk})["Location"] == "/my/"
    assert browser.get("/my/")["Location"] == "/deliveries/"
    assert browser.post("/accounts/me/acting/", {"org": organisation("Alien").pk}).status_code == 404


def test_a_forgotten_password_is_renewed_by_a_letter_that_works_once(amina: Person) -> None:
    assert Client().post("/accounts/password/reset/", {"email": amina.email}).status_code == 302
    assert send_waiting() == 1
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    browser = Client()
    form = browser.get(link)["Location"]
    new = {"password1": "two goats on the roof", "password2": "two goats on the roof"}
    assert browser.post(form, new).status_code == 302
    assert "ended" in Client().get(link, follow=True).content.decode()
    assert (
        Client()
        .post("/accounts/login/", {"login": amina.email, "password": "two goats on the roof"})
        .status_code
        == 302
    )


def test_asking_for_a_strangers_password_sends_nothing(amina: Person) -> None:
    page = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert page.status_code == 302
    assert send_waiting() == 0


def test_a_password_is_changed_by_who_knows_it(amina: Person) -> None:
    browser = Client()
    browser.force_login(amina)
    said = {
        "oldpassword": SENTENCE,
        "password1": "two goats on the roof",
        "password2": "two goats on the roof",
    }
    assert browser.get("/accounts/password/change/").status_code == 200
    assert browser.post("/accounts/password/change/", said | {"oldpassword": "no"}).status_code == 200
    assert browser.post("/accounts/password/change/", said)["Location"] == "/accounts/me/"
    assert browser.get("/accounts/me/").status_code == 200


def test_who_has_no_password_is_led_to_the_own_page(worker: Actor) -> None:
    Person.objects.get(pk=worker.person_id)
    browser = log_in(worker)
    person = Person.objects.get(pk=worker.person_id)
    person.set_unusable_password()
    person.save()
    browser.force_login(person)
    assert browser.get("/accounts/password/change/")["Location"] == "/accounts/me/"


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/set/", "reauthenticate/", "login/code/confirm/"]
)
def test_pages_of_the_library_that_we_do_not_use_are_not_there(path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["login/", "centre/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/"],
)
def test_pages_of_sign_in_are_there_for_everybody(path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 200


def test_a_signed_in_page_gets_a_token_for_its_own_membership(worker: Actor) -> None:
    browser = log_in(worker)
    answer = browser.post("/api/v1/session/token")
    assert answer.status_code == 200
    said = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert Client().get("/api/v1/work/seats", headers=said).status_code != 401
    assert Client().post("/api/v1/session/token").status_code == 401
    assert Client().post("/api/v1/session/token", headers=bearer(worker)).status_code == 403


def test_a_token_needs_the_csrf_token_of_the_page(worker: Actor) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(Person.objects.get(pk=worker.person_id))
    assert browser.post("/api/v1/session/token").status_code == 403


def test_signing_out_everywhere_ends_sessions_and_tokens(org: Organisation, worker: Actor) -> None:
    phone, desk = bearer(worker), log_in(worker)
    other = log_in(worker)
    assert desk.post("/accounts/me/everywhere/").status_code == 302
    forget_everything()  # Other processes notice within half a minute.
    assert other.get("/accounts/me/")["Location"].startswith("/accounts/login/")
    assert Client().post("/api/v1/session/end-everywhere", headers=phone).status_code == 401
    assert ("accounts.signed_out_everywhere", "") in told(org)
    assert log_in(worker).get("/accounts/me/").status_code == 200  # Signing in anew works.


def demo_world() -> tuple[Organisation, list[Actor]]:
    org = organisation("Demo centre")
    Organisation.objects.filter(pk=org.pk).update(is_demo=True)
    people = [
        join("first", org, Role.LEAD),
        join("second", org, Role.LEAD),
        join("officer", org, Role.OFFICER),
    ]
    Person.objects.filter(pk__in=[one.person_id for one in people]).update(is_demo=True)
    return org, people


def test_one_click_signs_in_the_first_demo_person_of_a_role(settings: Settings) -> None:
    settings.DEMO = True
    join("real", organisation(), Role.LEAD)
    org, people = demo_world()
    page = Client().get("/accounts/login/").content.decode()
    assert "/demo/as/lead" in page
    assert "/demo/as/client" not in page
    browser = Client()
    assert browser.get("/demo/as/lead")["Location"] == "/my/"
    assert browser.get("/my/")["Location"] == "/team/"
    assert browser.get("/accounts/me/").context["user"].pk == people[0].person_id
    assert browser.get("/demo/as/client").status_code == 404
    assert browser.get("/demo/as/emperor").status_code == 404
    assert browser.get("/demo/as/officer")["Location"] == "/my/"  # From one role into another.
    assert browser.get("/my/")["Location"] == "/cases/"
    assert ("accounts.signed_in", "demo") in told(org)


def test_outside_demo_mode_nobody_is_signed_in_by_a_click(settings: Settings) -> None:
    settings.DEMO = False
    demo_world()
    assert Client().get("/demo/as/lead").status_code == 404
    assert "/demo/as/" not in Client().get("/accounts/login/").content.decode()


def test_a_person_without_an_organisation_is_told_what_to_do() -> None:
    browser = Client()
    browser.force_login(Person.objects.create(username="new", name="New"))
    assert "no organisation yet" in browser.get("/my/").content.decode()


def test_the_browser_speaks_the_language_of_whoever_signs_in(amina: Person) -> None:
    Person.objects.filter(pk=amina.pk).update(language="fr")
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.post("/accounts/login/", {"login": "amina@example.org", "password": SENTENCE})
    assert browser.cookies["django_language"].value == "fr"
    assert browser.cookies["django_language"]["samesite"] == "Lax"


def test_a_language_chosen_while_signed_in_is_kept_and_one_that_is_not_offered_is_not(
    amina: Person, settings: Settings
) -> None:
    settings.LANGUAGES = [("en", "English"), ("sw", "Swahili")]
    browser = Client()
    browser.force_login(amina)
    browser.post("/i18n/setlang/", {"language": "sw", "next": "/my/"})
    amina.refresh_from_db()
    assert amina.language == "sw"
    browser.post("/i18n/setlang/", {"language": "xx", "next": "/my/"})
    amina.refresh_from_db()
    assert amina.language == "sw"
