"""Short ways to make polls with replies, for tests of what comes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import Poll, PollVersion, ResultsPlan
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire, to_json
from kazi.voice.rules.results import Reply
from kazi.voice.services.releasing import plan_results
from kazi.voice.services.tallying import keep

ASKS = Questionnaire(
    "Working conditions",
    ("en", "sw"),
    (
        Question(
            "site", Kind.ONE, {"en": "Where do you work?", "sw": "Unafanya kazi wapi?"}, options="sites",
            breakdown=True,
        ),
        Question("sex", Kind.ONE, {"en": "Are you a woman or a man?"}, options="sexes", breakdown=True),
        Question(
            "water", Kind.ONE, {"en": "Is there clean water?", "sw": "Je, kuna maji safi?"}, options="yes_no"
        ),
        Question("harm", Kind.ONE, {"en": "Has anybody hurt you?"}, options="yes_no", sensitive=True),
        Question("needs", Kind.SEVERAL, {"en": "What do you need?"}, options="needs"),
        Question("mood", Kind.INTEGER, {"en": "How are you, 1 to 5?"}, low="1", high="5"),
        Question("words", Kind.TEXT, {"en": "What else?"}),
    ),
    {
        "sites": (Option("mombasa", {"en": "Mombasa"}), Option("kisumu", {"en": "Kisumu"})),
        "sexes": (Option("f", {"en": "Woman", "sw": "Mwanamke"}), Option("m", {"en": "Man"})),
        "yes_no": (Option("yes", {"en": "Yes", "sw": "Ndiyo"}), Option("no", {"en": "No", "sw": "Hapana"})),
        "needs": (Option("creche", {"en": "A crèche"}), Option("bus", {"en": "A bus"})),
    },
)  # fmt: skip


def asked_poll(
    org: Organisation, title: str = "Working conditions", *, garbled: dict[str, str] | None = None,
    is_live: bool = True, invited: dict[str, int] | None = None,
) -> ResultsPlan:  # fmt: skip
    """Make a launched poll with a plan for its results."""
    with acting_for(org.pk):
        poll = Poll.objects.create(title=title)
        version = PollVersion.objects.create(
            poll=poll,
            questionnaire=to_json(ASKS) | {"title": title},
            sha256="0" * 64,
            launched_at=timezone.now(),
        )
        return plan_results(version, garbled=garbled, is_live=is_live, invited=invited)


def reply(site: str = "mombasa", sex: str = "f", **answers: str) -> Reply:
    """Return an ended reply."""
    return Reply({"site": site, "sex": sex, **answers}, has_ended=True)


def take(plan: ResultsPlan, replies: Iterable[Reply]) -> None:
    """Count these replies as new ones."""
    with acting_for(plan.org_id), transaction.atomic():
        for one in replies:
            keep(plan.version_id, None, one)


def many(n: int, answers: Mapping[str, str], site: str = "mombasa", sex: str = "f") -> list[Reply]:
    return [reply(site, sex, **answers)] * n


def a_busy_poll(plan: ResultsPlan) -> None:
    """Take 120 replies: two sites, women and men, all questions mixed."""
    for site in ("mombasa", "kisumu"):
        for sex in ("f", "m"):
            take(
                plan, many(15, {"water": "yes", "harm": "no", "needs": "creche bus", "mood": "4"}, site, sex)
            )
            take(plan, many(15, {"water": "no", "harm": "yes", "needs": "creche", "mood": "2"}, site, sex))
