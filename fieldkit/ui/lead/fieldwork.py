"""Fieldwork: the matrix with what can be done from a square, and interim figures beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent

from fieldkit.steps import matrix
from fieldkit.steps.matrix import Matrix
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.progress_matrix import MatrixView
from fieldkit.ui.lead.progress_review import ReviewPanel
from fieldkit.ui.lead.sections import scrolled
from fieldkit.ui.lead.table import Line, Table
from fieldkit.ui.operations import Operations

INTERIM = (
    Column("question", "Key question", 130),
    Column("percent", "Yes", 70, right=True),
    Column("share", "Of those judged", 130, right=True),
    Column("told", "Interim: unfinished readings count, and it will change"),
)


class MatrixPage(LeadPage):
    """The matrix at the left, the reading of the square chosen at the right."""

    changed = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._told = Label("", "second", "text2", wrap=True)
        self.view = MatrixView()
        self.view.chosen.connect(self._show_square)
        self.panel = ReviewPanel(session, operations)
        self.panel.changed.connect(self._changed)
        self.panel.handed.connect(self._handed)
        inside = scrolled(self.panel, "The reading chosen")
        self._side = surface(column(inside, gap=0), "side_right", width=360)
        body = row((self.view, 1), self._side, gap=0)
        top = head("Who has read what", self._told)
        self.setLayout(column(self.notices, top, (body, 1), gap=0))
        self.setFocusProxy(self.view)

    def load(self) -> None:
        """Read the matrix again."""
        self.run(lambda: matrix.matrix(self.session), self.show_matrix)

    def show_matrix(self, found: Matrix) -> None:
        """Show a matrix that was read."""
        late = [one.name for one in found.people if one.late]
        told = f"{found.complete} of {found.readings} readings complete."
        if late:
            told += f" Not heard from for {matrix.LATE_DAYS} days or more: {', '.join(late)}."
        self._told.setText(told)
        self.view.show_matrix(found)
        self._show_square()

    def _show_square(self) -> None:
        model, place = self.view.squares, self.view.currentIndex()
        if model.matrix is None or not place.isValid():
            self.panel.show_square("No reading yet", None)
            return
        subject = model.matrix.subjects[place.row()]
        person = model.matrix.people[place.column()]
        case = f"Case {subject.number}" if subject.kind == "case" else subject.number
        self.panel.show_square(f"{case}, {person.name}", self.view.current())

    def _changed(self) -> None:
        self.load()
        self.changed.emit()

    def _handed(self, person: str) -> None:
        """The bar and the keys go to whoever goes on with it."""
        found, row = self.view.squares.matrix, self.view.currentIndex().row()
        people = [one.person for one in found.people] if found is not None else []
        if person in people:
            self.view.setCurrentIndex(self.view.squares.index(row, people.index(person)))
        self.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fix(self._side, width=300 if self.width() < theme.px(720) else 360)


class InterimPage(LeadPage):
    """Percentages so far, each with its n/N, always called interim."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._told = Label(
            "Interim. Every reading with an answer counts, complete or not. No rating is made of "
            "these figures.",
            "second",
            "text2",
            wrap=True,
        )
        self.table = Table("Interim percentages", INTERIM)
        top = head("Interim figures", self._told)
        self.setLayout(column(self.notices, top, (self.table, 1), gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the figures again."""
        self.run(lambda: matrix.matrix(self.session), self.show_matrix)

    def show_matrix(self, found: Matrix) -> None:
        """Show the figures of a matrix that was read."""
        self.table.show_lines(
            [
                Line(
                    one.code,
                    {
                        "question": one.code,
                        "percent": one.percent,
                        "share": f"{one.yes} of {one.judged}",
                        "told": f"{one.of - one.judged} of {one.of} not judged yet, or not asked",
                    },
                )
                for one in found.shares
            ]
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(200))
