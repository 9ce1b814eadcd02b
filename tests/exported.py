"""A centre with finished readings, reasons and quotes full of names, ready to be exported."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from fieldkit.inspection.reading import Evidence
from fieldkit.steps import prepare, progress, rate, read
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from tests import kit
from tests.documents import samples

# Nobody's names, each of which must be in no export unless somebody decides so.
CANARIES = (
    *("Quillfeather", "Brandtholm", "Ossington", "Marsh", "01632 960877", "QX1 4ZZ"),
    *("X482901", "X482902", "X482907", "5 March 1984", "P. Officer"),
)
REASON = (
    "We asked Brandtholm and rang 01632 960877 at QX1 4ZZ. Case X482901 is not X482902. "
    "Mr Ossington, born 5 March 1984, was told by A. Marsh and P. Officer."
)
QUOTE = "Tilda Quillfeather said that she had moved"
NUMBER = 14


def centre(folder: Path, number: int = NUMBER, unfinished: int = 1) -> Session:
    """A lead's casebook with `number` cases, of which the last `unfinished` are not complete."""
    lead = kit.founder(folder / "centre")
    for name in ("A. Marsh", "F. Pike"):
        laptop = kit.laptop(folder / name.split()[-1].lower(), name)
        kit.join(lead, laptop)
        laptop.close()
    listed = [kit.listed(n, ("low", "high")[n % 2]) for n in range(1, number + 1)]
    subjects = list(prepare.add_cases(lead, listed).values())
    page = samples.pdf(2, f"{QUOTE} on page")
    kit.add_documents(lead, subjects[0], folder / "files", {"2025-01-22_court_report.pdf": page})
    first = [Allocation(f"{n:03d}", ("marsh",)) for n in range(1, number + 1)]
    second = [Allocation(f"{n:03d}", ("pike",), "second") for n in (1, 2)]
    prepare.allocate(lead, [*first, *second])
    chance = random.Random(8)
    for row in progress.lines(lead):
        _fill(lead, row.reading.id, chance, int(row.subject.number) <= number - unfinished)
    return lead


def _fill(lead: Session, reading: str, chance: random.Random, done: bool) -> None:
    found = read.open_reading(lead, reading)
    view = found.view
    edits = []
    for question in view.questions:
        value = chance.choice(("yes", "yes", "no"))
        edits.append(rate.answer(view, question.code, value))
        if value == "no":
            edits.append(rate.reason(view, question.code, REASON))
    for document in found.documents:
        sha = document.document.sha256
        for question in view.questions[:2]:
            passage = Evidence(
                "", sha, 2, 0, len(QUOTE), QUOTE, "", "", "supports", (question.code,)
            )
            edits.append(rate.tie(view, passage))
        inside = replace(passage, document=f"{sha}+0+2", questions=(view.questions[2].code,))
        edits.append(rate.tie(view, inside))
    asked = (view.questions[3].code,)
    none = "Searched these 3 documents for MARAC: none."
    edits.append(rate.tie(view, Evidence("", "", 0, 0, 0, none, "", "", "absence", asked)))
    lead.record(edits)
    if done:
        view = read.open_reading(lead, reading).view
        lead.record([rate.complete(view)])
