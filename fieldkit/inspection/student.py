"""Student's t: the quantile that an interval from few items needs, without a library for it."""

from __future__ import annotations

from math import atan, cos, pi, sin, sqrt


def t_quantile(confidence: float, degrees: int) -> float:
    """How many standard errors an interval spans to each side.

    `confidence` is in percent, `degrees` are degrees of freedom. Source: the finite series for
    whole degrees of freedom in Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3-4.
    """
    wanted, low, high = confidence / 100, 0.0, 1.0
    while t_within(high, degrees) < wanted and high < 1e9:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if t_within(middle, degrees) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_within(t: float, degrees: int) -> float:
    """The chance that Student's t with these degrees of freedom lies between -t and t."""
    angle = atan(t / sqrt(degrees))
    square = cos(angle) ** 2
    odd = degrees % 2 == 1
    term, total = (cos(angle), 0.0) if odd else (1.0, 0.0)
    for step in range(2 if odd else 1, degrees, 2):
        total += term
        term *= square * step / (step + 1)
    if odd:
        return 2 / pi * (angle + sin(angle) * total)
    return sin(angle) * total
