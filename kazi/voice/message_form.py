"""What the page of a message that teaches accepts: its words side by side in all its languages."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.voice.models import Teaching
from kazi.voice.queries import tongue
from kazi.voice.rules.teaching import FEWEST, MOST, Lesson, Source, Topic, is_date
from kazi.voice.rules.xlsform.tongues import language_code

LONGEST = 320  # Two messages of 160 letters: more is not read to its end.


class MessageForm(forms.Form):
    """One message.  Choices 3 and 4 may stay empty, but not in one language alone."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("For you; people read it when they are told the results."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Teaching.About.choices)
    source_name = forms.CharField(
        label=_("Source of what it claims"),
        max_length=200,
        required=False,
        help_text=_("Who said it, such as WHO. A message without a source gives advice and claims nothing."),
    )
    source_dated = forms.CharField(
        label=_("Date of the source"), max_length=10, required=False, help_text=_("2023 or 2023-03-16")
    )
    source_address = forms.URLField(
        label=_("Where it can be read"), max_length=500, required=False, assume_scheme="https"
    )
    right = forms.TypedChoiceField(
        label=_("Which choice is right?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, MOST + 1)],
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, languages: tuple[str, ...], lesson: Lesson | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.languages = languages
        for code in languages:
            for name in _parts():
                is_choice = name.startswith("choice")
                longest = 60 if is_choice else LONGEST
                attrs = {"lang": code, "dir": "auto"}
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=tongue(code),
                    required=not is_choice or int(name[-1]) <= FEWEST,
                    max_length=longest,
                    widget=forms.TextInput(attrs) if is_choice else forms.Textarea({**attrs, "rows": 3}),
                )
        if lesson is not None:
            self.initial.update(_initial(lesson))

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return each part with its fields, one for each language."""
        names = {
            "said": gettext("The message"),
            "asked": gettext("The question after it"),
            "if_right": gettext("What is said when the answer is right"),
            "if_not_yet": gettext("What is said to any other answer"),
        }
        return [
            (
                names.get(part) or gettext("Choice %(number)s") % {"number": part[-1]},
                [self[f"{part}_{code}"] for code in self.languages],
            )
            for part in _parts()
        ]

    def about(self) -> list[forms.BoundField]:
        wanted = ("title", "topic", "source_name", "source_dated", "source_address")
        return [self[name] for name in wanted]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(said.get("source_name")) != bool(said.get("source_dated")):
            empty = "source_dated" if said.get("source_name") else "source_name"
            self.add_error(empty, gettext("A source has a name and a date."))
        elif said.get("source_address") and not said.get("source_name"):
            self.add_error("source_name", gettext("A source has a name and a date."))
        if said.get("source_dated") and not is_date(said["source_dated"]):
            text = gettext("Write the date of the source as a year, a month or a day, such as 2023-03-16.")
            self.add_error("source_dated", text)
        count = self._count(said)
        for number in range(1, count + 1):
            for code in self.languages:
                name = f"choice_{number}_{code}"
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Write this choice in each language."))
        if said.get("right", 1) > count:
            self.add_error("right", gettext("This choice has no words."))
        return said

    def _count(self, said: dict[str, Any]) -> int:
        """Return how many choices there are: the last one with words in any language."""
        written = [
            number
            for number in range(1, MOST + 1)
            if any(said.get(f"choice_{number}_{code}") for code in self.languages)
        ]
        return max(written, default=FEWEST)

    def lesson(self) -> Lesson:
        """Return what was written, once it is valid."""
        said = self.cleaned_data

        def in_each(part: str) -> dict[str, str]:
            return {code: said[f"{part}_{code}"] for code in self.languages}

        return Lesson(
            said["title"],
            self.languages,
            in_each("said"),
            in_each("asked"),
            tuple(in_each(f"choice_{n}") for n in range(1, self._count(said) + 1)),
            said["right"] - 1,
            in_each("if_right"),
            in_each("if_not_yet"),
        )

    def topic_of(self) -> Topic:
        return Topic(self.cleaned_data["topic"])

    def source(self) -> Source | None:
        said = self.cleaned_data
        name = said["source_name"]
        return Source(name, said["source_dated"], said["source_address"]) if name else None


class LanguagesForm(forms.Form):
    """In which languages a new message is written; asked first, as its page has a column for each."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple, initial=["en"], required=False
    )
    other = forms.CharField(
        label=_("Another language"),
        max_length=60,
        required=False,
        help_text=_("Its name or code, such as Oromo or om."),
    )

    def __init__(self, *args: Any, offered: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        languages = self.fields["languages"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101 -- for the types.
        languages.choices = [(code, tongue(code)) for code in offered]

    def chosen(self) -> tuple[str, ...]:
        """Return what was chosen and written, at most eight; () for nothing."""
        if not self.is_valid():
            return ()
        other = self.cleaned_data["other"]
        found = [*self.cleaned_data["languages"], *([language_code(other)] if other else [])]
        return tuple(dict.fromkeys(found))[:8]


def _parts() -> list[str]:
    return ["said", "asked", *(f"choice_{n}" for n in range(1, MOST + 1)), "if_right", "if_not_yet"]


def _initial(lesson: Lesson) -> dict[str, Any]:
    found: dict[str, Any] = {"title": lesson.title, "right": lesson.right + 1}
    texts = {
        "said": lesson.said, "asked": lesson.asked, "if_right": lesson.if_right,
        "if_not_yet": lesson.if_not_yet,
        **{f"choice_{n}": choice for n, choice in enumerate(lesson.choices, 1)},
    }  # fmt: skip
    return found | {f"{part}_{code}": said for part, text in texts.items() for code, said in text.items()}
