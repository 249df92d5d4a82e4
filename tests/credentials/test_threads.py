"""Many threads of one server sign and check at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from kazi.credentials.rules.canonical import OB3, VC2, canonical_text


def test_threads_that_make_canonical_texts_at_once_do_not_disturb_one_another() -> None:
    def text(number: int) -> str:
        return canonical_text(
            {
                "@context": [VC2, OB3] if number % 2 else [VC2],
                "id": "urn:uuid:0f0b9a2e-5a5e-4a37-9a43-6f4f4d7f2b11",
                "type": ["VerifiableCredential", "OpenBadgeCredential"][: 1 + number % 2],
                "name": "One",
            }
        )

    alone = {number: text(number) for number in (0, 1)}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(text, range(400)))
    assert all(found[number] == alone[number % 2] for number in range(400))
