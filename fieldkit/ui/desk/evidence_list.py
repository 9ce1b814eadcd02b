"""The passages tied to the question open: chips to jump to, to take away, and "Add"."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import Evidence
from fieldkit.steps.read import Listed
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.chip import Direction, EvidenceChip
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.desk.words import counted
from fieldkit.ui.desk.work import CaseWork


class EvidenceList(QWidget):
    """`opened` carries the `Evidence` to jump to; `add_requested` asks for the tie panel."""

    opened = Signal(object)
    add_requested = Signal()

    def __init__(self, work: CaseWork, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._shown: tuple[Evidence, ...] = ()
        self._chips: list[EvidenceChip] = []
        self._lost: set[str] = set()
        self._selected = ""
        self._title = Label("Evidence", "second_strong", "text2")
        self.add_button = Button("Add", "link", icon="plus", key="E")
        self.add_button.clicked.connect(self.add_requested)
        self._none = Label(
            "Nothing tied yet. Select words in a document, then press E.",
            "second",
            "text2",
            wrap=True,
        )
        self._box = column(gap=6)
        head = row(self._title, STRETCH, self.add_button, KeyHint("E"), gap=6)
        self.setLayout(column(head, self._none, self._box, gap=5))

    def chips(self) -> list[EvidenceChip]:
        """The chips, in order."""
        return list(self._chips)

    def refresh(self) -> None:
        """Show what is tied to the question open."""
        tied = self._work.view.evidence_for(self._work.question.code)
        ordered = sorted(tied, key=lambda one: one.direction != "contradicts")
        found = tuple(self._work.resolved(one) for one in ordered)
        lost = {one.id for one in found if self._work.is_lost(one)}
        words = counted(found)
        self._title.setText(f"Evidence · {words}" if words else "Evidence")
        self._none.setVisible(not found)
        self.add_button.setEnabled(not self._work.read_only)
        same = _looks(found) == _looks(self._shown) and lost == self._lost
        if not same or bool(self._work.read_only) == self._removable():
            self._lost = lost
            self._rebuild(found)

    def _removable(self) -> bool:
        return bool(self._chips) and bool(self._chips[0].property("removable"))

    def _rebuild(self, found: tuple[Evidence, ...]) -> None:
        had = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
        self._box.discard(self._chips)
        self._shown = found
        self._chips = [self._chip(one) for one in found]
        for chip in self._chips:
            self._box.addWidget(chip)
        self.select(self._selected)
        if had is not None:
            after = self._chips[min(had, len(self._chips) - 1)] if self._chips else self.add_button
            after.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip(self, one: Evidence) -> EvidenceChip:
        listed = self._work.document(one.document)
        record = next((r for r in self._work.view.records if r.document == one.document), None)
        title = listed.document.title if listed else "Document not in this case"
        if record is not None:
            title = record.title
        elif one.direction == "absence" and not one.document:
            title = "Searched, none found"
        place = place_of(one, listed)
        place = "" if place == title else place
        direction: Direction = "absence"
        if one.direction in ("supports", "contradicts"):
            direction = "for" if one.direction == "supports" else "against"
        orphan = listed is None and record is None and bool(one.document)
        note = "Not found in newer file" if one.id in self._lost else ""
        note = "Document not here" if orphan else note
        removable = not self._work.read_only
        chip = EvidenceChip(direction, title, place, one.quote, note=note, removable=removable)
        chip.setProperty("removable", removable)
        chip.setProperty("evidence", one.id)
        if one.note:
            chip.setToolTip(one.note)
        chip.opened.connect(lambda: self._open(one))
        chip.removed.connect(lambda: self._untie(one.id))
        return chip

    def _open(self, one: Evidence) -> None:
        self.select(one.id)
        self.opened.emit(one)

    def _untie(self, identity: str) -> None:
        for one in self._work.view.evidence:
            if one.id == identity:
                self._work.untie(one)

    def next(self) -> Evidence | None:
        """The passage after the one selected; the first after the last."""
        ids = [one.id for one in self._shown]
        here = ids.index(self._selected) if self._selected in ids else -1
        return self._shown[(here + 1) % len(ids)] if ids else None

    def select(self, identity: str) -> None:
        """Mark the chip of the passage the page shows; "" for none."""
        self._selected = identity
        for chip, one in zip(self._chips, self._shown, strict=True):
            chip.set_selected(one.id == identity)


def place_of(one: Evidence, listed: Listed | None) -> str:
    """Where in its document evidence stands: the section or row, else the page; and how read."""
    flows = listed is not None and listed.kind not in ("pdf", "picture")
    paged = listed is None or (listed.pages > 1 and not flows)
    parts = [one.section or (f"p {one.page}" if paged else "")]
    parts += ["area"] if one.area is not None else []
    parts += ["OCR text"] if one.ocr else []
    return " · ".join(part for part in parts if part)


def _looks(found: tuple[Evidence, ...]) -> list[Evidence]:
    """What of the evidence a chip shows; who recorded it in which entry makes no other chip."""
    return [replace(one, entries=(), author="") for one in found]
