"""What a wave asks last: whether the person may be asked again, and the answers kept side by side."""

from __future__ import annotations

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from kazi.conversations.rules.scripts import Ask, Kind, Option, Run
from kazi.voice import saying
from kazi.voice.services import linking
from kazi.voice.talking.asked import Asked, asked
from kazi.voice.talking.mapping import InEach

OFFER: Final = "may we ask again"  # No question's name, which have no spaces.
WORDS_VERSION: Final = 1  # Of what is agreed to; another one when the words come to mean something else.
SUBJECT: Final = "poll:"


def offer(poll: Asked) -> Ask:
    """Return the question; it is asked in every wave anew, and a no takes back an earlier yes."""
    languages = poll.asks.languages
    options = [
        Option("yes", InEach(languages, lambda language: _said(language, is_yes=True))),
        Option("no", InEach(languages, lambda language: _said(language, is_yes=False))),
    ]
    purpose = f"{linking.PREFIX}{poll.panel_id}"
    return Ask(
        OFFER, Kind.ONE, InEach(languages, _offered), options, optional=True, decides=(purpose, WORDS_VERSION)
    )


class PanelLink:
    """Waves as `conversations` knows them: which subjects are of one study."""

    def study(self, subject: str) -> str:
        if not subject.startswith(SUBJECT):
            return ""
        try:
            panel_id = asked(int(subject.removeprefix(SUBJECT))).panel_id
        except LookupError:
            return ""
        return f"{linking.PREFIX}{panel_id}" if panel_id else ""

    def knows(self, purpose: str) -> bool:
        return purpose.startswith(linking.PREFIX)

    def cut(self, run: Run, org_id: int, study: str, who: str) -> None:
        linking.cut(run, org_id, study, who)


def _said(language: str, *, is_yes: bool) -> str:
    with translation.override(saying.spoken(language)):
        return _("Yes") if is_yes else _("No")


def _offered(language: str) -> str:
    with translation.override(saying.spoken(language)):
        return _(
            "May we ask you again later, and keep your answers side by side under a code without your name? "
            "You may say no, and STOP ends it at any time."
        )
