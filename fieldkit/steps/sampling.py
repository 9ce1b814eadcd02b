"""From the long list to the cases read: its columns, its rows, the draw, and taking cases in.

Where the list lies, how many were asked for and the seed are remembered, so that preparing can be
left and resumed; the list's names are kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from fieldkit.errors import Fact, FieldkitError
from fieldkit.inspection import case
from fieldkit.inspection import sample as sampler
from fieldkit.inspection.case import ListedCase, LongList
from fieldkit.inspection.sample_report import report
from fieldkit.inspection.sample_values import Sample
from fieldkit.steps import prepare, unlock
from fieldkit.steps.session import Session
from fieldkit.store import long_list

_REMEMBERED = "prepare/sample"
_HEADER_ROW = 2


@dataclass(frozen=True)
class Header:
    """One column of the list as it is headed, and the field it is taken as ("" for none)."""

    place: int
    heading: str
    field: str


@dataclass(frozen=True)
class Listing:
    """A list as it was read: its columns, the rows taken and rejected, the rows with a warning."""

    path: Path
    headers: tuple[Header, ...]
    found: LongList

    @property
    def warned(self) -> tuple[ListedCase, ...]:
        """Rows taken with something to look at; a warning never refuses."""
        return tuple(one for one in self.found.cases if one.warnings)

    @property
    def is_short(self) -> bool:
        """Whether it is a short list already: its cases have numbers."""
        return bool(self.found.cases) and all(one.number for one in self.found.cases)


@dataclass(frozen=True)
class Asked:
    """What was asked for the last time: the list, the size, the seed and the buffer in percent."""

    path: str = ""
    size: int = 0
    seed: int = 0
    buffer: int = -1


def read(session: Session, path: Path) -> Listing:
    """Read a long or short list. Raises as `prepare.read_list`."""
    found = prepare.read_list(session, path)
    rows = long_list.read_rows(path)
    top = rows[_HEADER_ROW - 1] if len(rows) >= _HEADER_ROW else ()
    headers = tuple(
        Header(place, " ".join(str(cell).split()), case.field_of(str(cell)) or "")
        for place, cell in enumerate(top, start=1)
        if str(cell or "").strip()
    )
    return Listing(path, headers, found)


def asked(session: Session) -> Asked:
    """What was asked for the last time."""
    told = unlock.remembered(session, _REMEMBERED)
    return Asked(**json.loads(told)) if told else Asked()


def remember(session: Session, wanted: Asked) -> None:
    """Keep what was asked for, to go on from there."""
    unlock.remember(session, _REMEMBERED, json.dumps(vars(wanted)))


def draw(session: Session, listing: Listing, wanted: Asked) -> Sample:
    """Draw from the list by the set's rules; the same seed draws the same.

    Raises FieldkitError ``sample.no_rules`` and what `sample.draw` raises.
    """
    rules = session.form.sampling
    if rules is None:
        raise FieldkitError("sample.no_rules", form=session.form.id)
    day = session.clock().date().isoformat()
    buffer = None if wanted.buffer < 0 else wanted.buffer
    rng = Random(wanted.seed)
    drawn = sampler.draw(listing.found, rules, wanted.size, wanted.seed, rng, day, buffer)
    remember(session, wanted)
    return drawn


def explained(drawn: Sample) -> tuple[tuple[str, Mapping[str, Fact]], ...]:
    """Every number of a draw as coded lines with facts."""
    return tuple((one.code, dict(one.facts)) for one in report(drawn))


def take_sample(session: Session, drawn: Sample) -> int:
    """Make a subject of every case of the sample as it stands. Returns how many there are then."""
    cases = [replace(one.case, number=one.number, part="") for one in sampler.standing(drawn)]
    return take_cases(session, cases)


def take_cases(session: Session, cases: Sequence[ListedCase]) -> int:
    """Make a subject of each case of a short list. Returns how many cases there are then."""
    return len(prepare.add_cases(session, cases))
