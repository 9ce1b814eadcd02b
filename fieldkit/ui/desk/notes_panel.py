"""Notes to the whole case, and one list of every question to come back to or with a note."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.reading import NOTHING
from fieldkit.steps import rate
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.desk import words
from fieldkit.ui.desk.text_field import TextField
from fieldkit.ui.desk.work import CaseWork
from fieldkit.ui.plain_list import PlainList

CASE = "case"
_TITLES = {
    "private": "Private note on the whole {kind} (never sent)",
    "lead": "Note to the lead on the whole {kind}",
}
_FLAG = ("flag-fill", "Come back to this")
_SHOWN = 5


def come_back(work: CaseWork) -> list[tuple[str, str, str]]:
    """Question, icon and words of everything to come back to: flags first, then notes."""
    view = work.view
    codes = [one.code for one in view.questions]
    flagged = [code for code in codes if view.flags.get(code, NOTHING).value is not None]
    found = [(code, *_FLAG) for code in flagged]
    for held, icon, what in (
        (view.private_notes, "lock-simple", "Private note"),
        (view.lead_notes, "chat-text", "Note to the lead"),
    ):
        texts = [(code, held.get(code, NOTHING).value) for code in codes]
        found += [(code, icon, f"{what}: {text}") for code, text in texts if text]
    return found


class NotesPanel(Popover):
    """`chosen` carries the question to open. What is typed is kept as everywhere else."""

    chosen = Signal(str)

    def __init__(self, window: QWidget, work: CaseWork) -> None:
        super().__init__(window, "Notes and flags")
        self._work = work
        kind = "case" if work.view.subject.kind == "case" else "standard"
        self.fields = {name: TextField(t.format(kind=kind)) for name, t in _TITLES.items()}
        for name, field in self.fields.items():
            field.typed.connect(partial(self._typed, name))
            field.left.connect(work.leave)
        self._told = Label("", "second", "text2", wrap=True)
        self.list = PlainList()
        prepare(self.list, "To come back to", "raised")
        self.list.setItemDelegate(RowDelegate(self.list, rules=False, surface="raised"))
        self.list.clicked.connect(self._pick)
        self.list.activated.connect(self._pick)
        close = Button("Close", "plain", key="Esc")
        close.clicked.connect(self.close_it)
        self.set_body(
            column(
                Label("Notes and flags", "section"),
                *self.fields.values(),
                Label("To come back to", "second_strong", "text2"),
                self._told,
                self.list,
                row(STRETCH, close, KeyHint("Esc"), gap=6),
                gap=8,
            ),
            520,
        )
        self.closed.connect(work.leave)

    def open(self) -> None:
        """Open with what there is now: on the list, or with nothing in it on the first note."""
        self.refresh()
        rows = come_back(self._work)
        self.open_centred(self.list if rows else self.fields["private"].edit)

    def refresh(self) -> None:
        """Show what stands."""
        view = self._work.view
        held = {"private": view.private_notes, "lead": view.lead_notes}
        for name, field in self.fields.items():
            text = held[name].get(CASE, NOTHING).value or ""
            field.set_text(text)
            field.set_state("Saved" if text else "")
            field.set_read_only(bool(self._work.read_only))
        rows = come_back(self._work)
        self._told.setText("" if rows else "Nothing is flagged. M flags the question open.")
        self._told.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.list.show_rows([self._row(*one) for one in rows])
        theme.fix(self.list, height=50 * max(1, min(_SHOWN, len(rows))))
        if rows:
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _row(self, code: str, icon: str, told: str) -> dict[int, object]:
        question = next(one for one in self._work.view.questions if one.code == code)
        title = f"{code} {words.strand(question)}"
        return {
            int(Qt.ItemDataRole.DisplayRole): title,
            int(Qt.ItemDataRole.AccessibleTextRole): f"{title}, {told}",
            int(Qt.ItemDataRole.ToolTipRole): told,
            int(Qt.ItemDataRole.UserRole): code,
            int(Row.SECOND): told.replace("\n", " "),
            int(Row.ICON): icon,
            int(Row.ICON_TONE): "accent",
        }

    def _pick(self, index: QModelIndex) -> None:
        code = index.data(Qt.ItemDataRole.UserRole)
        if code:
            self.close_it()
            self.chosen.emit(str(code))

    def _typed(self, name: str, text: str) -> None:
        make = rate.private_note if name == "private" else rate.lead_note
        self._work.typing(make(self._work.view, CASE, text))
