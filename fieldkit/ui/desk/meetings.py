"""Meetings, interviews and focus groups, written down live beside the questions of the form.

The same page serves the practitioner interview of a case and the evidence of a standard: who took
part by role, lines with their times by every writer, and tags that make a line evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.records import NoteLine, Record
from fieldkit.steps import records
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.row_delegate import RowDelegate, prepare
from fieldkit.ui.desk.meeting_input import DIRECTIONS, LineInput
from fieldkit.ui.desk.meeting_lines import LineDelegate, line_row
from fieldkit.ui.desk.meeting_rows import question_row, record_row, written
from fieldkit.ui.desk.meeting_sheet import MeetingSheet
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.plain_list import PlainList

_ASK = "Questions to ask"


class Meetings(QWidget):
    """`closed` goes back to the desk; `refused` carries why something was not kept."""

    closed = Signal()
    refused = Signal(object)

    def __init__(
        self,
        work: CaseWork,
        clock: Callable[[], datetime],
        people: Mapping[str, str],
        me: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._clock = clock
        self._people = people
        self._me = me
        self._open = ""
        self._new: NoteLine | None = None
        self._corrects: NoteLine | None = None
        self._tags: list[str] = []
        self._asked = ""
        self._sheet: MeetingSheet | None = None
        self._build_list()
        self._build_middle()
        self._build_questions()
        self.setLayout(row(self._left, (self._middle, 1), self._right, gap=0))
        self.setAccessibleName("Meetings and interviews")
        for one in (self.lines, self.input.edit, self.list, self.asks):
            one.installEventFilter(self)
        work.changed.connect(self._changed)

    # Building

    def _build_list(self) -> None:
        self.new = Button("New", "quiet", icon="plus", name="New conversation", key="Ctrl+N")
        self.new.clicked.connect(self.begin)
        self.list = PlainList()
        prepare(self.list, "Conversations", "window")
        self.list.setItemDelegate(RowDelegate(self.list, rules=False, surface="window"))
        self.list.selectionModel().currentChanged.connect(self._picked)
        head = row(Label("Conversations", "strong"), STRETCH, self.new, margins=(12, 6, 6, 6))
        self._left = surface(column(head, (self.list, 1), gap=0), "side_left")
        theme.fix(self._left, width=250)

    def _build_middle(self) -> None:
        self._title = Label("", "panel", wrap=True)
        self._about = Label("", "second", "text2", wrap=True)
        self.change = Button("Change", "link", name="Change the heading")
        self.change.clicked.connect(lambda: self._sheet_for(self.record))
        self.done = Button("Back to the page", "plain", icon="arrow-left", key="Alt+Left")
        self.done.clicked.connect(self.closed)
        self.lines = PlainList(LineDelegate)
        prepare(self.lines, "Lines")
        self.lines.setResizeMode(QListView.ResizeMode.Adjust)
        self.lines.activated.connect(self._correct)
        self.lines.selectionModel().currentChanged.connect(lambda now, was: self._show_tags())
        self.input = LineInput(self._work.questions)
        self.input.typed.connect(self._typed)
        self.input.kept.connect(self.keep)
        self.input.tagged.connect(self.tag)
        self.input.turned.connect(self.turn)
        self.input.edit.left.connect(self._left_field)
        self._none = EmptyState(
            "users-three",
            "No conversation yet",
            "Begin one to write down who says what, with times. Lines can be tied to questions.",
        )
        text = column(self._title, self._about, gap=2)
        head = row((text, 1), self.change, self.done, gap=8, margins=(14, 10, 12, 10))
        self._middle = QWidget()
        self._middle.setLayout(
            column(surface(head, "bar_top"), (self.lines, 1), (self._none, 1), self.input, gap=0)
        )

    def _build_questions(self) -> None:
        self.asks = PlainList()
        prepare(self.asks, _ASK)
        self.asks.setItemDelegate(RowDelegate(self.asks, height=44))
        self.asks.selectionModel().currentChanged.connect(self._ask)
        told = Label(
            "Choose one while you ask it: the lines that follow say so.",
            "second",
            "text2",
            wrap=True,
        )
        head = column(Label(_ASK, "strong"), told, gap=2, margins=(12, 8, 10, 8))
        self._right = surface(column(head, (self.asks, 1), gap=0), "side_right")
        theme.fix(self._right, width=310)

    # What is asked of it

    @property
    def record(self) -> Record | None:
        """The conversation open."""
        every = self._work.view.records
        return next((one for one in every if one.id == self._open), every[-1] if every else None)

    def open(self) -> None:
        """Show it, ready to type; where there is no conversation yet, begin one."""
        self.refresh()
        if self.record is not None:
            self.input.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._work.read_only:
            self.begin()

    def show_line(self, document: str, identity: str) -> None:
        """Show one line of a conversation, selected."""
        found = next(one for one in self._work.view.records if one.document == document)
        self._open = found.id
        self.refresh()
        ids = [one.id for one in self._shown(found)]
        if identity in ids:
            self.lines.setCurrentIndex(self.lines.model().index(ids.index(identity), 0))
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Ctrl+N: begin a conversation."""
        if not self._work.read_only:
            self._sheet_for(None)

    def _sheet_for(self, record: Record | None) -> None:
        if self._sheet is None:
            self._sheet = MeetingSheet(self)
            self._sheet.wanted.connect(self._begin)
            self._sheet.changed.connect(self._change)
        case = self._work.view.subject.kind == "case"
        title = "Interview with the practitioner" if case else ""
        self._sheet.open_for(record, "interview" if case else "meeting", title)

    def _begin(self, kind: str, title: str, people: str) -> None:
        at = self._clock().astimezone().isoformat(timespec="seconds")
        edit = records.begin(self._work.view, kind, title, people, at)
        self._open = edit.key.about
        self._work.do([edit])
        self.refresh()
        self.input.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self, title: str, people: str) -> None:
        record = self.record
        if record is not None:
            self._work.do([records.change(self._work.view, record, title, people)])

    # Typing a line

    def _typed(self, text: str) -> None:
        record = self.record
        if record is None or self._corrects is not None:
            return
        if self._new is None:
            self._new = records.new_line(record, self._clock, self._asked)
        self._work.typing(records.write(self._work.view, self._new, text))

    def keep(self) -> None:
        """Enter: the line stands with its time, and with the tags chosen."""
        text = self.input.edit.toPlainText().strip()
        record, line, corrects = self.record, self._new, self._corrects
        self._new = self._corrects = None
        self.input.clear()
        if record is None or not text:
            self._work.leave()
            return
        try:
            if corrects is not None:
                self._work.do(records.correct(self._work.view, record, corrects, text))
            elif line is not None:
                self._work.leave()
                for code in self._tags:
                    self._tag(record, line, text, code)
        except FieldkitError as why:
            self.refused.emit(why)
        self._tags = []
        self.refresh()
        last = self.lines.model().rowCount() - 1
        self.lines.setCurrentIndex(self.lines.model().index(last, 0))
        self.lines.scrollToBottom()

    def _tag(self, record: Record, line: NoteLine, text: str, code: str) -> None:
        held = next((one for one in record.lines if one.id == line.id), line)
        if not held.text:
            held = NoteLine(line.id, line.record, text, line.at, line.asked, "")
        direction = DIRECTIONS[self.input.direction]
        self._work.do(records.tag(self._work.view, record, held, code, direction))

    def _left_field(self) -> None:
        self._work.leave()

    def _correct(self, index: QModelIndex) -> None:
        """Enter on a line: its words go into the field to be put right."""
        line = self._line()
        if line is not None and not self._work.read_only:
            self._corrects = line
            self.input.clear()
            self.input.edit.setPlainText(line.text)
            self.input.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell()

    # Tags

    def _on_line(self) -> bool:
        return self.lines.hasFocus() and self._line() is not None

    def _line(self) -> NoteLine | None:
        record, here = self.record, self.lines.currentIndex().row()
        shown = self._shown(record) if record else ()
        return shown[here] if 0 <= here < len(shown) else None

    def tag(self, code: str) -> None:
        """Tag the selected line, or the line being typed."""
        record, line = self.record, self._line()
        if self._on_line() and record is not None and line is not None:
            if not self._work.read_only:
                self._tag(record, line, line.text, code)
                self._show_tags()
            return
        if code in self._tags:
            self._tags.remove(code)
        else:
            self._tags.append(code)
        self._show_tags()

    def turn(self, direction: str) -> None:
        """For or against: of the selected line, or of the one being typed."""
        self.input.direction = direction
        record, line = self.record, self._line()
        held = records.evidence_of(self._work.view, line) if line else None
        if self._on_line() and record and line and held and not self._work.read_only:
            turns = held.direction != DIRECTIONS[direction]
            self._tag(record, line, line.text, held.questions[0]) if turns else None
        self._show_tags()

    def _show_tags(self) -> None:
        line = self._line()
        if self._on_line() and line is not None:
            held = records.evidence_of(self._work.view, line)
            codes = held.questions if held else ()
            direction = self.input.direction
            if held is not None:
                direction = "against" if held.direction == "contradicts" else "for"
            self.input.show_tags(codes, direction)
        else:
            self.input.show_tags(self._tags, self.input.direction)

    # Showing

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _shown(self, record: Record) -> tuple[NoteLine, ...]:
        typing = self._new.id if self._new else ""
        return tuple(one for one in record.lines if one.id != typing)

    def refresh(self) -> None:
        """Show what stands."""
        view, record = self._work.view, self.record
        for part in (self.lines, self.change):
            part.setVisible(record is not None)
        self.input.setVisible(record is not None and not self._work.read_only)
        self._none.setVisible(record is None)
        self.new.setEnabled(not self._work.read_only)
        self._list_records(record)
        self._list_questions()
        self._title.setText(record.title if record else "Meetings and interviews")
        self._about.setText(self._written(record) if record else "Roles only, no names.")
        if record is not None:
            here = self.lines.currentIndex().row()
            held = {one.id: one for one in view.evidence}
            rows = [
                line_row(one, held.get(one.id), self._people, self._me)
                for one in self._shown(record)
            ]
            self.lines.show_rows(rows)
            if rows:
                here = here if 0 <= here < len(rows) else len(rows) - 1
                self.lines.setCurrentIndex(self.lines.model().index(here, 0))
        self._tell()

    def _written(self, record: Record) -> str:
        return written(record, self._people, self._me)

    def _tell(self) -> None:
        if self._corrects is not None:
            self.input.say("Changing a line. Enter keeps it; what it said before stays in the log.")
            return
        asked = f" Asked: {self._asked}." if self._asked else ""
        told = "New line. Enter keeps it with its time; Shift+Enter starts a second paragraph."
        many = "" if self.input.hinted else " Alt+1 to Alt+9 tag it."
        self.input.say(told + many + asked)

    def _list_records(self, open_now: Record | None) -> None:
        every = self._work.view.records
        rows = [record_row(one, one is open_now, self._clock()) for one in every]
        chosen = self.list.selectionModel()
        chosen.blockSignals(True)
        self.list.show_rows(rows)
        if open_now is not None:
            here = self.list.model().index(every.index(open_now), 0)
            self.list.setCurrentIndex(here)
        chosen.blockSignals(False)

    def _list_questions(self) -> None:
        if self.asks.model().rowCount():
            return
        self.asks.show_rows([question_row(one) for one in self._work.questions])

    def _ask(self, index: QModelIndex, before: QModelIndex) -> None:
        if self.asks.hasFocus() and index.isValid():
            self._asked = self._work.questions[index.row()].code
            self._tell()

    def _picked(self, index: QModelIndex, before: QModelIndex) -> None:
        every = self._work.view.records
        if index.isValid() and every[index.row()].id != self._open:
            self._work.leave()
            self._new = None
            self._open = every[index.row()].id
            self.refresh()

    # Keys and room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() == Qt.Key.Key_N:
                self.begin()
                return True
            return False
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        number = event.key() - Qt.Key.Key_1
        if event.key() == Qt.Key.Key_Equal:
            self.turn("for")
        elif event.key() == Qt.Key.Key_Minus:
            self.turn("against")
        elif 0 <= number < min(9, len(self._work.questions)):
            self.tag(self._work.questions[number].code)
        else:
            return False
        return True

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._right.setVisible(self.width() >= theme.px(1000))
        self._left.setVisible(self.width() >= theme.px(700))
