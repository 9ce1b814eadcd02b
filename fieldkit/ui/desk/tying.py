"""Between page and question: what is selected becomes evidence, evidence becomes marks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import Evidence
from fieldkit.ui.desk.evidence_list import EvidenceList
from fieldkit.ui.desk.marked import mark_of
from fieldkit.ui.desk.tie_popover import TiePopover, evidence
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.notices import Notices
from fieldkit.ui.reader.marks import Mark, Passage
from fieldkit.ui.reader.side_by_side import SideBySide

_TWICE = "Nothing was added. Delete on its chip takes it away."
_BOTH = "Both stand. If one was a slip, Delete on its chip takes it away."


def _same_words(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces of evidence are the very same part of a document."""
    place = (one.document, one.page, one.start, one.end, one.area)
    return bool(one.document) and place == (
        *(other.document, other.page, other.start, other.end, other.area),
    )


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
        now = [one for one in self._work.evidence if one not in self._work.view.evidence]
        marks = [mark_of(one) for one in (*self._work.view.evidence, *now)]
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
            self.panel.tied.connect(self._tie)
        self.panel.open_for(passage, direction)

    def ask_gap(self, gap: Passage | None) -> None:
        """The same for a gap of the chronology; other items are opened first."""
        if gap is not None:
            self.ask("absence", gap)
        else:
            told = "Enter opens the item; select its words there, then press E."
            self._notices.say("tie", "info", "Only gaps are tied from here.", told)

    def now(self, direction: str, given: Passage | None = None) -> None:
        """Tie what is selected, or given, to the question open."""
        passage = given or self._passage()
        if passage is not None and not self._locked():
            self._tie(evidence(passage, direction, (self._work.question.code,)))

    def _tie(self, made: Evidence) -> None:
        """Tie it, but not what is tied so already; the same words tied otherwise are noticed."""
        same = [one for one in self._work.view.evidence if _same_words(one, made)]
        there = [one for one in same if one.direction == made.direction]
        before = {code for one in there for code in one.questions}
        left = tuple(code for code in made.questions if code not in before)
        if not left and not (made.note or made.prompts):
            codes = ", ".join(made.questions)
            self._notices.say("tie", "info", f"This passage is tied to {codes} already.", _TWICE)
            self._chips.select(there[0].id)
            return
        self._work.tie(replace(made, questions=left or made.questions))
        against = [one for one in same if one.direction != made.direction]
        codes = ", ".join(sorted({c for one in against for c in one.questions if c in left}))
        if codes:
            other = "for" if made.direction == "contradicts" else "against"
            told = f"The same words are tied {other} {codes} as well."
            self._notices.say("tie", "info", told, _BOTH)

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
