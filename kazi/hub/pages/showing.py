"""A profile as the page shows it, from the draft or from the published copy."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kazi.files.links import file_link
from kazi.hub.claims import archetype_of, claims_of, groups_of, security_of, stage_of
from kazi.hub.models import StorySaid, Support
from kazi.hub.queries.showing import Showcase


def shown(
    showcase: Showcase, *, name: str, country: str, slug: str, person_id: int | None = None
) -> dict[str, Any]:
    """Return the context of `_provider.html`; a picture of a draft is linked for one person only."""
    profile = showcase.profile
    interim = [one for one in showcase.supports if one.kind == Support.Kind.INTERIM and one.ended_on is None]
    return {
        "shown": showcase,
        "profile": profile,
        "name": name,
        "country": country,
        "slug": slug,
        "claims": claims_of(profile),
        "groups": groups_of(profile),
        "security": security_of(profile),
        "stage": stage_of(profile),
        "archetype": archetype_of(profile),
        "interim": interim,
        "stories": [(story, _picture(story, slug, person_id)) for story in showcase.stories],
    }


def _picture(story: StorySaid, slug: str, person_id: int | None) -> str:
    if story.picture is None:
        return ""
    if person_id is not None:
        return file_link(str(story.picture.pk), person_id, light=True)
    return reverse("hub:picture", args=[slug, story.picture.pk])
