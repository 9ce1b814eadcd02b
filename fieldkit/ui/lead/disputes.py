"""Disputes: one at a time, both values with person, reason and passages; decided with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Value
from fieldkit.steps import settle
from fieldkit.steps.session import Session
from fieldkit.steps.settle import Dispute
from fieldkit.ui import theme
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.keys import LetterKeys
from fieldkit.ui.lead.dispute_panel import KINDS, DisputePanel
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList


@dataclass(frozen=True)
class _Loaded:
    disputes: Sequence[Dispute]
    titles: dict[str, str]


class DisputesPage(QWidget):
    """`decided` is emitted after a decision is on the disk; `counted` with what is left.

    `onward` is asked for when nothing is left to decide.
    """

    decided = Signal()
    counted = Signal(int)
    onward = Signal()

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._disputes: Sequence[Dispute] = ()
        self._titles: dict[str, str] = {}
        self.list = PlainList()
        prepare(self.list, "Disputes", "window")
        self.list.selectionModel().currentChanged.connect(self._choose_row)
        self.panel = DisputePanel(session)
        self.panel.decided.connect(self._record)
        self.panel.stepped.connect(self.step)
        self.list.activated.connect(lambda index: self.panel.take_keys())
        self.notices = Notices()
        self.empty = EmptyState(
            "check-circle",
            "No disputes",
            "Where two values meet, both are kept and wait here.",
            "Go to moderation",
            key="Ctrl+4",
        )
        self.empty.acted.connect(self.onward)
        self._count = Label("", "second", "text2")
        self._pages = QStackedWidget()
        self.setLayout(self._build())
        self.setFocusProxy(self.empty)
        keys = {str(number): partial(self.panel.choose_key, number) for number in range(1, 7)}
        self._keys = LetterKeys(self, keys)

    def _build(self) -> Box:
        head = row(Label("Disputes", "section"), self._count, STRETCH, margins=(14, 12, 12, 10))
        left = column(surface(head, "window"), (self.list, 1), gap=0)
        self._left = surface(left, "side_left", width=270)
        page = QWidget()
        page.setLayout(row(self._left, (self.panel, 1), gap=0))
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)
        return column(self.notices, (self._pages, 1), gap=0)

    @property
    def shown(self) -> Dispute | None:
        """The dispute on screen, or None when none is open."""
        return self.panel.shown if self._disputes else None

    def load(self) -> None:
        """Read the open disputes again."""
        self._operations.run(self._read, self._show)

    def _read(self) -> _Loaded:
        titles = {one.sha256: one.title for one in readings.documents(self._session.present())}
        return _Loaded(settle.disputes(self._session), titles)

    def _show(self, loaded: _Loaded) -> None:
        had = keys_in(self) is not None
        before = self.panel.shown
        found = self._disputes = loaded.disputes
        self._titles = loaded.titles
        self._count.setText(f"{len(found)} to decide")
        self.list.show_rows([_row(one) for one in found])
        self._pages.setCurrentIndex(1 if found else 0)
        if found:
            same = (n for n, one in enumerate(found) if before and one.key == before.key)
            place = self.list.model().index(next(same, 0), 0)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(place, flag)
        else:
            self.panel.clear()
        self._offer_keys()
        if had and not self.panel.is_being_written():
            self.setFocus()
        self.counted.emit(len(found))

    def step(self, by: int) -> None:
        """Go to the next or previous dispute."""
        place = self.list.currentIndex().row() + by
        if 0 <= place < len(self._disputes):
            self.list.setCurrentIndex(self.list.model().index(place, 0))

    def _choose_row(self, index: object, before: object) -> None:
        place = self.list.currentIndex().row()
        if 0 <= place < len(self._disputes):
            dispute = self._disputes[place]
            self.panel.show_dispute(dispute, (place, len(self._disputes)), self._titles)
            self._offer_keys()

    def _offer_keys(self) -> None:
        """What has the keys first: the list, or the first value where the list has no room."""
        first: QWidget = self.list if self._left_fits() else self.panel.first()
        self.setFocusProxy(first if self._disputes else self.empty)

    def _left_fits(self) -> bool:
        return self.width() >= theme.px(840)

    def decide(self) -> None:
        """Decide the dispute on screen, if a value and a reason are there."""
        self.panel.decide()

    def _record(self, value: Value, why: str) -> None:
        dispute = self.panel.shown
        if dispute is not None:
            self._operations.run(
                lambda: settle.decide(self._session, dispute, value, why),
                lambda made: self._done(dispute),
                self._failed,
            )

    def _done(self, dispute: Dispute) -> None:
        self.notices.settle("decide")
        announce(self, f"Case {dispute.subject.number}, {dispute.question} is decided.")
        self.panel.clear()
        self.decided.emit()
        self.load()

    def _failed(self, why: FieldkitError) -> None:
        self.panel.say_ready()
        self.notices.refuse("decide", why)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setVisible(self._left_fits())
        self._offer_keys()


def _row(one: Dispute) -> dict[int, object]:
    title = f"Case {one.subject.number} · {one.question}"
    kind = KINDS.get(one.key.kind, one.key.kind)
    return {
        Qt.ItemDataRole.DisplayRole: title,
        Qt.ItemDataRole.AccessibleTextRole: f"{title}, {kind}",
        Row.SECOND: kind,
        Row.STRONG: True,
    }
