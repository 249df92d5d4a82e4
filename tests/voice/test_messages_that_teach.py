"""Messages that teach: ours are whole and sourced; each is told, asked, answered kindly and counted."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.rules.wire import Medium
from kazi.conversations.models import Keyword
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.voice import access, queries, taught
from kazi.voice.models import Poll, PollVersion, ResultsPlan, Teaching
from kazi.voice.ready.messages import LIBRARY, ready_message
from kazi.voice.rules.length import costs
from kazi.voice.rules.questionnaire import from_json, to_json
from kazi.voice.rules.results import Reply
from kazi.voice.rules.teaching import (
    ASKED,
    Lesson,
    Source,
    Topic,
    as_questionnaire,
    from_questionnaire,
    is_date,
    lacking,
    right_answer,
)
from kazi.voice.services import polls, teaching
from kazi.voice.services.campaigns import state_of
from kazi.voice.services.releasing import release_step
from tests.conversations.talks import SIX
from tests.makers import join, log_in, organisation
from tests.voice.poll_talks import Person, line, stored, tally
from tests.voice.result_makers import take

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
HEAT = ready_message("heat").lesson
RIGHT, WRONG = "b", "a"


def fixed(manager: Actor, slug: str = "heat") -> ResultsPlan:
    """Make one of ours a message of the manager's organisation, and fix it."""
    with acting_for(manager.org_id):
        ready = ready_message(slug)
        poll = teaching.make_message(manager, uuid4(), ready.lesson, ready.topic, ready.source)
        version = polls.launch(manager, access.newest_version(poll))
        return ResultsPlan.objects.get(version=version)


@pytest.mark.parametrize("slug", LIBRARY)
def test_our_messages_are_whole_in_five_languages_and_never_claim_without_a_date(slug: str) -> None:
    ready = ready_message(slug)
    assert {"en", "sw", "ar"} <= set(ready.lesson.languages)
    assert lacking(ready.lesson) == []
    asks = as_questionnaire(ready.lesson)
    assert from_questionnaire(from_json(to_json(asks))) == ready.lesson
    for code in ready.lesson.languages:
        assert len({choice[code] for choice in ready.lesson.choices}) == len(ready.lesson.choices)
        if ready.source is not None:  # Who hears it hears how old the claim is.
            assert ready.source.dated[:4] in ready.lesson.said[code]
    if ready.source is not None:
        assert is_date(ready.source.dated)
    english = next(one for one in costs(asks) if one.language == "en")
    assert english.too_long == ()  # Every part fits a screen of USSD.


def test_the_library_has_every_topic() -> None:
    assert {ready_message(slug).topic for slug in LIBRARY} == set(Topic)


