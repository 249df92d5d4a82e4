"""DELETE: everything that can still be told to be a person's goes, also out of the counts."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import transaction

from kazi.conversations.hot.singly import run_with_django
from kazi.conversations.models import Answer, Decision, Taking, Talk
from kazi.conversations.rules import scripts
from kazi.conversations.rules.scripts import Kept, Step
from kazi.conversations.services.cutting import cut_links
from kazi.conversations.services.knowing import pseudonyms_of, talker
from kazi.kernel.tenancy import all_tenants, current_org_id


def erase(who: UUID, number_id: UUID) -> int:
    """Erase a person's answers, decisions and talk with this organisation; return how many answers.

    Each script hears of its answers as erased, in the same transaction, and takes them out of its
    counts.  Answers whose link to people was destroyed stay: nobody knows whose they are.  The number
    itself is for `channels.services.contacts.forget`, called after this in the same transaction.  A
    second call finds nothing.
    """
    erased = 0
    with transaction.atomic():
        run = run_with_django
        for subject, whose in pseudonyms_of(who, number_id):
            answers = list(Answer.objects.filter(subject=subject, who=whose).order_by("pk"))
            taking = Taking.objects.filter(who=who, subject=subject).first()
            script = scripts.find(taking.script) if taking else None
            if script is not None and answers:
                kept = tuple(Kept(one.question, None, json.loads(one.value)) for one in answers)
                last = answers[-1]
                step = Step(
                    current_org_id(), whose.hex, subject, last.language, last.medium, kept, ended="erased"
                )
                script.keep(run, step)
            erased += len(answers)
            Answer.objects.filter(subject=subject, who=whose).delete()
        cut_links(who, number_id)  # It reads the decisions that go next.
        Taking.objects.filter(who=who).delete()
        Decision.objects.filter(who=who).delete()
        Talk.objects.filter(who=who).delete()
    return erased


def talks_elsewhere(org_id: int, number_id: UUID) -> bool:
    """Say whether another organisation holds a talk with this person, who may want to erase it there.

    Each holds it under a pseudonym of its own, so each that has talks at all is looked at.
    """
    others = all_tenants(Talk).exclude(org_id=org_id).order_by().values_list("org_id", flat=True).distinct()
    return any(
        all_tenants(Talk).filter(org_id=other, who=talker(other, number_id)).exists() for other in others
    )
