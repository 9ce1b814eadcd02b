"""Progress: how far every reading is, what is disputed, returned or worrying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from fieldkit.steps import progress, receive
from fieldkit.steps.progress import Line as Reading
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components import paint
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.columns import Column, Headings, fitted, paint_plain_row, paint_two
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.components.pill import paint_pill
from fieldkit.ui.components.progress import paint_bar
from fieldkit.ui.components.row_delegate import Index, RowDelegate, prepare
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList

STATES = {
    "allocated": "not_started",
    "reading": "in_progress",
    "reopened": "in_progress",
    "complete": "complete",
    "submitted": "complete",
    "approved": "complete",
    "returned": "returned",
}
COLUMNS = (
    Column("case", "Case", 240),
    Column("reader", "Read by", 260, drop=1),
    Column("answered", "Answered", 170),
    Column("state", "State"),
)
LINE = Qt.ItemDataRole.UserRole


_FIRST = 40


@dataclass(frozen=True)
class _Loaded:
    """What the list paints, and what each card says; without cards, only the first rows."""

    rows: Sequence[dict[int, object]]
    cards: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class _Line:
    """What one row of the list paints."""

    title: str
    kind: str
    names: str
    answered: int
    questions: int
    state: tuple[str, str]
    more: tuple[tuple[str, str], ...]


class _ReadingDelegate(RowDelegate):
    """One reading across the columns."""

    def _paint_row(
        self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index
    ) -> None:
        line: _Line = index.data(LINE)
        selected = paint_plain_row(painter, rect, option)
        places = fitted(COLUMNS, rect)
        kind = line.kind if "reader" in places else f"{line.kind} · {line.names}"
        paint_two(painter, places["case"], line.title, kind)
        if "reader" in places:
            paint.text(painter, places["reader"], line.names, "body", "text2")
        answered = places["answered"]
        words = theme.px(68)
        told = f"{line.answered} of {line.questions}"
        count = QRectF(answered.left(), answered.top(), words, answered.height())
        paint.text(painter, count, told)
        bar = answered.adjusted(words, 0, 0, 0)
        paint_bar(painter, bar, line.answered, line.questions)
        place = places["state"]
        for pill in (line.state, *line.more):
            used = paint_pill(painter, place, *pill, on_tint=selected)
            place = place.adjusted(used + theme.px(8), 0, 0, 0)


class ProgressPage(QWidget):
    """Cards with counts above a list of every reading. `whole` once all of it is on screen."""

    whole = Signal()

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self.figures = {title: _Figure(title, *look) for title, look in _FIGURES.items()}
        self.list = PlainList(_ReadingDelegate)
        prepare(self.list, "Readings")
        self.list.setUniformItemSizes(True)  # thousands of rows, all alike
        cards = row(*((one, 1) for one in self.figures.values()), gap=12)
        cards.set_margins(20, 14, 20, 14)
        head = surface(cards, "window")
        self.setLayout(column(head, Headings(COLUMNS, self.list), (self.list, 1), gap=0))
        self.setFocusProxy(self.list)

    def begin(self) -> None:
        """Show the first rows at once, and then everything."""
        self._operations.run(self._read_first, self._show)

    def load(self) -> None:
        """Read everything again."""
        self._operations.run(self._read, self._show)

    def _read_first(self) -> _Loaded:
        return _Loaded(self._rows(progress.first(self._session, _FIRST)), {})

    def _read(self) -> _Loaded:
        found = progress.lines(self._session)
        disputes = receive.state(self._session).disputes
        return _Loaded(self._rows(found), _cards(found, disputes))

    def _rows(self, found: Sequence[Reading]) -> list[dict[int, object]]:
        people = {one.person: one.name for one in self._session.roster.devices.values()}
        return [_row(one, people) for one in found]

    def _show(self, loaded: _Loaded) -> None:
        here = self.list.currentIndex().row()
        self.list.show_rows(loaded.rows)
        if loaded.rows:
            place = min(max(here, 0), len(loaded.rows) - 1)
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        for title, figure in self.figures.items():
            figure.say(*loaded.cards.get(title, ("…", "Counting")))
        if loaded.cards:
            self.whole.emit()
        else:
            self.list.viewport().repaint()  # before more work begins beside the window
            self.load()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _cards(rows: Sequence[Reading], disputes: int) -> dict[str, tuple[str, str]]:
    """Each card's count, and what it says about it."""
    states = [STATES.get(one.state, "not_started") for one in rows]
    begun, waits = states.count("in_progress"), states.count("not_started")
    alerts = [one for one in rows if one.alerts]
    returned = [one for one in rows if one.returned]
    where = _where([one for one in rows if one.disputed])
    return {
        "Complete": (
            f"{states.count('complete')} of {len(rows)}",
            f"{begun} in progress, {waits} not started",
        ),
        "Alerts open": (
            str(sum(one.alerts for one in rows)),
            _where(alerts) or "Nobody raised one",
        ),
        "Disputes to decide": (
            str(disputes),
            where or ("Both values are kept" if disputes else "None waits"),
        ),
        "Returned": (
            str(sum(one.returned for one in rows)),
            _where(returned) or "Nothing waits for a reader",
        ),
    }


