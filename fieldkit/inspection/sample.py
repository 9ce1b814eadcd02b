"""Draws a sample from a long list: exclusions, duplicates, strata, officers, the pick itself.

Source: the inspectorate's published sampling method. Strata, cap and buffer come from the set.
The only chance is in the generator that the caller passes in; the same seed draws the same cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from fieldkit.errors import FieldkitError
from fieldkit.inspection import condition
from fieldkit.inspection.apportion import apportion
from fieldkit.inspection.case import ListedCase, LongList
from fieldkit.inspection.form import LIST_COLUMNS, Sampling, Stratum
from fieldkit.inspection.sample_groups import Cell, share_out, shuffled
from fieldkit.inspection.sample_values import (
    BUFFER,
    DUPLICATE,
    NO_GENDER,
    NO_STRATUM,
    NOT_STARTED,
    SAMPLE,
    SENSITIVE,
    LeftOut,
    Pick,
    Replacement,
    Sample,
    StratumShare,
)

LARGEST = 100_000
_PNC = re.compile(r"[0-9]{4}/[0-9]{7}[A-Z]")
_WORD = re.compile(r"[^\W_]+")


def draw(
    found: LongList,
    rules: Sampling,
    size: int,
    seed: int,
    rng: Random,
    on: str,
    buffer: int | None = None,
) -> Sample:
    """Draw `size` cases and a buffer (percent, of the set unless told) from a long list.

    `on` is the ISO date by which a case must have started; `rng` is seeded with `seed`, which is
    kept in the result. Raises FieldkitError ``sample.size`` or ``sample.nobody``.
    """
    if not 0 < size <= LARGEST:
        raise FieldkitError("sample.size", size=size, most=LARGEST)
    percent = rules.buffer if buffer is None else buffer
    if not 0 <= percent <= 1000:
        raise FieldkitError("sample.buffer", found=percent)
    kept, left_out = sift(found.cases, on)
    by_stratum, unplaced = stratify(kept, rules)
    target = size + (size * percent + 50) // 100
    shares = _strata(rules, by_stratum, target)
    if not any(one.given for one in shares):
        raise FieldkitError("sample.nobody", rows=len(found.cases))
    wanted = {one.code: one.given for one in shares}
    cells, groups, shortfalls = share_out(by_stratum, rules, wanted, rng)
    drawn = {code: _pick(cells, code, rng) for code in by_stratum}
    shares = _sampled(shares, drawn, size)
    return Sample(
        listed=len(found.cases),
        rejected=len(found.rejected),
        asked=size,
        buffer=percent,
        target=target,
        seed=seed,
        on=on,
        per_officer=rules.per_officer,
        left_out=tuple(sorted((*left_out, *unplaced), key=lambda one: one.row)),
        strata=shares,
        groups=groups,
        shortfalls=shortfalls,
        picks=_number(shares, drawn, rng),
        unknown=_unknown(kept, rules),
    )


def sift(
    cases: Iterable[ListedCase], on: str
) -> tuple[tuple[ListedCase, ...], tuple[LeftOut, ...]]:
    """The cases that may be drawn, and every other with its reason, each told once."""
    kept: list[ListedCase] = []
    left_out: list[LeftOut] = []
    for one in cases:
        if one.sensitive:
            left_out.append(LeftOut(one.row, SENSITIVE))
        elif one.started > on:
            left_out.append(LeftOut(one.row, NOT_STARTED))
        elif not one.gender.strip():
            left_out.append(LeftOut(one.row, NO_GENDER))
        else:
            kept.append(one)
    single, doubles = _duplicates(kept)
    return tuple(single), (*left_out, *doubles)


def _duplicates(cases: Sequence[ListedCase]) -> tuple[list[ListedCase], list[LeftOut]]:
    """Of the rows of one person, however they are tied together, the one that started first."""
    parent = list(range(len(cases)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seen: dict[tuple[str, str], int] = {}
    grounds: dict[int, str] = {}
    for at, one in enumerate(cases):
        for key in _same_person(one):
            other = seen.setdefault(key, at)
            if other != at:
                grounds.setdefault(at, key[0])
                grounds.setdefault(other, key[0])
                parent[root(at)] = root(other)
    held: dict[int, list[int]] = {}
    for at in range(len(cases)):
        held.setdefault(root(at), []).append(at)
    single: list[ListedCase] = []
    doubles: list[LeftOut] = []
    for mates in held.values():
        first = min(mates, key=lambda at: (cases[at].started, cases[at].row))
        single.append(cases[first])
        doubles += [
            LeftOut(cases[at].row, DUPLICATE, cases[first].row, grounds[at])
            for at in mates
            if at != first
        ]
    return sorted(single, key=lambda one: one.row), doubles


def _same_person(one: ListedCase) -> list[tuple[str, str]]:
    """What makes two rows one person. Source: published sampling method.

    A PNC cell that holds no PNC number (as in "not known") ties nobody together.
    """
    found = []
    if _PNC.fullmatch(one.pnc):
        found.append(("pnc", one.pnc))
    found.append(("crn", one.crn.casefold()))
    names = [" ".join(name.split()).casefold() for name in (one.first_names, one.family_name)]
    if all(names) and one.born:
        found.append(("name", "\n".join((*names, one.born))))
    return found


def stratify(
    cases: Sequence[ListedCase], rules: Sampling
) -> tuple[dict[str, list[ListedCase]], list[LeftOut]]:
    """The cases by the code of the first stratum that fits, and those that fit none."""
    found: dict[str, list[ListedCase]] = {one.code: [] for one in rules.strata}
    unplaced: list[LeftOut] = []
    known: dict[tuple[str | None, ...], Stratum | None] = {}
    for one in sorted(cases, key=lambda case: (case.crn, case.row)):
        attributes = attributes_of(one, rules)
        key = tuple(attributes.values())
        if key not in known:
            known[key] = _stratum(rules, attributes)
        stratum = known[key]
        if stratum is None:
            unplaced.append(LeftOut(one.row, NO_STRATUM))
        else:
            found[stratum.code].append(one)
    return found, unplaced


def _stratum(rules: Sampling, attributes: Mapping[str, str | None]) -> Stratum | None:
    for one in rules.strata:
        if condition.evaluate(one.when, {}, attributes):
            return one
    return None


def attributes_of(one: ListedCase, rules: Sampling) -> dict[str, str | None]:
    """What the strata of a set may look at: the columns of the list, and the kinds of the set."""
    found: dict[str, str | None] = {name: str(getattr(one, name)) or None for name in LIST_COLUMNS}
    cells = {column: _words(str(getattr(one, column))) for column in _columns(rules)}
    for kind in rules.kinds:
        found[kind.attribute] = None
    for kind in reversed(rules.kinds):
        cell = cells[kind.column]
        if any(_words(word) in cell for word in kind.words):
            found[kind.attribute] = kind.value
    return found


def _columns(rules: Sampling) -> set[str]:
    return {kind.column for kind in rules.kinds}


def _words(text: str) -> str:
    """The words of a cell, each between single blanks, so that a word never fits half of one."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _strata(
    rules: Sampling, by_stratum: Mapping[str, Sequence[ListedCase]], target: int
) -> tuple[StratumShare, ...]:
    sizes = [len(by_stratum[one.code]) for one in rules.strata]
    portions = apportion(target, sizes)
    return tuple(
        StratumShare(one.code, one.title, got.size, got.exact, got.rounded, got.given)
        for one, got in zip(rules.strata, portions, strict=True)
    )


