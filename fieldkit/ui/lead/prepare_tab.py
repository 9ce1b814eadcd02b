"""The prepare tab: a guided path from the long list to the packs, left and resumed at any step."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.documents.worker import DocumentWorker
from fieldkit.steps import allocate, laptops
from fieldkit.steps.session import Session
from fieldkit.ui.lead.prepare_allocate import AllocatePage
from fieldkit.ui.lead.prepare_files import FilesPage
from fieldkit.ui.lead.prepare_list import ListPage
from fieldkit.ui.lead.prepare_packs import PacksPage
from fieldkit.ui.lead.prepare_sample import SamplePage
from fieldkit.ui.lead.prepare_second import SecondPage
from fieldkit.ui.lead.prepare_start import StartPage
from fieldkit.ui.lead.prepare_team import TeamPage
from fieldkit.ui.lead.sections import Sections
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted


@dataclass(frozen=True)
class _Path:
    """How far preparing is, in counts."""

    title: str
    cases: int
    with_documents: int
    documents: int
    people: int
    allocated: int
    twice: int
    packs: int
    laptops: int


class PrepareTab(Sections):
    """`changed` is emitted when anything about the inspection was changed here.

    `empty` says at the start that nothing was prepared yet.
    """

    changed = Signal()
    empty = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        worker: DocumentWorker | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Prepare", parent)
        self._session = session
        self._operations = operations
        self.start = StartPage(session, operations)
        self.list_page = ListPage(session, operations)
        self.sample = SamplePage(session, operations)
        self.files = FilesPage(session, operations, worker)
        self.team = TeamPage(session, operations)
        self.allocate = AllocatePage(session, operations)
        self.second = SecondPage(session, operations)
        self.packs = PacksPage(session, operations)
        self.pages = {
            "start": ("Inspection", self.start),
            "list": ("Long list", self.list_page),
            "sample": ("Sample", self.sample),
            "files": ("Case files", self.files),
            "team": ("Team", self.team),
            "allocate": ("Allocation", self.allocate),
            "second": ("Second readings", self.second),
            "packs": ("Packs", self.packs),
        }
        for key, (title, page) in self.pages.items():
            self.add(key, title, page)
        self.list_page.read.connect(self.sample.take_listing)
        for signal in (
            *(self.start.changed, self.list_page.taken, self.sample.taken, self.files.taken),
            *(self.team.changed, self.allocate.changed, self.second.changed, self.packs.written),
        ):
            signal.connect(self._changed)
        self.shown.connect(lambda key: self._load_page(key))

    def begin(self) -> None:
        """Look whether anything was prepared at all."""
        self._operations.run(self._read, self._begin)
        self.list_page.load()

    def _begin(self, now: _Path) -> None:
        self._tell(now)
        if not now.cases:
            self.empty.emit()

    def load(self) -> None:
        """Read how far it is, and what the section on screen shows."""
        self._operations.run(self._read, self._tell)
        self._load_page(self.current())

    def _load_page(self, key: str) -> None:
        if key:
            self.pages[key][1].load()

    def _changed(self) -> None:
        self._operations.run(self._read, self._tell)
        self.changed.emit()

    def _read(self) -> _Path:
        held = allocate.table(self._session)
        every = laptops.laptops(self._session)
        cases = [one for one in held.rows if one.subject.kind == "case"]
        return _Path(
            title=self._session.opened.title,
            cases=len(cases),
            with_documents=sum(bool(one.documents) for one in cases),
            documents=sum(one.documents for one in held.rows),
            people=len(held.people),
            allocated=sum(bool(one.readings) for one in cases),
            twice=sum(len(one.readings) > 1 for one in cases),
            packs=sum(bool(one.packed) for one in every),
            laptops=sum(bool(one.cases) for one in every),
        )

    def _tell(self, now: _Path) -> None:
        none = "No cases yet"
        self.say("start", now.title, bool(now.title))
        self.say(
            "list",
            f"{counted(now.cases, 'case')} taken" if now.cases else "Not taken yet",
            now.cases > 0,
        )
        self.say("sample", "Taken" if now.cases else "Or take a short list", now.cases > 0)
        full = now.cases > 0 and now.with_documents == now.cases
        self.say("files", f"{now.with_documents} of {now.cases} cases" if now.cases else none, full)
        self.say("team", f"{now.people} who read", now.people > 1)
        whole = now.cases > 0 and now.allocated == now.cases
        self.say("allocate", f"{now.allocated} of {now.cases} cases" if now.cases else none, whole)
        self.say("second", counted(now.twice, "case") if now.twice else "None yet", now.twice > 0)
        done = now.laptops > 0 and now.packs >= now.laptops
        self.say("packs", f"{now.packs} of {now.laptops} laptops", done)