_FIGURES = {
    "Complete": ("check-circle", "ok"),
    "Alerts open": ("warning-octagon", "bad"),
    "Disputes to decide": ("arrows-left-right", "bad"),
    "Returned": ("arrow-u-up-left", "warn"),
}


class _Figure(Card):
    """A count, what it counts, and where."""

    def __init__(self, title: str, icon: str, tone: str) -> None:
        super().__init__(gap=2)
        self._title = title
        self._number = Label("", "panel")
        self._told = Label("", "second", "text2", wrap=True)
        self._icon = IconLabel(icon, tone, 18)
        self._tone = tone
        self._glyph = icon
        self.body.add(row(self._icon, self._number, STRETCH), Label(title, "strong"))
        self.body.add(self._told, STRETCH)

    def say(self, number: str, told: str) -> None:
        """Show a count. Nothing to worry about is grey."""
        self._number.setText(number)
        self._told.setText(told)
        self._icon.set_icon(self._glyph, "text3" if number == "0" else self._tone)
        self.setAccessibleName(f"{self._title}: {number}. {told}")

    @property
    def number(self) -> str:
        """The count on it."""
        return self._number.text()


def _where(rows: Sequence[Reading]) -> str:
    """The cases meant: "Case 001, case 004 and 3 more"."""
    names = list(dict.fromkeys(_name(one) for one in rows))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    told = ", ".join(names[:3])
    return f"{told[:1].upper()}{told[1:]}{more}"


def _name(one: Reading) -> str:
    number = one.subject.number
    return f"case {number}" if one.subject.kind == "case" else number


def _row(one: Reading, people: dict[str, str]) -> dict[int, object]:
    names = ", ".join(people.get(person, person) for person in one.reading.readers)
    kind = STATES.get(one.state, "not_started")
    words = f"Returned: {one.returned} to fix" if kind == "returned" else ""
    more = [("alert_open", "")] if one.alerts else []
    more += [("disputed", f"{one.disputed} disputed")] if one.disputed else []
    title = one.subject.title
    if one.subject.kind != "case":
        title = f"{one.subject.number}  {title}"
    reading = f"{one.reading.kind[:1].upper()}{one.reading.kind[1:]} reading"
    line = _Line(title, reading, names, one.answered, one.questions, (kind, words), tuple(more))
    answered = f"{one.answered} of {one.questions} answered"
    extra = ", ".join(filter(None, ("alert open" if one.alerts else "", *(w for _, w in more))))
    spoken = (title, reading, kind.replace("_", " "), answered, names, extra)
    return {
        Qt.ItemDataRole.DisplayRole: title,
        LINE: line,
        Qt.ItemDataRole.AccessibleTextRole: ", ".join(filter(None, spoken)),
    }
