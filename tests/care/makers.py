"""Short ways to make what the tests of care need."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Person, Role
from kazi.care.models import LocalService
from kazi.care.services.keeping import Listing, keep_listing
from kazi.kernel.tenancy import acting_for
from tests.makers import join, organisation

HSDS = Path(os.environ.get("KAZI_SHARED", Path(settings.BASE_DIR).parent / "shared")) / "data/hsds"


def hub_staff() -> Actor:
    return join("tesfaye", organisation("Kazi hub", Organisation.Kind.HUB), Role.HUB)


def a_service(name: str = "Baby Garden", **said: Any) -> LocalService:
    """Make a service in Nairobi that takes people we send, open on weekdays from 8 to 17."""
    staff = hub_staff()
    said = {
        "organisation": f"{name} Trust", "needs": ["childcare"], "phone": "+254 20 555 0100",
        "email": "desk@baby.example", "languages": ["sw", "en"], "is_free": True, "town": "Nairobi",
        "country": "KE", "latitude": -1.29, "longitude": 36.82, "utc_offset_minutes": 180,
        "hours": [([0, 1, 2, 3, 4], 8 * 60, 17 * 60)], "takes_referrals": True, **said,
    }  # fmt: skip
    with acting_for(staff.org_id):
        return keep_listing(staff, Listing(name=name, **said))


def with_address(actor: Actor, address: str) -> Actor:
    Person.objects.filter(pk=actor.person_id).update(email=address)
    return actor


def write_package(folder: Path, **tables: str) -> Path:
    """Write CSV tables; the name of each is its keyword."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def schema(name: str) -> dict[str, Any]:
    """Return a schema of HSDS 3.0 from the folder of real inputs."""
    said: dict[str, Any] = json.loads((HSDS / "schema" / f"{name}.json").read_text())
    return said
