"""How much less chance has to say where a large part of a population answered."""

from math import sqrt


def population_correction(n: int, size: int) -> float:
    """Return sqrt(1 - n/N), by which a standard error shrinks in a finite population.

    For a standard deviation with the divisor n - 1. It is 0 for a census: what is left is the bias
    of those who did not answer.

    Formula: √(1 − n / N)
    Range: [0, 1]
    Source: Cochran, W. (1977), Sampling Techniques, § 2.6.
    """
    return sqrt(1 - n / size)