@pytest.mark.parametrize("text", ["", "12", "2023-13", "2023-02-30", "2023-1-1", "²⁰²³", "0000", "next year"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert not is_date(text)


def test_a_poll_that_only_looks_like_a_message_is_none() -> None:
    asks = as_questionnaire(HEAT)
    assert right_answer(asks) == RIGHT
    assert from_questionnaire(replace(asks, items=asks.items[:3])) is None
    asked = asks.question(ASKED)
    assert asked is not None
    for other in (replace(asked, sensitive=True), replace(asked, required="true()")):
        changed = replace(asks, items=(asks.items[0], other, *asks.items[2:]))
        assert from_questionnaire(changed) is None
        assert right_answer(changed) == ""
    with pytest.raises(ValueError, match="2 to 4 choices"):
        as_questionnaire(replace(HEAT, right=3))


@pytest.mark.parametrize("medium", SIX)
def test_on_each_phone_the_answer_is_answered_and_counted(manager: Actor, medium: Medium) -> None:
    org = Organisation.objects.get(pk=manager.org_id)
    plan = fixed(manager)
    channel = line(org, medium, plan)
    for number, (said, hears, other) in enumerate(
        [(RIGHT, HEAT.if_right, HEAT.if_not_yet), (WRONG, HEAT.if_not_yet, HEAT.if_right)]
    ):
        address = f"+25471200000{number}"
        person = Person(channel, address).answers({ASKED: said})
        heard = "\n".join(one.text for one in person.said)
        assert HEAT.said["en"] in heard
        assert hears["en"] in heard
        assert other["en"] not in heard
        assert stored(org, plan, address)[ASKED] == said
    found = tally(plan)
    assert found[ASKED, RIGHT, ()] == found[ASKED, WRONG, ()] == 1


def test_who_skips_the_question_is_told_neither_answer(manager: Actor) -> None:
    org = Organisation.objects.get(pk=manager.org_id)
    person = Person(line(org, Medium.SMS, fixed(manager)), "+254712000009").answers({})
    heard = "\n".join(one.text for one in person.said)
    assert HEAT.said["en"] in heard
    assert HEAT.if_right["en"] not in heard
    assert HEAT.if_not_yet["en"] not in heard


def test_messages_are_agreed_to_once_and_begun_by_a_word(manager: Actor) -> None:
    org = Organisation.objects.get(pk=manager.org_id)
    first, second = fixed(manager, "heat"), fixed(manager, "loan")
    channel = line(org, Medium.SMS, first)
    person = Person(channel, "+254712000011").answers({ASKED: RIGHT})
    asked_to_agree = [one.text for one in person.said if "messages that teach" in one.text]
    assert len(asked_to_agree) == 1
    assert org.name in asked_to_agree[0]
    with acting_for(org.pk):
        Keyword.objects.create(word="loan", script="poll", state=state_of(second.version_id))
    forget_everything()
    person.said.clear()
    person.send("LOAN")
    heard = "\n".join(one.text for one in person.said)
    assert ready_message("loan").lesson.said["en"] in heard
    assert "messages that teach" not in heard


def test_what_it_taught_is_shown_in_steps_and_of_nobody_alone(manager: Actor) -> None:
    plan = fixed(manager)

    def learned() -> taught.Learned:
        with acting_for(manager.org_id):
            release_step(plan.version_id)
            (found,) = taught.messages()
            assert taught.learned_by_version(found.poll) == [(found.version, found.learned)]
            return found.learned

    take(plan, [Reply({ASKED: RIGHT}, has_ended=True)] * 9)
    assert learned() == taught.Learned()
    take(plan, [Reply({ASKED: RIGHT}, has_ended=True)] * 21)
    take(plan, [Reply({ASKED: WRONG}, has_ended=True)] * 12)
    assert learned() == taught.Learned(42, 70)  # 30 of 42 is 71.4 %.
    take(plan, [Reply({ASKED: RIGHT}, has_ended=True)] * 9)
    assert learned() == taught.Learned(42, 70)


def test_a_fixed_message_never_changes_and_its_next_version_keeps_its_own_source(manager: Actor) -> None:
    with acting_for(manager.org_id):
        poll = fixed(manager).version.poll
        before = access.newest_version(poll)
        words = dict(before.questionnaire)
        now = replace(HEAT, said={**HEAT.said, "en": "Drink often."})
        draft = teaching.change_message(poll, before.edits, now, Topic.HEALTH, Source("WHO", "2024-05"))
        assert (draft.number, draft.is_launched) == (2, False)
        before.refresh_from_db()
        assert before.questionnaire == words
        first, second = teaching.about(before), teaching.about(draft)
        assert first is not None
        assert second is not None
        assert (first.source_name, second.source_name) == ("NIOSH, publication 2017-126", "WHO")
        with pytest.raises(Conflict):
            teaching.change_message(poll, before.edits - 1, now, Topic.HEALTH, None)


def test_half_a_message_is_refused_and_a_source_without_a_date(manager: Actor, scope: None) -> None:
    half = replace(HEAT, if_right={"en": "Yes."})
    with pytest.raises(Refused, match="whole in each of its languages"):
        teaching.make_message(manager, uuid4(), half, Topic.HEALTH, None)
    with pytest.raises(Refused, match="date of the source"):
        teaching.make_message(manager, uuid4(), HEAT, Topic.HEALTH, Source("WHO", "lately"))
    poll = polls.make_poll(manager, uuid4(), as_questionnaire(half), "form")
    with pytest.raises(Refused, match="whole in each of its languages"):
        polls.launch(manager, access.newest_version(poll))
    assert not Teaching.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Teaching.objects.create(version=access.newest_version(poll), topic="health", source_name="WHO")


def test_a_manager_takes_one_reads_it_and_fixes_it(manager: Actor) -> None:
    browser, once = log_in(manager), str(uuid4())
    library = browser.get("/polls/messages/").content.decode()
    assert library.count('name="ready"') == len(LIBRARY)
    assert "Source: NIOSH, publication 2017-126, 2017." in library
    assert "Advice, no claim." in library
    for _twice in range(2):
        answer = browser.post("/polls/messages/ready", {"ready": "heat", "once": once})
    assert browser.post("/polls/messages/ready", {"ready": "nothing"}).status_code == 404
    with acting_for(manager.org_id):
        poll = Poll.objects.get()
        assert list(queries.polls()) == []  # It stands among the messages.
    assert answer.headers["Location"] == f"/polls/messages/{poll.pk}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert HEAT.if_not_yet["sw"] in page
    assert 'lang="ar"' in page
    assert "Fix this version for sending" in page
    answer = browser.post(f"/polls/{poll.pk}/launch", {"edits": 0})
    assert answer.headers["Location"] == f"/polls/messages/{poll.pk}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Send it to people" in page
    assert "See it as a message" in browser.get(f"/polls/{poll.pk}/").content.decode()
    assert "Working in heat" in browser.get("/polls/messages/").content.decode()


def said(lesson: Lesson, **more: object) -> dict[str, object]:
    """Return what the form of this message sends."""
    texts = {"said": lesson.said, "asked": lesson.asked, "if_right": lesson.if_right,
             "if_not_yet": lesson.if_not_yet,
             **{f"choice_{n}": choice for n, choice in enumerate(lesson.choices, 1)}}  # fmt: skip
    words = {
        f"{part}_{code}": text.get(code, "") for part, text in texts.items() for code in lesson.languages
    }
    return {"title": lesson.title, "topic": "health", "right": lesson.right + 1, "edits": 0,
            "once": str(uuid4()), **words, **more}  # fmt: skip


def test_a_manager_writes_one_in_two_languages(manager: Actor) -> None:
    browser = log_in(manager)
    assert 'name="languages"' in browser.get("/polls/messages/new/").content.decode()
    address = "/polls/messages/new/?languages=en&languages=sw"
    assert 'name="said_sw"' in browser.get(address).content.decode()
    own = replace(HEAT, languages=("en", "sw"))
    half = browser.post(address, said(own, choice_3_sw=""))
    assert half.status_code == 422
    assert "Write this choice in each language." in half.content.decode()
    assert browser.post(address, said(own, source_name="WHO")).status_code == 422
    assert browser.post(address, said(own, right="4")).status_code == 422
    assert browser.post(address, said(own, source_name="WHO", source_dated="soon")).status_code == 422
    with acting_for(manager.org_id):
        assert not Poll.objects.exists()
    form = said(own, source_name="WHO", source_dated="2023")
    for _twice in range(2):
        assert browser.post(address, form).status_code == 302
    with acting_for(manager.org_id):
        poll = Poll.objects.get()
        lesson = from_questionnaire(access.newest_version(poll).asks())
        assert lesson is not None
        assert lesson.if_right == {code: HEAT.if_right[code] for code in ("en", "sw")}
        assert Teaching.objects.get().source_dated == "2023"
    change = f"/polls/messages/{poll.pk}/words/"
    assert HEAT.said["sw"] in browser.get(change).content.decode()
    assert browser.post(change, said(replace(own, title="Heat"))).status_code == 302
    stale = browser.post(change, said(replace(own, title="Late")))
    assert stale.status_code == 422
    assert "Somebody has changed this poll" in stale.content.decode()


def test_a_poll_is_no_message_and_what_was_changed_as_a_poll_is_shown_as_one(manager: Actor) -> None:
    browser = log_in(manager)
    with acting_for(manager.org_id):
        asks = as_questionnaire(HEAT)
        plain = polls.make_poll(manager, uuid4(), replace(asks, items=asks.items[:2]), "form")
        poll = teaching.make_message(manager, uuid4(), HEAT, Topic.HEALTH, None)
        PollVersion.objects.filter(poll=poll).update(
            questionnaire=to_json(replace(asks, items=asks.items[:2]))
        )
    assert browser.get(f"/polls/messages/{plain.pk}/").status_code == 404
    assert (
        "This message was changed as a poll." in browser.get(f"/polls/messages/{poll.pk}/").content.decode()
    )
    assert browser.get(f"/polls/messages/{poll.pk}/words/").status_code == 422


def test_messages_are_their_makers_alone(manager: Actor) -> None:
    with acting_for(manager.org_id):
        poll = teaching.make_message(manager, UUID(int=7), HEAT, Topic.HEALTH, None)
    rival = join("mwangi", organisation("Rival Data"), Role.MANAGER)
    worker = join("kamau", Organisation.objects.get(pk=manager.org_id))
    for stranger in (rival, worker):
        browser = log_in(stranger)
        for address in (f"/polls/messages/{poll.pk}/", f"/polls/messages/{poll.pk}/words/"):
            assert browser.get(address).status_code == 404
    assert (
        "Working in heat" not in log_in(rival).get("/polls/messages/").content.decode().split("Take one")[0]
    )
