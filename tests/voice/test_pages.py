"""Pages of polls, as a manager uses them without JavaScript."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.actors import Actor
from kazi.voice import access
from kazi.voice.models import Poll
from kazi.voice.rules.questionnaire import Question
from tests.makers import log_in
from tests.voice.makers import HEAD, YES_NO, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


@pytest.fixture
def browser(manager: Actor) -> Client:
    return log_in(manager)


def form(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    return SimpleUploadedFile("ours.xlsx", workbook(survey=[HEAD, *rows], choices=YES_NO))


def the_questions() -> list[Question]:
    return list(access.newest_version(Poll.objects.get()).asks().questions())


def begin(browser: Client, *languages: str) -> str:
    """Begin an empty poll; return its address."""
    answer = browser.post("/polls/new/", {"title": "Ours", "languages": languages or ("en",), "once": ONCE})
    assert answer.status_code == 302
    return f"/polls/{Poll.objects.get().pk}/"


ONCE = "6c2f6f0e-3c8b-4f2c-9d3c-0f6f1a6b2f11"


def test_the_empty_list_says_how_to_begin(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        page = browser.get("/polls/").content.decode()
    assert "Begin with one of ours" in page


def test_a_wrong_form_is_answered_row_by_row_and_stores_nothing(browser: Client) -> None:
    answer = browser.post("/polls/form", {"file": form(("intger", "age", "Age?")), "once": ONCE})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "survey, row 2, type (A2):" in page
    assert "Do you mean “integer”?" in page
    assert not Poll.objects.exists()


def test_a_form_whose_rows_wait_for_each_other_is_refused_with_the_way_round(browser: Client) -> None:
    head = (*HEAD, "relevant")
    rows = [("text", "a", "A?", "${b} = 'x'"), ("text", "b", "B?", "${a} = 'x'")]
    file = SimpleUploadedFile("circle.xlsx", workbook(survey=[head, *rows]))
    answer = browser.post("/polls/form", {"file": file, "once": ONCE})
    assert answer.status_code == 422
    assert "a → b → a (rows 2, 3)" in answer.text
    assert "survey, row 2, relevant (D2):" in answer.text
    assert not Poll.objects.exists()


def test_a_form_becomes_a_poll_that_says_what_a_phone_leaves_out(browser: Client) -> None:
    answer = browser.post(
        "/polls/form",
        {"file": form(("text", "a", "Name?"), ("image", "b", "Photo")), "once": ONCE},
        follow=True,
    )
    page = answer.content.decode()
    assert "A keypad cannot take a picture." in page
    assert "Left out on phones" in page


def test_the_same_file_from_the_same_page_is_one_poll_and_another_file_another(browser: Client) -> None:
    data = workbook(survey=[HEAD, ("text", "a", "Name?")])
    for _turn in range(2):
        browser.post("/polls/form", {"file": SimpleUploadedFile("a.xlsx", data), "once": ONCE})
    assert Poll.objects.count() == 1
    browser.post("/polls/form", {"file": form(("text", "b", "Age?")), "once": ONCE})
    for ready in ("needs", "needs", "conditions"):
        browser.post("/polls/ready", {"ready": ready, "once": ONCE})
    assert Poll.objects.count() == 4


@pytest.mark.parametrize("ready", ["needs", "conditions", "after-training"])
def test_a_ready_poll_is_taken_and_shown_with_its_cost(ready: str, browser: Client) -> None:
    page = browser.post("/polls/ready", {"ready": ready, "once": ONCE}, follow=True).content.decode()
    assert "UCS-2, 70 letters each" in page
    assert "Khmer" not in page  # A language is called by its own name.
    assert "Not yet" in page


def test_a_poll_is_written_question_by_question_in_two_languages(browser: Client) -> None:
    here = begin(browser, "en", "sw")
    words = {
        "edits": 0, "rows": 6, "kind": "one", "condition": "",
        "label_en": "Do you work?", "label_sw": "Unafanya kazi?",
        "option_0_en": "Yes", "option_0_sw": "Ndiyo", "option_1_en": "No", "option_1_sw": "Hapana",
        "sensitive": "on",
    }  # fmt: skip
    assert browser.post(f"{here}new-question/", words | {"another": "1"}).status_code == 302
    first = the_questions()[0]
    more = {
        "edits": 1,
        "rows": 6,
        "kind": "integer",
        "label_en": "Since when?",
        "low": "1990",
        "high": "2030",
    }
    option = access.newest_version(Poll.objects.get()).asks().options_of(first)[0]
    browser.post(f"{here}new-question/", more | {"condition": f"{first.name}|{option.name}"})
    one, two = the_questions()
    assert (one.name, one.sensitive, one.label["sw"]) == ("do_you_work", True, "Unafanya kazi?")
    assert (two.relevant, two.low, two.high) == ("selected(${do_you_work}, 'yes')", "1990", "2030")
    page = browser.get(here).content.decode()
    assert "if “Do you work?” is “Yes”" in page

    # More lines keep what was written; a change keeps the names, on which answers hang.
    lines = browser.post(
        f"{here}questions/do_you_work/", words | {"more": "1", "label_en": "Working?"}
    ).content.decode()
    assert "option_9_sw" in lines
    assert "Working?" in lines
    browser.post(
        f"{here}questions/do_you_work/",
        words | {"edits": 2, "label_en": "Working?", "option_1_en": "Not now"},
    )
    asks = access.newest_version(Poll.objects.get()).asks()
    assert [one.name for one in asks.options_of(the_questions()[0])] == ["yes", "no"]

    browser.post(f"{here}questions/since_when/move", {"way": "up", "edits": 3})
    assert [one.name for one in the_questions()] == ["since_when", "do_you_work"]
    refused = browser.post(f"{here}questions/do_you_work/remove", {"edits": 4})
    assert refused.status_code == 422
    browser.post(f"{here}questions/since_when/remove", {"edits": 4})
    assert [one.name for one in the_questions()] == ["do_you_work"]


def test_a_choice_without_choices_is_sent_back_with_the_reason(browser: Client) -> None:
    here = begin(browser)
    answer = browser.post(f"{here}new-question/", {"edits": 0, "kind": "one", "label_en": "Which?"})
    assert answer.status_code == 422
    assert "Write at least two choices" in answer.content.decode()
    assert the_questions() == []


def test_a_stale_page_changes_nothing(browser: Client) -> None:
    here = begin(browser)
    more = {"edits": 0, "kind": "text", "label_en": "Name?"}
    browser.post(f"{here}new-question/", more)
    answer = browser.post(f"{here}new-question/", more)
    assert answer.status_code == 422
    assert "Somebody has changed this poll" in answer.content.decode()
    assert browser.post(f"{here}questions/name/move", {"way": "up", "edits": 0}).status_code == 409
    assert len(the_questions()) == 1


def test_a_fixed_poll_is_changed_only_as_its_next_version(browser: Client) -> None:
    here = begin(browser)
    browser.post(f"{here}new-question/", {"edits": 0, "kind": "text", "label_en": "Name?"})
    assert "Version 1, fixed on" in browser.post(f"{here}launch", {"edits": 1}, follow=True).content.decode()
    browser.post(f"{here}settings/", {"title": "Next", "languages": ["en", "fr"], "edits": 1, "once": ONCE})
    assert "Draft of version 2" in browser.get(here).content.decode()
    old = browser.get(f"{here}?version=1").content.decode()
    assert "Version 1, fixed on" in old
    assert "questions/name/move" not in old
    assert browser.get(f"{here}?version=9").status_code == 404


def test_a_form_that_named_no_language_is_given_one(browser: Client) -> None:
    browser.post("/polls/form", {"file": form(("text", "a", "Jina lako?")), "once": ONCE})
    here = f"/polls/{Poll.objects.get().pk}/"
    browser.post(f"{here}settings/", {"title": "Ours", "languages": ["sw"], "edits": 0, "once": ONCE})
    (question,) = the_questions()
    assert question.label == {"sw": "Jina lako?"}


def test_the_phone_asks_as_a_phone_would(browser: Client) -> None:
    browser.post("/polls/ready", {"ready": "needs", "once": ONCE})
    here = f"/polls/{Poll.objects.get().pk}/phone/"
    page = browser.get(f"{here}?language=sw")
    assert "1. Chini ya 25" in page.content.decode()

    def say(page: object, said: str, **more: str) -> object:
        talk = page.context["talk"]  # type: ignore[attr-defined]
        return browser.post(here, {"talk": talk, "language": "sw", "said": said, **more})

    page = say(page, "7")  # type: ignore[assignment]
    assert "kuanzia 1 hadi 3" in page.content.decode()  # In the language of the talk, not of the page.
    for said in ("২", "9", "3", "1", "2", "1"):
        page = say(page, said)  # type: ignore[assignment]
    for _turn in range(2):
        page = say(page, "", skip="1")  # type: ignore[assignment]
    text = page.content.decode()
    assert "The poll is at its end." in text
    assert page.context["kept"] == {
        "age": "from_25", "need": "none", "children": "3", "child_alone": "always",
        "money": "mostly", "care": "yes",
    }  # fmt: skip


def test_a_talk_that_somebody_made_up_begins_anew(browser: Client) -> None:
    browser.post("/polls/ready", {"ready": "needs", "once": ONCE})
    here = f"/polls/{Poll.objects.get().pk}/phone/"
    page = browser.post(here, {"talk": "e30:made-up", "language": "xx", "said": "1"})
    assert page.status_code == 200
    assert "What do you need help with most?" in page.content.decode()


def test_a_poll_is_downloaded_as_a_form(browser: Client) -> None:
    browser.post("/polls/ready", {"ready": "after-training", "once": ONCE})
    answer = browser.get(f"/polls/{Poll.objects.get().pk}/form.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert "label::Swahili (sw)" in [cell.value for cell in book["survey"][1]]
    assert 'filename="after-a-training-v1.xlsx"' in answer["Content-Disposition"]


def test_recordings_are_sent_and_counted(browser: Client, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    here = begin(browser)
    browser.post(f"{here}new-question/", {"edits": 0, "kind": "integer", "label_en": "Age?"})
    page = browser.get(f"{here}recordings/")
    assert "No call is made in this language while one is missing." in page.text
    names = [line["file"] for line in page.context["lines"]]
    assert {"age.mp3", "kazi-consent.mp3", "kazi-press-1.mp3", "kazi-press-hash.mp3"} <= set(names)
    sound = SimpleUploadedFile(names[0], b"ID3\x04" + b"\x00" * 40)
    assert (
        "1 recording is kept."
        in browser.post(f"{here}recordings/", {"language": "en", "files": [sound]}).text
    )
    sounds = [SimpleUploadedFile(one, b"ID3\x04" + b"\x00" * 40) for one in names[1:]]
    page = browser.post(f"{here}recordings/", {"language": "en", "files": sounds})
    assert "Ready for calls" in page.text
    assert page.text.count("<audio") == len(names)
    played = browser.get(page.context["lines"][0]["link"])
    assert (played.getvalue()[:3], played["Content-Type"]) == (b"ID3", "audio/mpeg")
    wrong = browser.post(
        f"{here}recordings/", {"language": "en", "files": [SimpleUploadedFile("x.mp3", b"x")]}
    )
    assert wrong.status_code == 422


def test_a_poll_of_two_hundred_questions_is_one_page_of_few_queries(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [("select_one yes_no", f"q{n}", f"Question {n}?") for n in range(200)]
    browser.post("/polls/form", {"file": form(*rows), "once": ONCE})
    with django_assert_max_num_queries(11):
        page = browser.get(f"/polls/{Poll.objects.get().pk}/").content.decode()
    assert "Question 199?" in page
