"""A moderated workbook: what it proposes, looked at before anything is decided.

Only the sheet Moderation proposes. Changed answers are shown and can go back as comments;
everything else is named by sheet and cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.grid_back import GridBack, Proposal
from fieldkit.steps import import_grid
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import CheckBox
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, rule, surface
from fieldkit.ui.components.rating import RatingMark
from fieldkit.ui.components.row_delegate import Row, prepare
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList
from fieldkit.wording import line


@dataclass(frozen=True)
class _Read:
    data: bytes
    found: GridBack


class _ProposalRow(QFrame):
    """One proposal: a box to take it, the rating now and proposed, reason, by whom, or why not."""

    toggled = Signal()

    def __init__(self, one: Proposal, title: str) -> None:
        super().__init__()
        self.standard = one.standard
        self.box = CheckBox(f"{one.standard}  {title}")
        self.box.setChecked(one.allowed)
        self.box.setEnabled(one.allowed)
        self.box.toggled.connect(lambda on: self.toggled.emit())
        cells = Label(f"Moderation {', '.join(one.cells)}", "second", "text2")
        who = f"By {one.by}" if one.by else "Nobody is named in the workbook"
        head = row((self.box, 1), cells)
        before, after = _mark(one.before), _mark("" if one.why == "unknown_rating" else one.rating)
        change = row(before, IconLabel("arrow-right", "text2", 14), after, STRETCH, gap=10)
        told: list[QWidget] = [Label(one.reason or "No reason", "body", wrap=True)]
        told.append(Label(who, "second", "text2", wrap=True))
        if not one.allowed:
            facts = {"rating": one.rating, "ground": one.ground}
            why = Label(line(f"import.why_{one.why}", facts).strip(), "second", "bad", wrap=True)
            told.append(why)
        inner = column(change, *told, gap=3, margins=(30, 0, 0, 0))
        self.setLayout(column(head, inner, rule(), gap=4, margins=(14, 8, 14, 0)))
        self.setAccessibleName(
            f"{one.standard}: {one.before or 'not rated'} to {one.rating}, {who}, {one.reason}"
        )


def _mark(word: str) -> RatingMark:
    return RatingMark(word or None, none="Not a rating")


class ReadBackPage(QWidget):
    """`recorded` is emitted when decisions or comments are on the disk, `closed` to go back."""

    recorded = Signal()
    closed = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__()
        self._session, self._operations = session, operations
        self._read: _Read | None = None
        self._rows: list[_ProposalRow] = []
        self._told: list[QWidget] = []
        self._note = Label("", "second", "text2", wrap=True)
        self.button = Button("Take", "primary", icon="check-circle", key="Ctrl+Enter")
        self.button.clicked.connect(self.take)
        self.comments = Button("Send changed answers back as comments", icon="chat-text")
        self.comments.clicked.connect(self.comment)
        self.close_button = Button("Close", "quiet")
        self.close_button.clicked.connect(self.closed)
        self.notices = Notices()
        self._proposals = column(gap=0)
        self._proposal_title = Label("", "strong")
        self._rest_title = Label("", "strong")
        self.rest = PlainList()
        prepare(self.rest, "Not taken, by sheet and cell")
        self._facts = Card("Is this our workbook?", look="well", gap=6)
        self.setLayout(self._build())
        self.setFocusProxy(self.button)

    def _build(self) -> Box:
        title = "Read a moderated workbook: look before anything is decided"
        words = column(Label(title, "panel", wrap=True), self._note, gap=2)
        deeds = row(self.close_button, self.button, KeyHint("Ctrl+Enter"))
        head = row((words, 1), deeds, margins=(20, 12, 20, 12))
        inside = surface(column(self._proposals, STRETCH, gap=0), "panel")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("Proposed decisions")
        scroll.setWidget(inside)
        top = row(self._proposal_title, STRETCH, margins=(14, 10, 14, 6))
        below = row((self._rest_title, 1), self.comments, margins=(14, 8, 14, 6))
        left = column(top, rule(), (scroll, 3), rule(), below, (self.rest, 2), gap=0)
        self._side = surface(
            column(self._facts, STRETCH, margins=(14, 14, 14, 14)), "side_right", width=310
        )
        body = row((left, 1), self._side, gap=0)
        return column(self.notices, surface(head, "window"), (body, 1), gap=0)

    def read(self, name: str) -> None:
        """Read a workbook and show what it changes; nothing is decided by that."""
        path = Path(name)
        self._clear()
        self._note.setText(f"{path.name} is being read.")
        self._operations.run(
            lambda: self._look(path), lambda made: self._show(path, made), self._failed
        )

    def _look(self, path: Path) -> _Read:
        try:
            data = path.read_bytes()
        except OSError as why:
            raise FieldkitError("cli.not_read", file=path.name) from why
        return _Read(data, import_grid.read_back(self._session, data))

    def _clear(self) -> None:
        self._read = None
        self._proposals.discard(self._rows)
        self._rows = []
        self.rest.show_rows([])
        self.notices.settle("read")
        self._count()

    def _show(self, path: Path, made: _Read) -> None:
        self._read = made
        found = made.found
        told = "Only the sheet Moderation can propose decisions; nothing has been taken yet."
        self._note.setText(f"{path.name}. {told}")
        for one in found.proposals:
            standard = self._session.form.standard(one.standard)
            shown = _ProposalRow(one, standard.title if standard else "")
            shown.toggled.connect(self._count)
            self._rows.append(shown)
            self._proposals.addWidget(shown)
        number = len(found.proposals)
        self._proposal_title.setText(f"Proposed decisions · {number}")
        self.rest.show_rows(_rest(found))
        self._rest_title.setText(f"Not taken · {len(found.changes) + len(found.oddities)}")
        self._show_facts(found)
        self._count()
        announce(self, f"{number} proposals, {len(found.changes)} changed answers.")

    def _show_facts(self, found: GridBack) -> None:
        body = self._facts.body
        body.discard(self._told)
        self._told = []
        for good, words in _facts(found):
            icon = IconLabel(
                "check-circle-fill" if good else "warning-fill", "ok" if good else "warn"
            )
            holder = QWidget()
            holder.setLayout(
                row(column(icon, STRETCH, gap=0), (Label(words, "second", wrap=True), 1))
            )
            self._told.append(holder)
            body.addWidget(holder)

    def chosen(self) -> list[str]:
        """The standards whose proposals are to be taken."""
        return [one.standard for one in self._rows if one.box.isChecked()]

    def _count(self) -> None:
        chosen, all_of = len(self.chosen()), len(self._rows)
        self.button.setText(f"Take {chosen} of {all_of} proposals" if all_of else "Nothing to take")
        self.button.setEnabled(bool(chosen))
        self.button.updateGeometry()
        self.comments.setVisible(bool(self._read and self._read.found.changes))

    def take(self) -> None:
        """Record the proposals chosen."""
        made, chosen = self._read, self.chosen()
        if made is None or not chosen:
            return
        self.button.setEnabled(False)
        self._operations.run(
            lambda: import_grid.take(self._session, made.found, chosen, made.data),
            self._taken,
            self._failed,
        )

    def _taken(self, standards: tuple[str, ...]) -> None:
        for one in self._rows:
            if one.standard in standards:
                one.box.setChecked(False)
                one.box.setEnabled(False)
        self._count()
        told = ", ".join(standards)
        self.notices.say("take", "ok", f"{len(standards)} decisions taken: {told}.")
        self.close_button.setFocus()
        self.recorded.emit()

    def comment(self) -> None:
        """Return the changed answers to their readers with what the workbook says."""
        made = self._read
        if made is not None:
            self.comments.setEnabled(False)
            self._operations.run(
                lambda: import_grid.comment(self._session, made.found),
                self._commented,
                self._failed,
            )

    def _commented(self, sent: int) -> None:
        told = f"{sent} {'question goes' if sent == 1 else 'questions go'} back to their readers."
        self.notices.say("comment", "ok", told, "The answers themselves stay as they are.")
        self.recorded.emit()

    def _failed(self, why: FieldkitError) -> None:
        self._note.setText("Nothing was changed.")
        self.comments.setEnabled(True)
        self._count()
        self.notices.refuse("read", why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= theme.px(900))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _facts(found: GridBack) -> list[tuple[bool, str]]:
    told = [(True, "Yes: written by fieldkit for this inspection.")]
    program = found.program or "an unknown program"
    told.append((True, f"Saved since by {program}. No macros, links or outside data."))
    if found.moved:
        told.append((True, "Rows stand in another order; each was found by its number."))
    if found.older:
        told.append((False, "The casebook has moved on since. Edits are told by what it held."))
    if found.guessed:
        told.append((False, "What the cells held when written was changed as well."))
    if found.part:
        told.append((False, "It shows a part of the inspection, so it proposes nothing."))
    return told


def _rest(found: GridBack) -> list[Mapping[int, object]]:
    rows: list[Mapping[int, object]] = []
    for one in found.changes:
        facts = {**vars(one), "before": one.before or "-", "after": one.after or "-"}
        rows.append(_row(line("import.case_change", facts), f"{one.sheet} {one.cell}", "Comment"))
    for odd in found.oddities:
        facts = {"sheet": odd.sheet, "cell": odd.cell, "found": odd.found}
        place = f"{odd.sheet} {odd.cell}".strip()
        rows.append(_row(line(f"import.odd_{odd.what}", facts), place, "Passed over"))
    return rows


def _row(words: str, place: str, right: str) -> Mapping[int, object]:
    return {
        Qt.ItemDataRole.DisplayRole: words,
        Qt.ItemDataRole.ToolTipRole: words,
        Row.SECOND: place,
        Row.RIGHT: right,
        Row.ICON: "chat-text" if right == "Comment" else "minus-circle",
        Row.ICON_TONE: "accent" if right == "Comment" else "text2",
    }
