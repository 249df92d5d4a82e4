"""PyLD's canonicalisation with an end to its patience.  Imported only where a text is made."""

from __future__ import annotations

from typing import Any

from pyld.canon import URDNA2015

from kazi.credentials.rules.canonical import NotCanonical
from kazi.kernel.words import N_

_TANGLED = N_("Too many parts of it look alike to be told apart.")


class Limited(URDNA2015):  # type: ignore[misc]
    """URDNA2015 that gives up when more than `alike` nodes look the same or after `steps` comparisons."""

    def __init__(self, alike: int, steps: int) -> None:
        super().__init__()
        self._alike, self._steps = alike, steps

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        self._steps -= 1
        if self._steps < 0:
            raise NotCanonical(_TANGLED)
        return super().hash_n_degree_quads(id_, issuer)

    def create_hash_to_related(self, id_: str, issuer: Any) -> Any:
        related = super().create_hash_to_related(id_, issuer)
        if any(len(names) > self._alike for names in related.values()):
            raise NotCanonical(_TANGLED)
        return related
