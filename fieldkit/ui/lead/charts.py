"""Charts of the finished readings: every key question over its bands, or one by an attribute."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from fieldkit.inspection.chart import Bar
from fieldkit.steps import charts
from fieldkit.steps.charts import Charts
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.chart import ShareChart
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.lead.fields import LeadPage, head, labelled
from fieldkit.ui.lead.sections import scrolled
from fieldkit.ui.operations import Operations

_EVERY = "All cases, by key question"


class ChartsPage(LeadPage):
    """One chart, and what it is split by."""

    def __init__(self, session: Session, operations: Operations) -> None:
        super().__init__(session, operations)
        self._loaded: Charts | None = None
        self._told = Label("", "second", "text2", wrap=True)
        self.by = DropDown("Show")
        self.question = DropDown("Key question")
        for one in (self.by, self.question):
            one.activated.connect(self._choose)
        self.chart = ShareChart("Cases judged sufficient")
        self._asked = QWidget()
        self._asked.setLayout(labelled("Key question", self.question))
        choices = row(labelled("Show", self.by), self._asked, STRETCH, gap=16)
        inside = QWidget()
        inside.setLayout(
            column(choices, self.chart, STRETCH, gap=14, margins=(20, 14, 20, 20)),
        )
        top = head("Charts", self._told)
        body = scrolled(inside, "Charts of finished readings")
        self.setLayout(column(self.notices, top, (body, 1), gap=0))
        self.setFocusProxy(self.by)

    def load(self) -> None:
        """Read the figures again."""
        self.run(lambda: charts.shares(self.session), self._show)

    def _show(self, found: Charts) -> None:
        self._loaded = found
        cases = "1 finished case" if found.cases == 1 else f"{found.cases} finished cases"
        told = "The bar with ends is the 80 % interval; broken lines are where bands begin."
        self._told.setText(f"From {cases}. {told}")
        self.by.refill([(_EVERY, ""), *((title, code) for code, title in found.attributes)])
        self.question.refill([(one, one) for one in found.questions])
        self._choose()

    def _choose(self, *_: object) -> None:
        if self._loaded is None:
            return
        attribute, question = str(self.by.currentData() or ""), str(self.question.currentData())
        self._asked.setVisible(bool(attribute))
        if not attribute:
            self.chart.show_bars(self._loaded.bars, self._loaded.thresholds)
        else:
            work = partial(charts.split, self.session, attribute, question)
            self.run(work, partial(self._show_split, attribute, question))

    def _show_split(self, attribute: str, question: str, bars: Sequence[Bar]) -> None:
        if (attribute, question) == (self.by.currentData(), self.question.currentData()):
            self.chart.show_bars(bars)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(200))
