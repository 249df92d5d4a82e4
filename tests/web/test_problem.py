from __future__ import annotations

import io
import logging
import zipfile

import pytest
from django.conf import settings
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation, Person
from kazi.accounts.secrets import hashed, new_secret
from kazi.accounts.tokens import issue
from kazi.kernel.tenancy import acting_for
from kazi.web.pages.problem import plain_path
from kazi.work.models import Project
from kazi.work.services.claiming import next_work, submit_answer
from tests.makers import log_in

pytestmark = pytest.mark.django_db


def unpacked(client: Client, **said: str) -> dict[str, str]:
    reply = client.post("/help/problem/", {"words": "The button does nothing.", "path": "/my/work"} | said)
    assert reply.status_code == 200
    with zipfile.ZipFile(io.BytesIO(reply.content)) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def test_a_report_holds_nothing_of_anybody(
    org: Organisation, project: Project, worker: Actor, manager: Actor
) -> None:
    person = Person.objects.get(pk=manager.person_id)
    person.email, person.name = "achieng@example.org", "Achieng Odhiambo"
    person.save()
    with acting_for(org.pk):
        ((_facts, seat),) = next_work(worker, project.pk)
        submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"})
    token = issue(Membership.objects.get(pk=worker.membership_id))
    secret = new_secret("kzi.")
    try:
        raise ValueError(f"cannot read {person.email} with {secret}")
    except ValueError:
        logging.getLogger("kazi.work").exception("%s could not be told of %s", person.name, token)

    files = unpacked(
        log_in(manager), path=f"https://kazi.example/accounts/invitations/{secret}/?mail={person.email}"
    )
    everything = "\n".join(files.values())
    for private in (
        person.email,
        *person.name.split(" "),
        person.username,
        org.name,
        project.name,
        "TOTAL 1.00",
        token,
        secret,
        hashed(secret),
        settings.SECRET_KEY,
        str(settings.DATABASES["default"]["NAME"]),
        str(settings.BASE_DIR),
    ):
        assert private not in everything, private
    assert files["words.txt"] == "The button does nothing.\n"
    assert "/accounts/invitations/.../" in files["page.json"]
    assert "ValueError at tests/web/test_problem.py:" in files["log.txt"]
    assert "ok database" in files["doctor.txt"]
    assert '"SECRET_KEY": "set"' in files["settings.json"]


def test_a_visitor_may_report_but_learns_nothing_of_the_machine() -> None:
    assert set(unpacked(Client())) == {"words.txt", "page.json"}


def test_the_page_says_what_is_in_the_file_and_knows_where_one_came_from(worker: Actor) -> None:
    page = log_in(worker).get("/help/problem/", {"from": "/my/work?task=17"}).content.decode()
    assert 'value="/my/work"' in page
    assert "never in it" in page


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("/projects/12/?q=Wanjiku", "/projects/12/"),
        ("https://kazi.example.org/people/", "/people/"),
        ("/providers/wanjiku@example.org/", "/providers/.../"),
        ("/accounts/invitations/kzi_0123456789abcdefgh/", "/accounts/invitations/.../"),
        ("", ""),
    ],
)
def test_a_path_loses_what_may_be_secret(typed: str, plain: str) -> None:
    assert plain_path(typed) == plain
