"""The made-up people of `bench voice --op reply`, each at the first question, and the count afterwards."""

from __future__ import annotations

import json
import sys
from typing import Any

TOKEN = "12345"  # noqa: S105 -- of the measurement.


def number(person: int) -> str:
    return f"+2547{person:08d}"


def make(people: int) -> dict[str, Any]:
    """Make a provider with a signed line; everybody stands at the first question of a counted script."""
    from django.utils import timezone

    from kazi.accounts.models import Organisation
    from kazi.channels.services.connecting import PATH, Draft, connect, open_secrets
    from kazi.channels.vault import numbers, studies
    from kazi.cli.preparing import prepare
    from kazi.conversations.models import Reception, Talk
    from kazi.conversations.rules.place import Place
    from kazi.conversations.scripts import MEASURED
    from kazi.kernel.tenancy import acting_for

    prepare()
    org = Organisation.objects.create(name="Bench", slug="bench-voice", kind=Organisation.Kind.PROVIDER)
    with acting_for(org.pk):
        channel = connect(
            Draft("twilio", "sms", "Bench", "KE", "21512", {"account_sid": "AC1", "auth_token": TOKEN})
        )
        Reception.objects.create(channel=channel, languages=["en"], script=MEASURED, state={})
        ids = numbers.keep_many(number(person) for person in range(people))
        talks = f"talks:{org.pk}"
        studies.begin(talks, is_panel=True)
        studies.begin(MEASURED)
        place = Place(language="en", script=MEASURED, agreed=True).as_json()
        today = timezone.localdate()
        who = studies.pseudonyms(talks, ids.values())
        rows = [Talk(org=org, who=one, place=place, heard_on=today) for one in who.values()]
        Talk.objects.bulk_create(rows, batch_size=5_000)
        return {"path": f"/hooks/{open_secrets(channel)[PATH]}", "people": people}


def check() -> dict[str, Any]:
    """Count what is in the tables: answers, and what the script counted in the same transactions."""
    from django.db.models import Sum

    from kazi.accounts.models import Organisation
    from kazi.conversations.models import Answer, Tally
    from kazi.kernel.tenancy import acting_for

    with acting_for(Organisation.objects.get(slug="bench-voice").pk):
        tally = Tally.objects.aggregate(all=Sum("count"))["all"] or 0
        return {"answers": Answer.objects.count(), "tally": tally}


def _main(arguments: list[str]) -> None:
    made = make(int(arguments[1])) if arguments[0] == "make" else check()
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    import django

    django.setup()
    _main(sys.argv[1:])
