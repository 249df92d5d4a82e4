"""Needs that nobody could meet: counted by place and month, released in steps of ten, told to advocates."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.accounts.reaching import people_of
from kazi.care.access.directory import at_the_desk
from kazi.care.models import Appeal, ServiceLocation, UnmetNeed
from kazi.care.queries.unmet import Released
from kazi.care.rules.needs import NEEDS
from kazi.channels.letters import post
from kazi.hub.models import Advocate
from kazi.kernel.errors import Refused


@transaction.atomic
def count_unmet(
    need: str, town: str, country: str = "", *, day: date | None = None, is_demo: bool = False
) -> None:
    """Count one more unmet need at a place; nothing says whose."""
    if need not in NEEDS:
        raise Refused(_("Choose one of the needs in the list."))
    month = (day or timezone.now().date()).replace(day=1)
    if not country and town:
        places = ServiceLocation.objects.filter(town__iexact=town.strip()).exclude(country="")
        country = places.values_list("country", flat=True).first() or ""
    where = {"need": need, "town": town.strip()[:120], "country": country[:2].upper(), "month": month}
    UnmetNeed.objects.get_or_create(**where, defaults={"is_demo": is_demo})
    UnmetNeed.objects.filter(**where).update(count=F("count") + 1)


def appeal(actor: Actor, row: Released) -> Appeal:
    """Write to the advocates of a country about an unmet need, once for each released count.

    Raises Refused where the hub knows no advocate with an address there.
    """
    at_the_desk(actor)
    pages = Advocate.objects.visible().exclude(organisation=None)
    ids = [one.organisation_id for one in pages if not row.country or row.country in one.countries]
    people = [person for org_id in ids if org_id for person in people_of(org_id, Role.ADVOCATE)]
    if not people:
        raise Refused(_("No advocate with an address works in this country yet."))
    what = {"need": row.need, "town": row.town, "country": row.country, "count": row.count}
    try:
        with transaction.atomic():
            made = Appeal.objects.create(**what, letters=len(people))
            for person in people:
                with translation.override(person.language):
                    words = {
                        "need": _(NEEDS[row.need].name), "town": row.town, "count": row.count,
                        "link": f"{settings.KAZI_URL}/care/unmet/",
                    }  # fmt: skip
                    post(
                        person.email,
                        _("%(need)s in %(town)s: a need that nobody meets") % words,
                        _(
                            "At least %(count)s times in the last twelve months, workers in %(town)s "
                            "looked for this and found no service: %(need)s. Can you help to bring one "
                            "there?\n\n%(link)s"
                        )
                        % words,
                    )
    except IntegrityError:  # Asked already at this count.
        return Appeal.objects.get(**what)
    return made
