"""What a quality lead or a moderator has beside their own cases: reviewing readings, or moderating.

The lead's own window has all of it; here is only what the role may do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from fieldkit.inspection import rights
from fieldkit.steps.read import CaseRow
from fieldkit.steps.session import Session
from fieldkit.ui.frame import Frame
from fieldkit.ui.lead.fieldwork import MatrixPage
from fieldkit.ui.lead.moderation import ModerationPage
from fieldkit.ui.lead.moderation_tab import ModerationTab
from fieldkit.ui.lead.room import RoomKeys
from fieldkit.ui.menus import READER, Command
from fieldkit.ui.operations import Operations

COMMANDS: Final[dict[str, tuple[Command, ...]]] = {
    rights.QUALITY_LEAD: (Command("Re&view", "&Readings to review", "Ctrl+1", "office.review"),),
    rights.MODERATOR: (
        Command("&Moderate", "&Moderation", "Ctrl+1", "office.moderation"),
        Command("&Moderate", "The ratings &meeting", "F11", "office.room"),
        Command(
            "&Moderate",
            "&Record the decision",
            "Ctrl+Shift+Return Ctrl+Shift+Enter",
            "office.decide",
        ),
        Command("&Moderate", "&Up one level in the meeting", "Alt+Up", "office.up"),
        Command("&Moderate", "&Next standard in the meeting", "Alt+PgDown", "office.room_next"),
        Command(
            "&Moderate", "&Previous standard in the meeting", "Alt+PgUp", "office.room_previous"
        ),
    ),
}


def table(role: str) -> tuple[Command, ...]:
    """The reader's menus with those of the role before the help."""
    place = next(n for n, one in enumerate(READER) if one.menu == "&Help")
    return (*READER[:place], *COMMANDS.get(role, ()), *READER[place:])


class Office(QObject):
    """A quality lead's or a moderator's tab in the frame of an inspector's window."""

    def __init__(self, frame: Frame, session: Session, operations: Operations) -> None:
        super().__init__(frame)
        self._frame, self._session = frame, session
        self._begun = False
        self.review: MatrixPage | None = None
        self.moderating: ModerationTab | None = None
        if session.role == rights.QUALITY_LEAD:
            self.review = MatrixPage(session, operations)
            frame.add_tab("review", "Review", self.review)
            self._connect("office.review", partial(frame.show_tab, "review"))
        elif session.role == rights.MODERATOR:
            keys = RoomKeys("Ctrl+Shift+Enter", "Alt+PgUp", "Alt+PgDown")  # a case has the others
            page = ModerationPage(session, operations, keys.decide)
            self.moderating = ModerationTab(session, operations, page, keys=keys)
            frame.add_tab("moderation", "Moderation", self.moderating)
            self.moderating.take_screen(frame, "office")
            self._connect("office.moderation", partial(frame.show_tab, "moderation"))
            self._connect("office.room", self._room)
            self._connect("office.decide", self._decide)
            self._connect("office.up", self.moderating.up)
        frame.tab_changed.connect(self._shown)

    def begin(self, rows: Sequence[CaseRow]) -> None:
        """Who reads nothing themselves sees what they look at, under the inspection's name."""
        if not rows:
            opened = self._session.opened
            told = f"{opened.title} · fieldkit"
            self._frame.set_title(opened.title, opened.form.id, told)
            self._frame.set_marking(opened.form.marking)
            first, self._begun = not self._begun, True
            if first and self._frame.current_tab() == "cases":
                self._frame.show_tab("review" if self.review is not None else "moderation")

    def _connect(self, command: str, act: object) -> None:
        action = self._frame.actions_by_id[command]
        assert callable(act)
        action.triggered.connect(lambda checked=False: act())

    def _shown(self, key: str) -> None:
        if key == "review" and self.review is not None:
            self.review.load()
        elif key == "moderation" and self.moderating is not None:
            self.moderating.moderation.load()

    def _room(self) -> None:
        if self.moderating is not None:
            self._frame.show_tab("moderation")
            self.moderating.show_room()

    def _decide(self) -> None:
        if self.moderating is not None and self._frame.current_tab() == "moderation":
            self.moderating.decide()
