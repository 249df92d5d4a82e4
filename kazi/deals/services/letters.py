"""Letters about requests.  Each is written in the language of whom it reaches; nothing sealed is in any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from kazi.accounts.reaching import people_of
from kazi.channels.letters import post
from kazi.kernel.words import N_

INVITED = (
    N_("%(buyer)s asks you for a proposal: %(title)s"),
    N_(
        "%(buyer)s invites you to make a proposal for: %(title)s\n\n"
        "Proposals are sealed until %(until)s (UTC); nobody can read yours before. "
        "Read the call here:\n\n%(link)s"
    ),
)
ASKED = (
    N_("A question about your request: %(title)s"),
    N_(
        "A provider asks about %(title)s:\n\n%(text)s\n\n"
        "Your answer goes to all providers, and nobody is told who asked:\n\n%(link)s"
    ),
)
ANSWERED = (
    N_("An answer about the call: %(title)s"),
    N_("A question about %(title)s was answered; the answer is the same for all:\n\n%(link)s"),
)
PUT_OFF = (
    N_("More time for your proposal: %(title)s"),
    N_(
        "Proposals for %(title)s can now be sent until %(until)s (UTC). The reason: %(text)s\n\n"
        "What you have sent stays sealed until then. You may replace it:\n\n%(link)s"
    ),
)
WITHDRAWN = (
    N_("The request was withdrawn: %(title)s"),
    N_("%(buyer)s has withdrawn the request %(title)s. The reason: %(text)s\n\n%(link)s"),
)
OPENED = (
    N_("Proposals are open: %(title)s"),
    N_("The deadline of %(title)s has passed. Proposals to compare: %(count)s.\n\n%(link)s"),
)
WON = (
    N_("You were chosen: %(title)s"),
    N_("%(buyer)s has chosen your proposal for %(title)s. The reasons:\n\n%(text)s\n\n%(link)s"),
)
LOST = (
    N_("Another proposal was chosen: %(title)s"),
    N_(
        "%(buyer)s has chosen another proposal for %(title)s. Thank you for yours. "
        "Why, and how yours compared, is here:\n\n%(link)s"
    ),
)


def write(org_ids: Iterable[int], role: str, letter: tuple[str, str], words: Mapping[str, object]) -> int:
    """Write one letter to each person of these organisations in this role; return how many."""
    count = 0
    for org_id in org_ids:
        for person in people_of(org_id, role):
            with translation.override(person.language):
                subject, text = (_(part) % words for part in letter)
            post(person.email, subject, text)
            count += 1
    return count
