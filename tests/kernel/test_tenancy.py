from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from kazi.accounts.models import Organisation
from kazi.kernel.sharing import SharedModel
from kazi.kernel.tenancy import NoTenant, TenantModel, WrongTenant, acting_for
from kazi.work.models import Delivery, Project, Task
from tests.makers import organisation


@pytest.fixture
def rival(db: None) -> Organisation:
    return organisation("Rival")


@pytest.mark.django_db
def test_a_query_outside_a_scope_raises() -> None:
    with pytest.raises(NoTenant):
        Project.objects.count()
    with pytest.raises(NoTenant):
        Delivery.objects.count()


def test_a_missed_filter_shows_nothing_of_another_tenant(project: Project, rival: Organisation) -> None:
    with acting_for(rival.pk):
        assert not Task.objects.exists()
        assert not project.tasks.exists()
        assert Task.objects.update(key="mine") == 0
        assert Task.objects.all().delete()[0] == 0
        with pytest.raises(WrongTenant):
            project.save()
        with pytest.raises(WrongTenant):
            Task.objects.bulk_create([Task(project=project, org_id=project.org_id, key="x", payload={})])


def test_a_shared_row_is_seen_by_its_two_sides_only(org: Organisation, rival: Organisation) -> None:
    client = organisation("Client", Organisation.Kind.CLIENT)
    with acting_for(org.pk):
        Delivery.objects.create(
            shared_with=client,
            project_ref=1,
            name="Receipts",
            provider_name=org.name,
            task_type="text-choice",
            task_type_version=1,
            type_source="",
            state="open",
        )
    seen = {}
    for side in (org, client, rival):
        with acting_for(side.pk):
            seen[side.name] = Delivery.objects.count()
    assert seen == {org.name: 1, "Client": 1, "Rival": 0}


def test_every_table_with_an_organisation_is_fenced() -> None:
    # Who belongs where decides the tenant; what the hub publishes is there for everybody to read, and
    # behind a door of its own what people write for all: articles, comments and the providers' exchange.
    allowed = {"accounts.Membership"} | {
        f"hub.{name}"
        for name in (
            "Advocate", "Article", "Certificate", "Comment", "Listing", "PublicProfile",
            "PublishedReference", "Reply", "Topic",
        )
    }  # fmt: skip
    # Copies for matching, and what was shown to whom: of everybody's public profiles, and no tenant's own.
    allowed |= {"deals.Candidate", "deals.ExposureLetter", "deals.Shown"}
    # What a closed poll has told the public, with noise: for everybody to read.
    allowed |= {"voice.PublishedPoll"}
    for model in apps.get_models():
        owners = [
            field
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey) and field.related_model is Organisation
        ]
        if owners and model._meta.label not in allowed:
            assert issubclass(model, TenantModel | SharedModel), model._meta.label
