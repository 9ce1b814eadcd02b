"""The chronology of a case: one time line over all its documents, with gaps, each row a jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStackedWidget, QWidget

from fieldkit.inspection import chronology
from fieldkit.inspection.chronology import Gap, Item
from fieldkit.inspection.reading import Evidence
from fieldkit.steps.read import Listed
from fieldkit.ui import theme, when
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import column, row, surface
from fieldkit.ui.components.row_delegate import prepare
from fieldkit.ui.desk import chronology_words as words
from fieldkit.ui.desk.chronology_choice import WEEKS, Choice
from fieldkit.ui.desk.chronology_lanes import Lanes
from fieldkit.ui.desk.chronology_model import WHAT, ChronologyDelegate, ChronologyModel
from fieldkit.ui.desk.marked import mark_of
from fieldkit.ui.reader.marks import Mark, Passage

_ROOMY, _TALL = 860, 460


class _List(QListView):
    """Enter or a double click opens; letters are keys of the desk."""

    chosen = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
            return
        if event.text() and event.text().isprintable():
            event.ignore()
            return
        super().keyPressEvent(event)


class Chronology(QWidget):
    """`opened` carries the `Item` to go to, `weeks_chosen` the gap to remember."""

    opened = Signal(object)
    weeks_chosen = Signal(int)
    closed = Signal()

    def __init__(
        self, document: Callable[[str], Listed | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._items: tuple[Item, ...] = ()
        self._marks: dict[str | tuple[str, str], list[Mark]] = {}
        self._wanted: tuple[str, str] | None = None
        self._roomy: bool | None = None
        self._title = Label("Chronology", "panel")
        self._detail = ElidedLabel("", "second", "text2")
        self.lanes = Lanes()
        self.model = ChronologyModel(self._where, self._tags, self)
        self.list = _List()
        prepare(self.list, "Chronology")
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(ChronologyDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.choice = Choice()
        self._foot = ElidedLabel("", "second", "text2")
        self._filter = Button("Filter", "quiet", icon="funnel", name="What the chronology shows")
        self._filter.clicked.connect(self._toggle_choice)
        self._close = Button("Back to the page", "quiet", icon="arrow-left", key="Alt+Left")
        self._close.clicked.connect(self.closed)
        self._none = EmptyState(
            "calendar-blank",
            "Nothing with a date was found",
            "Documents are looked into in the background; when that is done, e-mails, contact "
            "logs, letters and reports stand here in one line.",
        )
        self._nothing = EmptyState(
            "funnel", "Nothing fits what is chosen", "The items are there, but hidden.", "Show all"
        )
        self._nothing.acted.connect(self.choice.reset)
        self._stack = QStackedWidget()
        for widget in (self.list, self._none, self._nothing):
            self._stack.addWidget(widget)
        head = row(
            self._title,
            (self._detail, 1),
            self._filter,
            self._close,
            gap=10,
            margins=(18, 8, 12, 4),
        )
        foot = surface(row((self._foot, 1), margins=(18, 6, 14, 6)), "tools")
        right = column(head, self.lanes, (self._stack, 1), foot, gap=0)
        self.setLayout(row(self.choice, (right, 1), gap=0))
        self.setFocusProxy(self.list)
        self._connect()
        self.choice.fit()

    def _connect(self) -> None:
        self.choice.changed.connect(lambda chosen: self._arrange())
        self.choice.gap_chosen.connect(self.go_to)
        self.choice.weeks_chosen.connect(self.weeks_chosen)
        self.list.chosen.connect(self._pick)
        self.list.doubleClicked.connect(self._pick)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.lanes.picked.connect(self.go_to)

    def set_weeks(self, weeks: int) -> None:
        """The gap that was chosen last."""
        place = self.choice.weeks.findData(weeks)
        if place >= 0:
            self.choice.weeks.setCurrentIndex(place)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these items; what is chosen and where the keys are stays."""
        if tuple(items) != self._items or not self.model.lines:
            self._items = tuple(items)
            self.choice.set_items(self._items)
            self._arrange()
        self._go_to_wanted()

    def want_gap(self, after: str, before: str) -> None:
        """Go to the gap between these days, at once or when the items are here."""
        self._wanted = (after, before)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or not self._items:
            return
        every = chronology.gaps(self._items, min(WEEKS))
        found = next((one for one in every if (one.after, one.before) == self._wanted), None)
        self._wanted = None
        if found is not None and self.model.row_of(found) is None:
            self.choice.reset()
            self.set_weeks(max((one for one in WEEKS if one * 7 <= found.days), default=WEEKS[0]))
        if found is not None:
            self.go_to(found)

    def gap_passage(self) -> Passage | None:
        """The gap that is selected, as what can be tied to a question."""
        one = self.current()
        return words.gap_passage(one, self._items) if isinstance(one, Gap) else None

    def set_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Show what is tied beside the items it touches."""
        marks: dict[str | tuple[str, str], list[Mark]] = {}
        for one in evidence:
            marks.setdefault(words.gap_of(one) or one.document, []).append(mark_of(one))
        if marks != self._marks:
            self._marks = marks
            self.model.told_again()

    def _arrange(self) -> None:
        held = self.current()
        chosen = self.choice.chosen
        items = chronology.chosen(self._items, chosen)
        gaps = chronology.gaps(self._items, chosen.gap_weeks)
        within = [one for one in gaps if _in_period(one, chosen.since, chosen.until)]
        self.model.show(items, within)
        self.lanes.show_items(items, within)
        self.choice.show_gaps(within)
        self._tell(items)
        self._stack.setCurrentWidget(
            self.list if items else self._nothing if self._items else self._none
        )
        self._fit()
        row_of = self.model.row_of(held) if held is not None else None
        place = row_of if row_of is not None else self.model.first_item()
        if place is not None:
            self.list.setCurrentIndex(self.model.index(place))

    def _tell(self, items: Sequence[Item]) -> None:
        first, last = chronology.period(items)
        documents = len({one.document for one in items})
        span = f", {when.day(first)} to {when.day(last)}" if first else ""
        noun = "item" if len(items) == 1 else "items"
        papers = "document" if documents == 1 else "documents"
        self._detail.set_text(f"{len(items)} {noun} from {documents} {papers}{span}")
        hidden = len(self._items) - len(items)
        undated = sum(not one.date for one in items)
        told = [f"{hidden} hidden by what is chosen"] if hidden else []
        if undated:
            stand = "stands" if undated == 1 else "stand"
            told.append(f"{undated} without a date {stand} at the end")
        told.append("Enter opens the page or row; E ties a gap to a question")
        self._foot.set_text(" · ".join(told))

    # Rows

    def current(self) -> Item | Gap | None:
        """The item or gap that is selected."""
        one = self.list.currentIndex().data(WHAT)
        return one if isinstance(one, Item | Gap) else None

    def go_to(self, one: Item | Gap) -> None:
        """Select a row and bring it into view."""
        place = self.model.row_of(one)
        if place is not None:
            index = self.model.index(place)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, index: QModelIndex) -> None:
        one = index.data(WHAT)
        self.lanes.set_current(one if isinstance(one, Item) else None)

    def _pick(self, index: QModelIndex) -> None:
        one = index.data(WHAT)
        if isinstance(one, Gap):  # the last thing recorded before the gap
            before = [item for item in self._items if item.date == one.after]
            one = before[-1] if before else None
        if isinstance(one, Item):
            self.opened.emit(one)

    def _where(self, one: Item) -> str:
        listed = self._document(one.document)
        title = listed.document.title if listed is not None else "Document"
        if one.where:
            return f"{title} · {one.where}"
        if one.page > 1:
            return f"{title} · page {one.page}"
        return title if title != one.title else ""

    def _tags(self, one: Item | Gap) -> list[Mark]:
        if isinstance(one, Gap):
            return self._marks.get((one.after, one.before), [])
        found = []
        for mark in self._marks.get(one.document, ()):
            same = mark.page == one.page and mark.start < one.end and one.start < mark.end
            if same or not one.end:
                found.append(mark)
        return found

    # Room

    def _toggle_choice(self) -> None:
        self.choice.setVisible(not self.choice.isVisible())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_roomy"):
            self._fit()

    def _fit(self) -> None:
        """What is chosen stands beside the list where there is room, else behind a button."""
        roomy = self.width() >= theme.px(_ROOMY)
        self.choice.fit()
        self._detail.setVisible(self.width() >= theme.px(560))
        self.lanes.setVisible(bool(self.model.lines) and self.height() >= theme.px(_TALL))
        if roomy != self._roomy:
            self._roomy = roomy
            self.choice.setVisible(roomy)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))


def _in_period(one: Gap, since: str, until: str) -> bool:
    return one.before >= (since or "0") and one.after <= (until or "9")
