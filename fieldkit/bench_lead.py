"""Timing the lead's desk: opening it with many cases, receiving bundles, drilling to passages."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from fieldkit.bench_timing import Timed, pair, seconds, timed
from fieldkit.inspection import moderation
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import matrix, preview, rate, read, receive, send
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

_SOME, _QUOTE = 300, "He said he would keep away"


def opened(folder: Path, cases: int) -> Timed:
    """Everything that the progress tab reads before it is on screen, with that many cases.

    The floor is reading what stands, which nothing can do without.
    """
    with pair(folder, cases) as (lead, _):
        _answered(lead, min(cases, _SOME))
        floor = seconds(lead.present, 3)

        def work() -> None:
            read.my_readings(lead, everybody=True)
            matrix.matrix(lead)

        value = seconds(work, 3)
    name = f"lead's desk opened with {cases} cases"
    return timed(name, value * 1000, "ms", floor * 1000, "under 200 ms to the eye")


def _answered(lead: Session, number: int) -> None:
    """The first cases answered and complete, as if received."""
    edits: list[Edit] = []
    for row in readings.readings(lead.present())[:number]:
        for standard in lead.form.standards:
            if standard.basis == "cases":
                for question in standard.key_questions:
                    key = Key(row.subject, row.id, f"answer/{question.code}")
                    edits.append(Edit(key, "yes"))
        edits.append(Edit(Key(row.subject, row.id, "state"), "complete"))
    for first in range(0, len(edits), 1000):
        lead.record(edits[first : first + 1000])


def received(folder: Path, bundles: int = 50) -> Timed:
    """Receiving that many bundles, each looked at first; the floor is looking alone."""
    with pair(folder, bundles) as (lead, laptop):
        files = []
        for row in read.my_readings(laptop):
            found = read.open_reading(laptop, row.reading.id)
            edits = [rate.answer(found.view, one.code, "yes") for one in found.view.questions]
            rate.save(laptop, edits).result()
            files.append(send.send(laptop, folder / "bundles").path)
        floor = seconds(lambda: preview.look(lead, files))
        value = seconds(lambda: receive.receive(lead, files))
    return timed(f"{bundles} bundles received", value, "s", floor, "no aim set")


def drilled(folder: Path, cases: int = _SOME) -> Timed:
    """From a figure of a rating to its cases, to one answer, to its passages.

    The floor is reading the one subject from the store.
    """
    with pair(folder, cases) as (lead, _):
        _answered(lead, cases)
        first = readings.readings(lead.present())[0]
        passage = Evidence("", "0" * 64, 1, 0, 26, _QUOTE, "", "", "supports", ("P 2.1.1",))
        view = read.open_reading(lead, first.id).view
        lead.record([rate.tie(view, passage)])
        held = moderation.basis(lead.form, lead.present())

        def work() -> None:
            one = next(c for c in held.cases if c.reading.id == first.id)
            found = read.open_reading(lead, one.reading.id)
            assert found.view.evidence_for("P 2.1.1")

        floor = _median(lambda: lead.present(first.subject))
        value = _median(work)
    return timed("rating to its passages", value * 1000, "ms", floor * 1000, "under 200 ms")


def _median(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    once = time.perf_counter() - began
    return min(once, seconds(work, 5))
