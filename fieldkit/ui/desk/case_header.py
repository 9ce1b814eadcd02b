"""The head of a case: which one it is, its state, find in the whole case, and the alert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import Subject
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import row
from fieldkit.ui.components.pill import Pill
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk import words
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.when import age


def attributes(subject: Subject, now: datetime) -> str:
    """What matters of a case in one line: "RoSH high · Adult licence · male, 41"."""
    known = subject.attributes
    rosh, sentence = known.get("rosh", ""), known.get("sentence_type", "")
    years = age(known.get("born", ""), now)
    person = ", ".join(p for p in (known.get("gender", ""), str(years) if years else "") if p)
    parts = (f"RoSH {rosh.replace('_', ' ')}" if rosh else "", sentence, person)
    return " · ".join(part for part in parts if part)


class CaseHeader(QWidget):
    """`find_requested` carries words to look for in the whole case."""

    find_requested = Signal(str)
    alert_requested = Signal()

    def __init__(
        self, work: CaseWork, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        subject = work.view.subject
        title = Label(words.case_title(work.view), "section")
        self._crn = Label(subject.crn, "body", "text2")
        self._attributes = attributes(subject, clock())
        self._about = ElidedLabel(self._attributes, "second", "text2")
        self.state = Pill("not_started")
        self.kind = Pill("plain", words.KINDS.get(work.view.reading.kind, "Reading"))
        self.alert_pill = Pill("alert_open")
        kind = "case" if subject.kind == "case" else "standard"
        find = f"Find in this {kind}"
        self.search = SearchField(find, name=find, key="Ctrl+G")
        self.search.returnPressed.connect(lambda: self.find_requested.emit(self.search.text()))
        self.alert = Button("Alert the lead", "alert", icon="warning-octagon", key="Ctrl+Shift+A")
        self.alert.clicked.connect(self.alert_requested)
        self.setLayout(
            row(
                *(title, self._crn, 4, (self._about, 1), self.state, self.alert_pill, self.kind),
                *(12, self.search, self.alert),
                gap=8,
            )
        )
        work.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the state that stands."""
        kind, text = words.case_pill(self._work.view)
        self.state.set_state(kind, text)
        self.alert_pill.setVisible(words.alert_open(self._work.view))

    def take_keys(self) -> None:
        """Give the find in the whole case the keys, also where it was folded away."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width()
        self._about.set_text(self._attributes if wide >= theme.px(900) else "")
        self._crn.setVisible(wide >= theme.px(560))
        self.search.setVisible(wide >= theme.px(700))
        self.state.setVisible(wide >= theme.px(420))
        self.kind.setVisible(self.width() >= theme.px(1150))
        self.search.setMaximumWidth(theme.px(260 if self.width() >= theme.px(980) else 150))
