from __future__ import annotations

import html
import re
import shlex
from urllib.parse import urlsplit

from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from tests.makers import bearer


def test_the_calls_that_the_page_shows_are_in_the_description(db: None) -> None:
    browser = Client()
    page = html.unescape(browser.get("/api/").content.decode())
    described = browser.get("/api/v1/openapi.json").json()["paths"]
    shapes = {re.sub(r"\{\w+\}", "1", path) for path in described}
    shown = [shlex.split(call)[-1] for call in re.findall(r"<pre>(curl [^<]+)</pre>", page)]
    assert len(shown) >= 7
    assert {urlsplit(address).path for address in shown} <= shapes


def test_every_refusal_is_a_problem_document(org: Organisation, worker: Actor) -> None:
    browser, key = Client(), bearer(worker)
    no_key = browser.get("/api/v1/deliveries")
    no_json = browser.post("/api/v1/deliveries/1/reject", "{", "application/json", headers=key)
    malformed = browser.get("/api/v1/deliveries/0", headers=key)
    not_there = browser.get("/api/v1/deliveries/1", headers=key)
    for answer, status in ((no_key, 401), (no_json, 400), (malformed, 422), (not_there, 404)):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status
        assert answer.json()["title"]
