"""Receive: look at what came before anything changes, then merge and answer with receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QStyleOptionViewItem, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import preview, receive, unlock
from fieldkit.steps.carry import Arrival
from fieldkit.steps.preview import Preview
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column, Headings, fitted, paint_plain_row, paint_two
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import ElidedLabel, IconLabel, Label
from fieldkit.ui.components.layout import Box, column, row, surface
from fieldkit.ui.components.pill import paint_pill
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.lead import receive_words
from fieldkit.ui.lead.receive_words import CASE_COLUMNS, FileLine, Merged
from fieldkit.ui.lead.table import Table
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import size

ChooseFiles = Callable[[QWidget], Sequence[str]]
ChooseFolder = Callable[[QWidget], str]
LINE = Qt.ItemDataRole.UserRole
RECEIPTS = "receipts_folder"
COLUMNS = (
    Column("file", "File", 320),
    Column("sender", "From", 170, drop=2),
    Column("size", "Size", 80, drop=3, right=True),
    Column("check", "Check", 160),
    Column("what", "What happens", drop=1),
)


def ask_files(parent: QWidget) -> Sequence[str]:
    """Let a person choose bundle files; none if they do not."""
    return QFileDialog.getOpenFileNames(parent, "Add bundles", "", "fieldkit files (*.fkb)")[0]


def ask_folder(parent: QWidget) -> str:
    """Let a person choose where receipts go; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Where receipts go")


class _FileDelegate(RowDelegate):
    """One file across the columns."""

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: FileLine = index.data(LINE)
        selected = paint_plain_row(painter, rect, option)
        places = fitted(COLUMNS, rect)
        second = (line.bundle,) if "sender" in places else (line.sender, line.bundle)
        paint_two(painter, places["file"], line.path.name, " · ".join(second))
        if "sender" in places:
            paint.text(painter, places["sender"], line.sender)
        paint_pill(painter, places["check"], *line.check, on_tint=selected)
        if "size" in places and line.length:
            paint.text(painter, places["size"], size(line.length), "body", "text2", paint.RIGHT)
        if "what" in places:
            paint.text(painter, places["what"], line.what)


