"""Receive: look at what came before anything changes, then merge and answer with receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QStyleOptionViewItem, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import receive, verify
from fieldkit.steps.carry import Arrival
from fieldkit.steps.receive import Refused
from fieldkit.steps.session import Session
from fieldkit.steps.verify import Verified
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column, Headings, fitted, paint_plain_row, paint_two
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import Box, column, row, surface
from fieldkit.ui.components.pill import paint_pill
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.ui.when import size
from fieldkit.wording import sentence

ChooseFiles = Callable[[QWidget], Sequence[str]]
LINE = Qt.ItemDataRole.UserRole
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


@dataclass(frozen=True)
class _Merged:
    arrivals: Sequence[Arrival]
    refused: Sequence[Refused]
    disputes: int
    doubled: Sequence[str] = ()


@dataclass(frozen=True)
class FileLine:
    """What is known of one file, and what happens, or happened, to it."""

    path: Path
    bundle: str
    sender: str
    length: int
    check: tuple[str, str]
    what: str


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
        if "size" in places:
            paint.text(painter, places["size"], size(line.length), "body", "text2", paint.RIGHT)
        if "what" in places:
            paint.text(painter, places["what"], line.what)


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
        self._lines: list[FileLine] = []
        self.list = PlainList(_FileDelegate)
        prepare(self.list, "Files to receive")
        self.notices = Notices()
        self.merge = Button("Receive", "primary", icon="tray", height=36)
        self.merge.clicked.connect(self.receive)
        self._add = Button("Add files…", "plain", icon="plus", key="Ctrl+O")
        self._add.clicked.connect(self.add_files)
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
        self._pages = QStackedWidget()
        self.setLayout(self._build())
        self.setFocusProxy(self.empty)

    def _build(self) -> Box:
        title = Label("Receive: look before anything changes", "display", wrap=True)
        words = column(title, self._sub, gap=4)
        head = row((words, 1), self._add, self.merge, gap=12, margins=(20, 14, 20, 14))
        files = column(surface(head, "window"), Headings(COLUMNS, self.list), (self.list, 1), gap=0)
        holder = QWidget()
        holder.setLayout(files)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(holder)
        return column(self.notices, (self._pages, 1), gap=0)

    def add_files(self) -> None:
        """Let the person choose files, and check each without merging it."""
        self.add([Path(name) for name in self._choose(self)])

    def add(self, files: Sequence[Path]) -> None:
        """Check files and list what was found."""
        new = [one for one in dict.fromkeys(files) if one not in self._files]
        if new:
            self._files += new
            self._operations.run(lambda: [self._checked(one) for one in new], self._add_lines)

    def _checked(self, path: Path) -> FileLine:
        one = verify.verify(self._session, path)
        length = path.stat().st_size if path.exists() else 0
        bundle = f"Bundle {one.sequence}" if one.ok else "Cannot be read here"
        return FileLine(path, bundle, one.sender or "Sender not known", length, *_state(one))

    def _add_lines(self, found: Sequence[FileLine]) -> None:
        if not self._files[len(found) :]:
            self._lines = []  # those before were received
        self._show([*self._lines, *found])
        waiting = len(self._files)
        one = "1 file" if waiting == 1 else f"{waiting} files"
        self._sub.setText(f"{one} checked. Nothing has been merged yet.")
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

        def work() -> _Merged:
            arrivals, refused = receive.receive(self._session, files)
            if arrivals:
                folder = files[0].parent.parent / "receipts"
                receive.write_receipts(self._session, arrivals, folder)
            state = receive.state(self._session)
            return _Merged(arrivals, refused, state.disputes, _doubled(self._session, state))

        self._operations.run(work, lambda merged: self._done(files, merged), self._failed)

    def _done(self, files: Sequence[Path], merged: _Merged) -> None:
        told = "Everything added was looked at. Receipts are in the folder “receipts” beside it."
        self._sub.setText(told)
        self.merge.hide()
        aside = {one.path: one for one in merged.refused}
        taken = dict(zip([one for one in files if one not in aside], merged.arrivals, strict=False))
        self._show([_after(one, taken.get(one.path), one.path in aside) for one in self._lines])
        self._tell(merged)
        self._take_keys(self.list)
        self.counted.emit(0)
        self.merged.emit(merged.disputes)

    def _tell(self, merged: _Merged) -> None:
        new = sum(one.taken.new for one in merged.arrivals)
        count = len(merged.arrivals)
        if count:
            bundles = "1 bundle" if count == 1 else f"{count} bundles"
            told = f"{_changes(new)} from {bundles} {'is' if new == 1 else 'are'} merged."
            waits = merged.disputes
            many = "1 value is disputed" if waits == 1 else f"{waits} values are disputed"
            second = f"{many}; both are kept. Decide under Disputes." if waits else "No disputes."
            self.notices.say("merged", "ok", told, second)
        for one in merged.arrivals:
            if one.missing:
                numbers = ", ".join(str(number) for number in one.missing)
                title = f"Bundle {numbers} from {one.sender_name} has not arrived."
                kept = f"The {_changes(one.taken.new)} in bundle {one.sequence} are kept."
                again = f"{kept} Ask {one.sender_name} to send again."
                self.notices.say(f"gap {one.sender}", "warn", title, again)
        for person in merged.doubled:
            title = f"{person}’s laptop seems to exist twice."
            kept = "Two different pieces of work bear one number; both are kept."
            self.notices.say(f"twice {person}", "bad", title, f"{kept} Ask {person} about a copy.")
        for refused in merged.refused:
            name = refused.path.name
            why = sentence(refused.reason)
            self.notices.say(f"aside {name}", "bad", f"{name} is set aside.", why)

    def _failed(self, why: FieldkitError) -> None:
        self._files = [one.path for one in self._lines]
        self.merge.setEnabled(True)
        self._sub.setText("Nothing has been merged.")
        self.notices.refuse("merged", why)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _changes(count: int) -> str:
    return f"{count} change{'' if count == 1 else 's'}"


def _row(line: FileLine) -> dict[int, object]:
    spoken = (line.path.name, line.bundle, line.sender, line.check[1], line.what)
    return {
        Qt.ItemDataRole.DisplayRole: line.path.name,
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(spoken),
        LINE: line,
    }


def _after(line: FileLine, taken: Arrival | None, aside: bool) -> FileLine:
    if aside:
        return replace(line, check=("bad", "Set aside"), what="Changed nothing")
    if taken is None:
        return line
    what = f"{_changes(taken.taken.new)} merged" if taken.taken.new else "Nothing new in it"
    return replace(line, check=("complete", "Merged"), what=what)


def _doubled(session: Session, state: receive.State) -> tuple[str, ...]:
    """Names of people whose chain forks or whose bundles contradict each other: a cloned laptop."""
    devices = [one.device for one in state.chains if one.forks]
    devices += [device for device, _ in (*state.twins, *state.breaks)]
    return tuple(dict.fromkeys(session.roster.name_of(device) for device in devices))


def _state(one: Verified) -> tuple[tuple[str, str], str]:
    """The check as a pill, and what will happen."""
    if one.reason is not None:
        return ("bad", "Refused"), "Set aside; changes nothing"
    if one.held:
        return ("plain", "Held already"), "Nothing to do"
    return ("complete", "Signature good"), "Will be merged"
