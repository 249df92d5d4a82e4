"""Send what is due: any number of processes, each with some threads that only talk to providers.

One thread, the caller's, speaks with the databases: it takes messages, opens their numbers, hands lots
to the threads and writes down what became of them.  A message is written down some hundredths of a second
after its answer; when the process is killed before, it goes out again later under the same key.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from queue import Empty, SimpleQueue
from types import ModuleType
from typing import Final

from django.conf import settings
from django.utils import timezone

from kazi.channels.line import Line
from kazi.channels.models import Channel, LastHeard, Stop
from kazi.channels.rules.outcomes import Outcome, Result
from kazi.channels.rules.posting import NoAnswer, Parcel, Way
from kazi.channels.rules.providers import HOOKS
from kazi.channels.rules.sealing import CannotOpen
from kazi.channels.rules.wire import Medium
from kazi.channels.services.claiming import Taken, channels_with_due, finish, take
from kazi.channels.services.connecting import PATH, open_secrets, values_of
from kazi.channels.vault import numbers
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for

log = logging.getLogger(__name__)

FREE_FOR: Final = timedelta(hours=24)  # After somebody's own message on WhatsApp.
THREADS: Final = 32
NAP_SECONDS: Final = 0.05
GATHER_SECONDS: Final = 0.01  # So long an answer waits for others before it is written down.
# They write rows of our own database, and in one statement for many: the caller's thread does that.
AT_HOME: Final = frozenset({Channel.Provider.SIMULATOR, Channel.Provider.EMAIL})

Lot = list[tuple[Taken, Parcel]]
Done = list[tuple[Taken, Outcome]]


@dataclass(frozen=True, slots=True)
class _Road:
    """A channel ready to send."""

    channel: Channel
    way: Way
    folder: ModuleType


def send_for(seconds: float, threads: int = THREADS) -> int:
    """Send what is due for so long, then wait for the answers that are still out; return how many left.

    Returns at once when nothing is due.
    """
    ends = time.monotonic() + seconds
    return _Sender(threads).run(lambda: time.monotonic() < ends, stay=False)


def send_until(keep_on: Callable[[], bool], threads: int = THREADS) -> int:
    """Send for as long as `keep_on()` is true, also when nothing is due for a while."""
    return _Sender(threads).run(keep_on, stay=True)


class _Sender:
    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._line = Line(private=settings.KAZI_PRIVATE_GATEWAYS)
        self._answers: SimpleQueue[Done] = SimpleQueue()
        self._out = 0  # Messages that the threads have.
        self._sent = 0

    def run(self, keep_on: Callable[[], bool], *, stay: bool) -> int:
        with ThreadPoolExecutor(self._threads, thread_name_prefix="sender") as self._pool:
            roads: list[_Road] = []
            looked = 0.0
            while keep_on():
                if not roads or time.monotonic() - looked > 1:
                    roads, looked = _roads(), time.monotonic()
                handed = sum(self._hand_out(road) for road in roads)
                if not roads and not self._out and not stay:
                    break
                if not handed and not self._out:
                    if not stay:
                        break
                    time.sleep(NAP_SECONDS * (1 if roads else 10))
                self._write_down(wait=self._out > 0)
            while self._out:
                self._write_down(wait=True)
        self._line.close()
        return self._sent

    def _hand_out(self, road: _Road) -> int:
        """Take messages of the channel and give them to the threads, as many as those can soon send."""
        together = road.folder.MOST
        ahead = (4 if together == 1 else 2) * self._threads * together
        room = ahead - self._out
        if room <= ahead // 2 and self._out:
            return 0  # Little room: fewer and larger transactions.
        taken = take(road.channel, room)
        if not taken:
            return 0
        ready, refused = _parcels(road, taken)
        if refused:
            finish(refused)
        for lot in _lots(ready, together if road.channel.provider not in AT_HOME else len(ready)):
            self._out += len(lot)
            if road.channel.provider in AT_HOME:
                with acting_for(road.channel.org_id):
                    self._answers.put(self._ask(road, lot))
            else:
                self._pool.submit(self._ask_and_tell, road, lot)
        return len(taken)

    def _ask_and_tell(self, road: _Road, lot: Lot) -> None:
        self._answers.put(self._ask(road, lot))

    def _ask(self, road: _Road, lot: Lot) -> Done:
        try:
            outcomes = road.folder.send(self._line, road.way, [parcel for _taken, parcel in lot])
        except NoAnswer as error:
            outcomes = [Outcome(Result.TROUBLE, reason=str(error))] * len(lot)
        except Exception:  # A fault of ours, or an answer that nobody has foreseen: the others go on.
            log.exception("Channel %s stumbled over %s messages.", road.channel.pk, len(lot))
            outcomes = [Outcome(Result.TROUBLE, reason="a fault of Kazi; see its log")] * len(lot)
        return [(taken, outcome) for (taken, _parcel), outcome in zip(lot, outcomes, strict=True)]

    def _write_down(self, *, wait: bool) -> None:
        done: Done = []
        try:
            done += self._answers.get(timeout=1) if wait else self._answers.get_nowait()
            if wait:
                time.sleep(GATHER_SECONDS)  # What comes meanwhile goes into the same transaction.
            while True:
                done += self._answers.get_nowait()
        except Empty:
            pass
        if done:
            finish(done)
            self._out -= len(done)
            self._sent += sum(outcome.result is Result.SENT for _taken, outcome in done)


def _roads() -> list[_Road]:
    roads = []
    for channel in channels_with_due():
        try:
            way = way_of(channel)
        except Refused:
            log.error("Channel %s sends nothing: its secrets do not open with VAULT_KEY.", channel.pk)
            continue
        roads.append(_Road(channel, way, import_module(f"kazi.channels.{channel.provider}.sending")))
    return roads


def way_of(channel: Channel) -> Way:
    """Return the channel as its provider's folder needs it."""
    path = open_secrets(channel).get(PATH, "")
    hook = f"{settings.KAZI_URL}/{HOOKS}/{path}"
    return Way(channel.pk, Medium(channel.medium), channel.sender, values_of(channel), hook)


