"""How far people agree who judged the same units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def _present(unit: Iterable[Hashable | None]) -> Counter[Hashable]:
    return Counter(label for label in unit if label is not None)


def percent_agreement(units: Iterable[Sequence[Hashable | None]]) -> float:
    """Return the share of pairs of labels of the same unit that are equal, 0 to 1.

    Each unit holds one label for each person, None where a person gave none; units with fewer
    than two labels count for nothing.  Pairs are counted over all units:
    sum over units of sum_c n_uc (n_uc - 1) / sum over units of m_u (m_u - 1).
    Raises ValueError when no unit has two labels.
    Source: Fleiss 1971, Psychological Bulletin 76(5), formula 2, with unequal numbers of judges.
    """
    equal = pairs = 0
    for unit in units:
        counts = _present(unit)
        judges = counts.total()
        equal += sum(n * (n - 1) for n in counts.values())
        pairs += judges * (judges - 1)
    if not pairs:
        raise ValueError("Agreement needs a unit with at least two labels.")
    return equal / pairs


def krippendorff_alpha_nominal(units: Iterable[Sequence[Hashable | None]]) -> float:
    """Return Krippendorff's alpha for nominal labels: 1 perfect, 0 chance, below 0 worse.

    `units[u]` holds the labels of unit u, one for each person, None where one is missing; units
    with fewer than two labels are left out.  With n_uc labels c in unit u of m_u labels, n_c
    labels c in all and n labels altogether,

        alpha = 1 - (n - 1) * sum_u (m_u^2 - sum_c n_uc^2) / (m_u - 1) / (n^2 - sum_c n_c^2)

    (observed over expected disagreement of the coincidence matrix).  Raises ValueError when no
    unit has two labels, or when all labels are the same: then chance cannot be told from skill.
    Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C.
    """
    totals: Counter[Hashable] = Counter()
    observed = 0.0
    for unit in units:
        counts = _present(unit)
        judges = counts.total()
        if judges < 2:
            continue
        totals.update(counts)
        observed += (judges**2 - sum(n * n for n in counts.values())) / (judges - 1)
    labels = totals.total()
    if not labels:
        raise ValueError("Alpha needs a unit with at least two labels.")
    expected = labels**2 - sum(n * n for n in totals.values())
    if not expected:
        raise ValueError("Alpha is not defined when all labels are the same.")
    return 1 - (labels - 1) * observed / expected
