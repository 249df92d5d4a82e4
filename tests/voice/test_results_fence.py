"""Nobody but the release job can read an unreleased tally: not by import, not by name, not in SQL."""

from __future__ import annotations

import re
from pathlib import Path

import kazi
from kazi.voice.models import PollVersion, ReleaseState, UnreleasedTally

HOUSE = Path(kazi.__file__).parent
# The table itself and its migration; who writes it; who reads it.
MAY = {
    "voice/models/results.py",
    "voice/models/__init__.py",
    "voice/hot/tallies.py",
    "voice/services/releasing.py",
}
WORDS = ("UnreleasedTally", "ReleaseState", "voice_unreleasedtally", "voice_releasestate", "counts_for_noise")
UNRELEASED = re.compile(rf"\b({'|'.join(WORDS)})\b")
# Who is in a panel and what is linked: its tables; who writes it; who draws and forgets; who releases a wave.
MAY_LINK = {
    "voice/models/panels.py",
    "voice/models/__init__.py",
    "voice/hot/linked.py",
    "voice/services/linking.py",
    "voice/services/wave_releasing.py",
}
LINKED = re.compile(
    r"\b(LinkedReply|PanelMember|WaveCounts|voice_linkedreply|voice_panelmember|voice_wavecounts)\b"
)
MAY_KNOW_MEMBERS = {"voice/services/linking.py", "voice/services/drawing.py"}
MAY_ADD_NOISE = {"voice/services/publishing.py"}


def files() -> list[tuple[str, str]]:
    return [
        (path.relative_to(HOUSE).as_posix(), path.read_text())
        for path in sorted(HOUSE.rglob("*"))
        if path.suffix in {".py", ".html", ".txt", ".sql"} and "migrations" not in path.parts
    ]


def test_only_the_release_job_names_what_is_not_released() -> None:
    named = {name: set(UNRELEASED.findall(text)) for name, text in files()}
    named = {name: words for name, words in named.items() if words}
    assert {name: words for name, words in named.items() if name not in MAY | MAY_ADD_NOISE} == {}
    assert named["voice/services/publishing.py"] == {"counts_for_noise"}
    assert {"UnreleasedTally", "ReleaseState"} <= named["voice/services/releasing.py"]


def test_only_linking_and_the_release_of_a_wave_name_who_is_in_a_panel() -> None:
    assert {name for name, text in files() if LINKED.search(text)} == MAY_LINK
    assert {name for name, text in files() if "members_among" in text} == MAY_KNOW_MEMBERS


def test_the_fence_would_notice_a_page_that_looks_over_it() -> None:
    assert UNRELEASED.search("from kazi.voice.models import Poll, UnreleasedTally\n")
    assert UNRELEASED.search("cursor.execute('SELECT people FROM voice_unreleasedtally')")
    assert not UNRELEASED.search("import kazi.voice.services.tallying")


def test_no_other_table_leads_to_a_tally() -> None:
    """No relation from a poll leads back to its tallies, so no template and no filter reaches them."""
    behind = {
        one.related_model: one.name
        for one in PollVersion._meta.get_fields(include_hidden=True)
        if one.is_relation and one.related_model in {ReleaseState, UnreleasedTally}
    }
    assert set(behind) == {ReleaseState, UnreleasedTally}
    assert not any(hasattr(PollVersion, name) for name in behind.values())
