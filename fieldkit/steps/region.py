"""A region: the cases of several inspections pooled, never averaged, from their signed exports.

Each unit comes as its JSON export with the manifest beside it; the region's own inspection adds its
own samples, what was proposed from evidence, and what the panel decided.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldkit.errors import FieldkitError
from fieldkit.inspection import moderation, rating
from fieldkit.inspection.aggregate import Merged, Twice, Unit, merge
from fieldkit.inspection.breakdown import Split, breakdown
from fieldkit.inspection.exchange import FORMAT_VERSION
from fieldkit.inspection.form import Form
from fieldkit.inspection.rating_values import Ratings
from fieldkit.inspection.suppression import SMALL
from fieldkit.steps import attempts, manifest
from fieldkit.steps.session import Session

LARGEST = 256 << 20
_UNIT = "unit"


@dataclass(frozen=True)
class Source:
    """One inspection that the region rests on.

    `signer` signed its export, `known` says that the region's roster names that laptop.
    `identified` says that cases carry their CRN, so that one read twice is told.
    """

    name: str
    form: str
    cases: int
    signer: str = ""
    known: bool = True
    identified: bool = True


@dataclass(frozen=True)
class Region:
    """The pooled ratings and what they are made of; `splits` by unit, small counts hidden."""

    form: Form
    ratings: Ratings
    sources: tuple[Source, ...]
    splits: tuple[Split, ...]
    twice: tuple[Twice, ...]
    unserved: tuple[str, ...]


def look(session: Session, files: Sequence[Path], threshold: int = SMALL) -> Region:
    """Pool the inspections in `files` with the one that is worked on.

    Raises FieldkitError ``export.not_centre``, ``region.no_aggregate``, ``region.not_ours``,
    ``region.same``, and as `manifest.check` does for a file that is not as it was signed.
    """
    attempts.centre_only(session, "region", "export.not_centre")
    form = session.form
    if not any(one.basis == "aggregate" for one in form.standards):
        raise FieldkitError("region.no_aggregate", form=form.id)
    basis = moderation.basis(form, session.present())
    own = Unit(
        session.opened.title,
        form.id,
        basis.rows,
        {one.subject.id: one.subject.crn for one in basis.cases},
    )
    read = [_read(session, one) for one in files]
    _check_once(session, read)
    units = [unit for unit, _, _ in read]
    named = _named([*units, own])
    merged = merge(form, named)
    counts = {**rating.count(form, basis.rows), **_pooled(form, merged)}
    ratings = rating.rate(form, counts, decisions=basis.decisions, proposals=basis.proposals)
    mine = Source(named[-1].name, form.id, len(basis.cases))
    sources = [source for _, source, _ in read] + ([mine] if basis.cases else [])
    return Region(
        form,
        ratings,
        tuple(sources),
        _splits(form, merged, threshold),
        merged.twice,
        merged.unserved,
    )


def _pooled(form: Form, merged: Merged) -> dict[str, rating.Counts]:
    codes = {
        question.code
        for standard in form.standards
        if standard.basis == "aggregate"
        for question in standard.key_questions
    }
    found = rating.count(form, merged.rows)
    return {code: one for code, one in found.items() if code in codes}


def _splits(form: Form, merged: Merged, threshold: int) -> tuple[Split, ...]:
    known = {name: {_UNIT: name.rsplit("/", 1)[0]} for name in merged.rows}
    codes = list(_pooled(form, merged))
    if not codes or not merged.rows:
        return ()
    return breakdown(form, merged.rows, known, _UNIT, codes, threshold > 1, threshold)


def _named(units: Sequence[Unit]) -> list[Unit]:
    """The units with names that differ, so that the cases of none are taken for another's."""
    found: list[Unit] = []
    for one in units:
        name, number = one.name, 2
        while name in {each.name for each in found}:
            name, number = f"{one.name} ({number})", number + 1
        found.append(Unit(name, one.form, one.rows, one.crns))
    return found


def _check_once(session: Session, read: Sequence[tuple[Unit, Source, str]]) -> None:
    seen = {session.opened.id}
    for unit, _, inspection in read:
        if inspection in seen:
            raise FieldkitError("region.same", name=unit.name)
        seen.add(inspection)


def _read(session: Session, path: Path) -> tuple[Unit, Source, str]:
    """One export, found as it was signed: its unit, what is told of it, its inspection's id."""
    beside = path.with_name(path.name + manifest.ENDING)
    facts = manifest.check(session, beside, strangers=True)
    told = _parse(path)
    found = _unit(told, path)
    known = session.roster.device(str(facts["device"])) is not None
    identified = all(found.crns.values())
    source = Source(
        found.name, found.form, len(found.rows), str(facts.get("by", "")), known, identified
    )
    return found, source, str(told["inspection"]["id"])


def _parse(path: Path) -> dict[str, Any]:
    """The document in a file, checked as far as it is used here."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("size")
        told = json.loads(path.read_bytes().decode("utf-8"))
        ours = told["format"] == "fieldkit.inspection" and told["format_version"] == FORMAT_VERSION
        if not ours or told["inspection"]["part"]:
            raise ValueError("format")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as why:
        raise FieldkitError("region.not_ours", file=path.name) from why
    return dict(told)


def _unit(told: Mapping[str, Any], path: Path) -> Unit:
    try:
        rows = {
            str(case["number"]): {
                str(one["question"]): None if one["answer"] is None else str(one["answer"])
                for one in case["answers"]
            }
            for case in told["cases"]
        }
        crns = {
            str(case["number"]): str(case["attributes"].get("crn", "")) for case in told["cases"]
        }
        head = told["inspection"]
        return Unit(str(head["title"]), str(head["form"]["id"]), rows, crns)
    except (KeyError, TypeError, AttributeError) as why:
        raise FieldkitError("region.not_ours", file=path.name) from why
