"""Second factors: set up, asked for, used once, never bypassed; and who is not let in without."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from kazi.accounts import rules, signing_in, staff_codes
from kazi.accounts.actors import Actor
from kazi.accounts.factors import codes, holding
from kazi.accounts.factors.library import passkeys_work, site_of
from kazi.accounts.factors.sealing import Broken, sealed, unsealed
from kazi.accounts.models import (
    FactorGuard,
    Membership,
    OpenSession,
    Organisation,
    Person,
    RecoveryCode,
    Role,
)
from kazi.channels.letters import send_waiting
from kazi.channels.models import Letter
from kazi.cli.catalogue import words_of_template
from kazi.journal.clock import run_all_now
from kazi.journal.models import Entry
from kazi.kernel.errors import NotFound, Refused, TooMany
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from tests.makers import bearer, join, log_in, organisation

pytestmark = pytest.mark.django_db
SENTENCE = "a goat on the roof"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_password(actor: Actor, email: str) -> Person:
    person = Person.objects.get(pk=actor.person_id)
    person.email = email
    person.set_password(SENTENCE)
    person.save()
    return person


@pytest.fixture
def hub() -> Organisation:
    return organisation("Hub", Organisation.Kind.HUB)


@pytest.fixture
def desk(hub: Organisation) -> Person:
    return with_password(join("desk", hub, Role.HUB), "desk@hub.example")


@pytest.fixture
def amina(org: Organisation) -> Person:
    return with_password(join("amina", org, Role.MANAGER), "amina@example.org")


def code_at(step: int, secret: str = SEED) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def now_step() -> int:
    return int(time.time()) // rules.TOTP_SECONDS


def give_app(person: Person) -> list[str]:
    """Set an app up as if its person had done so long ago; return the recovery codes."""
    new = holding.set_up_app(person, SEED, code_at(now_step()))
    FactorGuard.objects.filter(person=person).update(last_step=0)
    return new


def give_passkey(person: Person, name: str = "Phone") -> Authenticator:
    holding.add_passkey(person, name, {"id": name})
    return Authenticator.objects.filter(user=person, type="webauthn").order_by("-pk")[0]


def sign_in(person: Person, **more: str) -> tuple[Client, str]:
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": person.email, "password": SENTENCE, **more})
    return browser, answer.headers.get("Location", "")


def told(person: Person) -> list[str]:
    membership = Membership.objects.filter(person=person)[0]
    with acting_for(membership.org_id):
        return [entry.event for entry in Entry.objects.order_by("at")]


# --- Setting up -----------------------------------------------------------------------------------


def test_an_app_is_set_up_with_the_code_it_shows_and_recovery_codes_are_seen_once(amina: Person) -> None:
    browser, _way = sign_in(amina)
    page = browser.get("/accounts/me/security/app/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    wrong = browser.post("/accounts/me/security/app/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    right = browser.post("/accounts/me/security/app/", {"code": code_at(now_step(), secret)})
    shown = re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", right.content.decode())
    assert len(set(shown)) == 10
    assert shown[0] not in browser.get("/accounts/me/security/").content.decode()
    stored = Authenticator.objects.get(user=amina).data["secret"]
    assert secret not in stored
    assert unsealed(stored) == secret
    assert not RecoveryCode.objects.filter(code_hash__in=shown).exists()
    assert [one for one in told(amina) if "factor" in one or "codes" in one] == [
        "accounts.factor_added",
        "accounts.recovery_codes_made",
    ]
    send_waiting()
    assert "authenticator app" in mail.outbox[0].subject


def test_the_letter_of_a_change_speaks_the_persons_language(amina: Person) -> None:
    Person.objects.filter(pk=amina.pk).update(language="sw")
    amina.refresh_from_db()
    give_passkey(amina)
    assert Letter.objects.get().subject == "Ufunguo wa kuingia umeongezwa kwenye akaunti yako"


def test_moving_the_app_to_another_phone_ends_the_first_and_keeps_the_recovery_codes(amina: Person) -> None:
    assert len(give_app(amina)) == 10
    other = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    assert holding.set_up_app(amina, other, code_at(now_step(), other)) == []
    FactorGuard.objects.update(last_step=0)
    with pytest.raises(Refused):
        codes.check(amina.pk, code_at(now_step()))
    assert codes.check(amina.pk, code_at(now_step(), other)) == "totp"


def test_new_recovery_codes_end_the_old_ones(amina: Person) -> None:
    old = give_app(amina)
    new = codes.make_recovery_codes(amina)
    with pytest.raises(Refused):
        codes.check(amina.pk, old[0])
    assert codes.check(amina.pk, new[0].upper().replace("-", " ")) == "recovery_code"


def test_a_secret_sealed_with_an_old_key_is_read_and_with_a_lost_one_is_not(settings: Settings) -> None:
    box = sealed("hush")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50
    assert unsealed(box) == "hush"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Broken):
        unsealed(box)


def test_with_a_lost_key_the_app_fails_kindly(amina: Person, settings: Settings) -> None:
    give_app(amina)
    settings.SECRET_KEY = "x" * 50
    with pytest.raises(Refused, match="not right"):
        codes.check(amina.pk, code_at(now_step()))


# --- Signing in -----------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing_once_there_is_a_factor(amina: Person) -> None:
    give_app(amina)
    browser, way = sign_in(amina)
    assert way == "/accounts/login/second/"
    assert browser.get("/manage/")["Location"].startswith("/accounts/login/")
    assert browser.post("/accounts/login/second/", {"code": "123456"}).status_code == 200
    right = browser.post("/accounts/login/second/", {"code": code_at(now_step())})
    assert right["Location"] == "/my/"
    assert browser.get("/manage/").status_code == 200
    with acting_for(Membership.objects.get(person=amina).org_id):
        entry = Entry.objects.get(event="accounts.signed_in")
    assert (entry.data["how"], entry.data["factor"]) == ("password", "totp")
    page = browser.get("/people/sign-ins/").content.decode()
    assert "password and authenticator app" in page


def test_the_page_asked_for_opens_after_the_second_step(amina: Person) -> None:
    give_app(amina)
    browser, _way = sign_in(amina, next="/projects/")
    assert browser.post("/accounts/login/second/", {"code": code_at(now_step())})["Location"] == "/projects/"


def test_the_second_step_is_there_only_after_a_right_password() -> None:
    assert Client().get("/accounts/login/second/")["Location"] == "/accounts/login/"
    assert Client().post("/accounts/login/second/", {"code": "123456"})["Location"] == "/accounts/login/"


def test_a_code_of_the_app_works_once(amina: Person) -> None:
    give_app(amina)
    assert codes.check(amina.pk, code_at(now_step())) == "totp"
    with pytest.raises(Refused):
        codes.check(amina.pk, code_at(now_step()))
    with pytest.raises(Refused):
        codes.check(amina.pk, code_at(now_step() - 1))  # One before a used one is over too.


@pytest.mark.parametrize(("drift", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(amina: Person, drift: int, is_right: bool) -> None:
    give_app(amina)
    while time.time() % rules.TOTP_SECONDS > rules.TOTP_SECONDS - 2:
        time.sleep(0.2)  # Not across the change of a step.
    if is_right:
        assert codes.check(amina.pk, code_at(now_step() + drift)) == "totp"
    else:
        with pytest.raises(Refused):
            codes.check(amina.pk, code_at(now_step() + drift))


def test_a_recovery_code_signs_in_once_and_a_letter_says_so(amina: Person) -> None:
    first, *_others = give_app(amina)
    Letter.objects.all().delete()
    browser, _way = sign_in(amina)
    assert browser.post("/accounts/login/second/", {"code": first})["Location"] == "/my/"
    assert codes.codes_left(amina.pk) == 9
    assert "Unused codes left: 9." in Letter.objects.get().text
    again, _way = sign_in(amina)
    assert again.post("/accounts/login/second/", {"code": first}).status_code == 200
    assert "accounts.recovery_code_used" in told(amina)


def test_a_recovery_code_of_another_person_is_wrong(amina: Person, desk: Person) -> None:
    give_app(amina)
    (hers, *_more) = give_app(desk)
    with pytest.raises(Refused):
        codes.check(amina.pk, hers)


def test_wrong_codes_are_slowed_down_and_a_letter_tells_when_it_goes_on(amina: Person) -> None:
    give_app(amina)
    Letter.objects.all().delete()
    for _try in range(5):
        with pytest.raises(Refused, match="not right"):
            codes.check(amina.pk, "abc")
    with pytest.raises(TooMany, match="Too many wrong codes"):
        codes.check(amina.pk, code_at(now_step()))
    guard = FactorGuard.objects.get(person=amina)
    assert 50 < (guard.locked_until - timezone.now()).total_seconds() <= 60  # type: ignore[operator]
    assert "accounts.factor_locked" in told(amina)
    assert Letter.objects.count() == 0
    for _try in range(3):
        FactorGuard.objects.update(locked_until=None)
        with pytest.raises(Refused):
            codes.check(amina.pk, "abc")
    assert "Wrong codes" in Letter.objects.get().subject
    FactorGuard.objects.update(locked_until=None)
    assert codes.check(amina.pk, code_at(now_step())) == "totp"
    assert FactorGuard.objects.get(person=amina).failures == 0


def test_a_new_password_by_letter_does_not_go_round_the_second_factor(amina: Person) -> None:
    give_app(amina)
    Letter.objects.all().delete()
    Client().post("/accounts/password/reset/", {"email": amina.email})
    send_waiting()
    (link,) = re.findall(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    browser = Client()
    form = browser.get(link)["Location"]
    new = {"password1": "two goats on the roof", "password2": "two goats on the roof"}
    assert browser.post(form, new)["Location"] == "/accounts/password/reset/key/done/"
    assert browser.get("/manage/")["Location"].startswith("/accounts/login/")
    said = {"login": amina.email, "password": "two goats on the roof"}
    assert browser.post("/accounts/login/", said)["Location"] == "/accounts/login/second/"


def test_a_challenge_for_a_passkey_is_given_and_a_made_up_answer_is_refused() -> None:
    browser = Client(headers={"host": "localhost:8000"})
    asked = browser.get("/accounts/login/passkey/", headers={"x-requested-with": "XMLHttpRequest"}).json()
    key = asked["request_options"]["publicKey"]
    assert (key["rpId"], key["userVerification"]) == ("localhost", "required")
    for answer in ("", "{}", "[]", '"a"', '{"id": 1}', '{"response": {"userHandle": "MQ"}}'):
        refused = browser.post("/accounts/login/passkey/", {"credential": answer})
        assert refused["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    ("host", "secure", "domain", "site", "works"),
    [
        ("localhost:8000", False, "", "localhost", True),
        ("kazi.example.org", True, "", "kazi.example.org", True),
        ("kazi.example.org", False, "", "kazi.example.org", False),
        ("kazi.example.org", True, "example.org", "example.org", True),
        ("evil-example.org", True, "example.org", "evil-example.org", True),
        ("192.168.1.5:8443", True, "", "192.168.1.5", False),
        ("[::1]:8443", True, "", "::1", False),
        ("centre.local:8443", True, "", "centre.local", True),
    ],
)
def test_passkeys_belong_to_the_name_of_the_site(
    host: str, secure: bool, domain: str, site: str, works: bool, settings: Settings
) -> None:
    settings.KAZI_PASSKEY_DOMAIN = domain
    request = RequestFactory().get("/", headers={"host": host}, secure=secure)
    assert (site_of(request), passkeys_work(request)) == (site, works)


# --- Roles that need one --------------------------------------------------------------------------


def test_hub_staff_without_a_factor_are_led_to_set_one_up_before_anything_else(desk: Person) -> None:
    browser, way = sign_in(desk)
    assert way == "/my/"
    for path in ("/my/", "/hub/", "/providers/", "/people/invite/", "/accounts/keys/"):
        assert browser.get(path)["Location"].startswith("/accounts/me/security/?next="), path
    assert browser.post("/people/invite/", {"email": "x@y.example"})["Location"].startswith(
        "/accounts/me/security/"
    )
    assert browser.get("/accounts/me/security/").status_code == 200
    assert browser.post("/api/v1/session/token").status_code == 403
    page = browser.get("/accounts/me/security/app/").content.decode()
    secret = re.findall(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    assert (
        browser.post("/accounts/me/security/app/", {"code": code_at(now_step(), secret)}).status_code == 200
    )
    assert browser.get("/hub/").status_code == 200


def test_a_session_from_before_is_asked_for_the_factor(desk: Person, hub: Organisation) -> None:
    give_app(desk)
    browser = Client()
    browser.force_login(desk)
    assert browser.get("/hub/")["Location"] == "/accounts/me/confirm/?next=%2Fhub%2F"
    assert browser.post("/accounts/me/confirm/", {"code": "no", "next": "/hub/"}).status_code == 200
    right = browser.post("/accounts/me/confirm/", {"code": code_at(now_step()), "next": "/hub/"})
    assert right["Location"] == "/hub/"
    assert browser.get("/hub/").status_code == 200


def test_helpline_officers_need_one_and_managers_do_not(org: Organisation, amina: Person) -> None:
    officer = log_in(join("officer", org, Role.OFFICER), factor="")
    assert officer.get("/my/")["Location"].startswith("/accounts/me/security/")
    assert sign_in(amina)[0].get("/manage/").status_code == 200


def test_changing_into_such_a_role_asks_for_the_factor(amina: Person, hub: Organisation) -> None:
    browser, _way = sign_in(amina)
    Membership.objects.create(person=amina, org=hub, role=Role.HUB)
    browser.post("/accounts/me/acting/", {"org": hub.pk})
    assert browser.get("/hub/")["Location"].startswith("/accounts/me/security/")
    give_app(amina)
    assert browser.get("/hub/")["Location"].startswith("/accounts/me/confirm/")
    first = Membership.objects.filter(person=amina).exclude(org=hub)[0]
    browser.post("/accounts/me/acting/", {"org": first.org_id})  # The way back stays open.
    assert browser.get("/manage/").status_code == 200


def test_a_session_by_pin_never_reaches_such_a_role(
    org: Organisation, hub: Organisation, worker: Actor
) -> None:
    person = with_password(worker, "w@example.org")
    give_app(person)
    Membership.objects.create(person=person, org=hub, role=Role.HUB)
    browser = log_in(worker)
    session = browser.session
    session[signing_in.HOW] = "pin"
    session["org_id"] = hub.pk
    session.save()
    refused = browser.get("/hub/")
    assert refused.status_code == 403
    assert "staff code and PIN" in refused.content.decode()
    answer = browser.post("/accounts/me/confirm/", {"code": code_at(now_step())})
    assert answer.status_code == 422
    assert browser.get("/hub/").status_code == 403


def test_a_token_speaks_for_nobody_in_such_a_role(org: Organisation, worker: Actor) -> None:
    said = bearer(worker)
    assert Client().post("/api/v1/work/next", headers=said).status_code != 401
    Membership.objects.filter(pk=worker.membership_id).update(role=Role.OFFICER)
    forget_everything()
    assert Client().post("/api/v1/work/next", headers=said).status_code == 401


def test_the_demo_goes_on_by_one_click_and_only_in_demo_mode(settings: Settings, hub: Organisation) -> None:
    actor = join("desk", hub, Role.HUB)
    Organisation.objects.filter(pk=hub.pk).update(is_demo=True)
    Person.objects.filter(pk=actor.person_id).update(is_demo=True)
    settings.DEMO = True
    browser = Client()
    assert browser.get("/demo/as/hub")["Location"] == "/my/"
    assert browser.get("/hub/").status_code == 200
    assert "one click signs anybody in" in browser.get("/accounts/me/security/").content.decode()
    settings.DEMO = False  # The same session, after the demo was switched off.
    assert browser.get("/hub/").status_code == 302


# --- Changing -------------------------------------------------------------------------------------


def test_changes_ask_once_more_and_then_not_for_ten_minutes(amina: Person) -> None:
    browser, _way = sign_in(amina)
    session = browser.session
    session[signing_in.CONFIRMED_AT] = time.time() - 601
    session.save()
    for path in ("app/", "passkeys/add/"):
        asked = browser.get(f"/accounts/me/security/{path}")
        assert asked["Location"].startswith("/accounts/me/confirm/?next=%2Faccounts%2Fme%2Fsecurity"), path
    key = {"name": "Nightly", "scope": "projects:read"}
    assert browser.post("/accounts/keys/", key)["Location"].startswith("/accounts/me/confirm/")
    assert browser.get("/accounts/keys/").status_code == 200  # Looking is free.
    assert "not your password" in browser.post("/accounts/me/confirm/", {"password": "no"}).content.decode()
    done = browser.post("/accounts/me/confirm/", {"password": SENTENCE, "next": "//evil.example/"})
    assert done["Location"] == "/my/"
    assert browser.get("/accounts/me/security/app/").status_code == 200
    assert "kzk_" in browser.post("/accounts/keys/", key).content.decode()


def test_who_has_a_factor_cannot_confirm_by_password(amina: Person) -> None:
    give_app(amina)
    browser = Client()
    browser.force_login(amina)
    assert browser.get("/accounts/me/security/app/")["Location"].startswith("/accounts/me/confirm/")
    browser.post("/accounts/me/confirm/", {"password": SENTENCE})
    assert browser.get("/accounts/me/security/app/")["Location"].startswith("/accounts/me/confirm/")


def test_a_passkey_is_named_and_removed_by_its_owner_only(amina: Person, org: Organisation) -> None:
    key, _second = give_passkey(amina), give_passkey(amina, "Laptop")
    mine = log_in(Actor(amina.pk, org.pk, Role.MANAGER, 0))
    other = log_in(join("mwangi", org, Role.MANAGER))
    for action in ("name", "remove"):
        assert (
            other.post(f"/accounts/me/security/factors/{key.pk}/{action}", {"name": "X"}).status_code == 404
        )
    mine.post(f"/accounts/me/security/factors/{key.pk}/name", {"name": " My\n phone "})
    assert [one.name for one in holding.factors_of(amina.pk)] == ["My phone", "Laptop"]
    assert mine.post(f"/accounts/me/security/factors/{key.pk}/name", {"name": " "}).status_code == 422
    mine.post(f"/accounts/me/security/factors/{key.pk}/remove")
    assert [one.name for one in holding.factors_of(amina.pk)] == ["Laptop"]
    assert "accounts.factor_removed" in told(amina)
    with pytest.raises(NotFound):
        holding.remove(amina, key.pk)


def test_the_last_factor_of_a_role_that_needs_one_stays(desk: Person, hub: Organisation) -> None:
    key = give_passkey(desk)
    browser = log_in(Actor(desk.pk, hub.pk, Role.HUB, 0))
    page = browser.post(f"/accounts/me/security/factors/{key.pk}/remove", follow=True).content.decode()
    assert "this is your only one" in page
    assert holding.has_factor(desk.pk)
    give_app(desk)
    assert holding.remove(desk, key.pk) is False


def test_removing_the_last_factor_ends_codes_and_other_sessions(amina: Person, org: Organisation) -> None:
    key = give_passkey(amina)
    browser, other = (log_in(Actor(amina.pk, org.pk, Role.MANAGER, 0)) for _number in range(2))
    browser.post(f"/accounts/me/security/factors/{key.pk}/remove")
    assert codes.codes_left(amina.pk) == 0
    assert browser.session[signing_in.FACTOR] == ""
    assert browser.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/")["Location"].startswith("/accounts/login/")


def test_there_is_an_end_to_the_number_of_passkeys(amina: Person) -> None:
    for number in range(rules.MOST_PASSKEYS):
        give_passkey(amina, f"Key {number}")
    with pytest.raises(Refused, match="as many"):
        give_passkey(amina)


def test_a_worker_with_a_pin_is_told_why_there_is_nothing_to_set_up(lead: Actor, org: Organisation) -> None:
    with acting_for(org.pk):
        given, _pin = staff_codes.give_code(lead, "Neema", "en")
    browser = Client()
    browser.force_login(given.membership.person)
    page = browser.get("/accounts/me/security/").content.decode()
    assert "needs no second factor" in page
    assert "Add a passkey" not in page
    assert browser.get("/accounts/me/security/app/").status_code == 422


# --- Sessions -------------------------------------------------------------------------------------


def test_sessions_are_listed_ended_one_by_one_and_forgotten_when_over(amina: Person, desk: Person) -> None:
    phone = Client(
        headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36"}
    )
    phone.post("/accounts/login/", {"login": amina.email, "password": SENTENCE})
    browser, _way = sign_in(amina)
    page = browser.get("/accounts/me/security/").content.decode()
    assert "Chrome, Android" in page
    found = OpenSession.objects.get(person=amina, browser="Chrome, Android")
    stranger = log_in(join("mwangi", organisation(), Role.MANAGER))
    assert stranger.post(f"/accounts/me/security/sessions/{found.pk}/end").status_code == 404
    assert phone.get("/accounts/me/").status_code == 200
    browser.post(f"/accounts/me/security/sessions/{found.pk}/end")
    assert phone.get("/accounts/me/")["Location"].startswith("/accounts/login/")
    browser.post("/accounts/logout/")
    assert not OpenSession.objects.filter(person=amina).exists()
    sign_in(amina)
    Session.objects.update(expire_date=timezone.now())
    run_all_now()
    assert not OpenSession.objects.exists()
    assert not Session.objects.exists()


def test_a_new_password_leaves_only_the_session_that_chose_it_on_the_list(amina: Person) -> None:
    sign_in(amina)
    browser, _way = sign_in(amina)
    new = {"password1": "two goats on the roof", "password2": "two goats on the roof"}
    browser.post("/accounts/password/change/", {"oldpassword": SENTENCE, **new})
    here = OpenSession.objects.get(person=amina)
    assert (here.key, here.how) == (browser.session.session_key, "password")
    assert browser.get("/accounts/me/").status_code == 200


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0 Safari/537.36 Edg/124.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "Firefox, Linux"),
        ("curl/8.5.0", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(said: str, name: str) -> None:
    assert rules.browser_name(said) == name


@pytest.mark.parametrize("language", ["ar", "sw"])
def test_a_worker_reads_nothing_of_it_in_english(worker: Actor, language: str, settings: Settings) -> None:
    person = with_password(worker, "w@example.org")
    give_passkey(person)
    browser = log_in(worker)
    browser.cookies["django_language"] = language
    folder = settings.BASE_DIR / "kazi/accounts/templates/accounts"
    names = ("security/overview", "security/app", "security/passkey", "security/codes", "confirm")
    english = set()
    for name in names:
        with (folder / f"{name}.html").open("rb") as file:
            english |= {text for *_, text, _ in words_of_template(file, (), (), {}) if isinstance(text, str)}
    pages = [browser.get(f"/accounts/me/{path}") for path in ("security/", "security/app/", "confirm/")]
    pages.append(browser.post("/accounts/me/security/codes/"))
    for page in pages:
        assert page.status_code == 200
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", page.content.decode()))
        assert {text for text in english if len(text) > 8 and text in words and "%" not in text} == set()
