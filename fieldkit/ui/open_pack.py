"""Opening a file from the lead: pack, returned work, roster or receipt; and looking into documents.

The first pack of an inspection needs the founder's six words, as heard from the lead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.steps import open_pack, read, unlock
from fieldkit.steps.carry import Arrival
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.operations import Operations
from fieldkit.wording import sentence

ChooseFile = Callable[[QWidget], str]
_ASK = ("inspection.words_needed", "inspection.words_differ")


def ask_file(parent: QWidget) -> str:
    """Let a person choose a file of fieldkit; "" if they do not."""
    return QFileDialog.getOpenFileName(parent, "Open a pack", "", "fieldkit files (*.fkb)")[0]


class WordsPanel(Popover):
    """Asks for the six words. `given` carries them."""

    given = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, "The lead's six words")
        self.field = QLineEdit()
        self.field.setAccessibleName("The six words")
        self.field.setPlaceholderText("Six words, as your lead reads them to you")
        self.field.returnPressed.connect(self._give)
        self._told = Label("", "medium", "warn", wrap=True)
        self.button = Button("Open the pack", "primary", key="Enter")
        self.button.clicked.connect(self._give)
        cancel = Button("Cancel", "quiet", key="Esc")
        cancel.clicked.connect(self.close_it)
        why = Label(
            "This is the first pack of a new inspection. Ask your lead for the six words by "
            "telephone or in person: they show that the pack is really theirs.",
            tone="text2",
            wrap=True,
        )
        deeds = row(STRETCH, cancel, KeyHint("Esc"), self.button, KeyHint("Enter"), gap=6)
        title = Label("Whose pack is this?", "section")
        self.set_body(column(title, why, self.field, self._told, deeds, gap=10), 480)

    def ask(self, told: str) -> None:
        """Open it; `told` is why the words given before were not right, or ""."""
        self._told.setText(told)
        self._told.setVisible(bool(told))
        self.open_centred(self.field)

    def _give(self) -> None:
        if self.field.text().strip():
            self.close_it()
            self.given.emit(self.field.text())


class PackOpener(QObject):
    """`opened` carries the `Arrival`; `refused` why not; `looked_into` tells done and of."""

    opened = Signal(object)
    refused = Signal(object)
    looking = Signal(int, int, str)
    looked_into = Signal(int)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        operations: Operations,
        worker: DocumentWorker,
        choose: ChooseFile = ask_file,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._operations = operations
        self._worker = worker
        self._choose = choose
        self._path: Path | None = None
        self._stopped = False
        self._indexing = self._more = False
        self._panel: WordsPanel | None = None

    def choose(self) -> None:
        """Ask for a file and open it."""
        chosen = self._choose(self._window)
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path, spoken: str | None = None) -> None:
        """Open one file, off the GUI thread."""
        self._path = path
        session = self._session

        def work() -> Arrival:
            arrival = open_pack.open_pack(session, path, spoken)
            session.changed()
            session.opened  # noqa: B018  (read here, so that no window waits for it)
            unlock.keep_shown(session)
            return arrival

        self._operations.run(work, self._arrived, self._not)

    @property
    def panel(self) -> WordsPanel:
        """The panel that asks for the six words."""
        if self._panel is None:
            self._panel = WordsPanel(self._window)
            self._panel.given.connect(self._given)
        return self._panel

    def _given(self, spoken: str) -> None:
        if self._path is not None:
            self.open(self._path, spoken)

    def _not(self, why: FieldkitError) -> None:
        if why.code in _ASK:
            differ = why.code == "inspection.words_differ"
            self.panel.ask(sentence(why) if differ else "")
        else:
            self.refused.emit(why)

    def _arrived(self, arrival: Arrival) -> None:
        self.opened.emit(arrival)
        self.look_into()

    def look_into(self) -> None:
        """Let the worker look into every document not looked into yet, in the background."""
        if self._indexing:
            self._more = True
            return
        self._indexing = True
        session, worker = self._session, self._worker
        told: Callable[[int, int, str], None] = self.looking.emit

        def work() -> int:
            try:
                return read.index(session, worker, told, lambda: self._stopped)
            finally:
                worker.rest()

        self._operations.run(work, self._looked, partial(self._looked_not))

    def _looked(self, count: int) -> None:
        self._indexing = False
        self.looked_into.emit(count)
        if self._more:  # something came while the last of it was looked into
            self._more = False
            self.look_into()

    def _looked_not(self, why: FieldkitError) -> None:
        self._indexing = False
        if not self._stopped and why.code != "inspection.none":
            self.refused.emit(why)

    def stop(self) -> None:
        """Stop looking into documents at the next one; it goes on after the next start."""
        self._stopped = True
