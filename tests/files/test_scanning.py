"""No way in is open to a file that the configured virus scanner does not let pass."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.deals.models import Need, Proposal, ProposalFile, Request
from kazi.deals.queries.comparing import compared
from kazi.deals.services.needs import Upload, describe
from kazi.deals.services.opening import open_proposals, open_waiting_files
from kazi.deals.services.requests import add_file, make_with_samples
from kazi.files import scanning
from kazi.files.models import StoredFile
from kazi.files.scanning import ScannerAway, scan
from kazi.hub.models import Evidence
from kazi.hub.services.certification import applying
from kazi.hub.services.figures import take_evidence
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.deals.request_makers import a_buyer, a_provider, later, propose, sent_request, some_work
from tests.hub.test_certification import Place
from tests.makers import log_in, organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 something"
Finds = Callable[[str], None]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scanner(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Finds:
    """Return what sets the scanner's answer."""
    settings.KAZI_CLAMD = "127.0.0.1:3310"
    said = ["stream: OK"]
    monkeypatch.setattr(scanning, "_ask", lambda file, _seconds: file.read() and said[0])

    def answers(answer: str) -> None:
        said[0] = answer

    return answers


def in_a_description() -> None:
    organisation("Hub", "hub")
    describe(some_work(), [Upload("a.pdf", 9, io.BytesIO(PDF))])


def in_a_first_request() -> None:
    buyer = a_buyer()
    with acting_for(buyer.org_id):
        make_with_samples(buyer, some_work(), [(io.BytesIO(PDF), "a.pdf", 9)], uuid4())


def in_a_request() -> None:
    buyer = a_buyer()
    request = sent_request(buyer, a_provider()[1])
    with acting_for(buyer.org_id):
        add_file(buyer, request, io.BytesIO(PDF), "a.pdf", 9)


def in_a_proposal() -> None:
    manager = a_provider()[1]
    propose(manager, sent_request(a_buyer(), manager), files=[("a.pdf", PDF)])


def as_evidence_of_a_certificate() -> None:
    place = Place()
    with acting_for(place.org.pk):
        application = applying.start(place.manager, place.standard)
        first = place.standard.requirements.get(code="A1")
        answer = applying.say(place.manager, application, first, "met", "")
        file = (io.BytesIO(PDF), "a.pdf")
        applying.add_evidence(place.manager, answer, uuid4(), "Promise", date(2026, 1, 5), file=file)


def as_evidence_of_a_figure() -> None:
    with acting_for(organisation().pk):
        take_evidence(SimpleUploadedFile("a.pdf", PDF), "a.pdf")


ENTRANCES = (
    in_a_description,
    in_a_first_request,
    in_a_request,
    in_a_proposal,
    as_evidence_of_a_certificate,
    as_evidence_of_a_figure,
)


@pytest.mark.parametrize("enter", ENTRANCES)
def test_what_the_scanner_finds_is_refused_by_name_and_nothing_is_kept(
    enter: Callable[[], None], scanner: Finds
) -> None:
    scanner("stream: Eicar-Signature FOUND")
    with pytest.raises(Refused, match=r"“a\.pdf” was not taken: the virus scanner found Eicar"):
        enter()
    for kept in (StoredFile, Need, Evidence, Proposal):
        assert not all_tenants(kept).exists()
    assert enter is not in_a_first_request or not all_tenants(Request).exists()


@pytest.mark.parametrize("enter", ENTRANCES)
def test_while_the_scanner_is_away_nothing_comes_in(enter: Callable[[], None], settings: Settings) -> None:
    settings.KAZI_CLAMD = "127.0.0.1:1"
    with pytest.raises(ScannerAway, match="Try again later"):
        enter()
    assert not all_tenants(StoredFile).exists()


@pytest.mark.parametrize("enter", ENTRANCES)
def test_a_clean_file_is_kept_whole(enter: Callable[[], None], scanner: Finds) -> None:
    enter()
    stored = all_tenants(StoredFile).get()
    assert stored.bytes == len(PDF) or enter is in_a_proposal  # That one is sealed, so longer.


def test_a_scanned_file_is_read_from_its_start(scanner: Finds) -> None:
    file = io.BytesIO(PDF)
    file.read(5)
    assert scan(file, "a.pdf") is True
    assert file.read() == PDF


def opened(buyer: Actor, request: Request) -> tuple[int, list[str]]:
    """Return how many files of the one proposal can be read, and the names of those held back."""
    with acting_for(buyer.org_id):
        (row,) = compared(Request.objects.get(pk=request.pk))
    return len(row.files), row.held_back


def test_a_file_that_scanners_know_by_the_deadline_stays_sealed_and_the_proposal_opens(
    scanner: Finds,
) -> None:
    buyer, manager = a_buyer(), a_provider()[1]
    request = sent_request(buyer, manager)
    propose(manager, request, files=[("a.pdf", PDF)])
    scanner("stream: New-Worm FOUND")
    with later():
        assert open_proposals(request.pk)
        assert opened(buyer, request) == (0, ["a.pdf"])
        page = log_in(buyer).get(f"/requests/{request.pk}/proposals/").content.decode()
        assert "“a.pdf” is held back" in page
        assert open_waiting_files() == 0
        scanner("stream: OK")
        assert (open_waiting_files(), open_waiting_files()) == (1, 0)
    assert opened(buyer, request) == (1, [])
    assert all_tenants(ProposalFile).get().opened is not None
