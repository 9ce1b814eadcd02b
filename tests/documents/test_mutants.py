"""Damaged copies of every kind: each opens or is refused with a code; the process goes on."""

from __future__ import annotations

import random

import pytest

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from tests.documents import samples, test_shown_truly

SEEDS = samples.one_of_each() | {
    file.name: file.read_bytes()
    for file in samples.FILES
    if file.suffix == ".msg" or file.name in ("licence.pdf", "odd-comments.docx", "various.rtf")
}
SEEDS |= {
    "filled.pdf": test_shown_truly.filled_pdf(),
    "changed.rtf": test_shown_truly.RICH,
    "hidden.xlsx": test_shown_truly.odd_workbook(),
}
SHORT, LONG = 50, 2000


def mutant(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = chance.randrange(len(made))
        match chance.randrange(4):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                made[at] ^= 1 << chance.randrange(8)
            case 2:
                del made[at : at + chance.choice((1, 4, 100))]
            case _:
                made[at:at] = made[: chance.choice((1, 16, 200))]
        if not made:
            return b""
    return bytes(made[: chance.randrange(len(made)) + 1] if chance.random() < 0.1 else made)


def run(name: str, count: int, worker: DocumentWorker, seed: bytes = b"") -> list[str]:
    """Open so many damaged copies of `seed`, else of the sample of that name: what each came to."""
    whole = seed or SEEDS[name]
    chance = random.Random(name)
    codes = []
    for _ in range(count):
        try:
            opened = worker.open("m", mutant(whole, chance), name)
            worker.survey("m")
            if opened.shape == "pages":
                worker.render("m", 1, 0.5)
            codes.append(opened.kind)
        except FieldkitError as refusal:
            assert refusal.code.startswith("document.")
            codes.append(refusal.code)
    assert worker.open("whole", whole, name).pages >= 1
    return codes


@pytest.mark.parametrize("name", SEEDS)
def test_mutants(name: str, worker: DocumentWorker) -> None:
    assert len(run(name, SHORT, worker)) == SHORT


@pytest.mark.long
@pytest.mark.parametrize("name", SEEDS)
def test_many_mutants(name: str, worker: DocumentWorker) -> None:
    assert len(run(name, LONG, worker)) == LONG
