"""Where people answer a poll: the word that begins it, and the lines that begin with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.channels.models import Channel
from kazi.channels.rules.wire import Medium
from kazi.channels.services.connecting import Draft, connect
from kazi.conversations.models import Keyword, Reception
from kazi.conversations.rules import commands
from kazi.kernel.errors import Refused
from kazi.voice.models import PollVersion, ResultsPlan
from kazi.voice.services.cards import SCRIPT as ASKS_CODE
from kazi.voice.services.recordings import must_be_recorded
from kazi.voice.talking import POLL, opening

MOST_WORD = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line, what it offers, and how the poll begins on it.

    `word` may be "", `is_usual` is for everybody; with `asks_code` whoever comes is asked for a card's code.
    """

    channel: Channel
    languages: tuple[str, ...]
    word: str = ""
    is_usual: bool = False
    asks_code: bool = False


@transaction.atomic
def open_on(version: PollVersion, wanted: Wanted) -> None:
    """Let people answer a launched version on a line; a second call changes nothing.

    A word works on every line of the organisation; the languages are those of the line.  Raises Refused
    for a version that is not asked, a word that is taken, and calls in a language with a prompt missing.
    """
    _must_be_open(version)
    if not (wanted.word or wanted.is_usual or wanted.asks_code):
        raise Refused(_("Give a word, or let everybody who comes to this line answer."))
    if wanted.is_usual and wanted.asks_code:
        raise Refused(_("A line asks everybody this poll or for the code on a card, not both."))
    if wanted.channel.medium == Medium.VOICE:
        must_be_recorded(version, wanted.languages)
    script, state = opening(version.pk)
    if wanted.word:
        _take_word(version, commands.plain(wanted.word))
    reception, _made = Reception.objects.get_or_create(channel=wanted.channel)
    reception.languages = list(wanted.languages)
    if wanted.is_usual:
        reception.script, reception.state = script, state
    elif wanted.asks_code:
        reception.script, reception.state = ASKS_CODE, {}
    reception.save()


def web_line(actor: Actor) -> Channel:
    """Return the organisation's page on the web for answers, made the first time."""
    found = Channel.objects.filter(medium=Medium.WEB.value, is_enabled=True).order_by("pk").first()
    if found is not None:
        return found
    draft = Draft(Channel.Provider.SIMULATOR, Medium.WEB.value, _("Page on the web"))
    return connect(draft, actor.person_id)


def _must_be_open(version: PollVersion) -> None:
    if not ResultsPlan.objects.filter(version=version, closed_at=None).exists():
        raise Refused(_("Only a version that is fixed and not closed can be answered."))


def _take_word(version: PollVersion, word: str) -> None:
    if not re.fullmatch(r"[^\W_]{2,20}", word) or word.isdecimal() or commands.find(word):
        raise Refused(
            _("A word has 2 to 20 letters and digits, is no number, and none of STOP, HELP and the like.")
        )
    script, state = opening(version.pk)
    before = Keyword.objects.filter(word=word).first()
    if before is not None and not _is_free(before, version):
        raise Refused(_("The word %(word)s begins something else already.") % {"word": word})
    Keyword.objects.update_or_create(word=word, defaults={"script": script, "state": state})


def _is_free(before: Keyword, version: PollVersion) -> bool:
    """Say whether a word may begin this version: it is of the same poll, or of one that is closed."""
    if before.script != POLL:
        return False
    other = ResultsPlan.objects.filter(version_id=before.state.get("version")).select_related("version")
    plan = other.first()
    return plan is None or plan.closed_at is not None or plan.version.poll_id == version.poll_id


def words_of(version: PollVersion) -> list[str]:
    """Return the words that begin a version."""
    found = Keyword.objects.filter(script=POLL).order_by("word")
    return [one.word for one in found if one.state.get("version") == version.pk]


def lines_of(version: PollVersion) -> list[Reception]:
    """Return the lines of the organisation that are in use and were given languages, with what they begin."""
    found = Reception.objects.filter(channel__is_enabled=True).select_related("channel")
    return [one for one in found.order_by("channel__name") if one.languages]


def asks_code(line: Reception) -> bool:
    """Say whether whoever comes to this line is asked for the code on a card."""
    return line.script == ASKS_CODE


def begins(line: Reception, version: PollVersion) -> bool:
    """Say whether whoever comes to this line is asked this version."""
    return line.script == POLL and line.state.get("version") == version.pk
