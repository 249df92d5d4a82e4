"""What workers who answered are told when a poll has closed: written from released figures alone.

Sensitive questions are left out: a phone is seen by others.  The letters wait in `ResultLetter`, one for
each language of the poll; whoever sends messages asks `kazi.voice.released.letter`.
"""

from __future__ import annotations

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kazi.voice.models import PollVersion, ResultLetter, ResultsPlan
from kazi.voice.released import QuestionResult, board
from kazi.voice.repeated import Changed, changes_of
from kazi.voice.rules.release.waves import rounded_percent

MOST_FINDINGS = 3


def write_letters(version: PollVersion) -> list[ResultLetter]:
    """Write what is told back in every language of the poll, once; a second call changes nothing."""
    for language in version.asks().languages:
        ResultLetter.objects.get_or_create(
            version=version, language=language, defaults={"text": words_for(version, language)}
        )
    return list(ResultLetter.objects.filter(version=version).order_by("pk"))


def words_for(version: PollVersion, language: str) -> str:
    """Return what is said of the released figures: how many took part, and at most three findings."""
    plan = ResultsPlan.objects.get(version=version)
    with override(language):
        found = board(version, plan, (), language)
        said = [_("Thank you for answering “%(title)s”.") % {"title": version.asks().title}]
        if (changes := changes_of(version, language)) is not None:
            said += [_changed(one) for one in changes if not one.is_sensitive][:MOST_FINDINGS]
            said.append(_("Your employer never sees who answered what."))
            return " ".join(said)
        if not found.took_part.groups:
            said.append(_("Too few people answered to show results: yours stay unknown to everybody."))
            return " ".join(said)
        n = found.took_part.groups[0].people
        said.append(ngettext("%(n)s person took part.", "%(n)s people took part.", n) % {"n": localize(n)})
        findings = [one for one in map(_finding, found.questions) if one]
        said += findings[:MOST_FINDINGS]
        said.append(_("Your employer never sees who answered what."))
        return " ".join(said)


def _changed(one: Changed) -> str:
    words = {"question": one.label, "answer": one.answer, "before": one.before, "percent": one.percent}
    return _("%(question)s About %(percent)s %% said: %(answer)s. Before it was %(before)s %%.") % words


def _finding(one: QuestionResult) -> str:
    """Return the most frequent answer of everybody, or how many chose an option; "" where that is unknown."""
    if one.is_sensitive or not one.groups:
        return ""
    group = one.groups[0]
    lines = [line for line in group.lines if len(line.labels) == 1 and line.labels != ("",)]
    if not lines:
        return ""
    first = max(lines, key=lambda line: line.people)
    words = {
        "question": one.label,
        "answer": one.option or first.labels[0],
        "percent": rounded_percent(first.people, group.people),
    }
    return _("%(question)s About %(percent)s %% said: %(answer)s.") % words
