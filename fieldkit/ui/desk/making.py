"""A desk made in slices, so that no key waits for the whole of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from fieldkit.steps.read import OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.desk.parts import Parts
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.side_by_side import MakeReader
from fieldkit.ui.saver import Saver

_LATER = 300  # milliseconds, when the desk and its document have come on screen


def in_slices(
    session: Session,
    opened: OpenedReading,
    saver: Saver,
    operations: Operations,
    make_reader: MakeReader,
    parent: QWidget,
    show: Callable[[Desk], object],
) -> Iterator[None]:
    """Make the desk step by step and hand it to `show`; closed before that, all of it goes.

    What is wanted later, the page of problems and a second reader, is made when it stands.
    """
    parts = Parts(session, opened, saver, operations)
    try:
        yield from parts.steps(make_reader)
        yield
    except GeneratorExit:
        parts.drop()
        raise
    desk = Desk(session, opened, saver, operations, make_reader, parent, parts)
    try:
        yield
    except GeneratorExit:
        desk.leave()
        desk.deleteLater()
        raise
    show(desk)
    QTimer.singleShot(_LATER, desk, lambda: desk.problems)
    QTimer.singleShot(2 * _LATER, desk, desk.readers.prepare)
