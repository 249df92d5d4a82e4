"""Polls as rows: made once, changed as drafts, fixed for good, and read by nobody else."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.files.models import StoredFile
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.voice import access, queries
from kazi.voice.models import Poll, PollVersion, Recording, ResultsPlan
from kazi.voice.ready import ready_poll
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import Kind, Questionnaire
from kazi.voice.rules.xlsform.reading import read_form
from kazi.voice.rules.xlsform.writing import write_form
from kazi.voice.services import polls
from kazi.voice.services.recordings import forget_recording, take_recordings
from tests.makers import join, organisation
from tests.voice.makers import HEAD, YES_NO, read
from tests.voice.makers import poll as form_poll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 100


def asked(*labels: str) -> Questionnaire:
    found = editing.blank("Ours", ("en", "sw"))
    for label in labels:
        found = editing.add(found, editing.Wording(Kind.TEXT, {"en": label}))
    return found


def make(manager: Actor, *labels: str) -> Poll:
    return polls.make_poll(manager, uuid.uuid4(), asked(*labels), "editor")


def test_the_same_form_sent_twice_makes_one_poll(manager: Actor) -> None:
    once = uuid.uuid4()
    first = polls.make_poll(manager, once, asked("Name?"), "editor")
    assert polls.make_poll(manager, once, asked("Name?"), "editor") == first
    assert Entry.objects.filter(event="voice.poll_made").count() == 1


def test_a_form_with_errors_makes_no_poll(manager: Actor) -> None:
    with pytest.raises(Refused):
        polls.import_form(manager, uuid.uuid4(), read(("select_one nothing", "a", "A")))
    assert not Poll.objects.exists()


def test_what_was_mended_in_a_form_is_kept_with_the_draft(manager: Actor) -> None:
    poll = polls.import_form(manager, uuid.uuid4(), read(("text", "my name", "Name?"), ("image", "p", "P")))
    (version,) = poll.versions.all()
    said = queries.said_findings(version.findings)
    assert [(one.weight, one.where) for one in said] == [
        ("repair", "survey, row 2, name (B2)"), ("warning", "survey, row 3, type (A3)"),
    ]  # fmt: skip


def test_a_launched_version_never_changes_and_a_change_makes_the_next_one(manager: Actor) -> None:
    poll = make(manager, "Name?")
    version = polls.launch(manager, access.newest_version(poll))
    assert version.is_launched
    assert polls.launch(manager, version).launched_at == version.launched_at
    assert Entry.objects.filter(event="voice.poll_launched").count() == 1
    draft = polls.change(
        poll, version.edits, lambda now: editing.move(editing.retitle(now, "Later", ("en",)), "x", 1)
    )
    assert (draft.number, draft.is_launched, draft.asks().title) == (2, False, "Later")
    version.refresh_from_db()
    assert version.asks().title == "Ours"
    assert queries.launched_version(poll) == version
    with pytest.raises(RuntimeError):
        version.save()


def test_two_people_who_edit_one_draft_do_not_write_over_each_other(manager: Actor) -> None:
    poll = make(manager, "Name?")
    edits = access.newest_version(poll).edits
    polls.change(poll, edits, lambda now: editing.retitle(now, "Mine", ("en",)))
    with pytest.raises(Conflict):
        polls.change(poll, edits, lambda now: editing.retitle(now, "Yours", ("en",)))
    assert Poll.objects.get().title == "Mine"


def test_an_empty_poll_is_not_launched(manager: Actor) -> None:
    poll = make(manager)
    with pytest.raises(Refused):
        polls.launch(manager, access.newest_version(poll))


def test_a_question_that_another_one_looks_at_is_not_taken_out(manager: Actor) -> None:
    poll = polls.make_poll(manager, uuid.uuid4(), ready_poll("needs"), "ready")
    with pytest.raises(Refused, match="need"):
        polls.change(poll, 0, lambda now: editing.remove(now, "need"))
    assert (
        polls.change(poll, 0, lambda now: editing.remove(now, "own_words")).asks().question("own_words")
        is None
    )


def test_a_thrown_away_draft_leaves_what_was_fixed(manager: Actor) -> None:
    never, fixed = make(manager, "A?"), make(manager, "B?")
    polls.launch(manager, access.newest_version(fixed))
    polls.change(fixed, 0, lambda now: editing.retitle(now, "Next", ("en",)))
    for poll in (never, fixed):
        polls.discard(manager, poll)
    assert list(Poll.objects.all()) == [fixed]
    assert [one.number for one in fixed.versions.all()] == [1]


def test_a_new_form_takes_the_place_of_the_draft(manager: Actor) -> None:
    poll = make(manager, "Name?")
    polls.import_again(manager, poll, read(("integer", "age", "Age?")))
    assert [one.name for one in access.newest_version(poll).asks().questions()] == ["age"]
    assert poll.versions.count() == 1


@pytest.mark.parametrize(
    ("role", "kind", "may"),
    [
        (Role.MANAGER, "provider", True), (Role.SPONSOR, "sponsor", True), (Role.LEAD, "provider", False),
        (Role.WORKER, "provider", False), (Role.CLIENT, "client", False), (Role.HUB, "hub", False),
        (Role.OFFICER, "service", False), (Role.SERVICE, "service", False), (Role.MANAGER, "client", False),
    ],
)  # fmt: skip
def test_managers_and_sponsors_make_polls_and_nobody_else(role: Role, kind: str, may: bool) -> None:
    org = organisation("Other", kind)
    with acting_for(org.pk):
        actor = join("somebody", org, role)
        if may:
            assert make(actor, "Name?").org_id == org.pk
        else:
            with pytest.raises(NotFound):
                make(actor, "Name?")


def test_a_poll_of_another_organisation_is_not_there(manager: Actor) -> None:
    poll = make(manager, "Name?")
    sponsor = organisation("Brand", Organisation.Kind.SPONSOR)
    with acting_for(sponsor.pk):
        stranger = join("buyer", sponsor, Role.SPONSOR)
        with pytest.raises(NotFound):
            access.poll_of(stranger, poll.pk)
        assert not queries.polls().exists()
    assert access.poll_of(manager, poll.pk) == poll


def upload(name: str, data: bytes = MP3) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_no_language_is_called_while_a_prompt_is_missing_or_outdated(
    manager: Actor, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    head = (*HEAD[:2], "label::en", "label::sw")
    rows = [("select_one yes_no", "works", "Do you work?", "Unafanya kazi?")]
    choices = [("list_name", "name", "label::en", "label::sw"), *((*one, "?") for one in YES_NO[1:])]
    poll = polls.import_form(manager, uuid.uuid4(), read(*rows, choices=choices, head=head))
    version = access.newest_version(poll)
    asks = version.asks()
    assert not queries.may_be_called(poll, version, "en")
    taken = take_recordings(
        poll, asks, "en",
        [upload("works.mp3"), upload("yes_no-yes.mp3"), upload("stray.mp3"), upload("yes_no-no.mp3", b"x")],
    )  # fmt: skip
    assert (taken.kept, [one.field for one in taken.refused]) == (2, ["stray.mp3", "yes_no-no.mp3"])
    english, swahili = queries.recordings_of(poll, asks)
    ours = [one.key for one in english.missing if one.key.startswith("kazi/")]
    assert [one.key for one in english.missing] == ["yes_no/no", *ours]
    assert len(swahili.missing) == 3 + len(ours)
    take_recordings(poll, asks, "en", [upload(f"{one.replace('/', '-')}.mp3") for one in ours])
    assert [one.key for one in queries.recordings_of(poll, asks)[0].missing] == ["yes_no/no"]
    take_recordings(poll, asks, "en", [upload("Yes_No-No.en.mp3")])
    assert queries.may_be_called(poll, version, "en")
    assert not queries.may_be_called(poll, version, "sw")

    other = editing.wording_of(asks, next(asks.questions()))
    changed = editing.Wording(other.kind, {"en": "Are you employed?"}, other.options)
    draft = polls.change(poll, 0, lambda now: editing.change(now, "works", changed))
    english = queries.recordings_of(poll, draft.asks())[0]
    assert [one.key for one in english.outdated] == ["works"]
    assert not queries.may_be_called(poll, draft, "en")
    take_recordings(poll, draft.asks(), "en", [upload("works.mp3", MP3 + b"again")])
    assert queries.may_be_called(poll, draft, "en")
    # The one that was replaced is gone, and its file as soon as no call can be playing it.
    assert Recording.objects.count() == 3 + len(ours)
    old = StoredFile.objects.exclude(pk__in=Recording.objects.values("file")).get()
    forget_recording.call(poll.org_id, str(old.pk))
    assert StoredFile.objects.count() == 3 + len(ours)


def test_words_with_an_answer_in_them_cannot_be_recorded(manager: Actor) -> None:
    poll = polls.import_form(
        manager, uuid.uuid4(), read(("text", "a", "A?"), ("note", "n", "You said ${a}."))
    )
    taken = take_recordings(poll, access.newest_version(poll).asks(), "und", [upload("n.mp3")])
    assert taken.kept == 0
    assert "no recording can hold them" in taken.refused[0].text


def test_the_constraint_stands_behind_one_draft(manager: Actor) -> None:
    poll = make(manager, "Name?")
    with pytest.raises(IntegrityError):
        PollVersion.objects.create(poll=poll, number=2, questionnaire={})


def test_garbling_is_said_in_a_form_kept_in_the_draft_and_fixed_by_the_launch(manager: Actor) -> None:
    head = (*HEAD, "kazi::garbled")
    asks = form_poll(("select_one yes_no", "harm", "Has anybody hurt you?", "yes"), head=head)
    again = read_form(write_form(asks), "again").questionnaire
    assert again is not None
    assert getattr(again.question("harm"), "garbled", "") == "yes"
    made = polls.make_poll(manager, uuid.uuid4(), asks, "form")
    version = polls.launch(manager, made.versions.get())
    counted = ResultsPlan.objects.get(version=version).told().question("harm")
    assert counted is not None
    assert (counted.garbled_yes, counted.is_sensitive) == ("yes", True)


def test_only_two_choices_are_protected_by_chance() -> None:
    head = (*HEAD, "kazi::garbled")
    right = form_poll(("select_one yes_no", "harm", "Has anybody hurt you?", "yes"), head=head)
    (harm,) = right.questions()
    asks = replace(right, items=(replace(harm, garbled="maybe"),))  # As its choices were changed since.
    fault = editing.fault_of(asks)
    assert fault is not None
    assert "written down as" in fault.text
    (harm,) = asks.questions()
    wording = editing.wording_of(asks, harm)
    assert wording.is_garbled
    mended = editing.change(asks, "harm", wording)
    assert [one.garbled for one in mended.questions()] == ["yes"]
    assert editing.fault_of(mended) is None
    apart = editing.change(mended, "harm", replace(wording, breakdown=True))
    assert editing.fault_of(apart) is not None
