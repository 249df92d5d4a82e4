"""The formula's copies follow what is published, keep what was earned, and cost little to renew."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kazi.deals.models import Candidate
from kazi.deals.services.candidates import note_record, refresh, refresh_all
from kazi.hub.models import PublicProfile
from tests.hub.makers import published

pytestmark = pytest.mark.django_db


def test_all_copies_are_made_as_they_ought_to_be_and_the_second_time_nothing_is_written() -> None:
    kept, changed, gone, new = (published(name) for name in ("Kept", "Changed", "Gone", "New"))
    for one in (kept, changed, gone):
        refresh(one.provider_id)
    note_record(kept.provider_id, on_time=(3, 1.0), accepted=(3, 1.0), types={"image-choice": 3})
    earned = Candidate.objects.get(provider_id=kept.provider_id).skills
    assert "deal" in earned.values()
    PublicProfile.objects.filter(pk=changed.pk).update(name="Another name", services=["transcription"])
    PublicProfile.objects.filter(pk=gone.pk).delete()
    assert refresh_all() == 3
    copies = {one.provider_id: one for one in Candidate.objects.all()}
    assert copies.keys() == {kept.provider_id, changed.provider_id, new.provider_id}
    assert copies[changed.provider_id].name == "Another name"
    assert copies[changed.provider_id].skills == {"transcription": "claim"}
    assert copies[kept.provider_id].skills == earned
    assert copies[new.provider_id].skills == {"data-entry": "claim"}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert refresh_all() == 3
    assert not [one for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]


def test_many_copies_take_no_more_questions_than_a_few() -> None:
    for number in range(2):
        published(f"Provider {number}")
    with CaptureQueriesContext(connection) as few:
        refresh_all()
    for number in range(2, 12):
        published(f"Provider {number}")
    Candidate.objects.all().delete()
    with CaptureQueriesContext(connection) as many:
        refresh_all()
    assert len(many) == len(few)
