"""What to export and which cases: the left pane of the export page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea

from fieldkit.inspection.form import Form
from fieldkit.ui import theme
from fieldkit.ui.components.choice import CheckBox, DropDown, RadioButton
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, surface


@dataclass(frozen=True)
class What:
    """One thing to export: `step` is export or report, `name` its kind, `file` a name for it."""

    title: str
    told: str
    step: str
    name: str
    file: str
    files: str = ""


WHAT: tuple[What, ...] = (
    What("Rating grid", "Workbook for the panel", "export", "grid", "grid.xlsx", "Excel (*.xlsx)"),
    What(
        *("Data annexe, text", "For publishing; small counts hidden"),
        *("report", "annexe", "annexe.docx", "Word (*.docx);;PDF (*.pdf)"),
    ),
    What(
        *("Data annexe, figures", "The same as a workbook with charts"),
        *("report", "annexe", "annexe.xlsx", "Excel (*.xlsx)"),
    ),
    What(
        *("Evidence pack", "Quotes, the pages they are on, an index"),
        *("report", "evidence", "evidence.pdf", "PDF (*.pdf);;Word (*.docx)"),
    ),
    What(
        *("Read-out of the cases", "Answers, reasons and quotes"),
        *("report", "case", "cases.pdf", "PDF (*.pdf);;Word (*.docx)"),
    ),
    What(
        *("Feedback letter", "To an office, in plain words"),
        *("report", "letter", "letter.docx", "Word (*.docx);;PDF (*.pdf)"),
    ),
    What(
        *("Minutes of the meeting", "Figures, decisions and what was said"),
        *("report", "minutes", "minutes.docx", "Word (*.docx);;PDF (*.pdf)"),
    ),
    What("Tables", "Everything as CSV, into a folder", "export", "csv", "tables"),
    What(
        "For programs",
        "JSON, with its schema",
        "export",
        "json",
        "inspection.json",
        "JSON (*.json)",
    ),
    What("Audit trail", "Every entry without its words", "export", "audit", "trail"),
)
_THRESHOLDS = ((5, "Hide counts under 5"), (10, "Hide counts under 10"), (0, "Hide no counts"))


class ChoicesPane(QScrollArea):
    """`changed` is emitted with every choice that changes what leaves."""

    changed = Signal()

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._group = QButtonGroup(self)
        self.kinds: list[RadioButton] = []
        for number, one in enumerate(WHAT):
            button = RadioButton(one.title)
            button.setAccessibleDescription(one.told)
            button.setToolTip(one.told)
            self._group.addButton(button, number)
            self.kinds.append(button)
        self.kinds[0].setChecked(True)
        self._told = Label(WHAT[0].told, "second", "text2", wrap=True)
        self.filter = DropDown("Which cases")
        self.unfinished = CheckBox("Also readings not complete")
        self.standard = DropDown("Which standard's evidence")
        self.office = DropDown("To which office")
        self.threshold = DropDown("Small counts in splits")
        self.identify = CheckBox("Add CRNs")
        for value, words in _THRESHOLDS:
            self.threshold.addItem(words, value)
        self.standard.addItem("Evidence for every standard", "")
        for standard in form.standards:
            self.standard.addItem(f"{standard.code} {standard.title}", standard.code)
        self._build()
        self._group.idClicked.connect(self._kind_chosen)
        self.unfinished.toggled.connect(lambda on: self.changed.emit())
        self.identify.toggled.connect(lambda on: self.changed.emit())
        for drop in (self.filter, self.threshold, self.standard, self.office):
            drop.activated.connect(lambda place: self.changed.emit())
        self._kind_chosen(0)

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What to export")
        body = column(Label("What", "second_strong", "text2"), gap=5, margins=(14, 12, 14, 12))
        body.add(*self.kinds, self._told, 6)
        body.add(Label("Which", "second_strong", "text2"), self.filter, self.unfinished)
        body.add(self.standard, self.office, 6)
        body.add(Label("For whom", "second_strong", "text2"), self.identify, self.threshold)
        body.add(STRETCH)
        self.setWidget(surface(body, "side_left"))
        for drop in (self.filter, self.standard, self.office, self.threshold):
            theme.fix(drop, width=236)

    def offer(self, splits: Sequence[tuple[str, str]], offices: Sequence[str]) -> None:
        """What cases can be chosen by, and the offices a letter can be to."""
        titles = {one.code: one.title for one in self._form.case_attributes()}
        chosen, office = self.filter.currentData(), self.office.currentData()
        self.filter.clear()
        self.filter.addItem("All cases", None)
        for name, value in splits:
            self.filter.addItem(f"{titles.get(name, name)}: {value}", (name, value))
        self.office.clear()
        self.office.addItem("To everybody", "")
        for one in offices:
            self.office.addItem(f"To {one}", one)
        for drop, data in ((self.filter, chosen), (self.office, office)):
            places = [at for at in range(drop.count()) if drop.itemData(at) == data]
            drop.setCurrentIndex(places[0] if places else 0)

    @property
    def what(self) -> What:
        """What is to be exported."""
        return WHAT[self._group.checkedId()]

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """The attribute and value that cases must have."""
        chosen = self.filter.currentData()
        return ((str(chosen[0]), str(chosen[1])),) if chosen else ()

    def choose(self, name: str) -> None:
        """Choose what to export by its title."""
        for number, one in enumerate(WHAT):
            if one.title == name:
                self.kinds[number].setChecked(True)
                self._kind_chosen(number)

    def _kind_chosen(self, number: int) -> None:
        one = WHAT[number]
        self._told.setText(one.told)
        self.standard.setVisible(one.name == "evidence")
        self.office.setVisible(one.name == "letter")
        self.changed.emit()
