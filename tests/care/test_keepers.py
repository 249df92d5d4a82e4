"""Hub staff link a local service to its listing."""

from __future__ import annotations

import pytest

from kazi.accounts.models import Organisation, Role
from kazi.care.models import Keeping
from kazi.care.services.keepers import link
from kazi.care.services.referrals import refer
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import all_tenants
from tests.care.makers import a_service, hub_staff
from tests.makers import join, log_in, organisation


def test_hub_staff_give_a_service_its_listing_and_take_it_back(db: None) -> None:
    service, staff = a_service(), hub_staff()
    own = organisation("Baby Garden Trust", Organisation.Kind.SERVICE)
    keeper = join("desk", own, Role.SERVICE)
    row = refer(service, "childcare", {"contact": "0700"}, "480295").referral
    hub, desk = log_in(staff), log_in(keeper)
    assert "Nobody keeps a listing yet" in hub.get("/hub/local-services/keepers/").content.decode()
    assert row.ref not in desk.get("/service/").content.decode()
    chosen = {"organisation": own.pk, "listing": service.organisation_id}
    for _twice in range(2):
        assert hub.post("/hub/local-services/keepers/", chosen).status_code == 302
    keeping = all_tenants(Keeping).get()
    assert row.ref in desk.get("/service/").content.decode()
    assert desk.get("/hub/local-services/keepers/").status_code == 404
    assert desk.post("/hub/local-services/keepers/", {"end": f"{own.pk}/{keeping.pk}"}).status_code == 404
    hub.post("/hub/local-services/keepers/", {"end": f"{own.pk}/{keeping.pk}"})
    assert desk.get(f"/service/referrals/{row.ref}/").status_code == 404


def test_no_employer_keeps_a_listing(db: None) -> None:
    service, employer = a_service(), organisation()
    assert service.organisation is not None
    with pytest.raises(Refused):
        link(hub_staff(), employer, service.organisation)
    with pytest.raises(NotFound):
        link(join("boss", employer, Role.MANAGER), employer, service.organisation)
    own = {"organisation": employer.pk, "listing": service.organisation_id}
    assert log_in(hub_staff()).post("/hub/local-services/keepers/", own).status_code == 422
    assert not all_tenants(Keeping).exists()
