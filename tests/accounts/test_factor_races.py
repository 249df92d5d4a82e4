"""What must happen once happens once, however many ask at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection

from kazi.accounts import rules
from kazi.accounts.actors import Actor
from kazi.accounts.factors import codes, holding, recovering
from kazi.accounts.models import FactorGuard, FactorRecovery, Organisation, Person, Role
from kazi.channels.models import Letter
from kazi.kernel.errors import Refused, TooMany
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.makers import join, organisation

pytestmark = pytest.mark.django_db(transaction=True)
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person_id)


def all_at_once(act: Callable[[int], str], times: int = 8) -> list[str]:
    """Return what each of many calls at once came to: its answer, or the name of its refusal."""

    def one(number: int) -> str:
        try:
            return act(number)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as many:
        return list(many.map(one, range(times)))


@pytest.fixture
def desk() -> Actor:
    return join("desk", organisation("Hub", Organisation.Kind.HUB), Role.HUB)


def test_a_recovery_code_is_used_by_one_of_many(desk: Actor) -> None:
    code, *_more = codes.make_recovery_codes(person_of(desk))
    came_to = all_at_once(lambda _n: codes.check(desk.person_id, code), 4)
    assert came_to.count("recovery_code") == 1
    assert codes.codes_left(desk.person_id) == 9


def test_a_code_of_the_app_is_used_by_one_of_many(desk: Actor) -> None:
    step = int(time.time()) // rules.TOTP_SECONDS
    holding.set_up_app(person_of(desk), SEED, format_hotp_value(hotp_value(SEED, step)))
    FactorGuard.objects.update(last_step=0)
    code = format_hotp_value(hotp_value(SEED, int(time.time()) // rules.TOTP_SECONDS))
    came_to = all_at_once(lambda _n: codes.check(desk.person_id, code), 4)
    assert came_to.count("totp") == 1


def test_of_many_wrong_codes_at_once_only_five_are_looked_at(desk: Actor) -> None:
    codes.make_recovery_codes(person_of(desk))
    came_to = all_at_once(lambda _n: codes.check(desk.person_id, "wrong"), 12)
    assert came_to.count("Refused") == 5
    assert came_to.count(TooMany.__name__) == 7


def test_two_last_factors_are_not_removed_at_once(desk: Actor) -> None:
    person = person_of(desk)
    for name in ("Phone", "Laptop"):
        holding.add_passkey(person, name, {"id": name})
    keys = list(Authenticator.objects.values_list("pk", flat=True))
    came_to = all_at_once(lambda number: str(holding.remove(person, keys[number])), 2)
    assert sorted(came_to) == ["False", "Refused"]
    assert Authenticator.objects.count() == 1


def test_two_colleagues_who_start_at_once_start_one_recovery(desk: Actor) -> None:
    org = Organisation.objects.get(pk=desk.org_id)
    helpers = [join(f"helper{number}", org, Role.HUB) for number in range(2)]
    lost = person_of(desk)
    lost.email = "lost@hub.example"
    lost.save()
    holding.add_passkey(lost, "Phone", {"id": "phone"})
    Letter.objects.all().delete()

    def begin(number: int) -> str:
        with acting_for(desk.org_id):
            reason = "She stood before me and told me."
            return str(recovering.start(helpers[number], desk.membership_id, reason, lambda s: s).pk)

    assert len(set(all_at_once(begin, 2))) == 1
    assert all_tenants(FactorRecovery).count() == 1
    assert Letter.objects.filter(to="lost@hub.example").count() == 1
