"""The moderation tab: the list of standards, and over it a workbook that is being read back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from fieldkit.steps.session import Session
from fieldkit.ui.frame import Frame
from fieldkit.ui.lead.import_grid import ReadBackPage
from fieldkit.ui.lead.moderation import ModerationPage
from fieldkit.ui.lead.region import RegionPage
from fieldkit.ui.lead.room import LEADS, RoomKeys, RoomPage
from fieldkit.ui.operations import Operations

ChooseFile = Callable[[QWidget], str]


def ask_workbook(parent: QWidget) -> str:
    """Let a person choose the moderated workbook; "" if they do not."""
    title = "Read a moderated workbook"
    return QFileDialog.getOpenFileName(parent, title, "", "Excel (*.xlsx)")[0]


class ModerationTab(QStackedWidget):
    """`taken` is emitted once decisions or comments of a workbook are on the disk."""

    taken = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        moderation: ModerationPage,
        choose: ChooseFile = ask_workbook,
        keys: RoomKeys = LEADS,
    ) -> None:
        super().__init__()
        self._choose = choose
        self.moderation = moderation
        self.read_back = ReadBackPage(session, operations)
        self.addWidget(moderation)
        self.addWidget(self.read_back)
        self.room = RoomPage(session, operations, keys)
        self.addWidget(self.room)
        self.region = RegionPage(session, operations)
        self.addWidget(self.region)
        self.region.left.connect(self.close_workbook)
        self.room.left.connect(self.close_workbook)
        self.room.deciding.connect(self.to_decision)
        self.room.minuted.connect(self.taken)
        self.read_back.closed.connect(self.close_workbook)
        self.read_back.recorded.connect(self._recorded)
        self.setFocusProxy(moderation)

    def take_screen(self, frame: Frame, menu: str) -> None:
        """Let the room have the whole of `frame`, and the keys that `menu` names for it."""
        onward, back = f"{menu}.room_next", f"{menu}.room_previous"
        frame.actions_by_id[onward].triggered.connect(lambda: self.step(1))
        frame.actions_by_id[back].triggered.connect(lambda: self.step(-1))
        frame.set_enabled((onward, back), False)
        self.room.alone.connect(frame.stand_alone)
        self.room.walked.connect(lambda on: frame.set_enabled((onward, back), on))

    def choose_workbook(self) -> None:
        """Ask which workbook, and show what it changes."""
        name = self._choose(self)
        if name:
            self.setCurrentWidget(self.read_back)
            self.setFocusProxy(self.read_back)
            self.read_back.read(name)
            self.read_back.setFocus()

    def show_region(self) -> None:
        """Show the inspections of a region pooled, or leave them again."""
        if self.currentWidget() is self.region:
            self.close_workbook()
            return
        self.setCurrentWidget(self.region)
        self.setFocusProxy(self.region)
        self.region.load()
        self.region.setFocus()

    def show_room(self) -> None:
        """Show the ratings for everybody in the room, or leave it again."""
        if self.currentWidget() is self.room:
            self.close_workbook()
            return
        self.setCurrentWidget(self.room)
        self.setFocusProxy(self.room)
        self.room.load()
        self.room.setFocus()

    def to_decision(self) -> None:
        """From a figure in the room to deciding on its standard, with the keys in the ratings."""
        code = self.room.standard
        self.setCurrentWidget(self.moderation)
        self.setFocusProxy(self.moderation)
        self.moderation.go_to(code)

    def up(self) -> None:
        """In the room, one level up."""
        if self.currentWidget() is self.room:
            self.room.up()

    def step(self, by: int) -> None:
        """In the room, the next or previous standard."""
        if self.currentWidget() is self.room:
            self.room.step(by)

    def close_workbook(self) -> None:
        """Back to the standards."""
        self.setCurrentWidget(self.moderation)
        self.setFocusProxy(self.moderation)
        self.moderation.load()
        self.moderation.setFocus()

    def decide(self) -> None:
        """Record the decision on screen, or take the proposals chosen."""
        if self.currentWidget() is self.read_back:
            self.read_back.take()
        elif self.currentWidget() is self.room:
            self.to_decision()
        else:
            self.moderation.decide()

    def _recorded(self) -> None:
        self.moderation.load()
        self.taken.emit()
