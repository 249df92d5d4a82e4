"""The small world most tests start from: one provider, one worker, one project."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker, Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.vault.routing import ALIAS, LABEL
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Project
from tests.makers import join, make_project, organisation

# A busy machine is no fault of the code: no test is judged by its time.
# Usually the same cases each time; `script/test --seek` draws new ones.
hypothesis.register_profile(
    "kazi", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
hypothesis.register_profile("seek", hypothesis.get_profile("kazi"), derandomize=False)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kazi"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--touching-database",
        action="store_true",
        help="leave out tests that use no database: they need not run again on a second one",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        _let_in_to_the_vault(item)
    if not config.getoption("--touching-database"):
        return
    for item in list(items):
        fixtures = getattr(item, "fixturenames", ())
        if not {"db", "transactional_db"} & set(fixtures) and not item.get_closest_marker("django_db"):
            items.remove(item)


def _let_in_to_the_vault(item: pytest.Item) -> None:
    """A test that uses the database may use the vault too, and both are as they were after it."""
    mark = item.get_closest_marker("django_db")
    said = dict(mark.kwargs) if mark else {}
    if not mark and "transactional_db" in getattr(item, "fixturenames", ()):
        said["transaction"] = True
    if mark or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.django_db(**{"databases": ["default", "vault"], **said}), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Note in the vault, whose tables tests make without migrations, that these have run: commands ask."""
    with django_db_blocker.unblock():
        call_command("migrate", LABEL, database=ALIAS, fake=True, verbosity=0)


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """No test remembers the world of another."""
    forget_everything()
    yield
    forget_everything()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """No test goes on in the language that a page of another was asked for in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _plain_static(settings: Settings) -> None:
    """Static files under their own names: nothing has to be collected before a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _fresh_pages(settings: Settings) -> None:
    """Every request makes its page anew; the tests of the memory itself turn it on."""
    settings.KAZI_KEEP_PAGES_SECONDS = 0


@pytest.fixture
def org(db: None) -> Organisation:
    return organisation()


@pytest.fixture
def scope(org: Organisation) -> Iterator[None]:
    with acting_for(org.pk):
        yield


@pytest.fixture
def worker(org: Organisation) -> Actor:
    return join("wanjiku", org)


@pytest.fixture
def lead(org: Organisation) -> Actor:
    return join("otieno", org, Role.LEAD)


@pytest.fixture
def manager(org: Organisation) -> Actor:
    return join("achieng", org, Role.MANAGER)


@pytest.fixture
def project(org: Organisation, scope: None) -> Project:
    return make_project(org)
