"""Two imports at once; needs real transactions, so it is kept apart."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import close_old_connections, connection
from pytest_django import Settings

from kazi.accounts.models import Role
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Batch, Task
from kazi.work.services import batches, importing
from kazi.work.services.projects import Added, NewTask, add_tasks
from tests.makers import join, make_project, organisation

ROWS = [NewTask(f"k{n}", {"text": f"TOTAL {n}"}) for n in range(500)]


def at_once(org_id: int, calls: list[Callable[[], object]]) -> list[object]:
    def run(call: Callable[[], object]) -> object:
        close_old_connections()
        try:
            with acting_for(org_id):
                return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_the_same_rows_sent_four_times_at_once_are_there_once() -> None:
    org = organisation()
    project = make_project(org, tasks=0)
    # In different orders, which must not make them wait for each other in a circle.
    orders = [ROWS, ROWS[::-1], ROWS[250:] + ROWS[:250], ROWS]
    said = at_once(org.pk, [partial(add_tasks, project, rows) for rows in orders])
    added = [one for one in said if isinstance(one, Added)]
    assert sum(one.added for one in added) == 500
    assert sum(len(one.unchanged) for one in added) == 1_500
    with acting_for(org.pk):
        assert Task.objects.count() == 500


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_two_workers_read_at_once_is_imported_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(importing, "AT_ONCE", 20)
    org = organisation()
    manager = join("achieng", org, Role.MANAGER)
    project = make_project(org, tasks=0)
    content = "key,text\n" + "".join(f"{row.key},{row.payload['text']}\n" for row in ROWS) + "k1,again\nx,\n"
    with acting_for(org.pk):
        file = io.BytesIO(content.encode())
        batch = batches.receive(manager, project, "a.csv", file, now=True)

    def read() -> bool:
        return importing.read_batch(Batch.objects.get(pk=batch.pk))

    at_once(org.pk, [read] * 3)
    with acting_for(org.pk):
        whole = Batch.objects.get(pk=batch.pk)
        assert (whole.state, whole.imported, whole.unchanged, whole.refused) == ("done", 500, 0, 2)
        assert Task.objects.count() == 500
        assert whole.refused_rows.count() == 2
        assert Entry.objects.filter(event="work.batch_imported").count() == 1
