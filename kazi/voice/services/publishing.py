"""Publishing a closed poll for everybody: counts with noise that OpenDP draws, once, within a yearly budget.

Figures are drawn once and kept: asked again they are the same, or the average of many draws would take
the noise away.  Sensitive questions are never published.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.voice.events import PollPublished
from kazi.voice.models import PollVersion, PrivacyBudget, PrivacySpend, PublishedPoll, ResultsPlan
from kazi.voice.released import Labels
from kazi.voice.rules import noise
from kazi.voice.rules.results import Plan
from kazi.voice.services.releasing import counts_for_noise

THOUSANDTHS = 1000


def can_publish() -> bool:
    """Say whether the library that draws the noise is installed."""
    return find_spec("opendp") is not None


@transaction.atomic
def publish_poll(actor: Actor, version: PollVersion, epsilon: float = noise.MOST_PER_POLL) -> PublishedPoll:
    """Publish a closed poll; return the copy that everybody may read.

    A second call returns the first copy and spends nothing.  Raises Refused where the library is missing,
    where nothing may be published, or where the budget of a site is used up for this year; Conflict
    while the poll is open.
    """
    plan = ResultsPlan.objects.select_for_update().filter(version=version).first()
    if plan is None or plan.closed_at is None:
        raise Conflict(_("Close the poll first: what is published does not change any more."))
    if found := PublishedPoll.objects.filter(version_number=version.pk).first():
        return found
    if not can_publish():
        raise Refused(_("Publishing needs the library OpenDP: install Kazi with the extra “privacy”."))
    told = plan.told()
    questions = [one.code for counted in told.questions if not counted.is_sensitive for one in counted.told()]
    if not questions:
        raise Refused(_("This poll has only sensitive questions, and these are never published."))
    _spend(version, told, epsilon)
    published = PublishedPoll.objects.create(
        owner_id=version.org_id,
        version_number=version.pk,
        title=version.asks().title,
        figures=_figures(version, plan, questions, epsilon),
        is_demo=version.poll.is_demo and settings.DEMO,
    )
    record(PollPublished(str(version.pk), str(round(epsilon * THOUSANDTHS))), actor_id=actor.person_id)
    transaction.on_commit(forget_pages)
    return published


def _spend(version: PollVersion, plan: Plan, epsilon: float) -> None:
    """Take epsilon from the budget of every site that the poll asked, or from none of them."""
    cost, year = round(epsilon * THOUSANDTHS), timezone.now().year
    sites = plan.lattice.dimensions[0].values if plan.lattice.dimensions else ()
    for site in (*sites, ""):  # "" is who named none; for a poll without sites, everybody.
        budget, _new = PrivacyBudget.objects.get_or_create(
            site=site, year=year, defaults={"most": round(noise.YEARLY_PER_SITE * THOUSANDTHS)}
        )
        left = PrivacyBudget.objects.filter(pk=budget.pk, spent__lte=F("most") - cost)
        if not left.update(spent=F("spent") + cost):
            raise Refused(
                _("What may be published about “%(site)s” in %(year)s is used up. Wait for the next year.")
                % {"site": site or _("everybody"), "year": year}
            )
        PrivacySpend.objects.create(budget=budget, version=version, epsilon=cost)


def _figures(version: PollVersion, plan: ResultsPlan, questions: list[str], epsilon: float) -> dict[str, Any]:
    told, exact = plan.told(), counts_for_noise(plan)
    share = noise.per_question(epsilon, len(questions))
    languages = version.asks().languages
    labels = Labels(version, told, languages[0])
    rows = []
    for code in questions:
        counted = told.question(code)
        part = next(one for one in told.told() if one.code == code)
        drawn = _noisy([exact.get(code, {}).get(answer, 0) for answer in part.answers], share)
        if counted is None:  # pragma: no cover -- the codes come from the plan itself.
            continue
        said = labels.question(counted, code)
        answers = (
            [said[1]] if len(said) > 1 else [labels.answer(counted.code, answer) for answer in part.answers]
        )
        rows.append(
            {
                "code": code,
                "label": said[0],
                "lines": [
                    {"answer": answer, "people": noise.told(n)}
                    for answer, n in zip(answers, drawn, strict=True)
                ],
            }
        )
    return {
        "epsilon": epsilon,
        "epsilon_each": round(share, 6),
        "margin": round(noise.margin(share)),
        "language": languages[0],
        "closed_on": plan.closed_at.date().isoformat() if plan.closed_at else "",
        "questions": rows,
    }


def _noisy(counts: list[int], epsilon: float) -> list[int]:
    """Return the counts with the noise that OpenDP draws for whole numbers at scale 1 / epsilon.

    OpenDP itself says what that costs for counts of which one person changes one by one; should that ever
    be more than what was paid, nothing is published.
    """
    from opendp import prelude as dp  # noqa: PLC0415 -- large, and an optional extra.

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = dp.m.make_laplace(*space, scale=1 / epsilon)
    cost: float = mechanism.map(1)  # type: ignore[no-untyped-call]
    if cost > epsilon * (1 + 1e-9):
        raise RuntimeError("The noise costs more than what was paid.")
    return [int(n) for n in mechanism(counts)]
