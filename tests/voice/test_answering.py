"""Where people answer: lines, words and the link; and what is refused."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kazi.accounts.models import Organisation, Role
from kazi.channels.rules.wire import Medium
from kazi.conversations.models import Reception
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.voice.services.answering import Wanted, open_on
from kazi.voice.services.releasing import close_poll
from tests.makers import join, log_in, organisation
from tests.voice.poll_talks import Person, line
from tests.voice.result_makers import ASKS
from tests.voice.test_talking import launched

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def test_a_poll_begins_by_its_word_on_a_line_that_begins_with_something_else(org: Organisation) -> None:
    plan, sms = launched(org, ASKS), line(org, Medium.SMS, None)
    with acting_for(org.pk):
        open_on(plan.version, Wanted(sms, ("en",), "Tea7"))
        open_on(plan.version, Wanted(sms, ("en",), "TEA7"))
        assert Reception.objects.get(channel=sms).script == "welcome"
    person = Person(sms, "+254711000001")
    person.send("hello")
    assert "agree" not in person.last
    person.send("tea7")
    assert "Amani Data asks you 7 questions or fewer." in person.last


def test_a_word_is_refused_that_is_a_command_a_number_or_another_polls(org: Organisation) -> None:
    plan, other, sms = launched(org, ASKS), launched(org, ASKS), line(org, Medium.SMS, None)
    with acting_for(org.pk):
        for word in ("STOP", "17", "a", "two words"):
            with pytest.raises(Refused):
                open_on(plan.version, Wanted(sms, ("en",), word))
        open_on(plan.version, Wanted(sms, ("en",), "tea"))
        with pytest.raises(Refused):
            open_on(other.version, Wanted(sms, ("en",), "tea"))
        close_poll(None, plan.version)
        open_on(other.version, Wanted(sms, ("en",), "tea"))
        with pytest.raises(Refused):
            open_on(plan.version, Wanted(sms, ("en",), "coffee"))


def test_no_call_is_made_in_a_language_without_its_recordings(org: Organisation) -> None:
    plan, calls = launched(org, ASKS), line(org, Medium.VOICE, None)
    with acting_for(org.pk), pytest.raises(Refused, match="Recordings are missing in: English"):
        open_on(plan.version, Wanted(calls, ("en",), is_usual=True))


def test_a_manager_opens_a_page_on_the_web_and_prints_a_card(org: Organisation) -> None:
    plan, manager = launched(org, ASKS), join("achieng", org, Role.MANAGER)
    client, where = log_in(manager), reverse("voice:where", args=[plan.version.poll_id])
    assert "Nobody can answer yet" in client.get(where).text
    assert client.post(where, {"line": "web", "languages": ["en"]}).status_code == 422
    sent = client.post(where, {"line": "web", "languages": ["en", "sw"], "word": "tea7"})
    assert sent.status_code == 302
    page = client.get(where)
    link = page.context["link"]
    assert "?word=tea7" in link
    assert "data:image/svg+xml" in page.text
    card = client.get(reverse("voice:card", args=[plan.version.poll_id])).text
    assert "TEA7" in page.text
    assert "never sees what you answer" in card
    begun = client.get(link.removeprefix("http://testserver"))
    assert 'name="text" value="tea7"' in begun.text
    rival = log_in(join("rival", organisation("Baraka"), Role.MANAGER))
    assert rival.get(where).status_code == 404
