"""What words cost: places and segments of both alphabets."""

from __future__ import annotations

import pytest

from kazi.voice.ready import ready_poll
from kazi.voice.rules.length import costs, length_of
from kazi.voice.rules.sounds import sound_kind


@pytest.mark.parametrize(
    ("text", "places", "is_gsm", "segments"),
    [
        ("", 0, True, 0),
        ("a" * 160, 160, True, 1),
        ("a" * 161, 161, True, 2),
        ("a" * 306, 306, True, 2),
        ("a" * 307, 307, True, 3),
        ("€" * 80, 160, True, 1),
        ("€" * 81, 162, True, 2),
        ("ক" * 70, 70, False, 1),
        ("ক" * 71, 71, False, 2),
        ("क" * 134, 134, False, 2),
        ("\U0001f642" * 35, 70, False, 1),
        ("It’s", 4, False, 1),
        ("It's", 4, True, 1),
    ],
)
def test_a_text_is_counted_as_a_carrier_counts_it(
    text: str, places: int, is_gsm: bool, segments: int
) -> None:
    found = length_of(text)
    assert (found.places, found.is_gsm, found.segments) == (places, is_gsm, segments)


def test_a_screen_of_ussd_holds_160_letters_and_70_of_other_scripts() -> None:
    assert length_of("a" * 160).fits_screen
    assert not length_of("a" * 161).fits_screen
    assert length_of("ক" * 70).fits_screen
    assert not length_of("ক" * 71).fits_screen


def test_a_poll_says_its_cost_in_each_language() -> None:
    found = {one.language: one for one in costs(ready_poll("after-training"))}
    assert (found["en"].segments, found["en"].is_gsm, found["en"].too_long) == (9, True, ())
    assert found["bn"].segments > found["en"].segments
    assert not found["bn"].is_gsm


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"OggS\x00\x02", "audio/ogg"),
        (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
        (b"\xff\xd8\xff\xe0", ""),
        (b"<html>", ""),
        (b"", ""),
    ],
)
def test_a_recording_is_told_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert sound_kind(head) == kind
