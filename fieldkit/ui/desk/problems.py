"""What is left to do in a case, and completing it: possible only when nothing is to fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyleOptionViewItem, QWidget

from fieldkit.inspection.reading import NOTHING, Problem
from fieldkit.steps import rate
from fieldkit.ui import icons, theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import (
    Column,
    Headings,
    fitted,
    paint_plain_row,
    paint_two,
)
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.desk import words
from fieldkit.ui.desk.text_field import TextField
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.tokens import SIZE
from fieldkit.ui.when import counted

CASE = "case"
_SIDE, _NARROW, _ROOMY, _LOW = 370, 335, 860, 380
WHERE, WHAT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


COLUMNS: Sequence[Column] = (
    Column("where", "Where", 250),
    Column("what", "What"),
    Column("todo", "What to do", 270, drop=1),
)
SHORT: Sequence[Column] = (Column("where", "Where", 64), Column("what", "What"))


class _ProblemDelegate(RowDelegate):
    """One problem across the columns; where there is little room, without what it is about."""

    columns = COLUMNS

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        paint_plain_row(painter, rect, option)
        places = fitted(self.columns, rect)
        where, what = places["where"], places["what"]
        about = str(index.data(Row.SECOND)) if self.columns is COLUMNS else ""
        paint_two(painter, where, str(index.data(WHERE)), about)
        side = theme.px(SIZE["icon_list"])
        mark = QRectF(what.left(), what.center().y() - side / 2, side, side)
        icons.paint(painter, str(index.data(Row.ICON)), mark, str(index.data(Row.ICON_TONE)))
        told = what.adjusted(side + theme.px(8), 0, 0, 0)
        todo = str(index.data(Row.RIGHT))
        paint_two(painter, told, str(index.data(WHAT)), "" if "todo" in places else todo)
        if "todo" in places:
            paint.text(painter, places["todo"], todo, "body", "text2")


@dataclass(frozen=True)
class _Line:
    section: str = ""
    problem: Problem | None = None


class ProblemModel(QAbstractListModel):
    """Problems in two groups: to fix, and worth a look."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._lines: list[_Line] = []

    def refresh(self) -> None:
        """Read the problems again."""
        self.beginResetModel()
        self._lines = []
        problems = self._work.view.problems
        titles = {"fix": "To fix before you can complete", "look": "Worth a look; none stops you"}
        for level, title in titles.items():
            found = [one for one in problems if one.level == level]
            if found:
                self._lines.append(_Line(section=f"{title} · {len(found)}"))
                self._lines += [_Line(problem=one) for one in found]
        self.endResetModel()

    def problem(self, index: Index) -> Problem | None:
        """The problem of a row."""
        return self._lines[index.row()].problem if index.isValid() else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.problem(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if line.problem is None:
            spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return line.section if role in spoken else True if role == Row.SECTION else None
        state = words.problem_state(line.problem)
        where = line.problem.question
        todo = words.problem_to_do(line.problem)
        told: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: f"{where}   {state.words}",
            Qt.ItemDataRole.AccessibleTextRole: f"{where}, {state.words}. {todo}",
            WHERE: where,
            WHAT: state.words,
            Row.SECOND: self._about(where),
            Row.ICON: state.icon,
            Row.ICON_TONE: state.tone,
            Qt.ItemDataRole.ToolTipRole: f"{where} {self._about(where)}: {state.words}. {todo}",
            Row.STRONG: True,
            Row.RIGHT: todo,
        }
        return told.get(role)

    def _about(self, code: str) -> str:
        question = next((q for q in self._work.view.questions if q.code == code), None)
        standard = words.standard_of(self._work.view, code)
        return words.about(standard, question) if question else "Proposed rating"


