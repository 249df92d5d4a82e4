"""Differential privacy for what everybody may see: how much may be spent, and how far off figures may be.

Counts by answer get Laplace noise of scale 1 / epsilon.  One person more or fewer changes one count of
a question by one, so a question costs its epsilon, and a poll the sum of its questions (sequential
composition; Dwork and Roth, The Algorithmic Foundations of Differential Privacy, 2014, theorems 3.6
and 3.16).  The noise itself is drawn by OpenDP, which is made for it: `kazi.voice.services.publishing`.
"""

from __future__ import annotations

from math import log

MOST_PER_POLL = 1.0
YEARLY_PER_SITE = 3.0
COVERS = 0.95


def per_question(epsilon: float, questions: int) -> float:
    """Return what each of a poll's questions may spend.  Raises ValueError for none, or for too much."""
    if questions < 1 or not 0 < epsilon <= MOST_PER_POLL:
        raise ValueError(f"A poll has questions and spends more than 0 and at most {MOST_PER_POLL}.")
    return epsilon / questions


def margin(epsilon: float, share: float = COVERS) -> float:
    """Return how far a count is off at most in `share` of all draws: ln(1 / (1 - share)) / epsilon."""
    return -log(1 - share) / epsilon


def told(noisy: int) -> int:
    """Return a drawn count as it is printed: none below nothing.  Noise is not undone by this."""
    return max(0, noisy)
