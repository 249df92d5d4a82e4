"""What the room itself says, a whole sentence for each name, in the language of the talk.

None of them tells what a talk is about: the last ones stay on the screen of the phone.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Languages of which there are words for pages have those for talks too; others have the talks' own
# catalogues, in the folder beside this file, and pages are not offered in them.
SPOKEN = frozenset(
    {code for code, _name in settings.LANGUAGES}
    | {one.parent.parent.name for one in Path(__file__).parent.glob("locale/*/LC_MESSAGES/django.mo")}
)
PHRASES = {
    "more": _("More"),
    "skip": _("Skip"),
    "yes": _("Yes"),
    "no": _("No"),
    "none": _("None of these"),
    "that_is_all": _("That is all"),
    "or_skip": _("(Or answer SKIP.)"),
    "several": _("(All numbers that fit, such as 1 3. None: 0.)"),
    "again_one": _("Please answer with a number from 1 to %(most)s."),
    "again_several": _("Please answer with numbers from 1 to %(most)s, such as 1 3."),
    "again_number": _("Please answer with a whole number, such as 12."),
    "again_decimal": _("Please answer with a number, such as 2.5."),
    "again_date": _("Please answer with a day, such as 25-12-2026."),
    "again_digits": _("Please answer with digits only, such as 0700555123."),
    "again_text": _("Please answer in your own words."),
    "again_acknowledge": _("Please answer with 1."),
    "again_call": _("That did not fit. Please listen once more."),
    "thanks": _("Thank you. Goodbye."),
    "pause": _("We stop here for now. Come back at any time to go on."),
    "nothing": _("Thank you. There is nothing to ask you now."),
    "declined": _("Thank you. Nothing more is asked."),
    "safe": _("The next questions are private. Is it safe to read them now?"),
    "later": _("Good. Write to us when it suits you."),
    "stopped": _("You will get no more messages. START: come back. DELETE: erase what is kept."),
    "started": _("Welcome back."),
    "restart": _("You have stopped this. Begin again?"),
    "help": _(
        "This line asks and you answer, free of charge. "
        "STOP ends it, MY DATA says what is kept, DELETE erases it."
    ),
    "data": _(
        "Kept: your language, %(answers)s answers and %(consents)s decisions, "
        "under a code without your name. DELETE erases them."
    ),
    "erase": _("Shall all that is kept about you here be erased?"),
    "erased": _("It is erased."),
    "not_erased": _("Nothing was erased."),
    "call_you": _("We call you back. You pay nothing."),
    "not_in_use": _("This number is not in use."),
    "press": _("For %(label)s press %(key)s."),
    "press_key": _("Press %(key)s."),
    "press_more": _("For more press 9."),
    "press_yes_no": _("For yes press 1, for no press 2."),
    "press_any": _("Press any key to go on."),
    "press_hash": _("End with the hash key."),
    "press_skip": _("To skip press 0."),
    "press_skip_star": _("To skip press star, then hash."),
}


def phrase(name: str, language: str, **values: Any) -> str:
    """Return a sentence of the room; in English where it is not translated."""
    text = _in(name, language)
    return text % values if values else text


@lru_cache(maxsize=1_000)
def _in(name: str, language: str) -> str:
    with translation.override(language):
        return gettext(PHRASES[name])