class ProblemsPage(QWidget):
    """`go` carries the question to open; `closed` goes back to the desk."""

    go = Signal(str)
    closed = Signal()
    completed = Signal()

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._told: list[tuple[str, str, str, str]] = []
        self._check_rows: list[QWidget] = []
        self._title = Label("", "section")
        self._count = Label("", "body", "text2")
        self.model = ProblemModel(work, self)
        self.list = ListView()
        prepare(self.list, "Problems")
        self.list.setModel(self.model)
        self._delegate = _ProblemDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        self._none = EmptyState("check-circle", "Nothing is left to do", "You can complete it.")
        self.next = Button("Next problem", "quiet", icon="arrow-down", key="F8")
        self.next.clicked.connect(self.first)
        self._next_key = KeyHint("F8")
        head = row(self._title, self._count, STRETCH, self.next, self._next_key, gap=10)
        head.set_margins(16, 8, 12, 8)
        self._heads = Headings(COLUMNS, self.list)
        left = column(surface(head, "bar_top"), self._heads, (self.list, 1), (self._none, 1), gap=0)
        self._side = self._build_side()
        self.setLayout(row((left, 1), self._side, gap=0))
        self.setFocusProxy(self.list)
        work.changed.connect(self._changed)

    def _build_side(self) -> QFrame:
        self._checks: Box = column(gap=6)
        self.note = TextField("Note to the lead (optional)")
        self.note.typed.connect(self._note_typed)
        self.note.left.connect(self._work.leave)
        self._banner = Banner("warn", "")
        self.first_button = Button("Go to the first one", "primary", icon="arrow-right", height=36)
        self.first_button.clicked.connect(self.first)
        self.complete = Button("Complete", "plain", icon="check", height=36, key="Ctrl+Enter")
        self.complete.clicked.connect(self.finish)
        told = Label(
            "When you complete it, it is marked as your finished reading and goes with the next "
            "send. You can reopen it later.",
            tone="text2",
            wrap=True,
        )
        self._side_title = Label("", "panel")
        self._hint = KeyHint("Ctrl+Enter")
        body = column(
            *(self._side_title, told, 2, self._checks, 4, self.note, STRETCH),
            gap=8,
            margins=(20, 16, 20, 8),
        )
        foot = column(
            self._banner,
            row(self.first_button, STRETCH, self.complete, self._hint, gap=6),
            gap=8,
            margins=(20, 8, 20, 16),
        )
        inside = surface(body, "side_right")
        area = QScrollArea()  # everything is reached where the window is low
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return surface(column((area, 1), surface(foot, "side_right"), gap=0), "panel", width=_SIDE)

    def _changed(self) -> None:
        if self.isVisible():  # hidden, it is refreshed before it is shown
            self.refresh()

    def refresh(self) -> None:
        """Show what stands."""
        view = self._work.view
        fix, look = len(view.to_fix), len(view.problems) - len(view.to_fix)
        name = words.case_title(view)
        self._title.setText(f"Problems in {name[:1].lower()}{name[1:]}")
        self._count.setText(f"{fix} to fix, {look} worth a look")
        self.model.refresh()
        self.list.setVisible(bool(view.problems))
        self._heads.setVisible(bool(view.problems))
        self.next.setVisible(bool(view.problems))
        self._next_key.setVisible(bool(view.problems))
        self._none.setVisible(not view.problems)
        kind = "case" if view.subject.kind == "case" else "standard"
        done = bool(self._work.read_only)
        self._side_title.setText(f"This {kind} is complete" if done else f"Complete this {kind}")
        if not self.note.edit.hasFocus():
            self.note.set_text(view.lead_notes.get(CASE, NOTHING).value or "")
        self.note.set_read_only(done)
        self._show_checks()
        self._show_deeds(fix, done)

    def _show_deeds(self, fix: int, done: bool) -> None:
        self.first_button.setVisible(bool(fix) and not done)
        self.complete.setEnabled((done or not fix) and not self._work.view.agreed_shown)
        self.complete.setText("Reopen" if done else "Complete")
        self.complete.set_kind("plain" if fix or done else "primary")
        self._hint.setVisible(not fix and not done)
        if done:
            self._banner.say("ok", "Complete", "It goes with the next send.")
        elif fix:
            self._banner.say("warn", f"Not ready: fix {fix} first", "Everything so far is saved.")
        else:
            self._banner.say("ok", "Ready to complete", "Everything is saved.")

    def _show_checks(self) -> None:
        found = self._checked()
        if found == self._told:
            return
        self._told = found
        self._checks.discard(self._check_rows)
        self._check_rows = []
        for icon, tone, title, detail in found:
            holder = QWidget()
            holder.setAccessibleName(f"{title}. {detail}".strip())
            second = Label(detail, "second", "text2", wrap=True) if detail else None
            mark = column(IconLabel(icon, tone, 18), STRETCH, gap=0)
            lines = column(Label(title, "medium", wrap=True), second, gap=0)
            holder.setLayout(row(mark, (lines, 1), gap=9))
            self._check_rows.append(holder)
            self._checks.addWidget(holder)

    def _checked(self) -> list[tuple[str, str, str, str]]:
        view = self._work.view
        of = len(self._work.questions)
        codes: dict[str, list[str]] = {}
        for one in view.problems:
            codes.setdefault(one.code, []).append(one.question)
        bad, good = ("x-circle-fill", "bad"), ("check-circle-fill", "ok")
        found = []
        left = of - view.answered
        todo = f"{left} still to answer" if left else ""
        found.append(
            (*(bad if left else good), f"{view.answered} of {of} questions answered", todo)
        )
        for code, some, none in (
            ("reason_missing", "{n} reason{s} missing", "Every reason that is needed is there"),
            ("returned", "{n} returned question{s} open", "No returned question open"),
            ("not_applicable_not_allowed", "{n} N/A not allowed", "All N/A answers are allowed"),
        ):
            where = codes.get(code, [])
            title = some.format(n=len(where), s="" if len(where) == 1 else "s") if where else none
            found.append((*(bad if where else good), title, ", ".join(where)))
        if view.subject.kind == "standard":
            where = codes.get("no_proposal", [])
            title = "No rating proposed yet" if where else "A rating is proposed"
            found.append((*(bad if where else good), title, ""))
        unread = sum(not one.read_whole and not one.newer for one in self._work.documents)
        if unread:
            title = f"{unread} document{'' if unread == 1 else 's'} not opened to the end"
            found.append(("info-fill", "info", title, "You need not; this is only to tell you."))
        asked = self._work.asked
        if asked:
            title = f"Your lead waits for {counted(len(asked), 'answer')}"
            where = [one.question for one in asked if one.question]
            found.append(("chat-text", "warn", title, ", ".join(where)))
        if words.alert_open(view):
            found.append(("warning-octagon-fill", "bad", "An alert is open on this case", ""))
        return found

    def first(self) -> None:
        """Go to the first problem."""
        problems = self._work.view.to_fix or self._work.view.problems
        if problems:
            self.go.emit(problems[0].question)

    def finish(self) -> None:
        """Complete (or reopen) if nothing is to fix."""
        if self._work.read_only:
            self._work.reopen()
        elif not self._work.view.to_fix:
            self._work.complete()
            self.completed.emit()

    def _pick(self, index: QModelIndex) -> None:
        found = self.model.problem(index)
        if found is not None:
            self.go.emit(found.question)

    def _note_typed(self, text: str) -> None:
        self._work.typing(rate.lead_note(self._work.view, CASE, text))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_ROOMY)
        theme.fix(self._side, width=_NARROW if narrow else _SIDE)
        self._count.setVisible(not narrow)
        columns = SHORT if narrow else COLUMNS
        if columns is not self._delegate.columns:
            self._delegate.columns = columns
            self._heads.set_columns(columns)
            self.list.viewport().update()
        self._next_key.setVisible(not narrow and not self.next.isHidden())
        self._banner.set_short(self.height() < theme.px(_LOW))
