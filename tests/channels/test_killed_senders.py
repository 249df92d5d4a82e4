"""Senders are killed with -9 in the middle of their work: nothing is lost, nothing is sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from kazi.channels.models import Contact, Outgoing
from kazi.channels.services import claiming
from kazi.channels.services.queueing import broadcast, queue
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.channels.gateway import Asked, Gateway, Reply, gateway
from tests.channels.makers import QUESTION, channel_of, contacts
from tests.makers import organisation

MANY, KILLS = 240, 3
RUN = """
import django
django.setup()
from kazi.channels.services.sending import send_until
send_until(lambda: True, threads=8)
"""


@pytest.fixture
def peer() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def _url(alias: str) -> str:
    said = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return f"postgres://{said['USER']}@{quote(str(said['HOST']), safe='')}/{said['NAME']}"


def _sender() -> subprocess.Popen[bytes]:
    env = os.environ | {
        "DATABASE_URL": _url("default"),
        "VAULT_DATABASE_URL": _url("vault"),
        "VAULT_KEY": settings.VAULT_KEY,
        "DJANGO_SETTINGS_MODULE": "kazi.config.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    return subprocess.Popen([sys.executable, "-c", RUN], env=env)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_senders_killed_three_times_lose_nothing_and_double_nothing(peer: Gateway) -> None:
    delivered: Counter[str] = Counter()
    seen: set[str] = set()

    def honest(asked: Asked) -> Reply:
        name = asked.form["id"]  # Our name of a message: the gateway takes each once.
        if name not in seen:
            seen.add(name)
            delivered[asked.form["to"]] += 1
        return Reply(hangs=0.03)

    peer.replies = [honest]
    org = organisation()
    with acting_for(org.pk):
        channel = channel_of("external", values={"send_url": f"{peer.url}/send"})
        contacts(MANY)
        assert queue(broadcast(channel, "poll-1", {"en": QUESTION}), Contact.objects.all()) == MANY
    waiting = all_tenants(Outgoing).exclude(state=Outgoing.State.SENT)
    held_some = False
    for run in range(KILLS + 1):
        before = len(peer.asked)
        senders = [_sender(), _sender()]
        ends = time.monotonic() + 180
        wanted = MANY if run == KILLS else before + MANY // 6
        while time.monotonic() < ends and (len(peer.asked) < wanted and waiting.exists()):
            time.sleep(0.02)
        while run == KILLS and time.monotonic() < ends and waiting.exists():
            time.sleep(0.05)
        for sender in senders:
            sender.send_signal(signal.SIGKILL)
        for sender in senders:
            sender.wait()
        held = all_tenants(Outgoing).filter(state=Outgoing.State.SENDING)
        held_some = held_some or held.exists()
        held.update(claimed_at=timezone.now() - timedelta(hours=1))
        claiming.give_lost_back()
    assert held_some  # The kills did hit senders that held messages.
    assert not waiting.exists()
    assert len(peer.asked) > MANY  # Some went out a second time, under the name that the gateway knew.
    assert len(delivered) == MANY
    assert set(delivered.values()) == {1}
