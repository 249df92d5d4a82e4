"""What happens elsewhere in the house becomes what the formula knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kazi.accounts.models import Organisation
from kazi.deals.models import Candidate, ReferenceTime
from kazi.flows.finished_work_to_reference import renew_reference_times
from kazi.hub.services.profiles import withdraw
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer, Delivery, Parcel, Project
from kazi.work.services import deliveries
from tests.deals.request_makers import a_provider
from tests.makers import answer_all, client_of, join, make_project, organisation, work_off

pytestmark = pytest.mark.django_db


def test_a_published_provider_is_a_candidate_until_it_withdraws() -> None:
    profile, manager = a_provider("Amani", hires="Young people without work.")
    Candidate.objects.all().delete()
    with acting_for(manager.org_id):
        org = Organisation.objects.get(pk=profile.provider_id)
        work_off()
        kept = Candidate.objects.get()
        assert (kept.skills, kept.impact, kept.size) == ({"data-entry": "claim"}, "declared", "unknown")
        withdraw(manager, org)
    work_off()
    assert not Candidate.objects.exists()


def test_accepted_and_rejected_deliveries_become_the_record_of_a_provider() -> None:
    profile, manager = a_provider("Amani", services=["text"])
    org = Organisation.objects.get(pk=profile.provider_id)
    client_org, client = client_of()
    project = make_project(org, tasks=4, client=client_org)
    answer_all(join("wanjiku", org), project)
    work_off()
    with acting_for(org.pk):
        parcel = deliveries.deliver(manager, project)
        delivery = Delivery.objects.get(pk=parcel.delivery_id)
    with acting_for(client_org.pk):
        deliveries.reject(client, delivery, ["line-1"], "Not the total.")
        deliveries.accept(client, delivery, Parcel.objects.get().number)
    work_off()
    kept = Candidate.objects.get(provider=org)
    assert (kept.accepted_n, kept.accepted_x) == (1, 0.75)
    assert kept.skills == {"text": "deal"}


def finished(name: str, seconds: int, answers: int = 20) -> None:
    org = organisation(name)
    project = make_project(org, tasks=answers)
    worker = join("wanjiku", org)
    answer_all(worker, project)
    with acting_for(org.pk):
        Answer.objects.update(seconds=seconds)
        Project.objects.filter(pk=project.pk).update(state=Project.State.FINISHED)


def test_times_of_finished_work_are_kept_from_three_providers_on_and_not_before() -> None:
    finished("Amani", 30)
    finished("Udaan", 60)
    assert renew_reference_times() == 0
    assert not ReferenceTime.objects.exists()
    finished("Chantrea", 90)
    assert renew_reference_times() == 2  # The task type, and its service as a whole.
    row = ReferenceTime.objects.get(service="text", task_type="text-choice")
    assert (row.median_minutes, row.answers, row.providers) == (Decimal(1), 60, 3)
    finished("Too few", 600, answers=3)
    renew_reference_times()
    row.refresh_from_db()
    assert row.providers == 3
