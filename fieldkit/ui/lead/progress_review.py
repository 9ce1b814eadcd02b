"""One reading of the matrix: where it stands, return, approve, hand over, threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from fieldkit.steps import allocate, handover, review
from fieldkit.steps.matrix import Square
from fieldkit.steps.review import Review, Thread
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.lead.fields import LeadPage, labelled
from fieldkit.ui.lead.progress_matrix import LOOKS
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment

_DEEDS = {
    "approve": ("Approve", "circle-wavy-check"),
    "confirm": ("Confirm", "circle-wavy-check"),
    "return": ("Return", "arrow-u-up-left"),
    "reopen": ("Reopen", "lock-simple-open"),
}
_WHY = {
    "allocated": "Its reader has not begun.",
    "reading": "Its reader has not completed it.",
    "returned": "It waits for its reader, who was told what to fix.",
    "reopened": "Its reader is at it again.",
}


@dataclass(frozen=True)
class _Loaded:
    review: Review
    threads: Sequence[Thread]
    questions: Sequence[str]
    people: Mapping[str, str]
    free: Sequence[str]


class ReviewPanel(LeadPage):
    """`changed` is emitted when the reading is no longer where it was."""

    changed = Signal()
    handed = Signal(str)

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._reading = ""
        self._title = Label("Choose a reading", "section", wrap=True)
        self._state = Label("", wrap=True)
        self._tiers = Label("", "second", "text2", wrap=True)
        self.question = DropDown("About")
        self.why = Reasoned("Words for its reader", "What to fix, or what you looked at", per_row=2)
        for key, (text, icon) in _DEEDS.items():
            self.why.offer(key, text, "plain", icon, needs_words=key in ("return", "reopen"))
        self.why.offer("ask", "Ask in a thread", "plain", "chat-text")
        self.why.done.connect(self._act)
        self.which = DropDown("Thread")
        self.which.currentIndexChanged.connect(lambda place: self._show_thread())
        self._said = Label("", wrap=True)
        self.resolve = Button("Settled", "plain", icon="check")
        self.resolve.clicked.connect(self._resolve)
        self.to = DropDown("Hand over to")
        self.hand = Button("Hand over", "plain", icon="arrow-right")
        self.hand.clicked.connect(self._hand_over)
        self._threads: Sequence[Thread] = ()
        self._names: Mapping[str, str] = {}
        self._build()
        self.setFocusProxy(self.question)

    def _build(self) -> None:
        self._talk = Card("Threads", labelled("Thread", self.which), self._said)
        self._talk.add(row(self.resolve, STRETCH))
        self._over = Card(
            "Somebody else goes on with it",
            Label("What stands goes along; nothing is lost.", "second", "text2", wrap=True),
            labelled("To", self.to),
        )
        self._over.add(row(self.hand, STRETCH))
        self.setLayout(
            column(
                self.notices,
                self._title,
                self._state,
                self._tiers,
                labelled("About", self.question),
                self.why,
                self._talk,
                self._over,
                STRETCH,
                gap=10,
                margins=(16, 12, 16, 14),
            )
        )

    def show_square(self, title: str, square: Square | None) -> None:
        """Show the reading of a square."""
        self._reading = square.reading.id if square else ""
        self._title.setText(title)
        self.setEnabled(square is not None)
        if square is None:
            self._state.setText("Nobody reads it here.")
            self._tiers.setText("")
            return
        self.load()

    def load(self) -> None:
        """Read where it stands."""
        reading = self._reading
        if not reading:
            return

        def work() -> _Loaded:
            now = self.session.present()
            found = review.look(self.session, reading)
            codes = [q.code for s in self.session.form.standards for q in s.key_questions]
            answered = {k.about for k in now if k.reading == reading and k.kind == "answer"}
            held = allocate.table(self.session)
            names = {one.person: one.name for one in held.people}
            subject = next(r for r in held.rows if r.subject.id == found.reading.subject).subject
            free = [p for p in names if not held.barred(subject.number, p)]
            threads = review.threads(now, found.reading)
            asked = [one for one in codes if one in answered] or codes
            return _Loaded(found, threads, asked, names, free)

        self.run(work, self._show, "review")

    def _show(self, told: _Loaded) -> None:
        found = told.review
        if found.reading.id != self._reading:
            return
        self._names = told.people
        readers = ", ".join(told.people.get(p, p) for p in found.reading.readers)
        self._state.setText(
            f"{LOOKS[found.state][2]}, read by {readers}. {_WHY.get(found.state, '')}"
        )
        given = [
            f"{'Quality lead' if one.tier == 'quality' else 'Lead'}: "
            f"{told.people.get(one.by, one.by)}"
            for one in found.approvals
        ]
        lapsed = " What it rested on has changed since." if found.lapsed else ""
        self._tiers.setText(
            f"Approved by {'; '.join(given)}.{lapsed}" if given else "Not approved."
        )
        for key in _DEEDS:
            self.why.allow(key, key in found.possible)
            self.why.button(key).setVisible(key in found.possible or key in ("approve", "return"))
        self.why.explain(self._off(found))
        self.question.refill([("The whole reading", ""), *((q, q) for q in told.questions)])
        self._threads = told.threads
        self.which.refill([(_thread_name(one), one.id) for one in told.threads])
        self._talk.setVisible(bool(told.threads))
        self._show_thread()
        self.to.refill([(told.people[p], p) for p in told.free])
        free = bool(told.free) and found.state != "approved"
        self._over.setVisible(free and self.session.is_centre)

    def _off(self, found: Review) -> str:
        """Why Approve cannot be pressed."""
        if "approve" in found.possible or "confirm" in found.possible or found.approvals:
            return ""
        me = self.session.me
        if me is not None and me.person in found.reading.readers:
            return "You read it yourself: somebody else must approve it."
        return _WHY.get(found.state, "")

    def _show_thread(self) -> None:
        one = next((t for t in self._threads if t.id == self.which.currentData()), None)
        now = self.session.clock()
        said = [
            f"{self._names.get(r.author, r.author)}, {moment(r.made_at, now)}: {r.words}"
            for r in (one.remarks if one else ())
        ]
        self._said.setText("\n".join(said))
        self.resolve.setText("Open it again" if one and one.resolved else "Settled")

    def _resolve(self) -> None:
        one = next((t for t in self._threads if t.id == self.which.currentData()), None)
        if one is not None:
            reading = self._reading
            self.run(
                lambda: review.resolve(self.session, reading, one.id, not one.resolved),
                lambda none: self.load(),
                "review",
            )

    def _act(self, deed: str, words: str) -> None:
        reading, question = self._reading, str(self.question.currentData() or "")
        session = self.session

        def work() -> str:
            if deed == "ask":
                return review.start_thread(session, reading, question, words)
            if deed == "return" and question:
                review.return_question(session, reading, question, words)
                return "returned"
            return review.change(session, reading, deed, words)

        self.run(work, lambda done: self._done(deed), "review")

    def _done(self, deed: str) -> None:
        self.why.clear()
        said = {
            "approve": "Approved.",
            "confirm": "Confirmed.",
            "return": "Returned. It goes to its reader with the next file you write for them.",
            "reopen": "Reopened.",
            "ask": "Asked. It goes to its reader with the next file you write for them.",
        }
        title, _, rest = said[deed].partition(". ")
        self.notices.say("review", "ok", title if title.endswith(".") else f"{title}.", rest)
        self.load()
        self.changed.emit()

    def _hand_over(self) -> None:
        reading, to = self._reading, str(self.to.currentData() or "")
        if to:
            self.run(
                lambda: handover.hand_over(self.session, reading, to),
                lambda done: self._handed(to),
                "review",
            )

    def _handed(self, to: str) -> None:
        name = self._names.get(to, to)
        self.notices.say("review", "ok", f"{name} goes on with it.", "Write a pack for them next.")
        self.handed.emit(to)
        self.changed.emit()


def _thread_name(one: Thread) -> str:
    state = "settled" if one.resolved else "open"
    return f"{one.question or 'The whole reading'}, {len(one.remarks)} said, {state}"
