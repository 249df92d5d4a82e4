"""Whoever answered a poll hears what came of it: once, in their language, and not after STOP."""

from __future__ import annotations

import pytest

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel, Outgoing
from kazi.channels.rules.wire import Medium
from kazi.channels.services import contacts
from kazi.channels.vault import numbers
from kazi.channels.vault.models import Study
from kazi.flows.closed_poll_to_letters import tell_results_back
from kazi.kernel.tenancy import acting_for
from kazi.voice.events import PollClosed
from kazi.voice.models import ResultsPlan
from kazi.voice.services.releasing import close_poll
from kazi.voice.talking import subject_of
from tests.makers import work_off
from tests.voice.poll_talks import Person, line
from tests.voice.result_makers import ASKS
from tests.voice.test_talking import launched

SAYS = {"site": "kisumu", "sex": "f", "water": "yes", "harm": "no"}


def letters() -> dict[str, dict[str, object]]:
    rows = Outgoing.objects.filter(key__startswith="results:")
    return {numbers.reveal([one.number])[one.number]: dict(one.said or {}) for one in rows}


def answered(org: Organisation, plan: ResultsPlan, sms: Channel) -> None:
    for n in range(12):
        Person(sms, f"+2547110000{n:02d}").answers(SAYS, language="1" if n else "2")
    half = Person(sms, "+254711000050")
    for text in ("hi", "1", "1"):
        half.send(text)


@pytest.mark.django_db(databases=["default", "vault"])
def test_the_letter_goes_once_to_each_who_answered_in_their_language(org: Organisation) -> None:
    plan = launched(org, ASKS)
    sms = line(org, Medium.SMS, plan, ("en", "sw"))
    answered(org, plan, sms)
    ussd = Person(line(org, Medium.USSD, plan, ("en", "sw")), "+254711000060").answers(SAYS)
    Person(sms, "+254711000003").send("STOP")
    with acting_for(org.pk):
        contacts.stop(sms, numbers.keep("+254711000004"))
        close_poll(None, plan.version)
    work_off()
    with acting_for(org.pk):
        tell_results_back(PollClosed(str(plan.version.poll_id), str(plan.version_id)))
        told = letters()
        assert Study.objects.get(name=subject_of(plan.version_id)).shred_at is not None
    expected = {f"+2547110000{n:02d}" for n in range(12)} - {"+254711000003", "+254711000004"}
    assert set(told) == expected | {ussd.address}
    assert told["+254711000000"]["language"] == "sw"
    assert told["+254711000001"]["language"] == "en"
    text = str(told["+254711000001"]["text"])
    assert "people took part" in text
    assert "hurt" not in text


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_poll_that_nobody_answered_closes_without_a_letter(org: Organisation) -> None:
    plan = launched(org, ASKS)
    with acting_for(org.pk):
        close_poll(None, plan.version)
    work_off()
    with acting_for(org.pk):
        assert letters() == {}
