"""The long list of cases: reading its rows, and the formats of the numbers that name a person.

The layout is the one offices hand over: the first row is skipped, the second holds the headers,
reading stops at the first row whose first cell is empty. Check letters warn, they never refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from fieldkit.errors import FieldkitError

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

COLUMNS: Mapping[str, str] = {
    "family name": "family_name",
    "first name(s)": "first_names",
    "dob": "born",
    "gender": "gender",
    "case/sentence type [licence] [community order] [suspended sentence order]": "sentence_type",
    "crn": "crn",
    "pnc": "pnc",
    "risk of serious harm [rosh] classification": "rosh",
    "date of sentence or release on licence": "started",
    "order or licence terminated[date/n]": "ended",
    "cluster(as recorded on ndelius)": "cluster",
    "pdu(as recorded on ndelius)": "cluster",
    "ldu(as recorded on ndelius)": "ldu",
    "team(as recorded on ndelius)": "team",
    "responsible officer": "officer",
    "manager": "manager",
    "office": "office",
}
# Columns that a short list has beside those of the office: the number drawn, sample or buffer.
DRAWN: Mapping[str, str] = {"number": "number", "part": "part"}
NEEDED = ("crn", "gender", "started")

ROSH = {
    "RLRH": "low",
    "RMRH": "medium",
    "RHRH": "high",
    "RVHR": "very high",
    "RVRH": "very high",
}


@dataclass(frozen=True)
class ListedCase:
    """One row of a long list. Dates are ISO; an unknown risk code stays as it was written."""

    row: int
    crn: str
    family_name: str
    first_names: str
    born: str
    gender: str
    sentence_type: str
    pnc: str
    rosh: str
    started: str
    ended: str
    cluster: str
    ldu: str
    team: str
    officer: str
    manager: str
    office: str
    warnings: tuple[str, ...] = ()
    number: str = ""
    part: str = ""

    @property
    def sensitive(self) -> bool:
        """Whether the name is marked with an asterisk: such names are shown nowhere."""
        return "*" in self.family_name or "*" in self.first_names


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken: its number as the sheet counts, and the coded reason."""

    row: int
    reason: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LongList:
    """What was read: rows taken, rows rejected with reasons."""

    cases: tuple[ListedCase, ...]
    rejected: tuple[Rejected, ...]


def header_name(text: str) -> str:
    """A header as compared: lower case, runs of white space as one space, none before a bracket."""
    return re.sub(r"\s*\(", "(", re.sub(r"\s+", " ", text).strip().lower())


def field_of(text: str) -> str | None:
    """The field that a column of this heading is taken as, or None."""
    name = header_name(text)
    tight = name.replace(" ", "")
    for known, column in {**COLUMNS, **DRAWN}.items():
        if tight == known.replace(" ", ""):
            return column
    return None


def read_long_list(rows: Iterable[Sequence[object]], year: int) -> LongList:
    """Read the rows of the sheet. `year` is this year, for two-digit years in PNC numbers.

    Raises FieldkitError ``case.no_headers`` (with the headers that are missing).
    """
    numbered = enumerate(rows, start=1)
    header: dict[int, str] = {}
    for number, row in numbered:
        if number == 2:
            found = {place: field_of(str(cell or "")) for place, cell in enumerate(row)}
            header = {place: name for place, name in found.items() if name}
            break
    missing = [name for name in NEEDED if name not in header.values()]
    if missing:
        raise FieldkitError("case.no_headers", missing=", ".join(missing))
    taken: list[ListedCase] = []
    rejected: list[Rejected] = []
    for number, row in numbered:
        if not row or str(row[0] if row[0] is not None else "").strip() == "":
            break
        cells = {name: _text(row[place]) for place, name in header.items() if place < len(row)}
        read = _read_row(number, cells, year)
        (taken if isinstance(read, ListedCase) else rejected).append(read)  # type: ignore[arg-type]
    return LongList(tuple(taken), tuple(rejected))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return re.sub(r"\s+", " ", str(cell)).strip()


def _read_row(number: int, cells: Mapping[str, str], year: int) -> ListedCase | Rejected:
    crn = cells.get("crn", "").upper()
    if not re.fullmatch(r"[A-Z][0-9]{6}", crn):
        return Rejected(number, "case.crn", {"found": cells.get("crn", "")})
    started = read_date(cells.get("started", ""))
    if started is None:
        return Rejected(number, "case.started", {"found": cells.get("started", "")})
    warnings: list[str] = []
    born = read_date(cells.get("born", "")) or ""
    if not born:
        warnings.append("case.born")
    pnc = read_pnc(cells.get("pnc", ""), year)
    if cells.get("pnc") and (pnc is None or not pnc_letter_right(pnc)):
        warnings.append("case.pnc_letter")
    ended = cells.get("ended", "")
    ended = "" if ended.upper() == "N" else (read_date(ended) or ended)
    code = cells.get("rosh", "")
    return ListedCase(
        row=number,
        crn=crn,
        family_name=cells.get("family_name", ""),
        first_names=cells.get("first_names", ""),
        born=born,
        gender=cells.get("gender", ""),
        sentence_type=cells.get("sentence_type", ""),
        pnc=pnc or cells.get("pnc", ""),
        rosh=ROSH.get(code.upper(), code),
        started=started,
        ended=ended,
        cluster=cells.get("cluster", ""),
        ldu=cells.get("ldu", ""),
        team=cells.get("team", ""),
        officer=cells.get("officer", ""),
        manager=cells.get("manager", ""),
        office=cells.get("office", ""),
        warnings=tuple(warnings),
        number=cells.get("number", ""),
        part=cells.get("part", ""),
    )


def read_date(text: str) -> str | None:
    """A date written dd/MM/yyyy (or already ISO) as ISO; None for anything else."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).date().isoformat()
        except ValueError:
            continue
    return None


def read_pnc(text: str, year: int) -> str | None:
    """A police national computer number as ``YYYY/NNNNNNNL``, or None where it cannot be one.

    Two-digit years up to this year's are 20xx; the slash may be absent and the serial short.
    """
    match = re.fullmatch(r"\s*(\d{4}|\d{2})\s*/\s*(\d{1,7})\s*([A-Za-z])\s*", text)
    match = match or re.fullmatch(r"\s*(\d{4})(\d{7})([A-Za-z])\s*", text)
    match = match or re.fullmatch(r"\s*(\d{2})(\d{1,7})([A-Za-z])\s*", text)
    if match is None:
        return None
    years, serial, letter = match.groups()
    if len(years) == 2:
        years = ("20" if int(years) <= year % 100 else "19") + years
    return f"{years}/{int(serial):07d}{letter.upper()}"


def pnc_letter_right(pnc: str) -> bool:
    """Whether the check letter of a normal-form PNC number fits its year and serial."""
    value = int(pnc[2:4] + pnc[5:12])
    return CHECK_LETTERS[value % 23] == pnc[12]


def cro_letter_right(cro: str) -> bool:
    """Whether the check letter of a CRO number (``NNNNNN/YYL`` or ``SFYY/NNNNNNL``) fits.

    Raises FieldkitError ``case.cro`` for another form.
    """
    if match := re.fullmatch(r"SF(\d{2})/(\d{1,6})([A-Z])", cro):
        years, serial, letter = match.groups()
        return CHECK_LETTERS[int(years + serial) % 23] == letter
    if match := re.fullmatch(r"(\d{1,6})/(\d{2})([A-Z])", cro):
        serial, years, letter = match.groups()
        return CHECK_LETTERS[int(years + serial) % 23] == letter
    raise FieldkitError("case.cro", found=cro)
