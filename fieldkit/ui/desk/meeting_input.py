"""Where the next line of a conversation is typed, with the tags it will carry.

Enter keeps the line with the time at which its typing began; Shift+Enter starts another paragraph;
Alt and a digit tags it to a question, Alt+= for, Alt+- against.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.form import KeyQuestion
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column, surface
from fieldkit.ui.components.layout import row as row_of
from fieldkit.ui.desk import words
from fieldkit.ui.desk.flow_row import FlowRow
from fieldkit.ui.desk.text_field import GrowingText

_FEW, _ROOMY = 5, 700
_KEYS = {"for": "Alt+=", "against": "Alt+-"}
DIRECTIONS = {"for": "supports", "against": "contradicts"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineText(GrowingText):
    """Plain text whose Enter says that the line is done."""

    kept = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.kept.emit()
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class LineInput(QWidget):
    """`typed` with every change, `kept` when Enter is pressed, `tagged` when a tag is pressed."""

    typed = Signal(str)
    kept = Signal()
    tagged = Signal(str)
    turned = Signal(str)

    def __init__(self, questions: Sequence[KeyQuestion], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Label("", "second", "text2", wrap=True)
        self.edit = LineText("New line")
        self.edit.textChanged.connect(lambda: self.typed.emit(self.edit.toPlainText()))
        self.edit.kept.connect(self.kept)
        few = self.hinted = len(questions) <= _FEW
        self.tags: dict[str, Button] = {}
        for number, one in enumerate(questions, start=1):
            key = f"Alt+{number}" if number < 10 else ""
            named = f"{words.short(one.code)} {words.strand(one)}" if few else words.short(one.code)
            button = Button(named, "tab", key=key, height=26)
            button.setAccessibleName(f"Tag {one.code}, {words.strand(one)}")
            button.setToolTip(f"{one.code} {words.strand(one)}" + (f" ({key})" if key else ""))
            button.clicked.connect(lambda checked=False, code=one.code: self.tagged.emit(code))
            self.tags[one.code] = button
        self.directions = {
            "for": Button("For", "tab", icon="plus-circle", key="Alt+=", height=26),
            "against": Button("Against", "tab", icon="minus-circle", key="Alt+-", height=26),
        }
        for name, button in self.directions.items():
            button.clicked.connect(lambda checked=False, name=name: self.turned.emit(name))
        self._hints = {self.directions[one]: KeyHint(key) for one, key in _KEYS.items()}
        if few:
            tags = enumerate(self.tags.values(), start=1)
            self._hints |= {button: KeyHint(f"Alt+{number}") for number, button in tags}
        parts: list[QWidget] = []
        for button in (*self.directions.values(), *self.tags.values()):
            parts += [button, self._hints[button]] if button in self._hints else [button]
        flow = self._flow = FlowRow(parts, "Tags")
        foot = column(
            self._told, self.edit, row_of((flow, 1), gap=6), gap=6, margins=(14, 8, 14, 10)
        )
        self.setLayout(column(surface(foot, "bar_bottom"), gap=0))
        self.direction = "for"
        self.show_tags((), "for")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(_ROOMY)
        for hint in self._hints.values():
            hint.setVisible(roomy)
        self._flow.fit()

    def say(self, text: str) -> None:
        """The words above the field."""
        self._told.setText(text)

    def show_tags(self, chosen: Sequence[str], direction: str) -> None:
        """Mark the tags that the line will carry, or the selected line carries."""
        self.direction = direction
        for code, button in self.tags.items():
            button.setChecked(code in chosen)
        for name, button in self.directions.items():
            button.setChecked(name == direction)
            sign = {"for": "plus-circle", "against": "minus-circle"}[name]
            button.set_icon(sign + ("-fill" if name == direction else ""))

    def clear(self) -> None:
        """An empty field, without telling anybody."""
        self.edit.blockSignals(True)
        self.edit.setPlainText("")
        self.edit.blockSignals(False)
        self.edit.updateGeometry()
