"""All questions with their state in word and shape, what is left to do, and completing."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.list_view import ListView
from fieldkit.ui.components.row_delegate import Index, Row, RowDelegate, prepare
from fieldkit.ui.desk import words
from fieldkit.ui.desk.work import CaseWork


class OutlineModel(QAbstractListModel):
    """Standards as sections, questions as rows."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._rows: list[tuple[str, str]] = []
        self.refresh()

    def refresh(self) -> None:
        """Read the view again; rows stay where the same questions are asked."""
        asked = {one.code for one in self._work.questions}
        rows: list[tuple[str, str]] = []
        for standard in self._work.view.standards:
            rows.append(("", f"{standard.code} {standard.title}"))
            rows += [(q.code, "") for q in standard.key_questions if q.code in asked]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))

    def code(self, index: Index) -> str:
        """The question of a row; "" for a section."""
        return self._rows[index.row()][0] if index.isValid() else ""

    def row_of(self, code: str) -> int:
        """The row of a question, or -1."""
        return next((n for n, one in enumerate(self._rows) if one[0] == code), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.code(index):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        code, section = self._rows[index.row()]
        if section:
            spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return section if role in spoken else True if role == Row.SECTION else None
        question = next(one for one in self._work.view.questions if one.code == code)
        state = words.state_of(self._work.view, question)
        title = f"{words.short(code)}  {words.strand(question)}"
        told: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.AccessibleTextRole: f"{title}, {state.words}",
            Qt.ItemDataRole.ToolTipRole: f"{code}. {question.text}\n{state.words}",
            Row.SECOND: state.words,
            Row.SECOND_TONE: state.tone if state.tone in ("warn", "bad") else "text2",
            Row.ICON: state.icon,
            Row.ICON_TONE: state.tone,
            Row.STRONG: code == self._work.question.code,
        }
        return told.get(role)


class Outline(QFrame):
    """`chosen`: a question was picked; `problems_requested`: show them all."""

    chosen = Signal(str)
    problems_requested = Signal()
    next_problem_requested = Signal()

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side_left")
        self.setAccessibleName("Questions")
        self._work = work
        self._count = Label("", "second", "text2")
        self.model = OutlineModel(work, self)
        self.list = ListView()
        prepare(self.list, "Questions", "window")
        self.list.setModel(self.model)
        delegate = RowDelegate(self.list, height=44, rules=False, surface="window")
        self.list.setItemDelegate(delegate)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        self._icon = IconLabel("warning-fill", "warn")
        self._left = Label("", "second_strong")
        self.show_problems = Button("Show", "link", name="Show the problems")
        self.show_problems.clicked.connect(self.problems_requested)
        self.complete = Button("Complete this case…", "plain", key="Ctrl+Enter")
        self.complete.clicked.connect(self.problems_requested)
        head = row(Label("Questions", "strong"), self._count, STRETCH, gap=10)
        head.set_margins(12, 10, 12, 8)
        foot = column(
            row(self._icon, self._left, STRETCH, KeyHint("F8"), self.show_problems, gap=6),
            row(self.complete, STRETCH),
            gap=8,
            margins=(12, 10, 12, 12),
        )
        self.setLayout(column(head, (self.list, 1), surface(foot, "bar_bottom"), gap=0))
        self.setFocusProxy(self.list)
        work.changed.connect(self.refresh)
        work.moved.connect(self._moved)
        self.refresh()

    def refresh(self) -> None:
        """Show what stands."""
        self.model.refresh()
        view = self._work.view
        self._count.setText(f"{view.answered} of {len(self._work.questions)} answered")
        fix, look = len(view.to_fix), len(view.problems) - len(view.to_fix)
        self._left.setText(f"{fix} to fix, {look} to look at")
        self._icon.set_icon(*(("warning-fill", "warn") if fix else ("check-circle-fill", "ok")))
        done = bool(self._work.read_only)
        kind = "case" if view.subject.kind == "case" else "standard"
        self.complete.setText("Complete · reopen…" if done else f"Complete this {kind}…")
        self._mark()

    def _moved(self, code: str) -> None:
        self.model.refresh()
        self._mark()

    def _mark(self) -> None:
        row_number = self.model.row_of(self._work.question.code)
        index = self.model.index(row_number, 0)
        if index != self.list.currentIndex():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(index, flag)
            self.list.scrollTo(index)

    def _pick(self, index: QModelIndex) -> None:
        code = self.model.code(index)
        if code:
            self.chosen.emit(code)
