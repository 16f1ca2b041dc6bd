"""The few statistics that comparing needs: medians, and an interval by resampling. Deterministic by a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import median

#: Resamples of the bootstrap; the interval is read at 5 % and 95 %.
RESAMPLES = 1_000
SEED = 20261122


def median_or_none(values: Sequence[float]) -> float | None:
    """The median, or None of nothing."""
    return float(median(values)) if values else None


def bootstrap_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 90 % percentile interval of the median over RESAMPLES resamples with replacement (Efron 1979).

    The same values in any order give the same interval. Raises ValueError for no values.
    """
    if not values:
        raise ValueError("no values to resample")
    ordered = sorted(values)
    if ordered[0] == ordered[-1]:
        return (ordered[0], ordered[0])
    rng = random.Random(SEED)
    medians = sorted(float(median(rng.choices(ordered, k=len(ordered)))) for _ in range(RESAMPLES))
    return (medians[int(0.05 * RESAMPLES)], medians[int(0.95 * RESAMPLES) - 1])


def ranks(intervals: Sequence[tuple[float, float] | None]) -> list[tuple[int, bool] | None]:
    """For each interval its rank from 1 and whether it is shared; None stays None.

    A rank is 1 + the number of intervals that lie wholly above: overlapping intervals are ties.
    """
    given = [interval for interval in intervals if interval is not None]
    if len(given) < 2:
        # Nobody is first in a race of one.
        return [None] * len(intervals)
    places = [
        None if interval is None else 1 + sum(other[0] > interval[1] for other in given) for interval in intervals
    ]
    return [None if place is None else (place, places.count(place) > 1) for place in places]
