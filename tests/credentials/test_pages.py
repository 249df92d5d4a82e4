"""What programs and people get over the web."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kazi.credentials.models import Issued
from kazi.credentials.rules import baking
from kazi.credentials.rules.verdicts import Outcome
from kazi.credentials.services import issue, revoke, rotate, verify
from tests.credentials.makers import draft

VERIFY = "/credentials/verify/"


@pytest.fixture
def issued(scope: None) -> Issued:
    return issue(draft())


def test_before_anything_is_issued_there_are_no_keys(db: None, client: Client) -> None:
    assert client.get("/.well-known/did.json").status_code == 404
    assert client.get("/credentials/status/1").status_code == 404


def test_the_did_document_keeps_every_key_and_no_private_one(issued: Issued, client: Client) -> None:
    rotate()
    said = client.get("/.well-known/did.json")
    assert said["Access-Control-Allow-Origin"] == "*"
    names = [method["id"].partition("#")[2] for method in said.json()["verificationMethod"]]
    assert sorted(names) == ["ed25519-1", "ed25519-2", "p256-1", "p256-2"]
    keys = client.get("/.well-known/jwks.json").json()["keys"]
    assert all(not {"d", "p", "q"} & key.keys() for key in keys)


def test_a_former_name_of_the_site_still_has_its_own_keys(
    settings: Settings, scope: None, client: Client
) -> None:
    settings.KAZI_URL = "https://old.example"
    before = issue(draft())
    settings.KAZI_URL = "https://new.example"
    issue(draft("certificate:2"))
    old = client.get("/.well-known/did.json", headers={"host": "old.example"}).json()
    new = client.get("/.well-known/did.json", headers={"host": "new.example"}).json()
    assert (old["id"], new["id"]) == ("did:web:old.example", "did:web:new.example")
    assert verify(before.signed_json).outcome == Outcome.VALID


@pytest.mark.parametrize(
    ("accept", "kind", "starts"),
    [
        ("", "application/json", "{"),
        ("*/*", "application/json", "{"),
        ("application/json", "application/json", "{"),
        ("application/vc", "application/vc", "{"),
        ("application/vc+jwt", "application/vc+jwt", "eyJ"),
        ("text/plain", "text/plain", "eyJ"),
    ],
)
@pytest.mark.parametrize("what", ["credential", "list"])
def test_programs_get_the_form_they_ask_for(
    issued: Issued, client: Client, what: str, accept: str, kind: str, starts: str
) -> None:
    path = f"/credentials/{issued.pk}" if what == "credential" else "/credentials/status/1"
    said = client.get(path, headers={"accept": accept} if accept else {})
    assert said["Content-Type"].partition(";")[0] == kind
    assert said.content.decode().startswith(starts)
    assert "Accept" in said["Vary"]
    if what == "credential":
        assert verify(said.content).outcome == Outcome.VALID
        assert said["X-Robots-Tag"] == "noindex"


def test_a_list_is_at_the_address_that_the_credential_names(
    settings: Settings, issued: Issued, client: Client
) -> None:
    address = json.loads(issued.signed_json)["credentialStatus"]["statusListCredential"]
    path = address.removeprefix(settings.KAZI_URL)
    assert client.get(path).json()["id"] == address
    assert client.get(path + ".jwt").content.startswith(b"eyJ")


def test_a_browser_gets_a_page_that_says_how_the_credential_stands(issued: Issued, client: Client) -> None:
    page = client.get(f"/credentials/{issued.pk}", headers={"accept": "text/html,*/*;q=0.8"})
    assert "Fair work, level 1" in page.text
    assert "Valid since" in page.text
    revoke(issued, "A secret reason.")
    page = client.get(f"/credentials/{issued.pk}", headers={"accept": "text/html"})
    assert "Revoked on" in page.text
    assert "A secret reason" not in page.text


@pytest.mark.parametrize("form", ["png", "svg"])
def test_the_pictures_hold_the_whole_credential(issued: Issued, client: Client, form: str) -> None:
    picture = client.get(f"/credentials/{issued.pk}.{form}")
    assert picture["Content-Type"].startswith("image/")
    verdict = verify(picture.content)
    assert (verdict.outcome, verdict.form) == (Outcome.VALID, form)


def test_a_name_cannot_break_out_of_the_picture(scope: None, client: Client) -> None:
    issued = issue(draft(subject_name='<script>alert("]]>")</script>', name="A & B ]]> <C>"))
    picture = client.get(f"/credentials/{issued.pk}.svg").content
    assert b"<script" not in picture.replace(baking.from_svg(picture).encode(), b"").partition(b"CDATA")[0]
    assert b"<script" not in picture.rpartition(b"]]>")[2]
    assert verify(picture).outcome == Outcome.VALID


def test_no_credential_is_a_404(db: None, client: Client) -> None:
    assert client.get(f"/credentials/{uuid.uuid4()}").status_code == 404


@pytest.mark.parametrize("form", ["signed_json", "signed_jwt"])
def test_pasted_text_is_checked_and_said_in_words(issued: Issued, client: Client, form: str) -> None:
    page = client.post(VERIFY, {"text": getattr(issued, form)})
    assert "This credential is valid." in page.text
    assert "Amani Data" in page.text
    assert page["Cache-Control"] == "no-store"


def test_an_uploaded_picture_is_checked(issued: Issued, client: Client) -> None:
    picture = client.get(f"/credentials/{issued.pk}.png").content
    page = client.post(VERIFY, {"file": SimpleUploadedFile("badge.png", picture)})
    assert "This credential is valid." in page.text


def test_a_changed_credential_is_not_confirmed(issued: Issued, client: Client) -> None:
    page = client.post(VERIFY, {"text": issued.signed_json.replace("level 1", "level 9")})
    assert "Do not rely on this credential." in page.text
    assert "Nothing below is confirmed." in page.text


def test_a_strangers_credential_is_not_fetched_for(issued: Issued, client: Client) -> None:
    text = issued.signed_json.replace("did:web:localhost%3A8000", "did:web:stranger.example")
    page = client.post(VERIFY, {"text": text})
    assert "is not this site" in page.text
    assert "could not be checked to the end" in page.text


def test_what_a_stranger_wrote_is_shown_as_text(issued: Issued, client: Client) -> None:
    document = json.loads(issued.signed_json)
    document["name"] = "<script>alert(1)</script>"
    document["evidence"] = [{"id": "javascript:alert(1)", "type": ["Evidence"], "name": "Click"}]
    page = client.post(VERIFY, {"text": json.dumps(document)})
    assert "<script>alert" not in page.text
    assert "javascript:" not in page.text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choose a file, or paste"),
        ({"text": "  "}, "Choose a file, or paste"),
        ({"text": "nothing of the kind"}, "neither JSON, nor a token"),
        ({"text": "[" * 5000}, "neither JSON, nor a token"),
    ],
)
def test_what_is_no_credential_gets_one_clear_line(
    db: None, client: Client, sent: dict[str, str], says: str
) -> None:
    page = client.post(VERIFY, sent)
    assert page.status_code in {200, 422}
    assert says in page.text


def test_a_file_that_is_too_large_is_refused(db: None, client: Client) -> None:
    page = client.post(VERIFY, {"file": SimpleUploadedFile("huge.json", b"{" + b" " * 1_600_000)})
    assert page.status_code == 422
    assert "too large" in page.text


def test_an_empty_file_is_refused_in_words(db: None, client: Client) -> None:
    page = client.post(VERIFY, {"file": SimpleUploadedFile("empty.json", b"")})
    assert "neither JSON, nor a token" in page.text