def _sampled(
    shares: Sequence[StratumShare], drawn: Mapping[str, Sequence[ListedCase]], size: int
) -> tuple[StratumShare, ...]:
    """How many of what was drawn from each stratum are the sample; the rest is the buffer."""
    held = [len(drawn[one.code]) for one in shares]
    portions = apportion(size, [one.size for one in shares], held)
    return tuple(
        replace(one, drawn=number, sampled=got.given)
        for one, number, got in zip(shares, held, portions, strict=True)
    )


def _pick(cells: Sequence[Cell], stratum: str, rng: Random) -> list[ListedCase]:
    """The cases of one stratum, in an order of chance."""
    found: list[ListedCase] = []
    for cell in cells:
        if cell.stratum == stratum:
            found += shuffled(cell.cases, rng)[: cell.drawn]
    return shuffled(found, rng)


def _number(
    shares: Sequence[StratumShare], drawn: Mapping[str, Sequence[ListedCase]], rng: Random
) -> tuple[Pick, ...]:
    of = {id(one): code for code, cases in drawn.items() for one in cases}
    sampled = [one for share in shares for one in drawn[share.code][: share.sampled]]
    spare = [one for share in shares for one in drawn[share.code][share.sampled :]]
    picks: list[Pick] = []
    for part, cases in ((SAMPLE, sampled), (BUFFER, spare)):
        for one in shuffled(cases, rng):
            picks.append(Pick(f"{len(picks) + 1:03d}", one, of[id(one)], part))
    return tuple(picks)


def _unknown(kept: Iterable[ListedCase], rules: Sampling) -> dict[str, int]:
    """How many cases lack a risk class or an officer, which the strata and the cap pass over."""
    cases = list(kept)
    known = ("low", "medium", "high", "very high")
    return {
        "rosh": sum(one.rosh not in known for one in cases),
        "officer": sum(not one.officer.strip() for one in cases),
    }


def replace_case(sample: Sample, number: str, reason: str) -> Sample:
    """Replace a case by one of the buffer: same stratum, nearest group, lowest number.

    Raises FieldkitError ``sample.no_number``, ``sample.no_reason`` or ``sample.buffer_empty``.
    """
    out = sample.pick(number)
    gone = {one.out for one in sample.replacements}
    used = {one.by for one in sample.replacements}
    standing = out is not None and (out.part == SAMPLE or number in used) and number not in gone
    if out is None or not standing:
        raise FieldkitError("sample.no_number", number=number)
    if not reason.strip():
        raise FieldkitError("sample.no_reason", number=number)
    spare = [
        one
        for one in sample.picks
        if one.part == BUFFER and one.number not in used and one.stratum == out.stratum
    ]
    if not spare:
        raise FieldkitError("sample.buffer_empty", number=number, stratum=out.stratum)
    by = min(spare, key=lambda one: (-_nearness(out.case, one.case), one.number))
    near = ("stratum", "cluster", "ldu")[_nearness(out.case, by.case)]
    made = Replacement(number, by.number, " ".join(reason.split()), near)
    return replace(sample, replacements=(*sample.replacements, made))


def _nearness(one: ListedCase, other: ListedCase) -> int:
    if one.cluster != other.cluster:
        return 0
    return 2 if one.ldu == other.ldu else 1


def standing(sample: Sample) -> tuple[Pick, ...]:
    """The sample as it stands: each replaced case gives its place to the one that replaced it."""
    by = {one.out: one.by for one in sample.replacements}
    found: list[Pick] = []
    for one in sample.picks:
        if one.part == SAMPLE:
            number = one.number
            while number in by:
                number = by[number]
            now = sample.pick(number)
            found += [now] if now is not None else []
    return tuple(found)
