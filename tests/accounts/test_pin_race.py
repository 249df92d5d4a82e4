"""Wrong PINs sent at the same moment do not slip past the count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kazi.accounts import devices, staff_codes
from kazi.accounts.models import Device, Role, StaffCode
from kazi.accounts.rules import new_pin
from kazi.kernel.errors import Refused, TooMany
from kazi.kernel.tenancy import acting_for
from tests.makers import join, organisation

TRIES = 16


@pytest.mark.django_db(transaction=True)
def test_of_many_wrong_pins_at_once_only_five_are_looked_at() -> None:
    org = organisation()
    manager = join("achieng", org, Role.MANAGER)
    with acting_for(org.pk):
        code, pin = staff_codes.give_code(manager, "Neema", "en")
        device, _secret = devices.register(manager, "Kiosk")
    wrong = next(other for other in iter(new_pin, None) if other != pin)

    def guess(_number: int) -> bool:
        """Say whether this guess was looked at."""
        try:
            staff_codes.check_pin(
                Device._base_manager.select_related("org").get(pk=device.pk), code.code, wrong
            )
        except TooMany:
            return False
        except Refused:
            return True
        finally:
            connection.close()
        raise AssertionError("A wrong PIN opened the door.")

    with ThreadPoolExecutor(8) as many:
        looked_at = list(many.map(guess, range(TRIES)))
    assert sum(looked_at) == 5
    with acting_for(org.pk):
        after = StaffCode.objects.get(pk=code.pk)
        assert after.failures == 5
        assert Device.objects.get(pk=device.pk).failures == TRIES
