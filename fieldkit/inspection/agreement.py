"""How far readers agree: percent agreement, Cohen's and Fleiss' kappa, Krippendorff's alpha, AC1.

All for nominal values, each with its interval, the items and ratings it rests on, and what was
left out and why. Sources: Cohen 1960; Fleiss 1971; Krippendorff 2011; Gwet 2008 and 2014 (also for
the variances and for items that not everybody rated); Fleiss, Cohen and Everitt 1969.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from fieldkit.errors import FieldkitError
from fieldkit.inspection.agreement_figures import (
    Estimate,
    Tables,
    ac1,
    alpha,
    cohen,
    fleiss,
    observed,
)
from fieldkit.inspection.student import t_quantile

FEW_ITEMS = 30
EXTREME_PERCENT = 80


@dataclass(frozen=True)
class Rating:
    """One value that one reader gave to one item; `line` says where it stands in its file."""

    item: str
    rater: str
    value: str
    line: int = 0


@dataclass(frozen=True)
class LeftOut:
    """A rating or an item that is in no figure, or not in the one named, and why."""

    reason: str
    item: str
    rater: str = ""
    line: int = 0


@dataclass(frozen=True)
class Figure:
    """One coefficient with its interval, 1 at most; None where it is not defined.

    `items` and `ratings` are those it rests on. `reason` says why there is no value or interval;
    `of` names the two readers where only two are compared.
    """

    code: str
    value: float | None
    low: float | None
    high: float | None
    items: int
    ratings: int
    reason: str = ""
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Warned:
    """A plain warning: ``few_items``, ``extreme_prevalence``, ``unequal_readers``, with facts."""

    code: str
    facts: Mapping[str, int | str]


@dataclass(frozen=True)
class Agreement:
    """All figures of one set of ratings. `confidence` is in percent."""

    confidence: int
    items: int
    raters: tuple[str, ...]
    values: Mapping[str, int]
    figures: tuple[Figure, ...]
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Warned, ...]

    def figure(self, code: str) -> Figure:
        """The figure with this code. Raises KeyError for a code that there is not."""
        return next(one for one in self.figures if one.code == code)


def agree(
    ratings: Iterable[Rating],
    *,
    confidence: int = 95,
    values: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> Agreement:
    """Every coefficient over `ratings`.

    `values` are all values that could have been given (those that occur, if not told: AC1 depends
    on how many there are); `leave_out` are values that are no judgement, such as not applicable.
    Raises FieldkitError ``agreement.confidence`` or ``agreement.values``.
    """
    if not 50 <= confidence <= 99:
        raise FieldkitError("agreement.confidence", found=confidence)
    table, left_out = _table(ratings, set(leave_out))
    found = Counter(value for row in table.values() for value in row.values())
    if values and (unknown := sorted(set(found) - set(values))):
        accepted = ", ".join(values)
        raise FieldkitError("agreement.values", found=", ".join(unknown), accepted=accepted)
    kinds = tuple(values) or tuple(sorted(found))
    tables = Tables.of(table, kinds)
    left_out += [LeftOut("rated_once", item) for item, row in table.items() if len(row) == 1]
    raters = tuple(sorted({rater for row in table.values() for rater in row}))
    made = [
        _figure("percent_agreement", observed(tables), confidence),
        *_cohen(table, raters, kinds, confidence),
        _figure("fleiss_kappa", fleiss(tables), confidence),
        _figure("krippendorff_alpha", alpha(tables), confidence),
        _figure("gwet_ac1", ac1(tables), confidence),
    ]
    return Agreement(
        confidence,
        len(table),
        raters,
        {value: found[value] for value in kinds},
        tuple(made),
        tuple(left_out),
        tuple(_warnings(table, found)),
    )


def _table(
    ratings: Iterable[Rating], leave_out: set[str]
) -> tuple[dict[str, dict[str, str]], list[LeftOut]]:
    """Values by item and rater, and every rating that is not among them."""
    given: dict[tuple[str, str], list[Rating]] = {}
    left_out: list[LeftOut] = []
    for one in ratings:
        if not one.value:
            left_out.append(LeftOut("no_value", one.item, one.rater, one.line))
        elif one.value in leave_out:
            left_out.append(LeftOut("value_left_out", one.item, one.rater, one.line))
        else:
            given.setdefault((one.item, one.rater), []).append(one)
    table: dict[str, dict[str, str]] = {}
    for (item, rater), said in given.items():
        if len({one.value for one in said}) > 1:
            left_out += [LeftOut("two_values", item, rater, one.line) for one in said]
            continue
        table.setdefault(item, {})[rater] = said[0].value
        left_out += [LeftOut("said_twice", item, rater, one.line) for one in said[1:]]
    return table, sorted(left_out, key=lambda one: one.line)


def _figure(code: str, found: Estimate, confidence: int, of: tuple[str, ...] = ()) -> Figure:
    """The interval is value and error times Student's t."""
    if found.value is None or found.error is None or found.degrees < 1:
        return Figure(code, found.value, None, None, found.items, found.ratings, found.reason, of)
    if found.error < 1e-9:
        counted = (found.items, found.ratings)
        return Figure(code, found.value, None, None, *counted, "no_spread", of)
    reach = t_quantile(confidence, found.degrees) * found.error
    low, high = found.value - reach, min(1.0, found.value + reach)
    low = low if found.least is None else max(found.least, low)
    return Figure(code, found.value, low, high, found.items, found.ratings, "", of)


def _cohen(
    table: Mapping[str, Mapping[str, str]],
    raters: tuple[str, ...],
    kinds: tuple[str, ...],
    confidence: int,
) -> list[Figure]:
    """Cohen's kappa of two readers; of more, that of each pair and their mean (Light 1971)."""
    pairs = []
    for first, second in combinations(raters, 2):
        both = [(row[first], row[second]) for row in table.values() if {first, second} <= set(row)]
        code = "cohen_kappa" if len(raters) == 2 else "cohen_kappa_pair"
        if both or len(raters) == 2:
            pairs.append(_figure(code, cohen(both, kinds), confidence, (first, second)))
    if len(raters) == 2:
        return pairs
    reason = "more_than_two_raters" if len(raters) > 2 else "one_rater"
    none = Figure("cohen_kappa", None, None, None, 0, 0, reason)
    known = [one.value for one in pairs if one.value is not None]
    if not known:
        return [none, *pairs]
    items, ratings = sum(one.items for one in pairs), sum(one.ratings for one in pairs)
    mean = sum(known) / len(known)
    return [
        none,
        Figure("light_kappa", mean, None, None, items, ratings, "mean_of_pairs"),
        *pairs,
    ]


def _warnings(table: Mapping[str, Mapping[str, str]], found: Mapping[str, int]) -> Iterable[Warned]:
    usable = sum(len(row) > 1 for row in table.values())
    if usable < FEW_ITEMS:
        yield Warned("few_items", {"items": usable, "least": FEW_ITEMS})
    total = sum(found.values())
    if total:
        value, number = max(found.items(), key=lambda one: (one[1], one[0]))
        if 100 * number >= EXTREME_PERCENT * total:
            percent = (200 * number + total) // (2 * total)
            yield Warned("extreme_prevalence", {"value": value, "percent": percent})
