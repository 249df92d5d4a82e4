"""Taking in the Open Eligibility taxonomy from its published XML; Kazi ships no copy of it."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.db import transaction

from kazi.care.models import Taxonomy, TaxonomyTerm
from kazi.care.rules.needs import OURS
from kazi.kernel.errors import Refused

NAME = "openeligibility"
URL = "http://openeligibility.org"
MOST_BYTES = 10_000_000
# The published file says XML version 2.0, which is no version that parsers know.
_VERSION = re.compile(rb"^(\s*<\?xml[^>]*version=[\"'])[^\"']*")


@transaction.atomic
def import_open_eligibility(path: Path) -> tuple[int, int]:
    """Read the XML and return how many terms are new and how many were there; twice is once."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"{path.name} is larger than 10 MB; the taxonomy is not.")
    try:
        root = fromstring(_VERSION.sub(rb"\g<1>1.0", path.read_bytes(), count=1))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(f"{path.name} is no XML that can be read: {error}.") from error
    version = (root.findtext("version") or "").strip()
    taxonomy_id = uuid5(OURS, "taxonomy/openeligibility")
    said = {"name": NAME, "description": "Open Eligibility", "uri": URL, "version": version}
    taxonomy, _made = Taxonomy.objects.update_or_create(
        pk=taxonomy_id, defaults={"name": NAME, "source": NAME, "record": said}
    )
    terms: dict[str, TaxonomyTerm] = {}
    for part in root:
        _walk(part, None, taxonomy, terms)
    if not terms:
        raise Refused(f"{path.name} holds no term with an id and a title.")
    known = set(TaxonomyTerm.objects.filter(taxonomy=taxonomy).values_list("pk", flat=True))
    new = [term for term in terms.values() if term.pk not in known]
    TaxonomyTerm.objects.bulk_create(new, 500)  # Parents come before their children.
    return len(new), len(terms) - len(new)


def _walk(node: Element, parent: UUID | None, taxonomy: Taxonomy, terms: dict[str, TaxonomyTerm]) -> None:
    code, title = node.get("id", "").strip(), node.get("title", "").strip()
    if node.tag.endswith("_level") and code and title:
        own = uuid5(OURS, f"openeligibility/{code}")
        said = {"code": code, "name": title, "taxonomy": NAME, "language": "en", "term_uri": URL}
        terms.setdefault(
            code,
            TaxonomyTerm(
                pk=own, source=NAME, taxonomy=taxonomy, parent_id=parent, scheme=NAME, code=code[:100],
                name=title[:300], record=said,
            ),
        )  # fmt: skip
        parent = own
    for child in node:
        _walk(child, parent, taxonomy, terms)
