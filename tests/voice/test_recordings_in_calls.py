"""Calls play what was recorded: all of it where it is there, and a voice only for what is not."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

from kazi.accounts.models import Organisation, Role
from kazi.channels.rules.wire import Medium, Spoken
from kazi.conversations.models import Reception
from kazi.conversations.pages.web import link_to
from kazi.conversations.rules import aloud
from kazi.conversations.services.hearing import with_recordings
from kazi.conversations.services.simulating import simulated_channel
from kazi.files.models import StoredFile
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.voice import queries
from kazi.voice.models import Recording, ResultsPlan
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import Group, Kind, Option, Question, Questionnaire, to_json
from kazi.voice.services import polls
from kazi.voice.services.answering import Wanted, open_on
from kazi.voice.services.campaigns import begin
from kazi.voice.services.recordings import forget_recording, take_recordings
from kazi.voice.talking import opening
from tests.conversations.makers import VALUES, channel_of
from tests.makers import join, log_in, organisation
from tests.voice.campaign_makers import make
from tests.voice.poll_talks import Person, line
from tests.voice.test_talking import EVERY_KIND, SAYS, launched

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
CALLER = "+254711000001"
FORM = "application/x-www-form-urlencoded"
SHORT = Questionnaire(
    "Water",
    ("en", "sw"),
    (
        Question("hello", Kind.NOTE, {"en": "Hello.", "sw": "Habari."}),
        Question(
            "water", Kind.ONE, {"en": "Is the water clean?", "sw": "Je, maji ni safi?"},
            options="yes_no", required="true()",
        ),
        Question("age", Kind.INTEGER, {"en": "How old are you?", "sw": "Una miaka mingapi?"}),
    ),
    {"yes_no": (Option("yes", {"en": "Yes", "sw": "Ndiyo"}), Option("no", {"en": "No", "sw": "La"}))},
)  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sound(name: str) -> SimpleUploadedFile:
    """Return a file that begins as an MP3 does and holds its own name, so that each is another one."""
    return SimpleUploadedFile(name, b"ID3\x04" + name.encode().ljust(400, b"\0"))


def read_aloud(plan: ResultsPlan, language: str, *, but: tuple[str, ...] = ()) -> None:
    """Record all that calls in a language say, but these keys."""
    poll, asks = plan.version.poll, plan.version.asks()
    needed = queries.prompts_of(poll, asks, language)
    files = [sound(f"{one.key.replace('/', '-')}.{language}.mp3") for one in needed if one.key not in but]
    taken = take_recordings(poll, asks, language, files)
    assert (taken.kept, taken.refused) == (len(files), [])


def names(links: tuple[str, ...] | list[str]) -> list[str]:
    """Return the names of the files that links lead to, as they were sent in."""
    rows = {str(one.pk): one.name for one in StoredFile.objects.all()}
    return [rows[found[0]] for link in links if (found := re.search("[0-9a-f-]{36}", link))]


def fetched(link: str) -> tuple[int, str]:
    """Fetch a link as a telephone company does, which has no cookie of ours."""
    answer = Client().get(link)
    assert answer.getvalue()[:3] == b"ID3"
    assert not answer.cookies
    return answer.status_code, answer["Content-Type"]


def in_both_languages() -> Questionnaire:
    """Return the poll of every kind with all its words in Swahili too, with a hint and a labelled group."""

    def both(said: Any) -> dict[str, str]:
        return {"en": said["en"], "sw": said.get("sw", f"Kiswahili: {said['en']}")}

    def item(one: Question | Group) -> Question | Group:
        if isinstance(one, Group):
            return replace(one, label=both({"en": "Child"}), items=tuple(item(each) for each in one.items))
        return replace(
            one, label=both(one.label), hint=both({"en": "In whole years."}) if one.name == "age" else {}
        )

    lists = {
        name: tuple(replace(one, label=both(one.label)) for one in options)
        for name, options in EVERY_KIND.lists.items()
    }
    return replace(EVERY_KIND, items=tuple(item(one) for one in EVERY_KIND.items), lists=lists)


@pytest.mark.parametrize(("language", "key"), [("en", "1"), ("sw", "2")])
def test_nothing_of_a_call_is_left_to_a_machines_voice(org: Organisation, language: str, key: str) -> None:
    """What the coverage report promises: whatever is said, wrong answers and the end too, is recorded."""
    asks = in_both_languages()
    plan = launched(org, asks, garbled={"harm": "yes"})
    marked = [
        replace(one, garbled="yes") if isinstance(one, Question) and one.name == "harm" else one
        for one in asks.items
    ]
    with acting_for(org.pk):
        version = plan.version
        type(version).objects.filter(pk=version.pk).update(
            questionnaire=to_json(replace(asks, items=tuple(marked)))
        )
        version.refresh_from_db()
        read_aloud(plan, "en")
        read_aloud(plan, "sw")
        assert all(one.is_complete for one in queries.recordings_of(version.poll, version.asks()))
    person = Person(line(org, Medium.VOICE, plan, ("en", "sw")), CALLER)
    person.open()
    for keys in ("7", key, "8", "1", "9", "5*5"):  # Wrong ones between.
        person.send(keys)
    person.answers(SAYS, key)
    assert not person.said[-1].waits
    person.open()  # It was answered before.
    address = "https://h.example/hooks/x/voice?t=1"
    heard = [with_recordings(person.called, said, address) for said in person.said]
    assert len(heard) > 25
    with acting_for(org.pk):
        for said in heard:
            assert said.spoken, said.text
            for piece in said.spoken:
                assert piece.sounds, (said.text, piece)
                assert piece.sounds[0].startswith("/files/shared/")
                code = piece.language or said.language
                assert all(name.endswith(f".{code}.mp3") for name in names(piece.sounds)), piece


# -- What a provider gets and fetches ----------------------------------------------------------------


def twilio_turn(path: str, turn: int = 0, **fields: str) -> ET.Element:
    """Call as Twilio does, signed with its own package, and return the TwiML."""
    url = f"{path}/voice" + (f"?t={turn}" if turn else "")
    form = {
        "CallSid": "CA1", "From": CALLER, "To": "+254700111222", "CallStatus": "in-progress",
        "Direction": "inbound", **fields,
    }  # fmt: skip
    token = VALUES["twilio"]["auth_token"]
    signed = RequestValidator(token).compute_signature(f"http://testserver{url}", form)
    answer = Client().post(url, urlencode(form), FORM, headers={"X-Twilio-Signature": signed})
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314 -- it is our own.


def test_a_call_by_twilio_plays_the_recordings_in_their_order(org: Organisation) -> None:
    plan = launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(plan, "sw", but=("yes_no/no",))
        script, state = opening(plan.version_id)
    _channel, path = channel_of(org, "twilio", "voice", languages=("sw",), script=script, state=state)
    consent = twilio_turn(path)
    links = [one.text or "" for one in consent.iter("Play")]
    with acting_for(org.pk):
        assert names(links) == [
            # Of two that say the same words, that of the poll itself.
            f"{one}.sw.mp3"
            for one in ("kazi-consent", "yes_no-yes", "kazi-press-1", "kazi-no", "kazi-press-2")
        ]
    asked = twilio_turn(path, 1, Digits="1")
    gather = asked.find("Gather")
    assert gather is not None
    # A voice has to say what was not recorded, there where it belongs.
    assert [one.tag for one in gather] == ["Play", "Play", "Play", "Play", "Say"]
    assert gather[4].text == "Kwa La bonyeza 2."
    # Twilio's own builder writes the same for the same.
    theirs = VoiceResponse()
    inner = Gather(
        action=f"http://testserver{path}/voice?t=2", input="dtmf", method="POST", num_digits=1, timeout=7
    )
    for one in gather:
        (inner.play if one.tag == "Play" else inner.say)(one.text)
    theirs.append(inner)
    theirs.redirect(f"http://testserver{path}/voice?t=2&silent=1", method="POST")
    assert ET.canonicalize(str(theirs)) == ET.canonicalize(ET.tostring(asked, "unicode"))


def test_a_call_that_comes_again_gets_links_that_are_good_again(org: Organisation) -> None:
    plan = launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(plan, "sw")
        script, state = opening(plan.version_id)
    _channel, path = channel_of(org, "twilio", "voice", languages=("sw",), script=script, state=state)
    first = ET.tostring(twilio_turn(path))
    assert ET.tostring(twilio_turn(path)) == first
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        again = twilio_turn(path)
        assert ET.tostring(again) != first
        for one in again.iter("Play"):
            assert fetched(str(one.text)) == (200, "audio/mpeg")


def test_a_call_by_africas_talking_plays_the_same_recordings(org: Organisation) -> None:
    plan = launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(plan, "sw")
        script, state = opening(plan.version_id)
    _channel, path = channel_of(org, "africastalking", "voice", languages=("sw",), script=script, state=state)
    form = {
        "isActive": "1", "sessionId": "V1", "direction": "Inbound", "callerNumber": CALLER,
        "destinationNumber": "+254711082000",
    }  # fmt: skip
    said = ET.fromstring(Client().post(f"{path}/voice", urlencode(form), FORM).content)  # noqa: S314
    digits = said.find("GetDigits")
    assert digits is not None
    assert {one.tag for one in digits} == {"Play"}
    with acting_for(org.pk):
        played = names([one.attrib["url"] for one in digits])
    assert played[:3] == ["kazi-consent.sw.mp3", "yes_no-yes.sw.mp3", "kazi-press-1.sw.mp3"]
    assert fetched(digits[0].attrib["url"]) == (200, "audio/mpeg")


def test_links_say_nothing_of_who_is_on_the_line(org: Organisation) -> None:
    plan = launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(plan, "en")
    calls = line(org, Medium.VOICE, plan)
    heard = []
    for number in ("+254711000001", "+254711000002"):
        person = Person(calls, number)
        person.open()
        heard.append(with_recordings(person.called, person.said[-1], "https://h.example/x").audio)
    assert heard[0] == heard[1] != ()


def test_a_recording_is_heard_on_a_simulated_phone_and_on_the_web_page(org: Organisation) -> None:
    plan, browser = launched(org, SHORT), log_in(join("achieng", org, Role.MANAGER))
    script, state = opening(plan.version_id)
    with acting_for(org.pk):
        read_aloud(plan, "en")
        for medium in (Medium.VOICE, Medium.WEB):
            channel = simulated_channel(medium)
            Reception.objects.filter(channel=channel).update(script=script, state=state, languages=["en"])
    browser.post("/simulator/phones/", {"medium": "voice"})
    (phone,) = browser.get("/simulator/").context["phones"]
    page = browser.post("/simulator/phones/send", {"phone": phone.id, "what": "open"}, follow=True).text
    played = re.findall(r'src="(/files/shared/[^"]+)"', page)
    with acting_for(org.pk):
        assert names(played)[:2] == ["kazi-consent.en.mp3", "yes_no-yes.en.mp3"]
    assert fetched(played[0]) == (200, "audio/mpeg")
    web = Client().post(link_to(channel), {"once": "a"})
    played = re.findall(r'src="(/files/shared/[^"]+)"', web.text)
    with acting_for(org.pk):
        assert names(played) == ["kazi-consent.en.mp3", "yes_no-yes.en.mp3", "yes_no-no.en.mp3"]
    # Nothing stays on the phone.
    answer = Client().get(played[0])
    assert (answer.getvalue()[:3], answer["Cache-Control"]) == (b"ID3", "no-store")
    assert "media-src 'self'" in web["Content-Security-Policy"]


# -- Which recordings count --------------------------------------------------------------------------


def test_another_polls_recordings_are_not_played_but_our_own_words_serve_all(org: Organisation) -> None:
    first, second = launched(org, SHORT), launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(first, "en")
        there = {one.key for one in report(second).missing}
        assert there == {"kazi/consent", "hello", "water", "yes_no/yes", "yes_no/no", "age"}
    person = Person(line(org, Medium.VOICE, second), CALLER)
    person.open()
    said = with_recordings(person.called, person.said[-1], "")
    assert [bool(one.sounds) for one in said.spoken] == [False, True, True]
    rival = launched(organisation("Rival"), SHORT)
    with acting_for(rival.org_id):
        assert report(rival).there == 0


def _reworded(asks: Questionnaire) -> Questionnaire:
    words = editing.wording_of(asks, next(one for one in asks.questions() if one.name == "water"))
    return editing.change(asks, "water", replace(words, label={**words.label, "en": "Is it clean?"}))


def report(plan: ResultsPlan) -> Any:
    return queries.recordings_of(plan.version.poll, plan.version.asks())[0]


def test_new_words_are_recorded_while_people_are_still_asked_in_the_old_ones(org: Organisation) -> None:
    plan = launched(org, SHORT)
    poll = plan.version.poll
    with acting_for(org.pk):
        read_aloud(plan, "en")
        draft = polls.change(poll, 0, _reworded)
        assert [one.key for one in queries.recordings_of(poll, draft.asks())[0].outdated] == ["water"]
        take_recordings(poll, draft.asks(), "en", [sound("water.mp3")])
        assert queries.may_be_called(poll, draft, "en")
        assert queries.may_be_called(poll, plan.version, "en")
        assert Recording.objects.filter(prompt="water").count() == 2


def test_a_recording_that_is_replaced_can_be_heard_by_the_call_that_is_going_on(org: Organisation) -> None:
    plan = launched(org, SHORT)
    with acting_for(org.pk):
        read_aloud(plan, "en")
        old = Recording.objects.get(prompt="hello").file
        take_recordings(plan.version.poll, plan.version.asks(), "en", [sound("hello.mp3")])
        assert StoredFile.objects.filter(pk=old.pk).exists()
        new = Recording.objects.get(prompt="hello").file
        for _ in range(2):
            forget_recording.call(org.pk, str(old.pk))
            forget_recording.call(org.pk, str(new.pk))
        assert not StoredFile.objects.filter(pk=old.pk).exists()
        assert StoredFile.objects.filter(pk=new.pk).exists()


def test_calls_begin_only_when_our_own_words_are_recorded_too(org: Organisation) -> None:
    plan, calls = launched(org, SHORT), line(org, Medium.VOICE, None)
    with acting_for(org.pk):
        read_aloud(plan, "en", but=("kazi/press-2",))
        with pytest.raises(Refused, match="Recordings are missing in: English"):
            open_on(plan.version, Wanted(calls, ("en",), is_usual=True))
        take_recordings(plan.version.poll, plan.version.asks(), "en", [sound("kazi-press-2.mp3")])
        open_on(plan.version, Wanted(calls, ("en",), is_usual=True))


def test_a_campaign_calls_nobody_while_a_prompt_is_missing(org: Organisation) -> None:
    plan, manager = launched(org, SHORT), join("achieng", org, Role.MANAGER)
    calls = line(org, Medium.VOICE, None)
    with acting_for(org.pk):
        campaign = make(manager, plan, calls)
        with pytest.raises(Refused, match="Recordings are missing in: English"):
            begin(manager, campaign)
        read_aloud(plan, "en")
        begin(manager, campaign)
        campaign.refresh_from_db()
        assert campaign.state == campaign.State.RUNNING


def test_a_text_is_said_by_its_lines_or_by_another_way_or_not_at_all() -> None:
    found = {"a\nb": "1", "c": "2", "x": "3", "y": "4"}
    assert aloud.with_sounds(Spoken("a\nb\nc", (("x",),)), found).sounds == ("1", "2")
    assert aloud.with_sounds(Spoken("a\nc", (("x", "z"), ("x", "y"))), found).sounds == ("3", "4")
    assert aloud.with_sounds(Spoken("a\nc"), found).sounds == ()
    assert aloud.wanted([Spoken("a\nb", (("x",),), "sw"), Spoken("c")], "en") == {
        "sw": {"a", "b", "a\nb", "x"}, "en": {"c"},
    }  # fmt: skip
