"""Letters to the people of one side, each in the reader's language, without anything confidential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from kazi.accounts.models import Membership, Role
from kazi.channels.letters import post
from kazi.deals.models.agreements import Side

ROLES = {Side.PROVIDER: Role.MANAGER, Side.BUYER: Role.CLIENT}


def write_to(
    memberships: Iterable[Membership], subject: str, text: str, values: Mapping[str, object], path: str
) -> int:
    """Post one letter to each; `subject` and `text` are templates marked for translation; return how many.

    The last line is where to look.
    """
    count = 0
    for membership in memberships:
        with translation.override(membership.person.language):
            where = f"{settings.KAZI_URL}{path}"
            said = f"{gettext(text) % values}\n\n{where}"
            post(membership.person.email, gettext(subject) % values, said)
        count += 1
    return count
