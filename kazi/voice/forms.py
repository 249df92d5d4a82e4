"""What the pages of polls accept."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.voice.queries import tongue
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import CHOOSING, Kind, Questionnaire, words
from kazi.voice.rules.xlsform.tongues import language_code

LANGUAGES = (
    "en",
    "fr",
    "es",
    "sw",
    "hi",
    "bn",
    "km",
    "ar",
    "am",
    "pt",
    "ht",
    "lg",
    "ne",
    "ur",
    "ta",
    "my",
    "vi",
)
KINDS = (
    (Kind.ONE, _("Choose one")),
    (Kind.SEVERAL, _("Choose several")),
    (Kind.INTEGER, _("Whole number")),
    (Kind.DECIMAL, _("Number with a point")),
    (Kind.DATE, _("Date")),
    (Kind.TEXT, _("Free words")),
    (Kind.NOTE, _("Only tell, ask nothing")),
)
ROWS = 6
SPARE = 2


def _tongues(more: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(code, tongue(code)) for code in dict.fromkeys((*more, *LANGUAGES))]


class UploadForm(forms.Form):
    file = forms.FileField(label=_("XLSForm"), help_text=_("An .xlsx or .xls file, as for Kobo and ODK."))
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class BeginForm(forms.Form):
    """A new poll, or the title and languages of one."""

    title = forms.CharField(label=_("Title"), max_length=200)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple, initial=["en"]
    )
    other = forms.CharField(
        label=_("Another language"),
        max_length=60,
        required=False,
        help_text=_("Its name or code, such as Oromo or om."),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, now: tuple[str, ...] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        languages = self.fields["languages"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101 -- for the types.
        languages.choices = _tongues(now)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = list(said.get("languages") or ())
        if said.get("other"):
            chosen.append(language_code(said["other"]))
        if chosen:  # A language that is written in is one too.
            self.errors.pop("languages", None)
        said["languages"] = tuple(dict.fromkeys(chosen))
        return said


class QuestionForm(forms.Form):
    """One question, its words and choices side by side in all languages of the poll."""

    kind = forms.ChoiceField(label=_("How people answer"), choices=[(str(k), label) for k, label in KINDS])
    required = forms.BooleanField(label=_("An answer is needed"), required=False)
    sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("Results stay hidden also when everybody or nobody agrees."),
    )
    breakdown = forms.BooleanField(
        label=_("Results may be shown apart by this answer"),
        required=False,
        help_text=_("Only for “choose one”, such as department; never by two of them at once."),
    )
    is_garbled = forms.BooleanField(
        label=_("Protected by chance"),
        required=False,
        help_text=_(
            "Only for two choices, such as yes and no: a fifth of those who choose the second is written "
            "down as the first, and people are told so before. Results need 200 people."
        ),
    )
    refers = forms.ChoiceField(
        label=_("Lead on to local services"),
        required=False,
        help_text=_(
            "Only for “choose one”: whoever chooses the first answer, such as yes, is shown services at "
            "the end."
        ),
    )
    low = forms.DecimalField(label=_("Smallest number"), required=False, max_digits=12)
    high = forms.DecimalField(label=_("Largest number"), required=False, max_digits=12)
    condition = forms.ChoiceField(label=_("Ask it"), required=False)
    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questionnaire: Questionnaire,
        before: str = "",
        rows: int = ROWS,
        wording: editing.Wording | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.poll, self.languages = questionnaire, questionnaire.languages
        question = questionnaire.question(before) if before else None
        self.is_foreign = question is not None and not editing.is_simple(question)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 -- for the types.
        if question is not None and question.kind not in dict(KINDS):
            kind.choices = [
                (str(question.kind), str(question.kind)),
                *((str(k), label) for k, label in KINDS),
            ]
        for code in self.languages:
            self.fields[f"label_{code}"] = forms.CharField(
                label=tongue(code),
                required=code == self.languages[0],
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code, "dir": "auto"}),
            )
        self.rows = min(max(rows, len(wording.options) + SPARE if wording else 0), editing.MOST_OPTIONS)
        for number in range(self.rows):
            for code in self.languages:
                self.fields[f"option_{number}_{code}"] = forms.CharField(
                    label=gettext("Choice %(number)s, %(language)s")
                    % {"number": number + 1, "language": tongue(code)},
                    required=False,
                    max_length=200,
                    widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
                )
        condition = self.fields["condition"]
        assert isinstance(condition, forms.ChoiceField)  # noqa: S101 -- for the types.
        condition.choices = self._conditions(before)
        refers = self.fields["refers"]
        assert isinstance(refers, forms.ChoiceField)  # noqa: S101 -- for the types.
        refers.choices = self._needs(before)
        if wording is not None:
            self.initial.update(_initial(wording))

    def _conditions(self, before: str) -> list[tuple[str, str]]:
        """Return when the question may be asked: always, or after one choice of an earlier question."""
        first = gettext("as the form says") if self.is_foreign else gettext("always")
        found = [("", first)]
        for question in self.poll.questions():
            if question.name == before:
                break
            if question.kind not in {Kind.ONE, Kind.SEVERAL}:
                continue
            asked = words(question.label, self.languages[0], self.languages)[:60]
            for option in self.poll.options_of(question):
                label = words(option.label, self.languages[0], self.languages)[:40]
                text = gettext("if “%(question)s” is “%(answer)s”") % {"question": asked, "answer": label}
                found.append((f"{question.name}|{option.name}", text))
        return found

    def _needs(self, before: str) -> list[tuple[str, str]]:
        """Return from which question a need may be taken: none, or one to choose from that stands earlier."""
        found = [("", gettext("no"))]
        for question in self.poll.questions():
            if question.name == before:
                break
            if question.kind == Kind.ONE:
                asked = words(question.label, self.languages[0], self.languages)[:60]
                label = gettext("for what was answered to “%(question)s”") % {"question": asked}
                found.append((question.name, label))
        return found

    def label_fields(self) -> list[forms.BoundField]:
        return [self[f"label_{code}"] for code in self.languages]

    def option_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [
            (number + 1, [self[f"option_{number}_{code}"] for code in self.languages])
            for number in range(self.rows)
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = said.get("low"), said.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", gettext("The largest number is smaller than the smallest."))
        if said.get("kind") in CHOOSING and len(self._options(said)) < 2:
            self.add_error("kind", gettext("Write at least two choices in the first language."))
        return said

    def _options(self, said: dict[str, Any]) -> list[dict[str, str]]:
        rows = [
            {code: said[f"option_{n}_{code}"] for code in self.languages if said.get(f"option_{n}_{code}")}
            for n in range(self.rows)
        ]
        return [one for one in rows if one]

    def wording(self) -> editing.Wording:
        """Return what was written, once it is valid."""
        said = self.cleaned_data
        after, _bar, equals = said["condition"].partition("|")
        return editing.Wording(
            kind=Kind(said["kind"]),
            label={code: said[f"label_{code}"] for code in self.languages if said[f"label_{code}"]},
            options=tuple(self._options(said)),
            required=said["required"],
            sensitive=said["sensitive"],
            breakdown=said["breakdown"],
            is_garbled=said["is_garbled"],
            refers=said["refers"],
            low=_plain(said["low"]),
            high=_plain(said["high"]),
            after=after,
            equals=equals,
        )


def _plain(number: Any) -> str:
    return "" if number is None else format(number.normalize(), "f")


def _initial(wording: editing.Wording) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": str(wording.kind),
        "required": wording.required,
        "sensitive": wording.sensitive,
        "breakdown": wording.breakdown,
        "is_garbled": wording.is_garbled,
        "refers": wording.refers,
        "low": wording.low or None,
        "high": wording.high or None,
        "condition": f"{wording.after}|{wording.equals}" if wording.after else "",
    }
    found |= {f"label_{code}": said for code, said in wording.label.items()}
    for number, label in enumerate(wording.options):
        found |= {f"option_{number}_{code}": said for code, said in label.items()}
    return found


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class RecordingsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 -- for the types.
        language.choices = [(code, tongue(code)) for code in languages]


class AnsweringForm(forms.Form):
    """A line on which a poll is answered; its choices are those of the organisation acted for."""

    line = forms.ChoiceField(label=_("Line"))
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People choose among them first."),
    )
    word = forms.CharField(
        label=_("Word"),
        max_length=20,
        required=False,
        help_text=_("Whoever writes it begins this poll, such as TEA7. It works on all your lines."),
    )
    usual = forms.BooleanField(
        label=_("Everybody who comes to this line answers this poll, without a word"), required=False
    )
    asks_code = forms.BooleanField(
        label=_("Whoever comes to this line is asked for the code on a card"), required=False
    )

    def __init__(self, *args: Any, languages: tuple[str, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        line, offered = self.fields["line"], self.fields["languages"]
        assert isinstance(line, forms.ChoiceField)  # noqa: S101 -- for the types.
        assert isinstance(offered, forms.MultipleChoiceField)  # noqa: S101 -- for the types.
        lines = Channel.objects.filter(is_enabled=True).exclude(medium=Channel.By.EMAIL).order_by("name")
        found = [(str(one.pk), one.name) for one in lines]
        if not any(one.medium == Channel.By.WEB for one in lines):
            found.insert(0, ("web", gettext("Page on the web")))
        line.choices = found
        offered.choices = [(code, tongue(code)) for code in languages]
        offered.initial = list(languages)
