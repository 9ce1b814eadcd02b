"""What stands after unlocking: frame, saver, worker and lock around the inspector's pages, or the
lead's where the casebook is a centre."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.documents.display import PageText
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.settings import Settings
from fieldkit.steps import health, mails, rate, read, retire, scan, unlock
from fieldkit.steps.read import Listed
from fieldkit.steps.session import Session
from fieldkit.ui import office, theme
from fieldkit.ui.frame import Frame
from fieldkit.ui.health import HealthPage
from fieldkit.ui.help import HelpPanel, tell_place
from fieldkit.ui.inspector import Inspector
from fieldkit.ui.lead.menus import LEAD
from fieldkit.ui.lead.pages import LeadPages
from fieldkit.ui.lock import Clipboard, IdleWatch, Locker, Relaunch, relaunch
from fieldkit.ui.menus import Command
from fieldkit.ui.open_pack import PackOpener
from fieldkit.ui.operations import Operations
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.source import WorkerSource
from fieldkit.ui.saver import Saver
from fieldkit.ui.scans import Scans
from fieldkit.ui.system_lock import SystemLock

MakeReader = Callable[[], Reader]


class Workplace(QObject):
    """Everything that an unlocked casebook needs, built once and handed on by constructor.

    `founding` asks for founding an inspection in a casebook that holds none.
    """

    frame_closed = Signal()
    founding = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        look: theme.Theme,
        operations: Operations,
        again: Relaunch | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.operations = operations
        self._closed = False
        self.worker = self._make_worker(settings)
        # Looking into documents has a process of its own, or a page would wait behind a long one.
        self.indexer = self._make_worker(settings)
        self.saver = Saver(
            partial(rate.save, session),
            partial(rate.typing, session),
            operations,
            session.clock,
            journal_after=settings.journal_after,
            entry_after=settings.entry_after,
            parent=self,
        )
        centre, role = _is_centre(session), _role(session)
        self.frame = Frame(look, _menus(session, role, centre))
        self.opener = PackOpener(self.frame, session, operations, self.indexer)
        self.lead = LeadPages(self.frame, session, operations, self.worker) if centre else None
        self.scans = Scans(session, operations, self.indexer, self)
        self._inspector = None if centre else self._make_inspector()
        founding = self.frame.actions_by_id.get("file.found")
        if founding is not None:
            founding.triggered.connect(lambda checked=False: self.founding.emit())
            self.opener.opened.connect(lambda arrival: founding.setVisible(False))
            self.opener.opened.connect(lambda arrival: founding.setEnabled(False))
        if role in office.COMMANDS:
            self.office = office.Office(self.frame, session, operations)
            self.inspector.cases.loaded.connect(self.office.begin)
        self.health = self._make_health(settings)
        self.help = HelpPanel(self.frame, operations)
        self._tell_places()
        self.locker = Locker(self.saver, self._let_go, settings.casebook, again or relaunch, self)
        self.clipboard = Clipboard()
        self.idle = IdleWatch(settings.lock_after, self)
        self.idle.idle.connect(self.lock)
        self.system = SystemLock(self.frame, self)
        self.system.locking.connect(self.lock)
        self.frame.lock_requested.connect(self.lock)
        self.locker.blanked.connect(self._blank)
        self.scans.document_read.connect(self._scan_read)
        self.frame.installEventFilter(self)

    def _scan_read(self, identity: str) -> None:
        """Words of a scan are there now: it is shown again where it is open."""
        if self._inspector is not None and self._inspector.desk is not None:
            self._inspector.desk.readers.again(identity)

    def _make_worker(self, settings: Settings) -> DocumentWorker:
        """A worker that gets documents by key, asked afresh, since packs bring new ones."""

        def fetch(key: str) -> tuple[bytes, str, str | None]:
            return read.fetcher(self.session, lambda: made)(key)

        made = DocumentWorker(fetch, timeout=settings.worker_timeout, memory=settings.worker_memory)
        return made

    def _bytes(self, listed: Listed) -> bytes:
        document = listed.document
        return read.document_bytes(self.session, document.subject, document.sha256, self.worker)

    def _words_of(self, listed: Listed, number: int) -> PageText | None:
        document = listed.document
        return scan.page_read(self.session, document.subject, document.sha256, number)

    def _make_inspector(self) -> Inspector:
        mails_with = partial(mails.holding, self.session)
        source = WorkerSource(self.worker, self._bytes, self._words_of, mails_with)
        make_reader = partial(Reader, source, self.operations)
        return Inspector(
            self.frame, self.session, self.saver, self.operations, self.opener, make_reader
        )

    def _make_health(self, settings: Settings) -> HealthPage:
        kdf = unlock.Kdf(settings.kdf_memory_kib, settings.kdf_rounds, settings.kdf_lanes)
        page = HealthPage(self.session, self.operations, kdf)
        frame, show = self.frame, partial(self.frame.show_tab, "health")
        frame.add_tab("health", "Health", page)
        frame.tab_changed.connect(lambda key: page.reload() if key == "health" else None)
        frame.health_requested.connect(show)
        frame.save_line.set_opens("Opens Health.")
        page.retired.connect(self._read_again)
        for command, act in (
            ("file.back_up", page.back_up_now),
            ("file.passphrase", page.change_passphrase),
            ("file.destroy", page.retiring.ask),
        ):
            action = frame.actions_by_id[command]
            action.triggered.connect(lambda checked=False, act=act: (show(), act()))
        return page

    def _tell_places(self) -> None:
        """F1 opens the help page for where one is."""
        tell_place(self.health, "lock")
        if self._inspector is not None:
            tell_place(self._inspector.send, "sending")
        if self.lead is not None:
            tell_place(self.frame, "lead")
        action = self.frame.actions_by_id["help.open"]
        action.triggered.connect(lambda checked=False: self.help.open_here())

    @property
    def inspector(self) -> Inspector:
        """The inspector's pages. There are none in a lead's casebook, which has `lead`."""
        assert self._inspector is not None
        return self._inspector

    def start(self) -> None:
        """Read the cases, warm the worker, look into what is new."""
        self.operations.run(partial(health.recovery_seen, self.session), self._tell_recovery)
        self.health.check_later()
        if self.lead is not None:
            self.lead.start()
            return
        self.inspector.start()
        self.operations.run(self.worker.warm, lambda done: None, lambda why: None)
        self.operations.run(partial(retire.run_due, self.session), self._retired)
        self.opener.looked_into.connect(self.scans.start)
        self.opener.look_into()

    def _tell_recovery(self, seen: bool) -> None:
        """What the team did while the owner could not open it is told first of all."""
        if not seen:
            self.frame.show_tab("health")

    def _retired(self, done: list[retire.Certificate]) -> None:
        """Say which cases were destroyed because their time was over."""
        if done:
            self.inspector.start()
            cases = ", ".join(one.case for one in done)
            self.inspector.cases.notices.say(
                "retired",
                "info",
                f"Destroyed here, as the lead asked: case {cases}.",
                "All of it was delivered. The certificates are kept in this casebook.",
            )

    def _read_again(self) -> None:
        """A case is gone: whatever lists cases lists them anew."""
        if self.lead is not None:
            self.lead.refresh()
        else:
            self.inspector.start()

    def lock(self) -> None:
        """Write what is in progress, then end the process."""
        self._leave_fields()
        self.locker.lock()

    def _leave_fields(self) -> None:
        """What is being typed becomes entries."""
        if self._inspector is not None:
            self._inspector.leave_fields()

    def _let_go(self) -> None:
        """Close the casebook and the worker; nothing can be done after it."""
        if self._closed:
            return
        self._closed = True
        self.idle.stop()
        self.opener.stop()
        self.scans.stop()
        self.health.stop()
        self.clipboard.clear()
        self.worker.stop()
        self.indexer.stop()
        self.operations.close()
        if self._inspector is not None:
            self._inspector.practice.stop()
        with suppress(FieldkitError):  # else the card before unlocking is a little old
            unlock.keep_shown(self.session)
        try:
            self.session.close()
        finally:
            self.system.stop()

    def _blank(self) -> None:
        """Show nothing of any case while the disk refuses the last edit."""
        cover = QWidget()
        cover.setAccessibleName("Locked. What you typed is being kept until the disk takes it.")
        self.frame.show_case(cover, QWidget())
        menus = self.frame.menuWidget()
        if menus is not None:
            menus.hide()

    def close(self) -> None:
        """The end of the app: write everything, close everything."""
        self._leave_fields()
        self.saver.flush()
        if self._inspector is not None and not self._closed:
            self._inspector.leave_case()
        self._let_go()
        self.frame.removeEventFilter(self)
        self.frame.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.frame and event.type() == QEvent.Type.Close:
            self._leave_fields()
            if not self.saver.flush():
                event.ignore()  # the save line says why; nothing may be lost by closing
                return True
            self.frame_closed.emit()
        return False


def _menus(session: Session, role: str, centre: bool) -> tuple[Command, ...]:
    """The menus of who is here; founding stands in them only where there is no inspection yet."""
    table = LEAD if centre else office.table(role)
    return table if _is_empty(session) else tuple(one for one in table if one.id != "file.found")


def _is_empty(session: Session) -> bool:
    try:
        session.opened  # noqa: B018  (kept since it was read before the window)
    except FieldkitError as why:
        return why.code == "inspection.none"
    return False


def _role(session: Session) -> str:
    with suppress(FieldkitError):
        return session.role
    return rights.NONE


def _is_centre(session: Session) -> bool:
    with suppress(FieldkitError):  # no inspection yet: then it is nobody's centre
        return session.is_centre
    return False
