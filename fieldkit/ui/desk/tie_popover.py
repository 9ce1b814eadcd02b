"""Tying a passage to questions by keyboard: 1-9 tick, F for, G against, Enter ties, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyleOptionViewItem, QWidget

from fieldkit.inspection.reading import NOTHING, Evidence
from fieldkit.ui import icons, theme
from fieldkit.ui.components import key_hint, paint
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Index, RowDelegate, paint_state, prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk import words
from fieldkit.ui.desk.tie_prompts import TiePrompts
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.reader.marks import Passage

_SHOWN = 6


@dataclass(frozen=True)
class _Choice:
    code: str
    title: str
    detail: str
    number: int


class _Questions(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: list[_Choice] = []
        self.ticked: list[str] = []

    def show(self, choices: list[_Choice]) -> None:
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def toggle(self, row_number: int) -> None:
        code = self.choices[row_number].code
        if code in self.ticked:
            self.ticked.remove(code)
        else:
            self.ticked.append(code)
        index = self.index(row_number, 0)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.choices[index.row()]
        ticked = one.code in self.ticked
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{words.short(one.code)} {one.title}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "ticked" if ticked else "not ticked"
            key = f", key {one.number}" if one.number else ""
            return f"{one.code} {one.title}, {one.detail}, {state}{key}"
        return (one, ticked) if role == Qt.ItemDataRole.UserRole else None


class _Delegate(RowDelegate):
    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        one, ticked = index.data(Qt.ItemDataRole.UserRole)
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = isinstance(option.widget, QWidget) and option.widget.hasFocus()
        hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint_state(painter, rect, selected=here, focused=focused, hover=hover, first=False)
        inner = rect.adjusted(theme.px(12), 0, -theme.px(10), 0)
        side = theme.px(18)
        mark = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        icon = "check-square-fill" if ticked else "square"
        icons.paint(painter, icon, mark, "accent" if ticked else "edge")
        if one.number:
            key_hint.paint_key(painter, inner, str(one.number), "text2")
        inner = inner.adjusted(side + theme.px(9), 0, -theme.px(28), 0)
        took = paint.text(painter, inner, one.detail, "second", "text2", paint.RIGHT)
        inner = inner.adjusted(0, 0, -took - theme.px(8), 0)
        code = paint.text(painter, inner, words.short(one.code), "strong")
        rest = inner.adjusted(code + theme.px(10), 0, 0, 0)
        paint.text(painter, rest, one.title, "strong" if ticked else "body")


class _List(QListView):
    """Hands every key it does not need itself to the panel."""

    def __init__(self, pressed: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._pressed = pressed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)


class TiePopover(Popover):
    """`tied` carries the `Evidence` to record, still without an id."""

    tied = Signal(object)

    def __init__(self, window: QWidget, work: CaseWork) -> None:
        super().__init__(window, "Tie this passage to a question")
        self._work = work
        self._passage: Passage | None = None
        self._direction = "for"
        self._model = _Questions(self)
        self._where = Label("", "second", "text2")
        self.search = SearchField("Question number or words", name="Find a question")
        self.search.textChanged.connect(self._filter)
        self.search.stepped.connect(self._to_list)
        self.search.returnPressed.connect(self.confirm)
        self.search.left.connect(self.close_it)
        self.list = _List(self._pressed)
        prepare(self.list, "Questions to tie to", "raised")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list, height=34, rules=False, surface="raised"))
        self.list.clicked.connect(lambda index: self._toggle(index.row()))
        self.directions = {
            "for": Button("For", "tab", icon="plus-circle", key="F"),
            "against": Button("Against", "tab", icon="minus-circle", key="G"),
        }
        self.directions["for"].clicked.connect(lambda: self.set_direction("for"))
        self.directions["against"].clicked.connect(lambda: self.set_direction("against"))
        self.prompts = TiePrompts()
        self.note = QLineEdit()
        self.note.setPlaceholderText("Note (optional)")
        self.note.setAccessibleName("Note to this passage")
        self.note.returnPressed.connect(self.confirm)
        self._also = Label("", "second", "text2", wrap=True)
        self._also_icon = IconLabel("info", "text2")
        self.tie = Button("Tie to 1 question", "primary", key="Enter")
        self.tie.clicked.connect(self.confirm)
        self._cancel = Button("Cancel", "quiet", key="Esc")
        self._cancel.clicked.connect(self.close_it)
        self._build()

    def _build(self) -> None:
        heading = self._heading = Label("Tie this passage to a question", "section")
        self._directions = QWidget()
        self._directions.setLayout(
            row(
                *(self.directions["for"], KeyHint("F"), self.directions["against"], KeyHint("G")),
                STRETCH,
                gap=6,
            )
        )
        deeds = row(
            *(Label("Undo with Ctrl+Z", "second", "text2"), STRETCH, self._cancel, KeyHint("Esc")),
            *(self.tie, KeyHint("Enter")),
            gap=6,
        )
        self.set_body(
            column(
                row(heading, STRETCH, self._where),
                row((self.search, 1), KeyHint("/"), gap=6),
                *(self.list, self.prompts, self._directions, self.note),
                row(self._also_icon, (self._also, 1), gap=6),
                deeds,
                gap=9,
            ),
            520,
        )

    def open_for(self, passage: Passage, direction: str, anchor: QWidget | None = None) -> None:
        """Open on the question that is open, with the list in focus.

        The direction ``absence`` is for what was looked for and not found: it is neither for nor
        against.
        """
        self._passage = passage
        self._model.ticked = [self._work.question.code]
        count = len(passage.quote.split())
        nothing = direction == "absence"
        what = "gap" if nothing else "passage"
        self._heading.setText(f"Tie this {what} to a question")
        place = f"Page {passage.page}, {count} word{'' if count == 1 else 's'}"
        self._where.setText("" if nothing else place)
        self._directions.setVisible(not nothing)
        self.note.clear()
        self.search.clear()
        self._filter("")
        self.set_direction(direction)
        self.prompts.show_question(self._work.question)
        self._tell_also()
        self._tell()
        self.open_centred(self.list)

    def _tell_also(self) -> None:
        assert self._passage is not None
        same = [
            one
            for one in self._work.view.evidence
            if self._passage.sha256
            and (one.document, one.page) == (self._passage.sha256, self._passage.page)
            and one.start < self._passage.end
            and self._passage.start < one.end
        ]
        codes = sorted({words.short(code) for one in same for code in one.questions})
        self._also.setText(f"Also tied by you to {', '.join(codes)}." if codes else "")
        self._also.setVisible(bool(codes))
        self._also_icon.setVisible(bool(codes))

    def _filter(self, query: str) -> None:
        wanted = query.casefold().split()
        current = self._work.question.code
        ordered = sorted(self._work.questions, key=lambda one: one.code != current)
        found: list[_Choice] = []
        for one in ordered:
            about = words.about(words.standard_of(self._work.view, one.code), one) or one.text
            whole = f"{one.code} {about} {one.text}".casefold()
            if all(part in whole for part in wanted):
                number = len(found) + 1 if len(found) < 9 else 0
                found.append(_Choice(one.code, about, self._detail(one.code), number))
        self._model.show(found)
        theme.fix(self.list, height=34 * max(1, min(len(found), _SHOWN)))
        if found:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def _detail(self, code: str) -> str:
        if code == self._work.question.code:
            return "open now"
        tied = words.counted(self._work.view.evidence_for(code))
        if tied:
            return tied
        answered = self._work.view.answers.get(code, NOTHING).value is not None
        return "0 evidence" if answered else "not answered"

    def set_direction(self, direction: str) -> None:
        """For or against."""
        self._direction = direction
        for name, button in self.directions.items():
            button.setChecked(name == direction)
            button.set_icon(
                {"for": "plus-circle", "against": "minus-circle"}[name]
                + ("-fill" if name == direction else "")
            )

    def _to_list(self, by: int = 1) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _toggle(self, row_number: int) -> None:
        if 0 <= row_number < self._model.rowCount():
            self._model.toggle(row_number)
            self._tell()

    def _tell(self) -> None:
        count = len(self._model.ticked)
        self.tie.setText(f"Tie to {count} question{'' if count == 1 else 's'}")
        self.tie.setEnabled(count > 0)
        self.prompts.setEnabled(self._work.question.code in self._model.ticked)
        self.tie.updateGeometry()

    def _pressed(self, event: QKeyEvent) -> bool:
        text = event.text().upper()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        elif event.key() == Qt.Key.Key_Space:
            self._toggle(self.list.currentIndex().row())
        elif text in ("F", "G") and self._direction != "absence":
            self.set_direction("for" if text == "F" else "against")
        elif text == "/":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif text.isdigit() and text != "0":
            self._toggle(int(text) - 1)
        else:
            return self.prompts.toggle(event.text().lower())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._pressed(event):
            super().keyPressEvent(event)

    def confirm(self) -> None:
        """Tie to what is ticked."""
        if self._passage is None or not self._model.ticked:
            return
        order = [one.code for one in self._work.view.questions]
        ticked = tuple(sorted(self._model.ticked, key=order.index))
        made = evidence(self._passage, self._direction, ticked, self.note.text().strip())
        made = replace(made, prompts=self.prompts.chosen())
        self.close_it()
        self.tied.emit(made)


def evidence(
    passage: Passage, direction: str, questions: tuple[str, ...], note: str = ""
) -> Evidence:
    """A passage as evidence without an id."""
    return Evidence(
        id="",
        document=passage.sha256,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        quote=passage.quote,
        before=passage.before,
        after=passage.after,
        direction=words.ENTRY_DIRECTIONS[direction],
        questions=questions,
        note=note,
        area=passage.area,
        section=passage.section,
        ocr=passage.ocr,
    )
