"""The short way of a provider's call answers like the long one through Django's own handling."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client

from kazi.accounts.models import Organisation
from kazi.channels.twilio.receiving import signature
from kazi.config.hooks import HooksFirst
from tests.conversations.makers import channel_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
FORM = "application/x-www-form-urlencoded"
BODY = "MessageSid=SM1&From=%2B254711000001&Body=Hi"
FIELDS = [("MessageSid", "SM1"), ("From", "+254711000001"), ("Body", "Hi")]


def directly(method: str, at: str, body: str = "", **more: str) -> tuple[int, str, dict[str, str]]:
    """Call as granian does; what is left to Django has the status 0."""
    seen: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        seen.extend([int(status[:3]), dict(headers)])

    def django(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("000 left to Django", [])
        return [b""]

    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": at, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body.encode()),
        "wsgi.url_scheme": "http", **more,
    }  # fmt: skip
    answer = b"".join(HooksFirst(django)(environ, start_response))
    return seen[0], answer.decode(), seen[1]


def test_a_signed_call_and_what_is_refused_are_answered_alike_on_both_ways(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    at = f"{path}/messages"
    right = signature("12345", f"http://testserver{at}", FIELDS)
    for method, where, said, status in (
        ("POST", at, right, 200),
        ("POST", at, "wrong", 403),
        ("POST", "/hooks/unknown/messages", right, 404),
        ("PUT", at, right, 405),
    ):
        long = Client().generic(method, where, BODY, FORM, headers={"X-Twilio-Signature": said})
        short = directly(method, where, BODY, HTTP_X_TWILIO_SIGNATURE=said)
        assert (short[0], short[1]) == (long.status_code, long.content.decode())
        assert short[0] == status
        assert short[2]["Content-Type"] == long.headers["Content-Type"]
        assert short[2]["Content-Length"] == str(len(short[1]))
        assert short[2].get("Allow") == long.headers.get("Allow")


def test_other_addresses_and_bodies_of_unknown_length_are_left_to_django(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    for at in ("/", "/hooks/", f"{path}/", f"{path}/a/b", "/help"):
        assert directly("GET", at)[0] == 0
    assert directly("POST", f"{path}/messages", HTTP_TRANSFER_ENCODING="chunked")[0] == 0


def test_a_foreign_host_and_a_fault_of_ours_end_in_a_refusal(
    org: Organisation, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    settings.ALLOWED_HOSTS = ["testserver"]
    assert directly("POST", f"{path}/messages", BODY, HTTP_HOST="evil.example")[0] == 400
    assert directly("POST", f"{path}/messages", CONTENT_LENGTH="300000")[0] == 413

    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("kazi.config.hooks.answered", broken)
    monkeypatch.setattr("kazi.config.hooks.close_old_connections", lambda: None)
    assert directly("POST", f"{path}/messages", BODY)[:2] == (500, "Try again.")
    assert "a fault" in caplog.text
