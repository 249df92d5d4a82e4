"""What the page of cards accepts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.voice.models import PollVersion, ResultsPlan
from kazi.voice.queries import tongue
from kazi.voice.rules.questionnaire import Text, words
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services.cards import MOST_SINGLE, Wanted

USUAL_DAYS = 60


class CardsForm(forms.Form):
    """How many cards, what they say about who uses them, and how long they are good."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(
        label=_("For"), required=False,
        help_text=_("Whoever uses the card is counted there, and is not asked this question."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("The code"),
        choices=[
            ("shared", _("One code for all of these cards: for a wall, or as many copies as you like")),
            ("single", _("Each card has its own code and works once")),
        ],
        initial="shared",
        widget=forms.RadioSelect,
    )
    count = forms.IntegerField(label=_("How many cards"), initial=20, min_value=1, max_value=MOST_SINGLE)
    language = forms.ChoiceField(label=_("Language on the cards"))
    last_day = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, version: PollVersion, **kwargs: Any) -> None:
        last = timezone.localdate() + timedelta(days=USUAL_DAYS)
        super().__init__(*args, **{**kwargs, "initial": {"last_day": last} | kwargs.get("initial", {})})
        about, language = self.fields["about"], self.fields["language"]
        assert isinstance(about, forms.ChoiceField)  # noqa: S101 -- for the types.
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 -- for the types.
        groups = what_cards_say(version)
        about.choices = [("", gettext("Everybody, wherever they are")), *groups]
        language.choices = [(code, tongue(code)) for code in version.asks().languages]
        if not groups:
            del self.fields["about"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == "single" and said.get("count", K_EMPLOYER) < K_EMPLOYER:
            text = _("Make at least %(least)s cards that work once: fewer would say who came.")
            self.add_error("count", text % {"least": K_EMPLOYER})
        return said

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        question, _equals, answer = said.get("about", "").partition("=")
        return Wanted(
            said["language"], said["count"], said["last_day"], said["kind"] == "single", (question, answer)
        )


def what_cards_say(version: PollVersion) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return by what the poll tells people apart, each question with its "question=answer" in words."""
    fixed, asks = ResultsPlan.objects.filter(version=version).first(), version.asks()
    if fixed is None:
        return []  # A draft: what it will tell people apart by is not settled.
    plan = fixed.told()
    apart = {one.code for one in plan.lattice.dimensions}
    first = asks.languages

    def said(label: Text, name: str) -> str:
        return words(label, first[0], first) or name

    return [
        (
            said(one.label, one.name),
            [(f"{one.name}={each.name}", said(each.label, each.name)) for each in asks.options_of(one)],
        )
        for one in asks.questions()
        if one.name in apart
    ]
