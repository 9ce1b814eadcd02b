"""Between page and question: what is selected becomes evidence, evidence becomes marks."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fieldkit.ui.desk.evidence_list import EvidenceList
from fieldkit.ui.desk.marked import mark_of
from fieldkit.ui.desk.tie_popover import TiePopover, evidence
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.notices import Notices
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.side_by_side import SideBySide


class Tying(QObject):
    """Asks the reader for the passage, and tells it what to mark."""

    def __init__(
        self,
        window: QWidget,
        work: CaseWork,
        reader: SideBySide,
        chips: EvidenceList,
        notices: Notices,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._work = work
        self._reader = reader
        self._chips = chips
        self._notices = notices
        self._marked: list[Mark] | None = None
        self.panel: TiePopover | None = None

    def show_marks(self) -> None:
        """Mark every passage tied in this case."""
        marks = [mark_of(one) for one in self._work.view.evidence]
        if marks != self._marked:
            self._marked = marks
            self._reader.set_marks(marks)

    def activate(self, identity: str) -> None:
        """A mark was pressed: open its question and select its chip."""
        found = next((one for one in self._work.view.evidence if one.id == identity), None)
        if found is None:
            return
        if found.questions and self._work.question.code not in found.questions:
            self._work.go(found.questions[0])
        self._chips.select(identity)
        self._reader.select_mark(identity)

    def ask(self, direction: str, given: Passage | None = None) -> None:
        """Open the tie panel for what is selected, or for what is given."""
        passage = given or self._passage()
        if passage is None or self._locked():
            return
        if self.panel is None:
            self.panel = TiePopover(self._window, self._work)
            self.panel.tied.connect(self._work.tie)
        self.panel.open_for(passage, direction)

    def now(self, direction: str, given: Passage | None = None) -> None:
        """Tie what is selected, or given, to the question open."""
        passage = given or self._passage()
        if passage is not None and not self._locked():
            self._work.tie(evidence(passage, direction, (self._work.question.code,)))

    def _passage(self) -> Passage | None:
        passage = self._reader.selection()
        if passage is None:
            self._notices.say(
                "tie",
                "info",
                "Select a passage first.",
                "Mark words on the page with the mouse or the keys. Then press E.",
            )
        else:
            self._notices.settle("tie")
        return passage

    def _locked(self) -> bool:
        if self._work.read_only:
            self._notices.say("tie", "info", self._work.read_only)
        return bool(self._work.read_only)

    def close(self) -> None:
        """The case is left."""
        if self.panel is not None:
            self.panel.close_it()
            self.panel.deleteLater()
