"""Reads the held text of the sample: one TOML a case, with the person, the story and its parts.

Nothing is made here. A line of contacts is ``date time | type | outcome | notes``, one of a record
``date time | type | notes``; indented lines below it continue the notes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from fieldkit.errors import FieldkitError
from fieldkit.settings import resources

Table = Mapping[str, Any]
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


@dataclass(frozen=True)
class Officer:
    """Who held the case from a day on."""

    since: date
    name: str


@dataclass(frozen=True)
class Contact:
    """One row of a contact log. An empty outcome is a contact nobody had to attend."""

    when: datetime
    kind: str
    officer: str
    outcome: str
    notes: str


@dataclass(frozen=True)
class Case:
    """One invented person and everything their documents are made of. `held` is the whole TOML."""

    crn: str
    number: str
    family_name: str
    first_names: str
    born: date
    gender: str
    sentence_type: str
    pnc: str
    rosh: str
    started: date
    team: str
    manager: str
    office: str
    town: str
    offence: str
    sentence: str
    themes: tuple[str, ...]
    officers: tuple[Officer, ...]
    contacts: tuple[Contact, ...]
    held: Table = field(hash=False, compare=False, repr=False)

    @property
    def name(self) -> str:
        """First and family name."""
        return f"{self.first_names} {self.family_name}"

    def officer_on(self, day: date) -> str:
        """The responsible officer of that day."""
        holding = [one.name for one in self.officers if one.since <= day]
        return holding[-1] if holding else self.officers[0].name

    def slots(self, day: date) -> dict[str, str]:
        """The words that held sentences leave open, as they were on `day`."""
        he, him, his = ("she", "her", "her") if self.gender == "F" else ("he", "him", "his")
        words = {"he": he, "him": him, "his": his}
        return {
            **words,
            **{word.capitalize(): text.capitalize() for word, text in words.items()},
            "first": self.first_names.split()[0],
            "family": self.family_name,
            "title": "Ms" if self.gender == "F" else "Mr",
            "officer": self.officer_on(day),
            "manager": self.manager,
            "office": self.office,
            "town": self.town,
        }


@cache
def held(*parts: str) -> Table:
    """One TOML file below `resources/sample`.

    Raises FieldkitError ``sample.missing`` when the file is not there or cannot be read.
    """
    path = resources().joinpath("sample", *parts)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise FieldkitError("sample.missing", file="/".join(parts), why=str(why)) from why


@cache
def case_names() -> tuple[str, ...]:
    """The CRNs of the sample cases, in the order of their numbers."""
    order = held("inspection.toml")["cases"]
    return tuple(str(crn) for crn in order)


@cache
def case(crn: str) -> Case:
    """The case with that CRN.

    Raises FieldkitError ``sample.no_such_case``, ``sample.missing``.
    """
    if crn not in case_names():
        raise FieldkitError("sample.no_such_case", crn=crn)
    text = held("cases", f"{crn}.toml")
    officers = tuple(Officer(_day(one["since"]), one["name"]) for one in text["officers"])
    made = Case(
        crn=crn,
        number=str(case_names().index(crn) + 1),
        family_name=text["family_name"],
        first_names=text["first_names"],
        born=_day(text["born"]),
        gender=text["gender"],
        sentence_type=text["sentence_type"],
        pnc=pnc(text["pnc"]),
        rosh=text["rosh"],
        started=_day(text["started"]),
        team=text["team"],
        manager=text["manager"],
        office=text["office"],
        town=text["town"],
        offence=text["offence"],
        sentence=text["sentence"],
        themes=tuple(text["themes"]),
        officers=officers,
        contacts=(),
        held=text,
    )
    return _with_contacts(made)


def _with_contacts(bare: Case) -> Case:
    contacts = []
    for when, (kind, outcome, notes) in lines(bare.held["contacts"], 3):
        officer = bare.officer_on(when.date())
        contacts.append(Contact(when, kind, officer, outcome, notes))
    return Case(**{**vars(bare), "contacts": tuple(contacts)})


def lines(text: str, columns: int) -> list[tuple[datetime, list[str]]]:
    """The dated lines of a held block: when, then `columns` cells, the last of them running on."""
    found: list[tuple[datetime, list[str]]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if line.startswith(" ") and found:
            found[-1][1][-1] += "\n" + line.strip()
            continue
        said, *cells = [cell.strip() for cell in line.split("|", columns)]
        stamp = said if " " in said else f"{said} 09:00"
        found.append((datetime.strptime(stamp, "%Y-%m-%d %H:%M"), cells))
    return found


def pnc(serial: str) -> str:
    """A PNC number ``YYYY/NNNNNNN`` with its check letter put on."""
    return serial + CHECK_LETTERS[int(serial[2:4] + serial[5:12]) % 23]


def _day(text: str) -> date:
    return date.fromisoformat(text)
