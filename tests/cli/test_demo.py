from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import F
from pytest_django import Settings

from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.cli.demo.commands import demo, make_demo
from kazi.hub.models import (
    Application,
    Article,
    Certificate,
    Comment,
    PublicProfile,
    WorkRequest,
    held_numbers,
)
from kazi.kernel.errors import Refused
from kazi.quality.models import Mark
from kazi.work.models import Answer, Concern, DeliveredResult, Delivery, Project, Review, Seat, Task
from kazi.workforce.models import Worker

pytestmark = pytest.mark.django_db


def rows(model: type[object]) -> int:
    return model._base_manager.count()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.slow
def test_the_demo_has_something_true_for_every_page_and_is_made_once(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO = True
    make_demo()
    open_windows = Delivery._base_manager.filter(state="open", settled__lt=F("tasks"))
    assert open_windows.filter(eta_to__isnull=False).exists()  # A client sees when it will be done.
    kinds = Organisation.objects.values_list("kind", flat=True)
    assert set(kinds) == {"advocate", "client", "hub", "provider", "service", "sponsor"}
    assert not Person.objects.filter(is_demo=False).exists()
    assert not any(person.has_usable_password() for person in Person.objects.all())
    assert Membership.objects.filter(role=Role.WORKER).count() == 40
    for role in set(Role) - {Role.ADVOCATE}:
        assert Membership.objects.filter(role=role, person__is_demo=True, org__is_demo=True).exists()
    states = set(Project._base_manager.values_list("state", "is_practice"))
    assert states == {("open", False), ("open", True), ("paused", False), ("finished", False)}
    assert {"open", "review", "rework", "settled"} <= set(Task._base_manager.values_list("state", flat=True))
    assert Task._base_manager.filter(project__is_practice=True, expected__isnull=False).count() == 5
    assert Review._base_manager.filter(verdict="").count() >= 5
    assert Review._base_manager.filter(verdict="send_back").exists()
    assert Concern._base_manager.filter(kind="question", closed_at=None).exists()
    assert Concern._base_manager.filter(kind="unclear").exists()
    assert Seat._base_manager.filter(state="open").count() >= 5
    assert len(set(Answer._base_manager.values_list("submitted_at__date", flat=True))) >= 10
    assert 0.8 < sum(Mark._base_manager.values_list("right", flat=True)) / sum(
        Mark._base_manager.values_list("fields", flat=True)
    ) < 1  # fmt: skip
    assert set(DeliveredResult.objects.values_list("delivery__name", flat=True)) == {
        "Receipts of Duka Fresh, October",
        "Lines of till slips",
    }
    houses = Organisation.objects.filter(kind="provider", is_demo=True)
    assert PublicProfile.objects.filter(is_demo=True).count() == houses.count() >= 3
    assert rows(WorkRequest) == 2
    assert Article.objects.filter(is_demo=True).count() == Article.objects.count() >= 3
    assert Comment.objects.exclude(pk__in=held_numbers("comment")).count() == 1
    assert Certificate.objects.count() == 1
    assert set(Application._base_manager.values_list("state", flat=True)) == {"granted", "submitted"}

    counted = {model: rows(model) for model in (Person, Worker, Task, Seat, Answer, Review, Project)}
    # The vault of tests is made without migrations; there is nothing to prepare.
    monkeypatch.setattr("kazi.cli.demo.commands.prepare", lambda: None)
    demo(quiet=False)
    assert "there already" in capsys.readouterr().out
    assert counted == {model: rows(model) for model in counted}


def test_the_demo_is_refused_where_real_people_work(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(Refused, match="real people"):
        demo()
    assert not Organisation.objects.exists()
