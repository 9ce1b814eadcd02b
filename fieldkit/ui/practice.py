"""The practice case on the desk: a made-up case, with one short step after the other above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from fieldkit.inspection.reading import NOTHING
from fieldkit.steps import practice, rate
from fieldkit.steps.practice import Began
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, row
from fieldkit.ui.desk.desk import Desk
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.source import WorkerSource
from fieldkit.ui.saver import Saver

_LOOK_EVERY = 300


@dataclass(frozen=True)
class Step:
    """What to do, and how to know that it was done."""

    words: str
    done: Callable[[Desk], bool]


def _value(desk: Desk, code: str) -> str | None:
    return desk.work.view.answers.get(code, NOTHING).value


STEPS = (
    Step(
        "Read on: Shift+PgDn opens the next document.",
        lambda d: d.shown[0] not in ("", d.work.documents[0].document.sha256),
    ),
    Step(
        "Answer the question at the right: press N for No. (Esc leaves a text field first.)",
        lambda d: _value(d, "P 2.1.1") == "no",
    ),
    Step(
        "No needs a reason. Press R and write a few words.",
        lambda d: bool(d.work.view.reasons.get("P 2.1.1", NOTHING).value),
    ),
    Step(
        "Find the proof: Ctrl+F, write police, Enter. Esc, then F ties the words found: for No, "
        "choose G, against.",
        lambda d: bool(d.work.view.evidence),
    ),
    Step("Press M: a flag to come back to this question.", lambda d: _flagged(d)),
    Step(
        "Take it back: Ctrl+Z. It works for everything, also tomorrow.", lambda d: not _flagged(d)
    ),
    Step(
        "Ctrl+H shows who recorded what, and when. Nothing is ever removed.",
        lambda d: d.rating.history is not None,
    ),
    Step(
        "Ctrl+Enter shows what is left before a case is complete.",
        lambda d: d.pages.currentWidget() is d.problems,
    ),
)
_END = "That is all. Go on as long as you like; leave with the button at the right."


def _flagged(desk: Desk) -> bool:
    return desk.work.view.flags.get("P 2.1.1", NOTHING).value is not None


class PracticeBar(QFrame):
    """The step to do now, how many there are, and the way out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar_top")
        self.setAccessibleName("Practice")
        self._count = Label("", "second_strong", "accent")
        self.words = Label("", "medium", wrap=True)
        self.skip = Button("Skip this step", "link")
        self.leave = Button("Leave the practice", "plain", height=28)
        told = Label("Practice case: nothing here is kept or sent.", "second", "text2", wrap=True)
        text = column(row(self._count, (told, 1), gap=10), self.words, gap=2)
        self.setLayout(row((text, 1), self.skip, self.leave, gap=12, margins=(14, 8, 14, 8)))

    def show_step(self, number: int) -> None:
        """Show a step (from 0), or the end."""
        over = number >= len(STEPS)
        self._count.setText("Done" if over else f"Step {number + 1} of {len(STEPS)}")
        self.words.setText(_END if over else STEPS[number].words)
        self.skip.setVisible(not over)
        announce(self, self.words.text())


class Practice(QObject):
    """`shown` carries the desk to put on screen; `ended` when everything was thrown away."""

    shown = Signal(object)
    ended = Signal()
    left = Signal()
    refused = Signal(object)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._began: Began | None = None
        self._held: list[Began] = []
        self._saver: Saver | None = None
        self.desk: Desk | None = None
        self.bar: PracticeBar | None = None
        self.step = 0
        self._busy = False
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_EVERY)
        self._look.timeout.connect(self.look)

    def start(self) -> None:
        """Make the practice case and show it; once at a time."""
        if self._busy:
            return
        self._busy = True
        self._operations.run(self._begin, self._show, self._refuse)

    def _begin(self) -> Began:
        began = practice.begin()
        self._held.append(began)
        return began

    def _refuse(self, why: object) -> None:
        self._busy = False
        self.refused.emit(why)

    def _show(self, began: Began) -> None:
        session = began.session
        self._began = began
        saver = self._saver = Saver(
            partial(rate.save, session),
            partial(rate.typing, session),
            self._operations,
            session.clock,
            parent=self,
        )
        source = WorkerSource(
            began.worker,
            lambda listed: practice.content(began, listed.document.sha256),
        )
        make_reader = partial(Reader, source, self._operations)
        self.desk = Desk(session, began.opened, saver, self._operations, make_reader)
        self.bar = PracticeBar()
        self.bar.leave.clicked.connect(self.left)
        self.bar.skip.clicked.connect(self._skip)
        layout = self.desk.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(0, self.bar)
        self.step = 0
        self.bar.show_step(0)
        self.desk.gone.connect(self._end)
        self._look.start()
        self.shown.emit(self.desk)

    def look(self) -> None:
        """Whether the step was done; then the next."""
        if self.desk is None or self.step >= len(STEPS):
            return
        if STEPS[self.step].done(self.desk):
            self._skip()

    def _skip(self) -> None:
        self.step += 1
        if self.bar is not None:
            self.bar.show_step(self.step)

    def _end(self) -> None:
        """The desk was left: everything of it goes."""
        self._look.stop()
        self.desk = self.bar = None
        began, saver = self._began, self._saver
        self._began = self._saver = None
        if saver is not None:
            saver.flush()
            saver.deleteLater()
        if began is not None:
            self._operations.run(partial(self._throw_away, began), self._over, self._refuse)

    def _throw_away(self, began: Began) -> None:
        practice.end(began)
        self._held.remove(began)

    def _over(self, done: object) -> None:
        self._busy = False
        self.ended.emit()

    def stop(self) -> None:
        """The app ends and no operation runs any more: throw away what is left."""
        self._began = None
        for began in tuple(self._held):
            self._throw_away(began)
