"""Wage benchmarks: taken in whole or not at all, each with its day and source."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kazi.cli.commands import app
from kazi.kernel.errors import Refused
from kazi.workforce.models import WageBenchmark
from kazi.workforce.wages import import_wages, living_wages

pytestmark = pytest.mark.django_db
HEAD = "country,region,method,amount,currency,period,hours,as_of,source,url,licence\n"
ROW = "KE,,anker,25000,KES,month,195,2025-06-01,An invented test,https://example.org,CC BY 4.0\n"


def test_a_file_is_taken_once_and_the_same_again_changes_nothing() -> None:
    assert import_wages(HEAD + ROW) == (1, 0)
    assert import_wages(HEAD + ROW) == (0, 0)
    assert import_wages(HEAD + ROW.replace("25000", "26000")) == (0, 1)
    (kept,) = WageBenchmark.objects.all()
    assert (kept.amount, kept.hours, kept.licence) == (Decimal(26000), Decimal(195), "CC BY 4.0")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ROW.replace("KE", "Kenya"), "line 2, country"),
        (ROW.replace("25000", "-1"), "line 2, amount"),
        (ROW.replace("25000", "NaN"), "line 2, amount"),
        (ROW.replace("195", "0"), "line 2, hours"),
        (ROW.replace("anker", "rumour"), "line 2, method"),
        (ROW.replace("2025-06-01", "2999-01-01"), "line 2, as_of"),
        (ROW.replace("An invented test", ""), "line 2, source"),
        (ROW.replace("https://example.org", "javascript:alert(1)"), "line 2, url"),
        ("", "no wage"),
    ],
)
def test_one_wrong_line_and_nothing_is_taken(wrong: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        import_wages(HEAD + wrong + (ROW if wrong else ""))
    assert not WageBenchmark.objects.exists()


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(Refused, match=r"line 1: .*hours"):
        import_wages("country,amount\nKE,1\n")


def test_the_newest_living_wage_counts_and_a_minimum_wage_never() -> None:
    import_wages(
        HEAD
        + ROW
        + ROW.replace("25000", "30000").replace("2025-06-01", "2026-06-01")
        + "KE,,minimum-wage,15000,KES,month,195,2026-07-01,An invented test,,\n"
        + "KE,Nairobi,anker,40000,KES,month,195,2026-07-01,An invented test,,\n"
        + "IN,East,anker,15000,INR,month,208,2026-07-01,An invented test,,\n"
    )
    found = {(one.country, one.region): one.amount for one in living_wages()}
    assert found == {("KE", ""): Decimal(30000), ("IN", "East"): Decimal(15000)}


def test_the_command_says_how_many_came_in(tmp_path: Path) -> None:
    path = tmp_path / "wages.csv"
    path.write_text(HEAD + ROW)
    said = CliRunner().invoke(app, ["wages", "import", str(path)])
    assert said.exit_code == 0, said.output
    assert "1 new" in said.output
