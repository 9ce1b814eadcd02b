"""Joins the frame with the lead's pages and keeps their counts true."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from fieldkit.documents.worker import DocumentWorker
from fieldkit.steps import receive
from fieldkit.steps.session import Session
from fieldkit.ui.frame import Frame
from fieldkit.ui.lead.audit import AuditTab
from fieldkit.ui.lead.disputes import DisputesPage
from fieldkit.ui.lead.doubles import DoublesTab
from fieldkit.ui.lead.export import ExportPage
from fieldkit.ui.lead.moderation import ModerationPage
from fieldkit.ui.lead.moderation_tab import ModerationTab
from fieldkit.ui.lead.prepare_tab import PrepareTab
from fieldkit.ui.lead.progress import ProgressPage
from fieldkit.ui.lead.progress_tab import ProgressTab
from fieldkit.ui.lead.receive import ReceivePage
from fieldkit.ui.lead.receive_tab import ReceiveTab
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import clock_time


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
        self.frame = frame
        self.prepare = PrepareTab(session, operations, worker)
        self.progress = ProgressPage(session, operations)
        self.fieldwork = ProgressTab(session, operations, self.progress)
        self.receive = ReceivePage(session, operations)
        self.receiving = ReceiveTab(session, operations, self.receive)
        self.disputes = DisputesPage(session, operations)
        self.doubles = DoublesTab(session, operations)
        self.audit = AuditTab(session, operations)
        self.moderation = ModerationPage(session, operations)
        self.moderating = ModerationTab(session, operations, self.moderation)
        self.export = ExportPage(session, operations)
        self._build()
        self._connect()

    def _build(self) -> None:
        opened = self._session.opened
        me = self._session.me
        label = f"{me.name}, lead · {me.label}" if me else self._session.owner.name
        self.frame.set_person(label)
        self.frame.set_marking(opened.form.marking)
        self._title()
        for key, text, page in (
            ("prepare", "Prepare", self.prepare),
            ("progress", "Progress", self.fieldwork),
            ("receive", "Receive", self.receiving),
            ("disputes", "Disputes", self.disputes),
            ("doubles", "Second readings", self.doubles),
            ("moderation", "Moderation", self.moderating),
            ("export", "Export", self.export),
            ("audit", "Audit", self.audit),
        ):
            self.frame.add_tab(key, text, page)
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
        self.moderating.taken.connect(self._saved)
        self.receive.merged.connect(self._merged)
        self.prepare.changed.connect(self._prepared)
        self.fieldwork.changed.connect(self._saved)
        self.fieldwork.alerts_open.connect(lambda count: self._count("progress", count))
        self.prepare.empty.connect(lambda: self.frame.show_tab("prepare"))
        self.receiving.aside.team_wanted.connect(self._team)
        self.receiving.changed.connect(lambda: self._merged(0))
        self.disputes.onward.connect(lambda: self.frame.show_tab("moderation"))
        self.receive.counted.connect(lambda count: self._count("receive", count))
        self.disputes.counted.connect(lambda count: self._count("disputes", count))
        self.disputes.decided.connect(self._saved)
        self.doubles.decided.connect(self._saved)
        self.doubles.counted.connect(lambda count: self._count("doubles", count))
        self.moderation.decided.connect(self._saved)
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
        load = {
            "prepare": self.prepare.load,
            "progress": self.fieldwork.load,
            "receive": self.receiving.load,
            "disputes": self.disputes.load,
            "doubles": self.doubles.load,
            "audit": self.audit.load,
            "moderation": self.moderation.load,
            "export": self.export.load,
        }.get(key)
        if load is not None:
            load()

    def start(self) -> None:
        """Read what there is and show it."""
        self._operations.run(self._held, self.frame.save_line.ready)
        self.refresh()
        self.prepare.begin()

    def refresh(self) -> None:
        """Read everything again: something was merged or decided."""
        for page in (
            self.fieldwork,
            self.disputes,
            self.doubles.differences,
            self.moderation,
            self.export,
        ):
            page.load()
