"""The room: the ratings for everybody to see, large and without a name, and the way down to cases.

A standard, its key questions with n of N and the interval, cases away, the triggers that apply; on
Enter the cases of a question, then the passages of one answer. Cases are numbers, readers unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from fieldkit.inspection.moderation import Basis
from fieldkit.inspection.rating_values import KeyQuestionRating, Ratings, StandardRating
from fieldkit.inspection.reading import Evidence
from fieldkit.inspection.what_if import WouldChange
from fieldkit.steps import moderate
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.moderation_detail import TRIGGERS
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.side_card import words_of
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations

COLUMNS = (
    Column("what", "Standard and key questions", 260),
    Column("share", "Yes", 200, right=True),
    Column("interval", "Interval, 80 %", 190, drop=2),
    Column("rating", "Rating", 320, drop=1),
    Column("away", "Cases away"),
)
CASES = (Column("case", "Case", 130), Column("value", "Judged", 170), Column("why", "Reason"))


@dataclass(frozen=True)
class _Loaded:
    ratings: Ratings
    basis: Basis
    moves: dict[str, tuple[WouldChange, ...]]


class RoomPage(LeadPage):
    """Ratings at first; Enter goes down to the cases of a question, Back comes up again.

    `left` asks to go back to deciding.
    """

    left = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._loaded: _Loaded | None = None
        self._question = ""
        self._told = Label("", "section", "text2", wrap=True)
        self.back = Button("Back to the ratings", "plain", icon="arrow-left")
        self.back.clicked.connect(self.up)
        self.back.hide()
        self.leave = Button("Leave the room", "plain", icon="x", key="F11")
        self.leave.clicked.connect(self.left)
        self.table = Table("Ratings for the room", COLUMNS, large=True)
        self.table.chosen.connect(lambda key: self._tell())
        self.table.activated.connect(self.down)
        self.cases = Table("Cases of the question", CASES, large=True)
        self.cases.chosen.connect(lambda key: self._passages())
        self.cases.hide()
        self._more = Label("", "section", wrap=True)
        under = foot(column(self._more, margins=(20, 12, 20, 14)), "What stands behind it")
        top = head("Ratings meeting", self._told, self.back, self.leave)
        self.setLayout(column(self.notices, top, (self.table, 1), (self.cases, 1), under, gap=0))
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the ratings again."""

        def work() -> _Loaded:
            ratings, basis = moderate.rate(self.session)
            return _Loaded(ratings, basis, moderate.moves(self.session, basis))

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
        self._more.setText("\n".join(told) or "Nothing lets the panel depart from it.")

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
            reason = one.view.reasons.get(question)
            lines.append(
                Line(
                    one.reading.id,
                    {
                        "case": f"Case {one.subject.number}",
                        "value": State(kind, words_of(value)),
                        "why": (reason.value if reason else "") or "",
                    },
                )
            )
        self.cases.show_lines(lines)
        self._level(True)
        self.cases.setFocus()
        self._passages()

    def up(self) -> None:
        """Back to the ratings."""
        self._level(False)
        self.table.setFocus()
        self._tell()

    def _level(self, cases: bool) -> None:
        self.table.setVisible(not cases)
        self.cases.setVisible(cases)
        self.back.setVisible(cases)
        self.setFocusProxy(self.cases if cases else self.table)

    def _passages(self) -> None:
        if self._loaded is None or not self._question:
            return
        found: Sequence[Evidence] = ()
        for one in self._loaded.basis.cases:
            if one.reading.id == self.cases.current:
                found = one.view.evidence_for(self._question)
        quotes = [f"“{one.quote}” ({one.direction}, page {one.page})" for one in found]
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
        away.append(f"{one.cases_up} to the next band up")
    if one.cases_down:
        away.append(f"{one.cases_down} to the next one down")
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
        cells["away"] = f"{one.cases_up} to the next band up"
    return Line(f"{standard.code}|{one.code}", cells)
