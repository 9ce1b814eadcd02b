"""The files of the sample: of each case, of each organisational standard, and the long list.

Names begin with an ISO date. The same bytes come out each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from fieldkit.errors import FieldkitError
from fieldkit.sample import listing
from fieldkit.sample.assessment import assessment
from fieldkit.sample.letters import letter
from fieldkit.sample.log import workbook
from fieldkit.sample.mail import mail
from fieldkit.sample.record import record
from fieldkit.sample.scan import scan
from fieldkit.sample.source import Case, Table, case, case_names, held
from fieldkit.sample.standard import caseload, report

File = tuple[str, bytes]


def case_files(crn: str) -> Iterator[File]:
    """Name and bytes of each document of a case, in the order of their names.

    Raises FieldkitError ``sample.no_such_case``, ``sample.missing``.
    """
    about = case(crn)
    text = about.held
    made: list[tuple[str, Callable[[], bytes]]] = [
        (f"{text['log']['until']} Contact log.xlsx", partial(workbook, about))
    ]
    for kind, make in _MAKERS.items():
        made += [(one["file"], partial(make, about, one)) for one in text.get(kind, ())]
    for name, ready in sorted(made, key=lambda pair: pair[0]):
        yield name, ready()


def standard_files(code: str) -> Iterator[File]:
    """Name and bytes of each document from which an organisational standard is read.

    Raises FieldkitError ``sample.no_such_standard``, ``sample.missing``.
    """
    if code not in standard_codes():
        raise FieldkitError("sample.no_such_standard", standard=code)
    text = held("standards", f"{_folder(code)}.toml")
    yield text["report"]["file"], report(text["report"])
    yield text["caseload"]["file"], caseload(text["caseload"])
    for one in text["notes"]:
        yield one["file"], _plain(one)


def standard_codes() -> tuple[str, ...]:
    """The organisational standards that the sample holds documents for."""
    return tuple(str(code) for code in held("inspection.toml")["standards"])


def long_list() -> bytes:
    """The long list as a workbook of sixteen columns, with rows that must be refused among them."""
    return listing.workbook()


def write(folder: Path) -> int:
    """Write everything below `folder`: one folder a CRN, one a standard, and the long list.

    Returns how many files were written.
    """
    count = 1
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("long list.xlsx").write_bytes(long_list())
    sets = [(crn, case_files(crn)) for crn in case_names()]
    sets += [(code, standard_files(code)) for code in standard_codes()]
    for name, files in sets:
        below = folder / name
        below.mkdir(exist_ok=True)
        for file, data in files:
            below.joinpath(file).write_bytes(data)
            count += 1
    return count


def _plain(one: Table) -> bytes:
    return (str(one["text"]).strip() + "\n").encode("utf-8")


def _folder(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", code.lower())


_MAKERS: Mapping[str, Callable[[Case, Table], bytes]] = {
    "assessments": lambda about, one: assessment(about, one)[0],
    "letters": lambda _, one: letter(one),
    "mails": lambda about, one: mail(one, f"{about.crn}.{one['date'][:10]}"),
    "scans": lambda about, one: scan(one, about.crn),
    "notes": lambda _, one: _plain(one),
    "records": record,
}
