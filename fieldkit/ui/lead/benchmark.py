"""Benchmark cases: what readers said, what the panel agreed, and letting readers see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from fieldkit.steps import benchmark
from fieldkit.steps.benchmark import Asked, Benchmark, Released
from fieldkit.steps.session import Session
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.reasoned import Reasoned
from fieldkit.ui.lead.sections import foot
from fieldkit.ui.lead.side_card import WORDS
from fieldkit.ui.lead.table import Line, State, Table
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted

COLUMNS = (
    Column("case", "Case", 120),
    Column("question", "Question", 120),
    Column("said", "Complete readings say", 260),
    Column("agreed", "Agreed", 190),
    Column("state", "Seen by readers", 190),
)
_RELEASE = "release"


class BenchmarkPage(LeadPage):
    """`released` is emitted when agreed answers were recorded for those who completed."""

    released = Signal()

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._cases: dict[str, Benchmark] = {}
        self._lines: dict[str, tuple[str, Asked | None]] = {}
        self._panel: dict[tuple[str, str], str] = {}
        self._told = Label("", "second", "text2", wrap=True)
        self.table = Table("Questions of the benchmark cases", COLUMNS)
        self.table.chosen.connect(lambda key: self._show_one())
        self._which = Label("", "strong", wrap=True)
        self.panel = Reasoned("Why, where the panel decided", "Those who completed will read it")
        for value in benchmark.ANSWERS:
            self.panel.offer(value, f"Agreed: {WORDS[value]}", needs_words=False)
        self.panel.offer(_RELEASE, "Let them see it", "primary", "paper-plane-tilt", False)
        self.panel.words.textChanged.connect(self._offer)
        self.panel.done.connect(self._do)
        under = column(self._which, self.panel, gap=8, margins=(20, 12, 20, 14))
        top = head("Benchmark cases", self._told)
        self.setLayout(
            column(self.notices, top, (self.table, 1), foot(under, "What is agreed"), gap=0)
        )
        self.setFocusProxy(self.table)

    def load(self) -> None:
        """Read the benchmark cases again."""
        self.run(lambda: benchmark.every(self.session), self._show)

    def _show(self, found: Sequence[Benchmark]) -> None:
        self._cases = {one.number: one for one in found}
        self._lines = {}
        lines = []
        for case in found:
            for asked in case.questions or (None,):
                key = f"{case.number} {asked.question if asked else ''}"
                self._lines[key] = (case.number, asked)
                lines.append(Line(key, self._cells(case, asked)))
        self._told.setText(
            f"{counted(len(found), 'case')} read by everybody. Nobody sees what is agreed before "
            "their own reading is complete and here."
        )
        self.table.show_lines(lines)
        self._show_one()

    def _cells(self, case: Benchmark, asked: Asked | None) -> dict[str, str | State]:
        name = f"Case {case.number}"
        done = f"{len(case.complete)} of {len(case.readers)} complete"
        if asked is None:
            return {"case": name, "said": "Nothing yet", "state": State("waiting", done)}
        by_panel = self._panel.get((case.number, asked.question))
        agreed = f"{WORDS[by_panel]}, by the panel" if by_panel else ""
        agreed = agreed or (WORDS[asked.agreed] if asked.agreed else "Open: no majority")
        state = State("complete", "They see it") if asked.released else State("waiting", done)
        said = " · ".join(f"{WORDS[v]} {n}" for v, n in sorted(asked.said.items(), reverse=True))
        return {
            "case": name,
            "question": asked.question,
            "said": said,
            "agreed": agreed,
            "state": state,
        }

    def _show_one(self) -> None:
        number, asked = self._lines.get(self.table.current, ("", None))
        case = self._cases.get(number)
        self.panel.setVisible(case is not None)
        if case is None:
            told = "No benchmark case yet. Choose some under Prepare, Second readings."
        elif asked is None:
            told = f"Case {number}: nobody has completed it yet."
        else:
            told = (
                f"Case {number}, {asked.question}. Agreed is what most say, or what the panel says."
            )
        self._which.setText(told)
        for value in benchmark.ANSWERS:
            self.panel.allow(value, asked is not None)
        self._offer()

    def _offer(self) -> None:
        number, _ = self._lines.get(self.table.current, ("", None))
        case = self._cases.get(number)
        if case is None:
            return
        given = self._given(number)
        left = [one.question for one in case.questions if not one.agreed]
        left = [one for one in left if one not in given]
        words = bool(self.panel.words.toPlainText().strip())
        why = ""
        if left:
            why = f"Still open: {', '.join(left)}. Say what the panel agreed."
        elif given and not words:
            why = "Say why, for the answers of the panel."
        self.panel.explain(why)
        self.panel.allow(_RELEASE, bool(case.questions) and not why)
        button = self.panel.button(_RELEASE)
        button.setText(f"Let {counted(len(case.complete), 'reader')} see case {number}")
        button.updateGeometry()

    def _given(self, number: str) -> dict[str, str]:
        return {question: v for (case, question), v in self._panel.items() if case == number}

    def _do(self, deed: str, words: str) -> None:
        number, asked = self._lines.get(self.table.current, ("", None))
        if deed != _RELEASE:
            if asked is not None:
                self._panel[number, asked.question] = deed
                self._show(tuple(self._cases.values()))
            return
        given = self._given(number)
        work = partial(benchmark.release, self.session, number, given, words if given else "")
        self.run(work, partial(self._done, number), "release")

    def _done(self, number: str, made: Released) -> None:
        self._panel = {key: v for key, v in self._panel.items() if key[0] != number}
        self.panel.clear()
        left = counted(len(made.waiting), "reader") if made.waiting else ""
        text = "It goes out with the returned work you write next."
        if left:
            text += f" {left} still to complete: let them see it when they have."
        self.notices.say("release", "ok", f"What is agreed on case {number} is recorded.", text)
        self.load()
        self.released.emit()
