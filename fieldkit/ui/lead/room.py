"""The room: the ratings for everybody to see, large and without a name, and the way down to cases.

A standard fills the screen, its key questions with n of N on their band scales, computed beside
final and what lets the panel depart. On Enter the cases of a question, then the passages of one
answer; from any of them to the decision. What is said is minuted here. Cases are numbers, readers
unseen; whatever was written freely has gone through the look for names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.grid_parts import GridEvidence
from fieldkit.inspection.moderation import Basis
from fieldkit.inspection.rating_values import StandardRating
from fieldkit.inspection.what_if import WouldChange
from fieldkit.steps import leaving, minutes, moderate
from fieldkit.steps.leaving import Leaving
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.rating import RatingMark
from fieldkit.ui.lead.fields import LeadPage
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.room_standard import StandardView
from fieldkit.ui.lead.sections import foot, scrolled
from fieldkit.ui.lead.side_card import words_of
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations

PASSAGES = (
    Column("way", "For or against", 170),
    Column("place", "Document", 330, drop=1),
    Column("quote", "Passage"),
)
CASES = (Column("case", "Case", 130), Column("value", "Judged", 170), Column("why", "Reason"))
_HINTS, _OVERALL = 1180, 860
_WAYS = {"supports": "For", "contradicts": "Against", "absence": "Looked for, not found"}


@dataclass(frozen=True)
class RoomKeys:
    """The keys that the menus of the window give to what can be done here."""

    decide: str = "Ctrl+Enter"
    before: str = "PgUp"
    after: str = "PgDown"


LEADS = RoomKeys()
"""In the lead's own window."""


@dataclass(frozen=True)
class _Loaded:
    basis: Basis
    moves: dict[str, tuple[WouldChange, ...]]
    leaves: Leaving

    @property
    def standards(self) -> tuple[StandardRating, ...]:
        """The standards, the panel's reasons looked through for names."""
        return self.leaves.ratings.standards


