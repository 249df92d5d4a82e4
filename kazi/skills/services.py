"""Name a skill, award it to somebody, end the award.  An award is ended, never deleted."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership
from kazi.journal.bus import record
from kazi.kernel.errors import NotFound, Refused
from kazi.skills.events import AwardEnded, SkillAwarded
from kazi.skills.models import Award, Skill
from kazi.skills.queries import skills_of


@transaction.atomic
def name_skill(actor: Actor, name: str) -> Skill:
    """Return the organisation's skill of this name, made now if it is new."""
    name = " ".join(name.split())[:120]
    code = slugify(name, allow_unicode=False)[:60]
    if not name:
        raise Refused(_("Give the skill a name, such as Khmer or Medical terms."))
    known = Skill.objects.filter(name__iexact=name).first()
    if known is not None:
        return known
    if not code or Skill.objects.filter(code=code).exists():
        code = f"{code or 'skill'}-{Skill.objects.count() + 1}"[-60:]
    return Skill.objects.create(code=code, name=name)


@transaction.atomic
def award_skill(actor: Actor, skill: Skill, membership: Membership) -> Award:
    """Vouch that a person has a skill.  Who has it already keeps the award there is."""
    if membership.org_id != actor.org_id:
        raise NotFound
    award, made = Award.objects.get_or_create(
        skill=skill,
        membership=membership,
        ended_at=None,
        defaults={"awarded_by_id": actor.membership_id},
    )
    if made:
        record(SkillAwarded(award_id=str(award.pk)), actor_id=actor.person_id)
        skills_of.forget(membership.pk)
    return award


@transaction.atomic
def end_award(actor: Actor, award: Award, reason: str) -> Award:
    """End an award with a reason that the person may read; what was ended stays ended."""
    reason = reason.strip()[:300]
    if not reason:
        raise Refused(_("Say why the skill ends: the person may read it."))
    current = Award.objects.filter(pk=award.pk, ended_at=None)
    if current.update(ended_at=timezone.now(), reason=reason):
        record(AwardEnded(award_id=str(award.pk), reason=reason), actor_id=actor.person_id)
        skills_of.forget(award.membership_id)
    award.refresh_from_db()
    return award
