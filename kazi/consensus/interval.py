"""How sure a measured share is."""

from __future__ import annotations

from math import sqrt


def wilson(successes: int, n: int, z: float = 1.6449) -> tuple[float, float]:
    """Return the bounds of a share of `successes` in `n`, each 0 to 1; z 1.6449 is 90 %.

    With p = successes / n the bounds are
    (p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
    Without any trial nothing is known: (0, 1).  Raises ValueError unless 0 <= successes <= n
    and z > 0.
    Source: Wilson 1927, Journal of the American Statistical Association 22(158), 209-212.
    """
    if not 0 <= successes <= n or z <= 0:
        raise ValueError("Successes lie between 0 and n, and z is positive.")
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    square = z * z
    middle = share + square / (2 * n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    # Rounding must not push a bound past the share itself, or out of 0 to 1.
    low = 0.0 if successes == 0 else max(0.0, (middle - half) / scale)
    high = 1.0 if successes == n else min(1.0, (middle + half) / scale)
    return low, high
