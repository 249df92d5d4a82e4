"""The canonical text of a JSON-LD document (RDF Dataset Canonicalization, RDFC-1.0), safely.

What PyLD would pass over in silence is refused: a term that no context defines would not be signed.
Nothing is fetched: the contexts lie beside this room.  The work is limited, because the algorithm
takes time that grows with the factorial of blank nodes that look alike.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

VC2: Final = "https://www.w3.org/ns/credentials/v2"
OB3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB3_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
FILES: Final = {
    VC2: "credentials-v2.json",
    OB3: "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-context-3.0.2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-context-3.0.1.json",
    OB3_EXTENSIONS: "ob-v3p0-extensions.json",
}
FOLDER: Final = Path(__file__).parents[1] / "contexts"
MOST_ALIKE: Final = 5
MOST_STEPS: Final = 2_000
# PyLD keeps contexts in caches of its module: two threads in them at once can lose an entry.
_one_at_a_time: Final = Lock()


class NotCanonical(Unsound):
    """The document has no canonical text: an unknown context or term, or too tangled."""


def canonical_text(document: dict[str, Any]) -> str:
    """Return the document's canonical N-Quads; raise NotCanonical where there are none.

    Source: https://www.w3.org/TR/rdf-canon/ (PyLD calls the algorithm URDNA2015).
    """
    # Here and not above: PyLD takes a third of a second, which the server's start does not owe.
    from pyld import jsonld  # noqa: PLC0415

    from kazi.credentials.rules.canonicalising import Limited  # noqa: PLC0415

    _only_known_contexts(document)
    options = {"documentLoader": _load, "base": "", "processingMode": "json-ld-1.1"}
    try:
        processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse_dropped)
        with _one_at_a_time:
            expanded = processor.expand(document, options)
            _no_relative_names(expanded)
            dataset = processor.to_rdf(expanded, options)
        return str(Limited(MOST_ALIKE, MOST_STEPS).main(dataset, {"format": "application/n-quads"}))
    except NotCanonical:
        raise
    except (jsonld.JsonLdError, TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        cause = error.__cause__ or error
        raise NotCanonical(N_("It is no sound JSON-LD (%(why)s)."), why=_first_line(cause)) from error


@cache
def context(url: str) -> dict[str, Any]:
    """Return a context by its address; raise NotCanonical for one that is not kept here."""
    if url not in FILES:
        raise NotCanonical(N_("Its context %(url)s is not one that this verifier knows."), url=url[:200])
    found: dict[str, Any] = json.loads((FOLDER / FILES[url]).read_text(encoding="utf-8"))
    return found


def _load(url: str, _options: object = None) -> dict[str, Any]:
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": context(url),
    }


def _refuse_dropped(_expanded: object) -> None:
    raise NotCanonical(N_("It holds a term that none of its contexts defines, so nobody has signed it."))


def _only_known_contexts(document: dict[str, Any]) -> None:
    named = document.get("@context")
    for one in named if isinstance(named, list) else [named]:
        if not isinstance(one, str):
            raise NotCanonical(N_("Its contexts must be addresses; contexts written into it are not read."))
        context(one)
    waiting: list[Any] = [value for key, value in document.items() if key != "@context"]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "@context" in value:
                raise NotCanonical(N_("A context inside of the document is not read."))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _no_relative_names(expanded: Any) -> None:
    """Refuse relative names of things and types, which would be left out of the canonical text."""
    waiting: list[Any] = [expanded]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            types = value.get("@type", [])
            names = [*(types if isinstance(types, list) else [types]), value.get("@id", "x:")]
            for name in names:
                if isinstance(name, str) and ":" not in name and not name.startswith("@"):
                    text = N_("The name %(name)s in it is not a full one, so nobody has signed it.")
                    raise NotCanonical(text, name=name[:80])
            waiting.extend(value.values())


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
