"""The talks of the demo are real ones: what the invented people answered is counted."""

from __future__ import annotations

import pytest

from kazi.accounts.models import Organisation, Role
from kazi.cli.demo.people import House
from kazi.cli.demo.talks import TALKS, make_talks
from kazi.conversations.models import Taking, Talk, Tally
from kazi.kernel.tenancy import acting_for
from tests.makers import join


@pytest.mark.django_db(databases=["default", "vault"])
def test_four_people_of_the_demo_talk_and_all_but_one_come_to_the_end(org: Organisation) -> None:
    house = House(org, join("manager", org, Role.MANAGER))
    with acting_for(org.pk):
        assert make_talks(house) == sum(len(texts) for _medium, _address, texts in TALKS)
        assert Talk.objects.count() == len(TALKS)
        assert Taking.objects.filter(state=Taking.State.DONE).count() == len(TALKS) - 1
        counted = Tally.objects.filter(question="comfortable", value="yes").get()
        assert counted.count == len(TALKS)
        counts = sorted(Tally.objects.values_list("question", "value", "count"))
        make_talks(house)  # The second call finds all of it said.
        assert sorted(Tally.objects.values_list("question", "value", "count")) == counts
