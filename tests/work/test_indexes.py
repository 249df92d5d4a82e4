"""The questions that are asked every second use their partial index, whatever the size of the table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from kazi.kernel.literal import Literal
from kazi.kernel.tenancy import all_tenants
from kazi.work.models import Seat, Task

HELD = [Literal("open"), Literal("rework")]


def plan(queryset: QuerySet[Task] | QuerySet[Seat]) -> str:
    sql, values = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return " ".join(row[3] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by statistics")
@pytest.mark.django_db
def test_the_jobs_of_every_second_do_not_read_whole_tables() -> None:
    answered = all_tenants(Task).filter(state=Literal("answered")).order_by()
    assert "task_to_judge" in plan(answered.values("org_id", "project_id").distinct())  # type: ignore[arg-type]
    due = all_tenants(Seat).filter(state__in=HELD, expires_at__lt=timezone.now())
    assert "seat_to_give_back" in plan(due)


def test_a_literal_is_a_plain_word() -> None:
    with pytest.raises(ValueError, match="plain word"):
        Literal("x' OR '1'='1")