class RoomPage(LeadPage):
    """Standards at first; Enter goes down to the cases of a question, Back comes up again.

    `left` asks to go back, `deciding` to go to the decision. `minuted` says that something was
    written down. `alone` says whether the page is on screen and wants it for itself, `walked`
    whether PgUp and PgDn go from standard to standard now.
    """

    left = Signal()
    deciding = Signal()
    minuted = Signal()
    alone = Signal(bool)
    walked = Signal(bool)

    def __init__(self, session: Session, operations: Operations, keys: RoomKeys = LEADS) -> None:
        super().__init__(session, operations)
        self._keys = keys
        self._loaded: _Loaded | None = None
        self._code = self._question = self._where = ""
        self._hints: tuple[KeyHint, ...] = ()
        self._title = ElidedLabel("", "wall")
        self._told = ElidedLabel("", "wall_second", "text2")
        marking = Label(session.form.marking)
        marking.setProperty("look", "marking")
        theme.fix(marking, height=26)
        self.back = Button("Back", "plain", icon="arrow-left", key="Alt+Up")
        self.back.clicked.connect(self.up)
        self.back.hide()
        self.minutes = Reasoned("Minutes", "What was said", per_row=1)
        self.minutes.offer("standard", "Minute it for this standard", "plain", "note-pencil")
        self.minutes.offer("", "Minute it for the meeting", "plain", "users")
        self.minutes.done.connect(self._minute)
        self._minuted_so_far = Label("", "wall_second", wrap=True)
        said = QWidget()
        said.setLayout(column(self._minuted_so_far, self.minutes, gap=10))
        self.standards = StandardView(session.form, said)
        self.standards.activated.connect(self.down)
        self._area = scrolled(self.standards, "The standard and its ratings")
        self._area.setProperty("surface", "window")
        self.standards.moved.connect(self._follow)
        self.cases = Table("Cases of the question", CASES, large=True)
        self.cases.chosen.connect(lambda key: self._passages())
        self.cases.activated.connect(lambda key: self._read(self._evidence()))
        self.passages = Table("Passages of the answer", PASSAGES, large=True)
        self._levels: Sequence[QWidget] = (self._area, self.cases, self.passages)
        self._more = Label("", "wall_second", wrap=True)
        self._under = foot(column(self._more, margins=(20, 12, 20, 14)), "What stands behind it")
        self.decide = Button("Decide", "primary", icon="check-circle", key=keys.decide)
        self.decide.clicked.connect(self.deciding)
        self.before = Button(
            "–", "plain", icon="caret-left", name="Previous standard", key=keys.before
        )
        self.before.clicked.connect(lambda: self.step(-1))
        self.after = Button("–", "plain", icon="caret-right", name="Next standard", key=keys.after)
        self.after.clicked.connect(lambda: self.step(1))
        self.leave = Button("Leave", "plain", icon="x", key="F11")
        self.leave.clicked.connect(self.left)
        self._overall, self._rating = Label("", "panel"), RatingMark(None, none=" ", role="panel")
        self._build(marking)
        self._level(0)

    def _build(self, marking: QWidget) -> None:
        head = row(
            *((column(self._title, self._told, gap=0), 1), marking, self.back),
            gap=16,
            margins=(24, 12, 24, 12),
        )
        self._overall_line = QWidget()
        self._overall_line.setLayout(row(self._overall, self._rating, gap=10))
        keys = (self._keys.decide, self._keys.before, self._keys.after, "F11")
        first, up, down, out = (KeyHint(key) for key in keys)
        self._hints = (first, up, down, out)
        walk = row(
            *(self.decide, first, 12, self._overall_line, STRETCH),
            *(up, self.before, self.after, down, 8, self.leave, out),
            margins=(24, 10, 24, 6),
        )
        form = self.session.form
        bands = form.id if form.confirmed else f"{form.id}, bands to be confirmed"
        told = f"{self.session.opened.title} · form {bands}"
        nameless = ElidedLabel("No names, CRNs or readers are shown here.", "second", "text2")
        last = row((nameless, 1), Label(told, "second", "text2"), margins=(24, 4, 24, 8))
        whole = column(self.notices, surface(head, "panel"), gap=0)
        for one in self._levels:
            whole.add((one, 1))
        whole.add(self._under, surface(column(walk, last, gap=0), "panel"))
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        for hint in self._hints:
            hint.setVisible(self.width() >= theme.px(_HINTS))
        self._overall_line.setVisible(self.width() >= theme.px(_OVERALL))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.alone.emit(True)
            self._say_walked()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.alone.emit(False)
            self.walked.emit(False)

    def _follow(self, top: int, high: int) -> None:
        self._area.ensureVisible(0, top + high // 2, 0, high // 2 + 20)

    def load(self) -> None:
        """Read the ratings again."""

        def work() -> _Loaded:
            basis = moderate.rate(self.session)[1]
            return _Loaded(basis, moderate.moves(self.session, basis), leaving.gather(self.session))

        self.run(work, self._show)

    def _show(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        codes = [one.code for one in loaded.standards]
        if self._code not in codes:
            judged = [one.code for one in loaded.standards if one.basis == "cases"]
            self._code = next(iter(judged or codes), "")
        overall = loaded.leaves.ratings.overall
        points, most = overall.points, overall.maximum
        whole = points is not None and bool(most)
        self._overall.setText(f"Overall {points} of {most}" if whole else "Overall: not complete")
        self._rating.set_rating(overall.rating if whole else None)
        self._tell()

    @property
    def standard(self) -> str:
        """The code of the standard that is looked at, at whatever level."""
        return self._code

    def choose(self, code: str) -> None:
        """Look at a standard."""
        self._code = code
        self._level(0)
        self._tell()
        self._area.verticalScrollBar().setValue(0)

    def step(self, by: int) -> None:
        """Go to the next or previous standard; the first and the last stay."""
        codes = self._codes()
        place = codes.index(self._code) + by if self._code in codes else 0
        if 0 <= place < len(codes):
            self.choose(codes[place])

    def _codes(self) -> list[str]:
        return [one.code for one in self._loaded.standards] if self._loaded else []

    def _tell(self) -> None:
        loaded = self._loaded
        rated = loaded.leaves.ratings.standard(self._code) if loaded else None
        if loaded is None or rated is None:
            return
        standard = self.session.form.standard(self._code)
        self._title.set_text(f"{self._code}  {standard.title if standard else ''}")
        codes = self._codes()
        at = codes.index(self._code)
        decided = sum(one.decision is not None for one in loaded.standards)
        cases = len(loaded.basis.cases)
        counted = f"{cases} {'case' if cases == 1 else 'cases'}"
        self._where = f"standard {at + 1} of {len(codes)}, {decided} decided, {counted}"
        for button, place in ((self.before, at - 1), (self.after, at + 1)):
            there = 0 <= place < len(codes)
            button.setText(codes[place] if there else "–")
            button.setEnabled(there)
        numbers = {one.subject.id: one.subject.number for one in loaded.basis.cases}
        moves = {numbers.get(one.subject, "") for one in loaded.moves.get(self._code, ())}
        behind = len(self._behind())
        self.standards.show_standard(rated, loaded.leaves.ratings, sorted(moves), behind)
        self.decide.setText(f"Decide {self._code}")
        self._say_where()
        said = []
        for about, name in ((self._code, self._code), ("", "the meeting")):
            words = [one.words for one in loaded.leaves.minutes if one.standard == about]
            said += [f"Minutes of {name}: {' · '.join(words)}"] if words else []
        self._minuted_so_far.setText("\n".join(said))
        self._minuted_so_far.setVisible(bool(said))

    def _minute(self, deed: str, words: str) -> None:
        about = self._code if deed == "standard" else ""
        self.run(
            lambda: minutes.add(self.session, words, about), lambda made: self._minuted(), "minute"
        )

    def _minuted(self) -> None:
        self.minutes.clear()
        self.minuted.emit()
        self.load()

    def down(self, question: str) -> None:
        """Show the cases of a question, or the passages of a standard judged from evidence."""
        if self._loaded is None:
            return
        self._question = question
        if not question:
            self._read(self._behind())
            return
        if not self._loaded.basis.cases:
            return
        given = {one.number: one for one in self._loaded.leaves.cases}
        lines = []
        for one in self._loaded.basis.cases:
            answer = one.view.answers.get(question)
            value = "disputed" if answer and answer.disputed else answer.value if answer else None
            kind = {"no": "bad", "yes": "complete", "disputed": "disputed"}.get(str(value), "plain")
            told = given.get(one.subject.number)
            lines.append(
                Line(
                    one.reading.id,
                    {
                        "case": f"Case {one.subject.number}",
                        "value": State(kind, words_of(value)),
                        "why": told.reasons.get(question, "") if told else "",
                    },
                )
            )
        self.cases.show_lines(lines)
        self._level(1)
        self._passages()

    def _read(self, found: Sequence[GridEvidence]) -> None:
        """Show passages, if there are any."""
        lines = [
            Line(
                str(number),
                {
                    "way": _WAYS.get(one.direction, one.direction),
                    "place": f"{one.document}, page {one.page}" if one.page else one.document,
                    "quote": one.quote,
                },
            )
            for number, one in enumerate(found)
        ]
        if lines:
            self.passages.show_lines(lines)
            self._level(2)

    def up(self) -> None:
        """One level up: from passages to cases, from cases to the standard."""
        self._level(1 if self.passages.isVisible() and self._question else 0)

    def _level(self, level: int) -> None:
        for number, one in enumerate(self._levels):
            one.setVisible(number == level)
        self._under.setVisible(level == 1)
        self.back.setVisible(level > 0)
        goal = self._levels[level] if level else self.standards
        self.setFocusProxy(goal)
        self._say_where()
        if self.isVisible():
            goal.setFocus()
            self._say_walked()

    def _say_where(self) -> None:
        """Below the title: which of the standards it is, or which question one has gone down to."""
        question = self.session.form.key_question(self._question)
        down = self.back.isVisibleTo(self) and question is not None
        told = f"{self._question}  {question.text}" if down and question else self._where
        self._told.set_text(told)

    def _say_walked(self) -> None:
        self.walked.emit(not self.back.isVisibleTo(self))

    def _behind(self) -> Sequence[GridEvidence]:
        """What is tied to the standard itself, where it is judged from evidence."""
        every = self._loaded.leaves.standards if self._loaded else ()
        return [each for one in every if one.number == self._code for each in one.evidence]

    def _evidence(self) -> Sequence[GridEvidence]:
        for one in self._loaded.basis.cases if self._loaded else ():
            if one.reading.id == self.cases.current and self._loaded is not None:
                given = {each.number: each for each in self._loaded.leaves.cases}
                told = given.get(one.subject.number)
                found = told.evidence if told is not None else ()
                return [each for each in found if each.question == self._question]
        return ()

    def _passages(self) -> None:
        if self._loaded is None or not self._question:
            return
        quotes = [
            f"“{one.quote}” ({_WAYS.get(one.direction, one.direction).lower()}, page {one.page})"
            for one in self._evidence()
        ]
        self._more.setText("\n".join(quotes) or "No passage is tied to this answer.")
