"""The demo's library: a few articles that are worth reading, comments, and talk between providers."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from kazi.accounts.actors import Actor, as_actor
from kazi.accounts.models import Membership, Role
from kazi.cli.demo.people import House
from kazi.hub.models import Article, Case
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.services import articles, moderation, talk
from kazi.kernel.tenancy import acting_for

FOLDER = Path(__file__).parent / "articles"
NAMES = ("price-of-a-unit.en", "price-of-a-unit.sw", "asking-for-work.en", "first-week.en", "hub-opens.en")


def fill(houses: list[House]) -> None:
    """Publish the articles of the folder and let the demo's providers talk about them."""
    hub = hub_organisation()
    staff = [as_actor(one) for one in Membership.objects.filter(org=hub, role=Role.HUB).order_by("pk")]
    if not staff:
        return
    editor, second = staff[0], staff[-1]
    with acting_for(hub.pk):
        made: dict[str, Article] = {}
        for name in NAMES:
            _publish(editor, second, name, made)
    _talk(houses, made["price-of-a-unit"], second)


def _publish(editor: Actor, second: Actor, name: str, made: dict[str, Article]) -> None:
    head, body = _read(name)
    stem, language = name.rsplit(".", 1)
    words = articles.Words(language, head["title"], head["summary"], body)
    if stem in made:
        edition = articles.translate(editor, made[stem], words)
    else:
        frame = articles.Frame(head["kind"], head["topic"], "CC-BY-4.0", "Kazi contributors")
        edition = articles.write(editor, frame, words)
        made[stem] = edition.article
    articles.publish(second, articles.submit(editor, edition))


def _read(name: str) -> tuple[dict[str, Any], str]:
    _before, head, body = (FOLDER / f"{name}.md").read_text().split("---\n", 2)
    return yaml.safe_load(head), body.strip()


def _talk(houses: list[House], article: Article, editor: Actor) -> None:
    first, second, *_others = houses
    with acting_for(first.org.pk):
        said = talk.comment(
            first.manager, article, uuid4(), "We found 70 in 100 for the third number in our first year."
        )
        asked = talk.ask(
            first.manager,
            uuid4(),
            "How do you pay for the way home after a night shift?",
            "Our evening team ends at ten and the last bus leaves at half past nine.",
            is_demo=True,
        )
    with acting_for(editor.org_id):
        case = Case.objects.get(kind="comment", ref=str(said.pk))
        moderation.decide(editor, case, keep=True, reason="It helps others.", link_to=lambda secret: secret)
    with acting_for(second.org.pk):
        talk.reply(
            second.manager,
            asked,
            uuid4(),
            "We asked the team first. They chose a shared car with a fixed driver; it costs us less than "
            "the leavers did.",
            "/exchange/",
        )
