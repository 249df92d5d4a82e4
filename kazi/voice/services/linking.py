"""Replies of those who agreed stay together over the waves of a panel, under the study's pseudonym.

The pseudonym comes from the vault with each reply.  Nothing is kept under it before its person has agreed,
and all of it goes when they take that back.  Only this file and the release of a wave read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from uuid import UUID

from kazi.channels.vault import studies
from kazi.conversations.rules.scripts import Run, Step
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import acting_for
from kazi.voice.hot import counted, linked
from kazi.voice.models import LinkedReply, Panel, PanelMember
from kazi.voice.services.tallying import recalled_plan

AT_ONCE = 500
PREFIX = "panel:"


def panel_number(study: str) -> int:
    """Return the number of the panel that a study, or a purpose, is of."""
    return int(study.removeprefix(PREFIX))


def keep_linked(run: Run, step: Step, version_id: int) -> None:
    """Keep what a member's reply counts as, in the transaction that stores the step.

    A yes makes a member, with the reply as it stands; a no takes out the member and everything linked.
    Call it after the reply itself was counted.
    """
    if step.linked is None:
        return
    study, who = step.linked
    panel_id = panel_number(study)
    if step.decided is not None and step.decided[0] == study:
        if not step.decided[2]:
            linked.cut(run, step.org_id, panel_id, who)
            return
        linked.join(run, step.org_id, panel_id, who)
    elif not linked.is_member(run, step.org_id, panel_id, who):
        return
    reply = counted.kept(run, step.org_id, version_id, step.who)
    linked.put(run, step.org_id, version_id, who, _without_garbled(step.org_id, version_id, reply))


def _without_garbled(org_id: int, version_id: int, reply: str | None) -> str | None:
    """Leave out what is protected by chance: of one person over several waves, chance wears off."""
    with acting_for(org_id):
        plan = recalled_plan(version_id)
    garbled = {one.code for one in plan.questions if one.garbled_yes} if plan else set()
    if reply is None or not garbled:
        return reply
    said = json.loads(reply)
    said["answers"] = {code: value for code, value in said["answers"].items() if code not in garbled}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def cut(run: Run, org_id: int, study: str, who: str) -> None:
    """Take a person out of a panel; again, it finds nothing."""
    linked.cut(run, org_id, panel_number(study), who)


def members_among(panel: Panel, numbers: Mapping[int, UUID]) -> set[int]:
    """Return the keys of those whose number is of somebody who agreed to be asked again.

    For the draw of a campaign alone; no page and no file may have it.
    """
    try:
        whose = studies.pseudonyms(panel.study, numbers.values())
    except (NotFound, studies.Shredded):
        return set()  # Nobody was ever asked, or the panel is over.
    keys: dict[UUID, list[int]] = {}
    for key, number in numbers.items():
        keys.setdefault(whose[number], []).append(key)
    found: set[int] = set()
    for some in _lots(keys):
        there = PanelMember.objects.filter(panel=panel, who__in=some).values_list("who", flat=True)
        found.update(key for who in there for key in keys[who])
    return found


def forget_panel(panel: Panel) -> None:
    """Destroy who was in a panel and what was linked; what was told of it stays."""
    LinkedReply.objects.filter(version__wave__panel=panel).delete()
    PanelMember.objects.filter(panel=panel).delete()


def _lots(keys: Mapping[UUID, list[int]]) -> Iterator[list[UUID]]:
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some
