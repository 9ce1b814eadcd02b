"""Looks at files before they go out: does each open, how much text is in it, is it a scan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fieldkit.documents.display import Kind
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError


@dataclass(frozen=True)
class Checked:
    """What was found out about one file. `seconds` is how long it took; `reason` why not `ok`."""

    file: str
    ok: bool
    kind: Kind
    pages: int
    characters: int
    scan: bool
    seconds: float
    reason: FieldkitError | None


def preflight(
    files: Iterable[tuple[str, bytes]],
    worker: DocumentWorker,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Checked]:
    """Check (name, bytes) one after another: opens, reads all text, draws the first page.

    A file that is refused or crashes its parser never stops the others: its `reason` says why.
    """
    for number, (name, data) in enumerate(files):
        yield _check(f"preflight {number}", name, data, worker, clock)


def _check(
    key: str, name: str, data: bytes, worker: DocumentWorker, clock: Callable[[], float]
) -> Checked:
    began = clock()
    kind: Kind = "unknown"
    pages = 0
    try:
        opened = worker.open(key, data, name)
        kind, pages = opened.kind, opened.pages
        survey = worker.survey(key)
        if opened.shape == "pages":
            worker.render(key, 1, 1.0)
    except FieldkitError as reason:
        return Checked(name, False, kind, pages, 0, False, clock() - began, reason)
    finally:
        worker.close(key)
    taken = clock() - began
    return Checked(name, True, kind, pages, survey.characters, survey.scan, taken, None)
