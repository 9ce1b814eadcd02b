"""The receive tab: files, the meeting place, laptops, what was merged, and what was set aside."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.steps.session import Session
from fieldkit.ui.lead.aside import AsidePage
from fieldkit.ui.lead.laptops import LaptopsPage
from fieldkit.ui.lead.meeting import MeetingPage
from fieldkit.ui.lead.merges import MergesPage
from fieldkit.ui.lead.receive import ReceivePage
from fieldkit.ui.lead.sections import Sections
from fieldkit.ui.operations import Operations


class ReceiveTab(Sections):
    """`changed` is emitted when what is merged is no longer what it was."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        files: ReceivePage,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Receive", parent)
        self.files = files
        self.meeting = MeetingPage(session, operations)
        self.laptops = LaptopsPage(session, operations)
        self.merges = MergesPage(session, operations)
        self.aside = AsidePage(session, operations)
        self.add("files", "Files", files)
        self.add("meeting", "Meeting place", self.meeting)
        self.add("laptops", "Laptops", self.laptops)
        self.add("merges", "Merged, and undo", self.merges)
        self.add("aside", "Set aside", self.aside)
        files.counted.connect(self._waiting)
        self.aside.counted.connect(self._set_aside)
        self.shown.connect(lambda key: self.load())
        files.merged.connect(lambda disputes: self.load())
        for signal in (self.merges.changed, self.meeting.met, self.aside.taken):
            signal.connect(self.changed)

    def load(self) -> None:
        """Read again what every section shows."""
        self.files.load()
        self.meeting.load()
        self.laptops.load()
        self.merges.load()
        self.aside.load()

    def _waiting(self, count: int) -> None:
        told = f"{count} to look at" if count else ""
        self.say("files", told, None)

    def _set_aside(self, count: int) -> None:
        self.say("aside", f"{count} kept" if count else "None", None, warn=bool(count))
