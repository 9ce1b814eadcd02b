"""What was merged, bundle by bundle, and the way to undo one merge, with a reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import undo
from fieldkit.steps.session import Session
from fieldkit.steps.undo import Merged
from fieldkit.ui.components.announce import announce
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.receive_words import changes
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment

COLUMNS = (
    Column("who", "From", 190),
    Column("bundle", "Bundle", 70, right=True),
    Column("changes", "Changes", 80, right=True),
    Column("at", "Received", 160, drop=1),
    Column("state", "State", 150),
    Column("why", "Why", drop=2),
)


class MergesPage(QWidget):
    """`changed` is emitted once a merge was undone, or shown again."""

    changed = Signal()

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._merges: dict[str, Merged] = {}
        self.notices = Notices()
        self.table = Table("Merged bundles, newest first", COLUMNS)
        self.table.chosen.connect(lambda key: self._offer())
        self.why = Reasoned("Reason", "Why this merge is undone, or shown again")
        self.why.offer("undo", "Undo this merge", "plain", "arrow-u-up-left")
        self.why.offer("again", "Show it again", "plain", "arrow-clockwise")
        self.why.done.connect(self._act)
        told = Label(
            "Undoing hides what the bundle brought and what was built on it. Nothing is taken "
            "away, receipts stay, and it can be shown again. A merge on which a decision rests "
            "cannot be undone.",
            "second",
            "text2",
            wrap=True,
        )
        under = foot(column(told, self.why, gap=8, margins=(20, 12, 20, 14)), "Undo")
        self.setLayout(column(self.notices, (self.table, 1), under, gap=0))
        self.setFocusProxy(self.table)
        self._offer()

    def load(self) -> None:
        """Read the merges again."""
        self._operations.run(lambda: undo.merges(self._session), self._show)

    def _show(self, found: Sequence[Merged]) -> None:
        self._merges = {one.envelope: one for one in reversed(found)}
        now = self._session.clock()
        self.table.show_lines(
            [
                Line(
                    one.envelope,
                    {
                        "who": one.sender,
                        "bundle": str(one.sequence),
                        "changes": str(one.entries),
                        "at": moment(one.at, now),
                        "state": _state(one),
                        "why": one.why,
                    },
                )
                for one in self._merges.values()
            ]
        )
        self._offer()

    def _offer(self) -> None:
        one = self._merges.get(self.table.current)
        self.why.allow("undo", one is not None and not one.undone and not one.decided)
        self.why.allow("again", one is not None and one.undone)
        decided = one is not None and one.decided and not one.undone
        self.why.explain(
            "A decision rests on this bundle. Correct the answer itself instead." if decided else ""
        )

    def _act(self, deed: str, words: str) -> None:
        one = self._merges.get(self.table.current)
        if one is None:
            return
        act = undo.undo_merge if deed == "undo" else undo.show_again
        self._operations.run(
            lambda: act(self._session, one.envelope, words),
            lambda count: self._done(one, deed, count),
            self._failed,
        )

    def _done(self, one: Merged, deed: str, count: int) -> None:
        self.why.clear()
        if deed == "undo":
            title = f"The merge of bundle {one.sequence} from {one.sender} is undone."
            text = (
                f"{changes(count)} {'is' if count == 1 else 'are'} hidden. Nothing is taken away."
            )
        else:
            title = f"Bundle {one.sequence} from {one.sender} shows again."
            text = f"{changes(count)} {'counts' if count == 1 else 'count'} again."
        self.notices.say("undo", "ok", title, text)
        announce(self, title)
        self.load()
        self.changed.emit()

    def _failed(self, why: FieldkitError) -> None:
        self.notices.refuse("undo", why)


def _state(one: Merged) -> State:
    if one.undone:
        return State("returned", "Undone")
    return State("complete", "Merged, decided" if one.decided else "Merged")
