"""Receive: look at what came before anything changes, then merge and answer with receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import receive, verify
from fieldkit.steps.carry import Arrival
from fieldkit.steps.receive import Refused
from fieldkit.steps.session import Session
from fieldkit.steps.verify import Verified
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.pill import paint_pill, pill_width
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import size
from fieldkit.wording import sentence

ChooseFiles = Callable[[QWidget], Sequence[str]]


def ask_files(parent: QWidget) -> Sequence[str]:
    """Let a person choose bundle files; none if they do not."""
    return QFileDialog.getOpenFileNames(parent, "Add bundles", "", "fieldkit files (*.fkb)")[0]


@dataclass(frozen=True)
class _Merged:
    arrivals: Sequence[Arrival]
    refused: Sequence[Refused]
    disputes: int


class _FileDelegate(RowDelegate):
    def paint_right(self, painter: QPainter, rect: QRectF, index: Index, selected: bool) -> float:
        kind, words = index.data(Row.RIGHT)
        paint_pill(painter, rect, kind, words, on_tint=selected, align_right=True)
        return float(pill_width(kind, words)) + theme.px(10)


class ReceivePage(QWidget):
    """`merged` is emitted after bundles were taken in; `counted` with files waiting."""

    merged = Signal(int)
    counted = Signal(int)

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: ChooseFiles = ask_files,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._choose = choose
        self._files: list[Path] = []
        self._list = PlainList(_FileDelegate)
        prepare(self._list, "Files to receive")
        self._told = column(gap=8)
        self._merge = Button("Receive", "primary", icon="tray")
        self._merge.clicked.connect(self.receive)
        self._merge.setEnabled(False)
        self._empty = EmptyState(
            "tray",
            "No bundles added yet",
            "Inspectors send them to the team folder. Nothing changes until you receive them.",
            "Add files…",
            key="Ctrl+O",
        )
        self._empty.acted.connect(self.add_files)
        self._build()

    def _build(self) -> None:
        add = Button("Add files…", "plain", icon="plus", key="Ctrl+O")
        add.clicked.connect(self.add_files)
        self._sub = Label("", "second", "text2")
        words = column(Label("Receive: look before anything changes", "display"), self._sub, gap=4)
        head = surface(
            row((words, 1), add, self._merge, gap=12, margins=(20, 16, 20, 14)), "window"
        )
        self._list.hide()
        self.setLayout(column(head, (self._list, 1), (self._empty, 1), self._told, gap=0))
        self._say_count()

    def _say_count(self) -> None:
        count = len(self._files)
        one = "1 file" if count == 1 else f"{count} files"
        self._sub.setText(f"{one} added. Nothing of them is merged yet." if count else "")
        self._merge.setText(f"Receive {one}" if count else "Receive")
        self._merge.setEnabled(bool(count))
        self.counted.emit(count)

    def add_files(self) -> None:
        """Let the person choose files, and check each without merging it."""
        self.add([Path(name) for name in self._choose(self)])

    def add(self, files: Sequence[Path]) -> None:
        """Check files and list what was found."""
        self._files += [one for one in files if one not in self._files]
        every = list(self._files)
        if every:
            self._operations.run(
                lambda: [(one, verify.verify(self._session, one)) for one in every], self._show
            )

    def _show(self, found: Sequence[tuple[Path, Verified]]) -> None:
        rows: list[dict[int, object]] = []
        for path, one in found:
            length = path.stat().st_size if path.exists() else 0
            rows.append(
                {
                    Qt.ItemDataRole.DisplayRole: path.name,
                    Row.SECOND: f"{one.sender or 'Sender not known'} · {size(length)}",
                    Row.STRONG: True,
                    Row.ICON: "file",
                    Row.RIGHT: _state(one),
                    Qt.ItemDataRole.AccessibleTextRole: f"{path.name}, {_state(one)[1]}",
                }
            )
        self._list.show_rows(rows)
        self._list.show()
        self._empty.hide()
        self._say_count()

    def receive(self) -> None:
        """Merge every file that was added; refused ones change nothing."""
        files, self._files = list(self._files), []
        self._merge.setEnabled(False)
        self._sub.setText("Receiving…")

        def work() -> _Merged:
            arrivals, refused = receive.receive(self._session, files)
            if arrivals:
                folder = files[0].parent.parent / "receipts"
                receive.write_receipts(self._session, arrivals, folder)
            return _Merged(arrivals, refused, receive.state(self._session).disputes)

        self._operations.run(work, self._done, self._failed)

    def _done(self, merged: _Merged) -> None:
        new = sum(one.taken.new for one in merged.arrivals)
        told = f"{new} changes from {len(merged.arrivals)} bundles are merged."
        second = f"{merged.disputes} questions have two values; decide them under Disputes."
        banners = [Banner("ok", told, second if merged.disputes else "Receipts are written.")]
        for one in merged.arrivals:
            if one.missing:
                numbers = ", ".join(str(number) for number in one.missing)
                title = f"Bundle {numbers} from {one.sender_name} has not arrived."
                kept = f"The changes in bundle {one.sequence} are kept."
                banners.append(
                    Banner("warn", title, f"{kept} Ask {one.sender_name} to send again.")
                )
        banners += [
            Banner("bad", f"{one.path.name} is set aside.", sentence(one.reason))
            for one in merged.refused
        ]
        self._tell(banners)
        self._sub.setText("Everything added was received.")
        self._merge.setText("Receive")
        self._mark_done(merged)
        self.counted.emit(0)
        self.merged.emit(merged.disputes)

    def _mark_done(self, merged: _Merged) -> None:
        aside = {one.path.name for one in merged.refused}
        model = self._list.model()
        rows: list[dict[int, object]] = []
        for number in range(model.rowCount()):
            index = model.index(number, 0)
            name = str(index.data(Qt.ItemDataRole.DisplayRole))
            state = ("bad", "Set aside") if name in aside else ("complete", "Merged")
            rows.append(
                {
                    Qt.ItemDataRole.DisplayRole: name,
                    Row.SECOND: index.data(Row.SECOND),
                    Row.STRONG: True,
                    Row.ICON: "file",
                    Row.RIGHT: state,
                    Qt.ItemDataRole.AccessibleTextRole: f"{name}, {state[1]}",
                }
            )
        self._list.show_rows(rows)

    def _failed(self, why: FieldkitError) -> None:
        self._tell([Banner("bad", "Nothing was received.", sentence(why))])

    def _tell(self, banners: Sequence[Banner]) -> None:
        while (item := self._told.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._told.set_margins(20, 12, 20, 16)
        self._told.add(*banners, STRETCH)


def _state(one: Verified) -> tuple[str, str]:
    if one.reason is not None:
        return ("bad", "Refused")
    if one.held:
        return ("plain", "Held already")
    return ("delivered", "Signature good")
