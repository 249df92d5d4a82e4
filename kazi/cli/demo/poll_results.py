"""A poll of the demo that 340 invented people have answered, at three sites, with released results."""

from __future__ import annotations

import random
from uuid import UUID

from django.db import transaction

from kazi.cli.demo.people import House
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import PollVersion
from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire
from kazi.voice.rules.results import Plan, Reply
from kazi.voice.services.polls import launch, make_poll
from kazi.voice.services.releasing import release_step
from kazi.voice.services.tallying import keep, recalled_plan, record_answer

ONCE = UUID("7e1f7d0a-6c9b-4d0e-9a52-1c0f3b8a4d11")
# People by site: the last one is so small that it is never shown.
SITES = {"nairobi": 190, "kisumu": 143, "lamu": 7}
ASKS = Questionnaire(
    "How is work going?",
    ("en", "sw"),
    (
        Question(
            "site", Kind.ONE, {"en": "Where do you work?", "sw": "Unafanya kazi wapi?"}, options="sites",
            breakdown=True,
        ),
        Question(
            "sex", Kind.ONE, {"en": "Are you a woman or a man?", "sw": "Wewe ni mwanamke au mwanaume?"},
            options="sexes", breakdown=True,
        ),
        Question(
            "needs", Kind.SEVERAL, {"en": "What would help you most?", "sw": "Ni nini kingekusaidia zaidi?"},
            options="needs",
        ),
        Question(
            "transport", Kind.ONE, {"en": "Do you get home safely after a late shift?",
                                    "sw": "Je, unafika nyumbani salama baada ya zamu ya usiku?"},
            options="often",
        ),
        Question(
            "shouting", Kind.ONE, {"en": "Has anybody shouted at you at work this month?",
                                   "sw": "Je, kuna mtu aliyekufokea kazini mwezi huu?"},
            options="yes_no", sensitive=True,
        ),
    ),
    {
        "sites": (Option("nairobi", {"en": "Nairobi"}), Option("kisumu", {"en": "Kisumu"}),
                  Option("lamu", {"en": "Lamu"})),
        "sexes": (Option("f", {"en": "Women", "sw": "Wanawake"}),
                  Option("m", {"en": "Men", "sw": "Wanaume"})),
        "needs": (
            Option("childcare", {"en": "Childcare", "sw": "Malezi ya watoto"}),
            Option("transport", {"en": "Transport", "sw": "Usafiri"}),
            Option("loan", {"en": "A bank or a loan", "sw": "Benki au mkopo"}),
            Option("clinic", {"en": "A clinic", "sw": "Kliniki"}),
        ),
        "often": (Option("always", {"en": "Always", "sw": "Daima"}),
                  Option("mostly", {"en": "Mostly", "sw": "Mara nyingi"}),
                  Option("rarely", {"en": "Rarely", "sw": "Mara chache"})),
        "yes_no": (Option("yes", {"en": "Yes", "sw": "Ndiyo"}), Option("no", {"en": "No", "sw": "Hapana"})),
    },
)  # fmt: skip


def ask_workers(house: House, dice: random.Random) -> None:
    """Launch the poll at one provider, take its replies and the first step of its results."""
    with acting_for(house.org.pk):
        poll = make_poll(house.manager, ONCE, ASKS, "editor")
        version = launch(house.manager, PollVersion.objects.get(poll=poll))
        plan = recalled_plan(version.pk)
        if plan is None:
            return
        with transaction.atomic():
            for site, people in SITES.items():
                for _number in range(people):
                    keep(version.pk, None, _reply(plan, site, dice))
        release_step(version.pk)


def _reply(plan: Plan, site: str, dice: random.Random) -> Reply:
    wishes = {
        "childcare": 0.45,
        "transport": 0.55 if site == "nairobi" else 0.3,
        "loan": 0.35,
        "clinic": 0.15,
    }
    shouted = "yes" if dice.random() < 0.12 else "no"
    answers = {
        "site": site,
        "sex": dice.choice("ffm"),
        "needs": " ".join(need for need, share in wishes.items() if dice.random() < share),
        "transport": dice.choices(("always", "mostly", "rarely"), (4, 4, 2))[0],
        "shouting": record_answer(plan, "shouting", shouted, dice.random),
    }
    return Reply(answers, has_ended=True)
