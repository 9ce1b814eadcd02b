"""Joins the frame with the lead's pages and keeps their counts true."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from fieldkit.documents.worker import DocumentWorker
from fieldkit.steps import counts, receive
from fieldkit.steps.session import Session
from fieldkit.ui.frame import Frame
from fieldkit.ui.lead.audit import AuditTab
from fieldkit.ui.lead.disputes import DisputesPage
from fieldkit.ui.lead.doubles import DoublesTab
from fieldkit.ui.lead.export import ExportPage
from fieldkit.ui.lead.later import Later
from fieldkit.ui.lead.moderation import ModerationPage
from fieldkit.ui.lead.moderation_tab import ModerationTab
from fieldkit.ui.lead.prepare_tab import PrepareTab
from fieldkit.ui.lead.progress import ProgressPage
from fieldkit.ui.lead.progress_tab import ProgressTab
from fieldkit.ui.lead.receive import ReceivePage
from fieldkit.ui.lead.receive_tab import ReceiveTab
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import clock_time


class LoadedPage(Protocol):
    """What can read itself again."""

    def load(self) -> None: ...


class LeadPages(QObject):
    """Pages of one inspection for its lead, in a frame with the lead's menus."""

    def __init__(
        self,
        frame: Frame,
        session: Session,
        operations: Operations,
        worker: DocumentWorker | None = None,
    ) -> None:
        super().__init__(frame)
        self._session = session
        self._operations = operations
        self._worker = worker
        self.frame = frame
        self.progress = ProgressPage(session, operations)
        self.fieldwork = ProgressTab(session, operations, self.progress)
        self._later: dict[str, Later] = {}
        self._build()
        self._connect()

    # Each page is made when it is first wanted.

    @cached_property
    def prepare(self) -> PrepareTab:
        """The guided path from the long list to the packs."""
        made = PrepareTab(self._session, self._operations, self._worker)
        made.changed.connect(self._prepared)
        made.empty.connect(lambda: self.frame.show_tab("prepare"))
        made.begin()
        return made

    @cached_property
    def receive(self) -> ReceivePage:
        """Files that came, looked at and merged."""
        made = ReceivePage(self._session, self._operations)
        made.merged.connect(self._merged)
        made.counted.connect(lambda count: self._count("receive", count))
        return made

    @cached_property
    def receiving(self) -> ReceiveTab:
        """Receiving, the meeting place, laptops, what was merged or set aside."""
        made = ReceiveTab(self._session, self._operations, self.receive)
        made.aside.team_wanted.connect(self._team)
        made.changed.connect(lambda: self._merged(0))
        return made

    @cached_property
    def disputes(self) -> DisputesPage:
        """Disputes, one at a time."""
        made = DisputesPage(self._session, self._operations)
        made.onward.connect(lambda: self.frame.show_tab("moderation"))
        made.counted.connect(lambda count: self._count("disputes", count))
        made.decided.connect(self._saved)
        return made

    @cached_property
    def doubles(self) -> DoublesTab:
        """Second readings, agreement, drift and calibration."""
        made = DoublesTab(self._session, self._operations)
        made.decided.connect(self._saved)
        made.counted.connect(lambda count: self._count("doubles", count))
        return made

    @cached_property
    def audit(self) -> AuditTab:
        """Where an answer came from, and what was done."""
        return AuditTab(self._session, self._operations)

    @cached_property
    def moderation(self) -> ModerationPage:
        """Ratings, standard by standard."""
        made = ModerationPage(self._session, self._operations)
        made.decided.connect(self._saved)
        return made

    @cached_property
    def moderating(self) -> ModerationTab:
        """Ratings, the room, and a workbook read back."""
        made = ModerationTab(self._session, self._operations, self.moderation)
        made.taken.connect(self._saved)
        made.take_screen(self.frame, "lead")
        return made

    @cached_property
    def export(self) -> ExportPage:
        """What leaves the casebook."""
        return ExportPage(self._session, self._operations)

    def _build(self) -> None:
        opened = self._session.opened
        me = self._session.me
        label = f"{me.name}, lead · {me.label}" if me else self._session.owner.name
        self.frame.set_person(label)
        self.frame.set_marking(opened.form.marking)
        self._title()
        made: tuple[tuple[str, str, Callable[[], QWidget]], ...] = (
            ("prepare", "Prepare", lambda: self.prepare),
            ("progress", "Progress", lambda: self.fieldwork),
            ("receive", "Receive", lambda: self.receiving),
            ("disputes", "Disputes", lambda: self.disputes),
            ("doubles", "Second readings", lambda: self.doubles),
            ("moderation", "Moderation", lambda: self.moderating),
            ("export", "Export", lambda: self.export),
            ("audit", "Audit", lambda: self.audit),
        )
        for key, text, page in made:
            self._later[key] = Later(page)
            self.frame.add_tab(key, text, self._later[key])
        self._later["progress"].fill()
        self.frame.show_tab("progress")

    def _title(self) -> None:
        opened = self._session.opened
        people = len({one.person for one in opened.roster.devices.values()})
        told = f"{opened.form.id} · {people} {'person' if people == 1 else 'people'}"
        self.frame.set_title(opened.title, told, f"{opened.title} · fieldkit")

    def _connect(self) -> None:
        actions = self.frame.actions_by_id
        for key in (
            "prepare",
            "progress",
            "receive",
            "disputes",
            "moderation",
            "export",
            "doubles",
            "audit",
        ):
            actions[f"lead.{key}"].triggered.connect(self._shower(key))
        actions["lead.add_files"].triggered.connect(self._add_files)
        actions["lead.room"].triggered.connect(self._room)
        pooled = any(one.basis == "aggregate" for one in self._session.opened.form.standards)
        actions["lead.region"].setEnabled(pooled)
        actions["lead.region"].triggered.connect(self._region)
        actions["lead.up"].triggered.connect(lambda: self.moderating.up())
        actions["lead.matrix"].triggered.connect(partial(self._work, "matrix"))
        actions["lead.alerts"].triggered.connect(partial(self._work, "alerts"))
        actions["lead.meet"].triggered.connect(self._meet)
        actions["lead.undo_merge"].triggered.connect(partial(self._section, "merges"))
        actions["lead.aside"].triggered.connect(partial(self._section, "aside"))
        actions["lead.laptops"].triggered.connect(partial(self._section, "laptops"))
        actions["lead.next"].triggered.connect(lambda: self.disputes.step(1))
        actions["lead.previous"].triggered.connect(lambda: self.disputes.step(-1))
        actions["lead.decide"].triggered.connect(self._decide)
        actions["lead.next_hit"].triggered.connect(lambda: self.export.next_hit())
        actions["lead.read_back"].triggered.connect(self._read_back)
        self.fieldwork.changed.connect(self._saved)
        self.fieldwork.alerts_open.connect(lambda count: self._count("progress", count))
        self.frame.tab_changed.connect(self._loaded)

    def _shower(self, key: str) -> object:
        return lambda: self.frame.show_tab(key)

    def _count(self, key: str, count: int) -> None:
        self.frame.set_count(key, count or None)

    def _decide(self) -> None:
        if self.frame.current_tab() == "disputes":
            self.disputes.decide()
        elif self.frame.current_tab() == "moderation":
            self.moderating.decide()
        elif self.frame.current_tab() == "export":
            self.export.write()

    def _prepared(self) -> None:
        self._title()
        self._saved()

    def _team(self) -> None:
        self.frame.show_tab("prepare")
        self.prepare.show_section("team", take_keys=True)

    def _add_files(self) -> None:
        self._section("files")
        self.receive.add_files()

    def _room(self) -> None:
        self.frame.show_tab("moderation")
        self.moderating.show_room()

    def _region(self) -> None:
        self.frame.show_tab("moderation")
        self.moderating.show_region()

    def _work(self, key: str, *_: object) -> None:
        self.frame.show_tab("progress")
        self.fieldwork.show_section(key, take_keys=True)

    def _section(self, key: str, *_: object) -> None:
        self.frame.show_tab("receive")
        self.receiving.show_section(key, take_keys=True)

    def _meet(self) -> None:
        self._section("meeting")
        self.receiving.meeting.sync()

    def _read_back(self) -> None:
        self.frame.show_tab("moderation")
        self.moderating.choose_workbook()

    def _merged(self, disputes: int) -> None:
        self._saved()
        self.refresh()

    def _saved(self) -> None:
        at = clock_time(self._session.clock())
        self._operations.run(self._held, partial(self.frame.save_line.saved, at, 0))
        self.progress.load()

    def _held(self) -> str:
        """What has come in so far, in words."""
        own = self._session.device_id
        chains = [one for one in receive.state(self._session).chains if one.device != own]
        if not chains:
            return "Nothing received yet"
        laptops = "1 laptop" if len(chains) == 1 else f"{len(chains)} laptops"
        missing = sum(bool(one.gaps) for one in chains)
        told = f"something missing from {missing}" if missing else "nothing missing"
        return f"Merged from {laptops}, {told}"

    def _loaded(self, key: str) -> None:
        self.frame.set_enabled(("lead.next", "lead.previous"), key == "disputes")
        self.frame.set_enabled(("lead.decide",), key in ("disputes", "moderation", "export"))
        self.frame.set_enabled(("lead.next_hit",), key == "export")
        if key in self._later:
            self._later[key].fill()
            self._load(key)

    def _load(self, key: str) -> None:
        """Read again what a tab shows that was made."""
        made: dict[str, Callable[[], LoadedPage]] = {
            "prepare": lambda: self.prepare,
            "progress": lambda: self.fieldwork,
            "receive": lambda: self.receiving,
            "disputes": lambda: self.disputes,
            "doubles": lambda: self.doubles,
            "audit": lambda: self.audit,
            "moderation": lambda: self.moderation,
            "export": lambda: self.export,
        }
        made[key]().load()
        if key == "progress":
            self._count_all()

    def start(self) -> None:
        """Read what there is and show it."""
        self.progress.whole.connect(self._begin, Qt.ConnectionType.SingleShotConnection)
        self.progress.begin()

    def _begin(self) -> None:
        """What is on screen was read: now what is behind it."""
        self._operations.run(self._held, self.frame.save_line.ready)
        self._count_all()
        if not self.progress.list.model().rowCount():
            self.frame.show_tab("prepare")

    def refresh(self) -> None:
        """Read again what is on screen, and the counts on tabs; the rest is read when shown."""
        self.fieldwork.load()
        self._count_all()
        key = self.frame.current_tab()
        if key not in ("progress", "receive", "prepare") and key in self._later:
            self._load(key)

    def _count_all(self) -> None:
        self._operations.run(partial(counts.counts, self._session), self._counted)

    def _counted(self, found: counts.Counts) -> None:
        self.fieldwork.say_alerts(found.alerts)
        self._count("disputes", found.disputes)
        self._count("doubles", found.doubles)
