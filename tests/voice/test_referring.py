"""A need told in a poll leads on to local services: said in a form, in the editor, and held on a phone."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from kazi.accounts.actors import Actor
from kazi.care.models import Referral
from kazi.care.rules.needs import NEEDS
from kazi.care.sealing import unsealed
from kazi.channels.rules.wire import Medium
from kazi.conversations.models import Taking
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import ResultsPlan
from kazi.voice.ready import ready_poll
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import Group, Kind, Option, Question, Questionnaire
from kazi.voice.rules.referring import need_told, referring_fault
from kazi.voice.rules.xlsform.reading import read_form
from kazi.voice.rules.xlsform.writing import write_form
from kazi.voice.services import polls
from tests.care.makers import a_service
from tests.voice.makers import HEAD, YES_NO, read
from tests.voice.poll_talks import Person, line, tally

REFERS = (*HEAD, "kazi::refers")
NEED = Question("need", Kind.ONE, {"en": "What do you need?"}, options="needs")
WANTS = Question("wants", Kind.ONE, {"en": "May we look for it?"}, options="yes_no", refers="need")
ASKS = Questionnaire(
    "Needs",
    ("en",),
    (NEED, WANTS),
    {
        "needs": (Option("childcare", {"en": "Childcare"}), Option("other", {"en": "Something else"})),
        "yes_no": (Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})),
    },
)


def test_a_need_that_leads_on_goes_into_a_form_and_back() -> None:
    again = read_form(write_form(ASKS), "again").questionnaire
    assert again is not None
    assert [one.refers for one in again.questions()] == ["", "need"]


def test_a_form_that_leads_on_from_nowhere_is_told_the_cell() -> None:
    found = read(("select_one yes_no", "wants", "May we look?", "neeed"), head=REFERS, choices=YES_NO)
    (fault,) = found.findings.errors
    assert (fault.row, fault.column, fault.cell) == (2, "kazi::refers", "D2")
    assert "neeed" in fault.words


def test_the_editor_shows_it_and_keeps_it() -> None:
    wording = editing.wording_of(ASKS, WANTS)
    assert wording.refers == "need"
    assert editing.change(ASKS, "wants", wording).question("wants") == WANTS
    assert editing.fault_of(ASKS) is None
    assert editing.fault_of(editing.remove(ASKS, "need")) is not None


@pytest.mark.parametrize(
    ("items", "word"),
    [
        ((replace(WANTS, refers="nothing"),), "not there"),
        ((replace(WANTS, refers="wants"),), "choose one"),
        ((replace(NEED, kind=Kind.SEVERAL), WANTS), "choose one"),
        ((replace(NEED, garbled="childcare"), WANTS), "chance"),
        ((Group("round", (NEED,), repeats=True), WANTS), "rounds"),
    ],
)
def test_what_cannot_lead_on_is_refused_with_the_reason(items: tuple[Question, ...], word: str) -> None:
    asks = replace(ASKS, items=items)
    fault = referring_fault(asks, asks.question("wants") or WANTS)
    assert fault is not None
    assert word in str(fault)


def test_only_who_says_so_is_led_on() -> None:
    assert need_told(ASKS, {"need": "childcare", "wants": "yes"}) == "childcare"
    assert need_told(ASKS, {"wants": "yes"}) == ""
    assert need_told(ASKS, {"need": "childcare", "wants": "no"}) is None
    assert need_told(ASKS, {"need": "childcare"}) is None


def test_our_poll_about_needs_asks_for_what_services_are_listed_by() -> None:
    """voice may not know care's list; where the two differed, people would be asked twice."""
    asks = ready_poll("needs")
    assert editing.fault_of(asks) is None
    need = asks.question("need")
    assert need is not None
    assert {one.name for one in asks.options_of(need)} - {"none"} <= NEEDS.keys()
    assert need_told(asks, {"need": "legal", "told": "yes"}) == "legal"


def launched(manager: Actor) -> ResultsPlan:
    with acting_for(manager.org_id):
        poll = polls.make_poll(manager, uuid.uuid4(), ASKS, "editor")
        version = polls.launch(manager, poll.versions.get())
        return ResultsPlan.objects.select_related("version__org").get(version=version)


@pytest.mark.django_db
@pytest.mark.parametrize("medium", [Medium.SMS, Medium.USSD, Medium.VOICE, Medium.WHATSAPP])
def test_a_need_told_in_a_poll_becomes_a_referral(manager: Actor, medium: Medium) -> None:
    service = a_service()
    plan = launched(manager)
    one = Person(line(plan.version.org, medium, plan), "+254711000001")
    given = {"town": "Nairobi", "service": str(service.pk), "contact": "0700555123", "pin": "480295"}
    one.answers({"need": "childcare", "wants": "yes", "agree": "yes", "back": "yes", **given})
    row = Referral.objects.get()
    assert (row.need, row.town, row.service_id) == ("childcare", "Nairobi", service.pk)
    assert unsealed(row.passed)["contact"] == "0700555123"
    with acting_for(manager.org_id):
        assert Taking.objects.get().state == Taking.State.DONE
    assert tally(plan)["need", "childcare", ()] == 1
    again = Person(one.channel, one.address)
    again.open()
    assert "need" not in (again.said[-1].text if again.said else "")
    assert Referral.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("wants", ["no", None])
def test_who_wants_no_help_is_left_in_peace(manager: Actor, wants: str | None) -> None:
    a_service()
    plan = launched(manager)
    one = Person(line(plan.version.org, Medium.SMS, plan), "+254711000001")
    one.answers({"need": "childcare", "wants": wants})
    assert "Thank you" in one.last
    assert not Referral.objects.exists()


@pytest.mark.django_db
def test_a_need_of_the_authors_own_is_asked_again(manager: Actor) -> None:
    a_service()
    plan = launched(manager)
    one = Person(line(plan.version.org, Medium.SMS, plan), "+254711000001")
    one.answers({"need": "other", "wants": "yes"}, most=3)
    assert "What would help you most?" in one.last