class ReceivePage(QWidget):
    """`merged` is emitted after bundles were taken in; `counted` with files waiting."""

    merged = Signal(int)
    counted = Signal(int)
    _went_on = Signal(str)

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: ChooseFiles = ask_files,
        choose_folder: ChooseFolder = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._choose = choose
        self._choose_folder = choose_folder
        self._files: list[Path] = []
        self._lines: list[FileLine] = []
        self._receipts = ""
        self._owed: Sequence[Arrival] = ()
        self.list = PlainList(_FileDelegate)
        prepare(self.list, "Files to receive")
        self.cases = Table("What merging would change, by case", CASE_COLUMNS)
        self.notices = Notices()
        self.merge = Button("Receive", "primary", icon="tray", height=36)
        self.merge.clicked.connect(self.receive)
        self._add = Button("Add files…", "plain", icon="plus", key="Ctrl+O")
        self._add.clicked.connect(self.add_files)
        self.folder = Button("Choose…", "plain", icon="folder-open", name="Where receipts go")
        self.folder.clicked.connect(self.choose_receipts)
        self.empty = EmptyState(
            "tray",
            "No bundles added yet",
            "Inspectors send them to the team folder. Nothing changes until you receive them.",
            "Add files…",
            primary=True,
            action_icon="plus",
            key="Ctrl+O",
        )
        self.empty.acted.connect(self.add_files)
        self._sub = Label("", "second", "text2", wrap=True)
        self._where = ElidedLabel("", "second", "text2")
        self._went_on.connect(self._sub.setText)
        self._pages = QStackedWidget()
        self.setLayout(self._build())
        self.setFocusProxy(self.empty)

    def _build(self) -> Box:
        self._title = Label("Receive: look before anything changes", "display", wrap=True)
        words = column(self._title, self._sub, gap=4)
        head = row((words, 1), self._add, self.merge, gap=12, margins=(20, 14, 20, 14))
        told = row(
            IconLabel("receipt"), (self._where, 1), self.folder, gap=8, margins=(20, 8, 20, 8)
        )
        self._under = surface(
            row(Label("What merging changes, by case", "strong"), margins=(14, 10, 14, 8)), "window"
        )
        files = column(
            *(surface(head, "window"), Headings(COLUMNS, self.list), (self.list, 2)),
            *(self._under, (self.cases, 3), surface(told, "window")),
            gap=0,
        )
        holder = QWidget()
        holder.setLayout(files)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(holder)
        return column(self.notices, (self._pages, 1), gap=0)

    def load(self) -> None:
        """Read where receipts went the last time."""
        work = self._session
        self._operations.run(lambda: unlock.remembered(work, RECEIPTS), self._show_receipts)

    def _show_receipts(self, folder: str) -> None:
        self._receipts = folder
        told = f"Receipts go to {folder}" if folder else "Where receipts go is not chosen yet"
        self._where.set_text(told)

    def choose_receipts(self) -> bool:
        """Let the person choose where receipts go; returns whether one was chosen."""
        folder = self._choose_folder(self)
        if folder:
            self.set_receipts(folder)
        return bool(folder)

    def set_receipts(self, folder: str) -> None:
        """Write receipts there from now on, and those that are still owed at once."""
        self._show_receipts(folder)
        owed, self._owed = self._owed, ()
        session = self._session

        def work() -> int:
            unlock.remember(session, RECEIPTS, folder)
            return len(receive.write_receipts(session, owed, Path(folder))) if owed else 0

        self._operations.run(work, self._wrote, lambda why: self.notices.refuse("receipts", why))

    def _wrote(self, count: int) -> None:
        if count:
            self.notices.settle("receipts")
            self._sub.setText(f"Everything added was looked at. {_receipts(count)}")

    def add_files(self) -> None:
        """Let the person choose files, and check each without merging it."""
        self.add([Path(name) for name in self._choose(self)])

    def add(self, files: Sequence[Path]) -> None:
        """Check files, and say what merging all that wait would change."""
        new = [one for one in dict.fromkeys(files) if one not in self._files]
        if new:
            waiting = [one for one in self._lines if one.path in self._files]
            self._files += new
            every = list(self._files)
            self._show([*waiting, *map(receive_words.not_looked_at, new)])
            self.merge.setEnabled(False)

            def work() -> tuple[Preview, list[FileLine]]:
                told = partial(self._tell, "Looked at", len(every))
                found = preview.look(self._session, every, progress=told)
                return found, [receive_words.file_line(one) for one in found.files]

            self._operations.run(work, self._looked)

    def _tell(self, what: str, total: int, done: int) -> None:
        """Say how far it is, from the thread that does it."""
        self._went_on.emit(f"{what} {done} of {total}…")

    def _looked(self, told: tuple[Preview, list[FileLine]]) -> None:
        found, lines = told
        if [one.path for one in found.files] != self._files:
            return  # more were added meanwhile, and their turn comes
        self._show(lines)
        self._under.show()
        self.cases.show()
        self.cases.show_lines(receive_words.case_lines(found))
        receive_words.warn_before(self._session, found, self.notices)
        waiting = len(self._files)
        one = "1 file" if waiting == 1 else f"{waiting} files"
        self._sub.setText(f"{one} checked. {receive_words.summary(found)}")
        self.merge.setText(f"Receive {one}")
        self.merge.setEnabled(True)
        self.merge.show()
        self._take_keys(self.merge)
        self.counted.emit(waiting)

    def _show(self, lines: Sequence[FileLine]) -> None:
        self._lines = list(lines)
        here = self.list.currentIndex().row()
        self.list.show_rows([_row(one) for one in lines])
        self.list.setCurrentIndex(self.list.model().index(max(here, 0), 0))
        self._pages.setCurrentIndex(1)

    def _take_keys(self, wanted: QWidget) -> None:
        """What is to be pressed next has the keys, if this page is the one on screen."""
        self.setFocusProxy(wanted)
        if self.isVisible():
            wanted.setFocus()

    def receive(self) -> None:
        """Merge every file that was added; refused ones change nothing."""
        files, self._files = list(self._files), []
        if not files:
            return
        self.merge.setEnabled(False)
        self._sub.setText("Receiving…")
        session, folder = self._session, self._receipts

        def work() -> Merged:
            told = partial(self._tell, "Received", len(files))
            arrivals, refused = receive.receive(session, files, told)
            made, failed = 0, None
            try:
                if arrivals and folder:
                    made = len(receive.write_receipts(session, arrivals, Path(folder)))
            except FieldkitError as why:
                failed = why
            state = receive.state(session)
            twice = receive_words.doubled(session, state)
            return Merged(arrivals, refused, state.disputes, twice, made, failed)

        self._operations.run(work, lambda merged: self._done(files, merged), self._failed)

    def _done(self, files: Sequence[Path], merged: Merged) -> None:
        self._owed = () if merged.receipts else merged.arrivals
        told = f" {_receipts(merged.receipts)}" if merged.receipts else ""
        self._sub.setText(f"Everything added was looked at.{told}")
        self.merge.hide()
        self._under.hide()
        self.cases.hide()
        for about in ("new laptops",):
            self.notices.settle(about)
        aside = {one.path: one for one in merged.refused}
        taken = dict(zip([one for one in files if one not in aside], merged.arrivals, strict=False))
        lines = self._lines
        self._show([receive_words.after(o, taken.get(o.path), o.path in aside) for o in lines])
        receive_words.tell_merged(merged, self.notices)
        if self._owed and merged.receipts_failed is None:
            self.notices.say(
                "receipts",
                "warn",
                "Receipts are not written yet.",
                "Until they come, each laptop sends its work again. Choose where they go.",
                "Choose the folder…",
                self.choose_receipts,
            )
        self._take_keys(self.list)
        self.counted.emit(0)
        self.merged.emit(merged.disputes)

    def _failed(self, why: FieldkitError) -> None:
        self._files = [one.path for one in self._lines]
        self.merge.setEnabled(True)
        self._sub.setText("Nothing has been merged.")
        self.notices.refuse("merged", why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._title.setVisible(self.height() >= theme.px(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _receipts(count: int) -> str:
    return "1 receipt is written." if count == 1 else f"{count} receipts are written."


def _row(line: FileLine) -> dict[int, object]:
    spoken = (line.path.name, line.bundle, line.sender, line.check[1], line.what)
    return {
        Qt.ItemDataRole.DisplayRole: line.path.name,
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(spoken),
        LINE: line,
    }
