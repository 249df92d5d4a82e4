"""What may be written for all: kinds, topics, licences, and the way from a draft to a publication."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kazi.kernel.words import N_

LONGEST_BODY = 60_000
LONGEST_COMMENT = 3_000

KINDS = {"resource": N_("Resource"), "news": N_("News")}
TOPICS = {
    "practice": N_("Best practice"),
    "model": N_("Business model"),
    "template": N_("Template"),
    "research": N_("Research"),
    "story": N_("Story"),
    "notice": N_("Notice"),
}


@dataclass(frozen=True, slots=True)
class Licence:
    """How a text may be used: its short name, a sentence, and where its own text is."""

    name: str
    says: str
    url: str


LICENCES = {
    "CC-BY-4.0": Licence(
        "CC BY 4.0",
        N_("You may share and change it when you name the author."),
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": Licence(
        "CC BY-SA 4.0",
        N_("You may share and change it when you name the author and pass it on under the same licence."),
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC0-1.0": Licence(
        "CC0 1.0",
        N_("You may do with it what you like."),
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "reserved": Licence(
        N_("All rights reserved"),
        N_("You may read and link it. Ask the author for anything more."),
        "",
    ),
}

# From a state, to what it may go.  `changed` is a published text with a newer draft.
NEXT = {
    "draft": {"submitted"},
    "submitted": {"draft", "published"},
    "published": {"draft", "withdrawn"},
    "withdrawn": {"draft"},
}

_MARKS = re.compile(r"[#*_>`\[\]]|\(https?://[^)]*\)")


def may_become(now: str, wanted: str) -> bool:
    """Say whether a text in state `now` may go to state `wanted`."""
    return wanted in NEXT.get(now, set())


def beginning(markdown: str, length: int = 200) -> str:
    """Return the first `length` characters of a Markdown text as plain words, whole words only."""
    plain = " ".join(_MARKS.sub(" ", markdown).split())
    if len(plain) <= length:
        return plain
    return plain[:length].rsplit(" ", 1)[0] + " …"
