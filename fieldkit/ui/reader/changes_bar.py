"""The changes tracked in a text: how many, and whether they are shown, taken or left out."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QButtonGroup, QFrame, QWidget

from fieldkit.documents.display import Flow, Run
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import ElidedLabel, IconLabel
from fieldkit.ui.components.layout import row
from fieldkit.ui.reader.flow_document import Changes
from fieldkit.ui.reader.flow_view import FlowView
from fieldkit.ui.when import counted

WAYS: Final[dict[Changes, str]] = {
    "marked": "As marked",
    "final": "As final",
    "before": "As before",
}


def told(flow: Flow) -> str:
    """ "2 insertions, 1 deletion, 2 comments"; "" where nothing was tracked."""
    inserted = deleted = 0
    last: Run | None = None
    for block in flow.blocks:
        for run in (*block.runs, *(run for line in block.rows for cell in line for run in cell)):
            inserted += run.inserted is not None and (last is None or last.inserted is None)
            deleted += run.deleted is not None and (last is None or last.deleted is None)
            last = run
    if not inserted and not deleted:
        return ""
    numbers = ((inserted, "insertion"), (deleted, "deletion"), (len(flow.comments), "comment"))
    return ", ".join(counted(number, noun) for number, noun in numbers if number)


class ChangesBar(QFrame):
    """Belongs to one text view, and is there only while that shows tracked changes."""

    def __init__(self, view: FlowView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self.setAccessibleName("Tracked changes")
        self._view = view
        self._low = False
        self._told = ElidedLabel("", "second_medium")
        self._group = QButtonGroup(self)
        self.ways: dict[Changes, Button] = {}
        for way, words in WAYS.items():
            button = Button(words, "tab", key="X", height=26)
            button.clicked.connect(lambda checked=False, way=way: view.set_changes(way))
            self._group.addButton(button)
            self.ways[way] = button
        sign = IconLabel("pencil-simple", "text2")
        self.setLayout(
            row(sign, (self._told, 1), *self.ways.values(), gap=6, margins=(14, 4, 8, 4))
        )
        view.flow_shown.connect(self.refresh)
        self.hide()

    def set_low(self, low: bool) -> None:
        """Very little height: the page has it, and X changes what is shown."""
        self._low = low
        self.refresh()

    def refresh(self) -> None:
        """Say what there is in the text on screen."""
        document = self._view.flow
        words = told(document.flow) if document is not None else ""
        self._told.set_text(words)
        if document is not None:
            self.ways[document.changes].setChecked(True)
        self.setVisible(bool(words) and not self._low)
