"""Prepare, the case files: sorted by CRN, and each looked into before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.documents.worker import DocumentWorker
from fieldkit.inspection.reading import Subject
from fieldkit.steps import read, sorting
from fieldkit.steps.session import Session
from fieldkit.steps.sorting import Found, Sorted
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations
from fieldkit.wording import sentence

COLUMNS = (
    Column("case", "Case", 130),
    Column("file", "File", 330),
    Column("state", "Looked into", 170),
    Column("how", "Sorted by", 130, drop=2),
    Column("why", "What was found", drop=1),
)
_HOW = {"name": "Its name", "text": "Its text", "hand": "You"}


def ask_folder(parent: QWidget) -> str:
    """Let a person choose the folder of case files; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "The folder with the case files")


class FilesPage(LeadPage):
    """`taken` is emitted when documents were taken in."""

    taken = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        worker: DocumentWorker | None,
        choose: Callable[[QWidget], str] = ask_folder,
    ) -> None:
        super().__init__(session, operations)
        self._worker = worker
        self._choose = choose
        self.sorted = Sorted()
        self._subjects: dict[str, Subject] = {}
        self.setAcceptDrops(True)
        self._told = Label("", "second", "text2", wrap=True)
        self.choose_button = Button("Choose a folder…", "plain", icon="folder-open")
        self.choose_button.clicked.connect(self._ask)
        self.take = Button("Take the sorted files", "primary", icon="check")
        self.take.clicked.connect(self._take)
        self.table = Table("Files, the unsorted first", COLUMNS, many=True)
        self.table.chosen.connect(lambda key: self._offer())
        self.whose = DropDown("Belongs to")
        self.give = Button("These belong to it", "plain", icon="folder-simple-plus")
        self.give.clicked.connect(self._give)
        told = Label(
            "A file goes to the case whose CRN is in its name or folder, else to the one whose CRN "
            "is in its text. What belongs nowhere stays out of every pack.",
            "second",
            "text2",
            wrap=True,
        )
        by_hand = row(
            labelled("The chosen files belong to", self.whose),
            column(STRETCH, self.give, gap=0),
            STRETCH,
            gap=12,
        )
        foot = surface(column(told, by_hand, gap=8, margins=(20, 10, 20, 12)), "window")
        top = head("Case files and evidence", self._told, self.choose_button, self.take)
        self.setLayout(column(self.notices, top, (self.table, 1), foot, gap=0))
        self.setFocusProxy(self.choose_button)
        self._say()

    def load(self) -> None:
        """Read which subjects there are."""
        self.run(lambda: read.subjects(self.session), self._show_subjects)

    def _show_subjects(self, subjects: Sequence[Subject]) -> None:
        self._subjects = {one.id: one for one in subjects}
        before = self.whose.currentData()
        self.whose.clear()
        for one in subjects:
            self.whose.addItem(_name(one), one.id)
        self.whose.setCurrentIndex(max(0, self.whose.findData(before)))
        self._show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.sort([Path(one.toLocalFile()) for one in urls if one.isLocalFile()])
        event.acceptProposedAction()

    def _ask(self) -> None:
        folder = self._choose(self)
        if folder:
            self.sort([Path(folder)])

    def sort(self, paths: Sequence[Path]) -> None:
        """Sort files into cases and look into each; nothing is taken yet."""
        self._told.setText("Looking into every file…")
        self.take.setEnabled(False)
        work = partial(sorting.sort, self.session, paths, self._worker)
        self.run(work, self._sorted, "files")

    def _sorted(self, made: Sorted) -> None:
        names = {one.name for one in made.files}
        self.sorted.files = [one for one in self.sorted.files if one.name not in names]
        self.sorted.files += made.files
        self.sorted.unreadable = sorted({*self.sorted.unreadable, *made.unreadable})
        if made.unreadable:
            first = ", ".join(made.unreadable[:3])
            count = len(made.unreadable)
            title = f"{count} {'file' if count == 1 else 'files'} could not be read."
            self.notices.say("unreadable", "warn", title, f"Not taken: {first}.")
        self._show()

    def _show(self) -> None:
        ordered = sorted(self.sorted.files, key=lambda one: (bool(one.subject), self._case(one)))
        self.table.show_lines([self._line(one) for one in ordered])
        self._say()

    def _case(self, one: Found) -> str:
        subject = self._subjects.get(one.subject)
        return _name(subject) if subject else ""

    def _line(self, one: Found) -> Line:
        folder, _, name = one.name.rpartition("/")
        checked = one.checked
        state, why = State("plain", "Not looked into"), ""
        if checked is not None and checked.ok:
            pages = f"{checked.pages} page{'' if checked.pages == 1 else 's'}"
            state = State("warn", "A scan") if checked.scan else State("complete", "Opens")
            why = f"{pages}, {checked.characters} characters"
            if checked.scan:
                why += "; find cannot look inside"
        elif checked is not None and checked.reason is not None:
            state, why = State("bad", "Does not open"), sentence(checked.reason)
        if not one.subject:
            seen = ", ".join(one.seen[:3])
            why = f"Names {seen}, which is none of the cases. {why}" if seen else why
        return Line(
            one.name,
            {
                "case": self._case(one) or "Unsorted",
                "file": Two(name, folder),
                "state": state,
                "how": _HOW.get(one.how, "–"),
                "why": why,
            },
        )

    def _say(self) -> None:
        files, unsorted = self.sorted.files, self.sorted.unsorted
        bad = sum(one.checked is not None and not one.checked.ok for one in files)
        told = "Drop files, folders or zips here, or choose a folder."
        if files:
            told = f"{len(files)} files: {len(files) - len(unsorted)} sorted into cases, "
            told += f"{len(unsorted)} unsorted, {bad} do not open. Nothing is taken yet."
        self._told.setText(told)
        self._offer()

    def _offer(self) -> None:
        self.take.setEnabled(any(one.subject for one in self.sorted.files))
        self.give.setEnabled(bool(self.table.picked) and self.whose.count() > 0)

    def _give(self) -> None:
        subject, chosen = str(self.whose.currentData() or ""), set(self.table.picked)
        self.sorted.files = [
            replace(one, subject=subject, how=sorting.BY_HAND) if one.name in chosen else one
            for one in self.sorted.files
        ]
        self._show()

    def _take(self) -> None:
        files = list(self.sorted.files)
        self.take.setEnabled(False)
        self.run(lambda: sorting.take(self.session, files), self._taken, "files")

    def _taken(self, count: int) -> None:
        self.sorted.files = list(self.sorted.unsorted)
        self.notices.say(
            "files",
            "ok",
            f"{count} documents are taken in.",
            f"{len(self.sorted.files)} files belong to no case and stay out."
            if self.sorted.files
            else "",
        )
        self._show()
        self.taken.emit()


def _name(one: Subject) -> str:
    return f"Case {one.number}" if one.kind == "case" else f"{one.number} {one.title}".strip()
