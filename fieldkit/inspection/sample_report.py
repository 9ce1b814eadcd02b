"""Tells every number of a sample, step by step, as codes and facts that `wording` turns to words.

No name of a person under supervision is told: rows are numbers, officers stand as on the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from fieldkit.errors import Fact
from fieldkit.inspection.explain import Line
from fieldkit.inspection.sample_values import DUPLICATE, GroupShare, Sample


def report(sample: Sample, every_group: bool = True) -> tuple[Line, ...]:
    """All lines; without `every_group` those of cluster, unit and officer are left out."""
    lines = [*_list(sample), *_strata(sample)]
    if every_group:
        for one in sample.groups:
            lines.extend(_group(one))
    lines.extend(_end(sample))
    return tuple(lines)


def _line(code: str, **facts: Fact) -> Line:
    return Line(f"sample.{code}", tuple(facts.items()))


def _list(sample: Sample) -> Iterator[Line]:
    yield _line("listed", rows=sample.listed, rejected=sample.rejected, on=sample.on)
    reasons = Counter(one.reason for one in sample.left_out)
    for reason in ("sensitive", "not_started", "no_gender", "duplicate", "no_stratum"):
        rows = [one.row for one in sample.left_out if one.reason == reason]
        yield _line(f"out_{reason}", cases=reasons[reason], rows=_rows(rows))
    for one in sample.left_out:
        if one.reason == DUPLICATE:
            yield _line(f"same_{one.ground}", row=one.row, kept=one.kept_row)
    yield _line("eligible", cases=sample.eligible)
    for column, number in sample.unknown.items():
        if number:
            yield _line(f"unknown_{column}", cases=number)
    extra = sample.target - sample.asked
    yield _line(
        "target", asked=sample.asked, buffer=sample.buffer, extra=extra, target=sample.target
    )
    if sample.eligible < sample.target:
        yield _line("too_few", cases=sample.eligible, target=sample.target)


def _rows(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows) or "-"


def _exact(share: Fraction) -> str:
    """A share with two decimals, rounded half up."""
    hundredths = (200 * share.numerator + share.denominator) // (2 * share.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _strata(sample: Sample) -> Iterator[Line]:
    total = sample.eligible
    wanted = min(sample.target, total)
    for one in sample.strata:
        facts: dict[str, Fact] = {
            "stratum": one.code,
            "title": one.title,
            "size": one.size,
            "total": total,
            "target": wanted,
            "exact": _exact(one.exact),
            "rounded": one.rounded,
            "given": one.given,
        }
        yield _line("stratum", **facts)
        if one.given != one.rounded:
            code = "mended_up" if one.given > one.rounded else "mended_down"
            yield _line(code, group=one.code, cases=abs(one.given - one.rounded))
        if one.drawn < one.given:
            yield _line("stratum_short", stratum=one.code, drawn=one.drawn, given=one.given)
        spare = one.drawn - one.sampled
        yield _line("stratum_parts", stratum=one.code, sampled=one.sampled, spare=spare)


def _group(one: GroupShare) -> Iterator[Line]:
    if not one.exact and not one.drawn:
        return
    path = " / ".join(name or "?" for name in one.path)
    exact = _exact(one.exact)
    yield _line(
        "group", stratum=one.stratum, path=path, size=one.size, exact=exact,
        rounded=one.rounded, given=one.given,
    )  # fmt: skip
    if one.given != one.rounded:
        code = "mended_up" if one.given > one.rounded else "mended_down"
        yield _line(code, group=path, cases=abs(one.given - one.rounded))
    if one.capped:
        yield _line("capped", group=path, cases=one.capped, drawn=one.drawn)
    if one.refilled:
        yield _line("refilled", group=path, cases=one.refilled, drawn=one.drawn)


def _end(sample: Sample) -> Iterator[Line]:
    yield _line("cap", most=sample.per_officer)
    for one in sample.shortfalls:
        path = " / ".join(name or "?" for name in one.path)
        yield _line("short", stratum=one.stratum, path=path, missing=one.missing)
    sampled = sum(one.part == "sample" for one in sample.picks)
    spare = len(sample.picks) - sampled
    yield _line("drawn", sampled=sampled, spare=spare, seed=sample.seed)
    for done in sample.replacements:
        yield _line(f"replaced_{done.near}", number=done.out, by=done.by, reason=done.reason)
