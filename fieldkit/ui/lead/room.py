"""The room: the ratings for everybody to see, large and without a name, and the way down to cases.

A standard, its key questions with n of N and the interval, cases away, the triggers that apply; on
Enter the cases of a question, then the passages of one answer; from any of them to the decision.
What is said is minuted here. Cases are numbers, readers unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from fieldkit.inspection.grid_parts import GridCase, GridEvidence
from fieldkit.inspection.minutes import Minute
from fieldkit.inspection.moderation import Basis
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.inspection.what_if import WouldChange
from fieldkit.steps import leaving, minutes, moderate
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.moderation_detail import TRIGGERS
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.side_card import words_of
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations

COLUMNS = (
    Column("what", "Standard, questions", 190),
    Column("share", "Yes", 175, right=True),
    Column("interval", "Interval, 80 %", 190, drop=2),
    Column("rating", "Rating"),
    Column("away", "Cases to the next band", 230, drop=1),
)
PASSAGES = (
    Column("way", "For or against", 170),
    Column("place", "Document", 330, drop=1),
    Column("quote", "Passage"),
)
_UNDER, _LITTLE = 0.42, 0.24
_WAYS = {"supports": "For", "contradicts": "Against", "absence": "Looked for, not found"}
CASES = (Column("case", "Case", 130), Column("value", "Judged", 170), Column("why", "Reason"))


@dataclass(frozen=True)
class _Loaded:
    ratings: Ratings
    basis: Basis
    moves: dict[str, tuple[WouldChange, ...]]
    minutes: tuple[Minute, ...]
    told: dict[str, GridCase]


class RoomPage(LeadPage):
    """Ratings at first; Enter goes down to the cases of a question, Back comes up again.

    `left` asks to go back to deciding. `minuted` says that something was written down.
    """

    left = Signal()
    minuted = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._loaded: _Loaded | None = None
        self._question = ""
        self._told = Label("", "section", "text2", wrap=True)
        self.back = Button("Back", "plain", icon="arrow-left", key="Alt+Up")
        self.back.clicked.connect(self.up)
        self.back.hide()
        self.leave = Button("Leave the room", "plain", icon="x", key="F11")
        self.leave.clicked.connect(self.left)
        self.table = Table("Ratings for the room", COLUMNS, large=True)
        self.table.chosen.connect(lambda key: self._tell())
        self.table.activated.connect(self.down)
        self.cases = Table("Cases of the question", CASES, large=True)
        self.cases.chosen.connect(lambda key: self._passages())
        self.cases.activated.connect(lambda key: self._read_passages())
        self.passages = Table("Passages of the answer", PASSAGES, large=True)
        self._tables = (self.table, self.cases, self.passages)
        for one in self._tables[1:]:
            one.hide()
        self.minutes = Reasoned("Minutes", "What was said")
        self.minutes.offer("standard", "Minute it for this standard", "plain", "note-pencil")
        self.minutes.offer("", "Minute it for the meeting", "plain", "users")
        self.minutes.done.connect(self._minute)
        self._more = Label("", "section", wrap=True)
        told = column(self._more, self.minutes, gap=10, margins=(20, 12, 20, 14))
        self._under = foot(told, "What stands behind it, and minutes")
        top = head("Ratings meeting", self._told, self.back, self.leave)
        self.setLayout(
            column(self.notices, top, *((one, 1) for one in self._tables), self._under, gap=0)
        )
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._under.setMaximumHeight(
            round(self.height() * (_UNDER if self.height() >= theme.px(500) else _LITTLE))
        )

    def load(self) -> None:
        """Read the ratings again."""

        def work() -> _Loaded:
            ratings, basis = moderate.rate(self.session)
            leaves = leaving.gather(self.session)  # reasons and passages without any name
            return _Loaded(
                ratings,
                basis,
                moderate.moves(self.session, basis),
                minutes.every(self.session),
                {one.number: one for one in leaves.cases},
            )

        self.run(work, self._show)

    def _show(self, loaded: _Loaded) -> None:
        self._loaded = loaded
        overall = loaded.ratings.overall
        told = f"{len(loaded.basis.cases)} cases."
        points, most = overall.points, overall.maximum
        if overall.rating and points is not None and most:
            share = round(100 * points / most)
            told += f" Overall {overall.rating}: {points} of {most} points ({share} %)."
        self._told.setText(told)
        lines = []
        for one in loaded.ratings.standards:
            lines.append(_standard(one))
            judged = one.key_questions if one.basis == "cases" else ()
            lines += [_question(one, question) for question in judged]
        self.table.show_lines(lines)
        self._tell()

    def _standard_of(self, key: str) -> StandardRating | None:
        code = key.split("|")[0]
        every = self._loaded.ratings.standards if self._loaded else ()
        return next((one for one in every if one.code == code), None)

    def _tell(self) -> None:
        one = self._standard_of(self.table.current)
        if one is None or self._loaded is None:
            self._more.setText("")
            return
        told = []
        if one.decision is not None:
            said = one.decision
            told.append(f"Decided as {said.rating}, computed {one.computed}. {said.reason}")
        if one.triggers:
            told.append("The panel may depart: " + ", ".join(_words(t) for t in one.triggers) + ".")
        moves = self._loaded.moves.get(one.code, ())
        if moves:
            numbers = {c.subject.id: c.subject.number for c in self._loaded.basis.cases}
            cases = sorted({numbers.get(move.subject, "") for move in moves})
            some = ", ".join(cases[:8]) + (" and more" if len(cases) > 8 else "")
            told.append(f"Judging one answer differently would move it: case {some}.")
        told = told or ["Nothing lets the panel depart from it."]
        for about, name in ((one.code, one.code), ("", "the meeting")):
            words = [each.words for each in self._loaded.minutes if each.standard == about]
            told += [f"Minutes of {name}: {' · '.join(words)}"] if words else []
        self._more.setText("\n".join(told))

    @property
    def standard(self) -> str:
        """The standard that is looked at, at whatever level."""
        return self.table.current.split("|")[0]

    def _minute(self, deed: str, words: str) -> None:
        about = self.standard if deed == "standard" else ""
        self.run(
            lambda: minutes.add(self.session, words, about), lambda made: self._minuted(), "minute"
        )

    def _minuted(self) -> None:
        self.minutes.clear()
        self.minuted.emit()
        self.load()

    def down(self, key: str) -> None:
        """Show the cases of a question."""
        _, _, question = key.partition("|")
        if not question or self._loaded is None:
            return
        self._question = question
        lines = []
        for one in self._loaded.basis.cases:
            answer = one.view.answers.get(question)
            value = "disputed" if answer and answer.disputed else answer.value if answer else None
            kind = {"no": "bad", "yes": "complete", "disputed": "disputed"}.get(str(value), "plain")
            told = self._loaded.told.get(one.subject.number)
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

    def _read_passages(self) -> None:
        """Show the passages of one answer."""
        lines = [
            Line(
                str(number),
                {
                    "way": _WAYS.get(one.direction, one.direction),
                    "place": f"{one.document}, page {one.page}" if one.page else one.document,
                    "quote": one.quote,
                },
            )
            for number, one in enumerate(self._evidence())
        ]
        if lines:
            self.passages.show_lines(lines)
            self._level(2)

    def up(self) -> None:
        """One level up: from passages to cases, from cases to the ratings."""
        self._level(1 if self.passages.isVisible() else 0)
        if self.table.isVisible():
            self._tell()

    def _level(self, level: int) -> None:
        for number, one in enumerate(self._tables):
            one.setVisible(number == level)
        self.back.setVisible(level > 0)
        self.setFocusProxy(self._tables[level])
        self._tables[level].setFocus()

    def _evidence(self) -> Sequence[GridEvidence]:
        for one in self._loaded.basis.cases if self._loaded else ():
            told = self._loaded.told.get(one.subject.number) if self._loaded else None
            if one.reading.id == self.cases.current and told is not None:
                return [each for each in told.evidence if each.question == self._question]
        return ()

    def _passages(self) -> None:
        if self._loaded is None or not self._question:
            return
        quotes = [f"“{one.quote}” ({one.direction}, page {one.page})" for one in self._evidence()]
        self._more.setText("\n".join(quotes) or "No passage is tied to this answer.")


def _words(trigger: str) -> str:
    words = TRIGGERS[trigger][0]
    return f"{words[:1].lower()}{words[1:]}"


def _standard(one: StandardRating) -> Line:
    rating = one.rating or "Not rated"
    if one.decision is not None and one.computed != one.rating:
        rating = f"{rating} (computed {one.computed or 'none'})"
    away = []
    if one.cases_up:
        away.append(f"{one.cases_up} up")
    if one.cases_down:
        away.append(f"{one.cases_down} down")
    return Line(one.code, {"what": one.code, "rating": rating, "away": ", ".join(away)})


def _question(standard: StandardRating, one: KeyQuestionRating) -> Line:
    share = f"{one.percent} %" if one.percent is not None else "–"
    interval = f"{one.interval[0]} to {one.interval[1]} %" if one.interval else ""
    counts = one.counts
    cells: dict[str, str | Two | State] = {
        "what": f"    {one.code}{' (lowest)' if one.lowest else ''}",
        "share": f"{share}  {counts.yes} of {counts.judged}",
        "interval": interval,
        "rating": one.rating or "",
    }
    if one.cases_up:
        cells["away"] = f"{one.cases_up} up"
    return Line(f"{standard.code}|{one.code}", cells)
