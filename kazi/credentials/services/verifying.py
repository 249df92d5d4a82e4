"""Check a credential with the keys and lists of this site, of a folder, or of the web."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from kazi.credentials.models import Issuer, StatusList
from kazi.credentials.queries.issuers import public_document
from kazi.credentials.rules.checking import Missing, Sources, check_file
from kazi.credentials.rules.dids import did_of
from kazi.credentials.rules.jwts import read_token
from kazi.credentials.rules.reading import MOST_TEXT_BYTES, read_json
from kazi.credentials.rules.unsound import Unsound
from kazi.credentials.rules.verdicts import Verdict
from kazi.credentials.services.issuing import list_address
from kazi.credentials.services.lists import signed_list
from kazi.kernel.errors import Refused
from kazi.kernel.words import N_

MOST_LIST_BYTES: Final = MOST_TEXT_BYTES


class OwnRecords:
    """The keys and lists of this site's issuers, from its own tables."""

    def did_document(self, did: str) -> dict[str, Any]:
        for issuer in Issuer.objects.all():
            if did_of(issuer.address) == did:
                return public_document(issuer)
        raise Missing(
            N_("Its issuer %(did)s is not this site, which knows only its own keys."), did=did[:200]
        )

    def status_list(self, address: str) -> str:
        number = address.rpartition("/")[2]
        if number.isdecimal() and len(number) < 9:
            found = StatusList.objects.select_related("issuer").filter(number=int(number)).first()
            if found is not None and list_address(found, found.issuer) == address:
                return signed_list(found).json
        raise Missing(N_("The status list %(address)s is not this site's."), address=address[:200])


class Folder:
    """DID documents and status lists from files, such as `kazi credential export` writes."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Read the files, and the .json and .jwt files of folders; raise Refused for an unreadable file."""
        self._documents: dict[str, dict[str, Any]] = {}
        self._lists: dict[str, str] = {}
        for path in paths:
            inside = sorted([*path.glob("*.json"), *path.glob("*.jwt")]) if path.is_dir() else [path]
            for file in inside:
                self._take(file, asked_for=not path.is_dir())

    def _take(self, file: Path, *, asked_for: bool) -> None:
        try:
            text = file.read_text(encoding="utf-8")
            document = read_json(text) if text.lstrip().startswith("{") else read_token(text.strip())[1]
        except (OSError, Unsound, UnicodeDecodeError) as error:
            if asked_for:
                raise Refused(f"{file} cannot be read: {error}") from error
            return
        name = document.get("id")
        if not isinstance(name, str):
            return
        if "verificationMethod" in document:
            self._documents[name] = document
        elif "BitstringStatusListCredential" in str(document.get("type")):
            self._lists.setdefault(name, text)

    def did_document(self, did: str) -> dict[str, Any]:
        if did not in self._documents:
            raise Missing(N_("The keys of its issuer %(did)s are not among the files given."), did=did[:200])
        return self._documents[did]

    def status_list(self, address: str) -> str:
        if address not in self._lists:
            text = N_("Its status list %(address)s is not among the files given.")
            raise Missing(text, address=address[:200])
        return self._lists[address]


class FirstOf:
    """Ask one source after the other; the last one says why there is nothing."""

    def __init__(self, *sources: Sources) -> None:
        self._sources = sources

    def did_document(self, did: str) -> dict[str, Any]:
        for source in self._sources[:-1]:
            try:
                return source.did_document(did)
            except Missing:
                continue
        return self._sources[-1].did_document(did)

    def status_list(self, address: str) -> str:
        for source in self._sources[:-1]:
            try:
                return source.status_list(address)
            except Missing:
                continue
        return self._sources[-1].status_list(address)


def verify(document: bytes | str | dict[str, Any], sources: Sources | None = None) -> Verdict:
    """Check a credential: a file's bytes, JSON or a token as text, or the JSON as read.

    Without sources, with the keys and lists of this site only: nothing is fetched.  Never raises for
    what is in the document; the verdict says it.
    """
    if isinstance(document, dict):
        document = json.dumps(document)
    data = document.encode(errors="replace") if isinstance(document, str) else document
    return check_file(data, sources or OwnRecords(), timezone.now())
