"""Timing the lead's desk as a person sees it: opening it, receiving, drilling to passages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from fieldkit.bench_timing import PASSPHRASE, Timed, pair, timed
from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import rate, read, send
from fieldkit.steps.session import Session
from fieldkit.store.entries import Edit

_SOME, _QUOTE = 300, "He said he would keep away"
_WINDOW = "fieldkit.ui.journeys.lead_desk"


def _seen(what: str, folder: Path, *more: str) -> dict[str, float]:
    """What the lead's own window took, in milliseconds; a process of its own, so no Qt here."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", _WINDOW, what, str(folder / "lead"), PASSPHRASE, *more]
    found: list[dict[str, float]] = []
    for _ in range(1 if more else 3):
        ran = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=False, timeout=120
        )
        if ran.returncode != 0:
            raise FieldkitError("bench.no_window")
        found.append(json.loads(ran.stdout))
    return sorted(found, key=lambda one: float(one["value"]))[len(found) // 2]


def opened(folder: Path, cases: int) -> Timed:
    """From an unlocked casebook to readings on screen; the floor is the window without any."""
    with pair(folder, cases) as (lead, _):
        _answered(lead, min(cases, _SOME))
    told = _seen("opened", folder)
    name = f"lead's desk, {cases} cases: first rows seen (all after {told['whole']:.0f} ms)"
    return timed(name, told["value"], "ms", told["floor"], "under 200 ms to the eye")


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
    """Bundles chosen, then received: the longest wait for an answer; floor: looking at one."""
    with pair(folder, bundles) as (_, laptop):
        for row in read.my_readings(laptop):
            found = read.open_reading(laptop, row.reading.id)
            edits = [rate.answer(found.view, one.code, "yes") for one in found.view.questions]
            rate.save(laptop, edits).result()
            send.send(laptop, folder / "bundles")
    told = _seen("received", folder, str(folder / "bundles"))
    whole = f"looked at in {told['looked'] / 1000:.1f} s, merged in {told['whole'] / 1000:.1f} s"
    name = f"{bundles} bundles: first answer of the window ({whole})"
    return timed(name, told["value"], "ms", told["floor"], "under 200 ms to the eye")


def drilled(folder: Path, cases: int = _SOME) -> Timed:
    """From a rating to its cases, to an answer, to its passages; floor: painting the same."""
    with pair(folder, cases) as (lead, _):
        _answered(lead, cases)
        for one in readings.readings(lead.present())[:20]:
            view = read.open_reading(lead, one.id).view
            passage = Evidence("", "0" * 64, 1, 0, 26, _QUOTE, "", "", "supports", ("P 2.1.1",))
            lead.record([rate.tie(view, passage)])
    told = _seen("drilled", folder)
    name = f"rating to its cases, to a passage, {cases} cases: longest step"
    return timed(name, told["value"], "ms", told["floor"], "under 200 ms")
