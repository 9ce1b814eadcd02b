"""One compact line under a question: what the evidence covers, and what it leaves open."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldkit.inspection import reading as readings
from fieldkit.inspection.coverage import Coverage
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.desk.work import CaseWork


def told(covered: Coverage) -> tuple[str, bool]:
    """The words, and whether they are worth a look; "" while nothing is tied."""
    if not covered.tied:
        return "", False
    sources = f"{covered.sources} source{'' if covered.sources == 1 else 's'}"
    parts = [f"One source only ({covered.tied} passages)" if covered.one_source else sources]
    if covered.both_ways:
        against = f", {covered.against} against your answer" if covered.against else ""
        parts.append(f"evidence both ways{against}")
    elif covered.against:
        parts.append("all points against your answer")
    named = len(covered.prompts) - len(covered.bare)
    if covered.partly:
        of = len(covered.prompts)
        parts.append(f"prompts {named} of {of} (none for {', '.join(covered.bare)})")
    elif covered.prompts and not covered.bare:
        parts.append("every prompt")
    look = covered.one_source or bool(covered.against) or covered.partly
    return " · ".join(parts), look


class CoverageLine(QWidget):
    """Shape and words; hidden while there is nothing to say."""

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._icon = IconLabel("info", "text2", 16)
        self.words = Label("", "second", "text2", wrap=True)
        self.setLayout(row(column(self._icon, STRETCH, gap=0), (self.words, 1), gap=6))

    def refresh(self) -> None:
        """Show the coverage of the question open."""
        words, look = told(readings.covered(self._work.view, self._work.question))
        self.words.setText(f"Covered: {words}" if words else "")
        self._icon.set_icon("warning-fill" if look else "info", "warn" if look else "text2")
        self.setVisible(bool(words))
