"""Writing and showing the pages of advocates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.hub.events import AdvocateChanged
from kazi.hub.models import Advocate, Held
from kazi.hub.rules.names import country_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.hub.services import moderation
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.search.services import Doc, drop, put
from kazi.search.sources import source


@transaction.atomic
def write_advocate(actor: Actor, advocate: Advocate, organisation: Organisation | None = None) -> Advocate:
    """Save a page, new or changed, and let it be found; `organisation` is given when it is its own.

    Raises Refused for a page of the hub's own without a dated source, Conflict for a name that is taken.
    """
    if organisation is not None:
        advocate.organisation = organisation
        advocate.is_demo = organisation.is_demo
    elif advocate.organisation_id is None:
        if not (advocate.source and advocate.source_on):
            raise Refused(_("Name the public source and its date: what the hub writes must be checkable."))
        if advocate.pk is None:
            advocate.is_demo = Organisation.objects.get(pk=actor.org_id).is_demo
    if not advocate.slug:
        advocate.slug = slugify(advocate.name)[:80]
        if not advocate.slug:
            raise Refused(_("Write the name of the organisation in Latin letters."))
        if Advocate.objects.filter(slug=advocate.slug).exists():
            raise Conflict(_("An advocate of this name is here already."))
    advocate.save()
    index(advocate)
    moderation.hold_back(
        "advocate", advocate.slug, "\n\n".join([advocate.about, advocate.funds, advocate.offers])
    )
    record(AdvocateChanged(str(advocate.pk)), actor_id=actor.person_id)
    transaction.on_commit(forget_pages)
    return advocate


def index(advocate: Advocate) -> None:
    """Let an advocate be found by everybody, or by nobody while it is not public."""
    if not advocate.is_public or moderation.is_held("advocate", advocate.slug):
        drop("advocate", advocate.slug)
        return
    put(doc_of(advocate))


@source("advocate")
def _docs() -> Iterator[Doc]:
    held = set(Held.objects.filter(kind="advocate").values_list("ref", flat=True))
    for advocate in Advocate.objects.filter(is_public=True).order_by("pk").iterator():
        if advocate.slug not in held:
            yield doc_of(advocate)


def doc_of(advocate: Advocate) -> Doc:
    """Return what the search keeps of an advocate."""
    names = [country_name(code, language) for code in advocate.countries for language in SEARCHED_IN]
    facets: dict[str, Any] = {"country": advocate.countries, "advocate_kind": [advocate.kind]}
    return Doc(
        kind="advocate",
        ref=advocate.slug,
        title=advocate.name,
        path=f"/advocates/{advocate.slug}/",
        at=advocate.changed_at,
        keywords=" ".join([str(advocate.get_kind_display()), *dict.fromkeys(names)]),
        body="\n".join(filter(None, [advocate.about, advocate.funds, advocate.offers])),
        facets=facets,
        is_demo=advocate.is_demo,
    )
