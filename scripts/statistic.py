"""Means and their intervals, for the other scripts."""

import functools
import math
import statistics


@functools.cache
def student(freedom):
    """The 97.5 % quantile of Student's t: the density is summed (Simpson's rule) until .475 lies above the middle."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def density(x):
        return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)

    x, area, step = 0.0, 0.0, 1e-3
    while area < 0.475:
        area += step / 6 * (density(x) + 4 * density(x + step / 2) + density(x + step))
        x += step
    return x


def interval(values):
    """Mean and the ends of its 95 % interval."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return mean, mean, mean
    half = student(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean - half, mean + half