def _parcels(road: _Road, taken: Sequence[Taken]) -> tuple[Lot, Done]:
    """Open the numbers; leave out who has said STOP meanwhile and who is not kept any more."""
    channel, ids = road.channel, {one.number for one in taken}
    with acting_for(channel.org_id):
        stopped = set(Stop.objects.filter(channel=channel, number__in=ids).values_list("number", flat=True))
        free = ids
        if channel.provider == Channel.Provider.WHATSAPP:
            heard = LastHeard.objects.filter(channel=channel, number__in=ids)
            free = set(heard.filter(at__gt=timezone.now() - FREE_FOR).values_list("number", flat=True))
    try:
        addresses = numbers.reveal(ids - stopped)
    except CannotOpen:
        log.error("Channel %s sends nothing: numbers do not open with VAULT_KEY.", channel.pk)
        return [], [(one, Outcome(Result.BUSY, reason="the vault does not open")) for one in taken]
    ready: Lot = []
    refused: Done = []
    for one in taken:
        if one.number in stopped:
            refused.append((one, Outcome(Result.STOPPED, reason="STOP")))
        elif one.number not in addresses:
            refused.append((one, Outcome(Result.REFUSED, reason="forgotten")))
        else:
            parcel = Parcel(
                channel.pk, one.key, addresses[one.number], one.said, one.number, one.number in free
            )
            ready.append((one, parcel))
    return ready, refused


def _lots(ready: Lot, together: int) -> list[Lot]:
    """Put messages of the same words together, up to `together`; one number stands in a lot once."""
    if together == 1:
        return [[one] for one in ready]
    open_lots: dict[object, tuple[Lot, set[str]]] = {}
    lots: list[Lot] = []
    for one in ready:
        parcel = one[1]
        lot, there = open_lots.get(parcel.said, ([], set()))
        if not lot or len(lot) >= together or parcel.address in there:
            lot, there = [], set()
            open_lots[parcel.said] = (lot, there)
            lots.append(lot)
        lot.append(one)
        there.add(parcel.address)
    return lots
