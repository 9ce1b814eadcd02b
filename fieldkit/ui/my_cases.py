"""My cases: what is to do, in which state each case is, and the way into each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QStackedWidget, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection.reading import NOTHING
from fieldkit.inspection.subjects import text_of
from fieldkit.steps import read
from fieldkit.steps.read import CaseRow, OpenedReading
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.empty_state import EmptyState
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import ElidedLabel, IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.components.pill import Pill
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.desk.words import asks
from fieldkit.ui.my_cases_list import Header, make_list
from fieldkit.ui.my_cases_model import TAB_WORDS, TABS, CaseModel, is_complete, pill_of, second_of
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations

_DETAIL_FROM = 1000
_MOST_NEW = 6


class Detail(QFrame):
    """What is known of the case selected, at the right."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side_right")
        self.setAccessibleName("The case selected")
        theme.fix(self, width=350)
        self._title = Label("", "panel")
        self._crn = Label("", "lead", "text2")
        self._pill = Pill("not_started")
        self._second = Label("", tone="text2", wrap=True)
        self._returned = Banner("warn", "Returned")
        self._lines: Box = column(gap=7)
        self._shown: list[QWidget] = []
        self.open = Button("Open case", "primary", icon="arrow-right", height=36, key="Enter")
        self.open.clicked.connect(self.opened)
        self.setLayout(
            column(
                *(row(self._title, self._crn, STRETCH, gap=8), row(self._pill, STRETCH)),
                *(self._second, self._returned, 4, self._lines, STRETCH),
                row(self.open, KeyHint("Enter"), STRETCH, gap=8),
                gap=8,
                margins=(18, 16, 18, 16),
            )
        )
        self._returned.hide()

    def show_row(self, case: CaseRow, now: datetime) -> None:
        """What the row itself says, at once."""
        is_case = case.subject.kind == "case"
        number = case.subject.number
        self._title.setText(f"Case {number}" if is_case else number)
        self._crn.setText(case.subject.crn if is_case else case.subject.title)
        self._pill.set_state(*pill_of(case))
        self._second.setText(second_of(case, now))
        self.open.setText("Open case" if is_case else "Open standard")
        self._returned.hide()
        self._clear()

    def show_opened(self, opened: OpenedReading) -> None:
        """What had to be looked up: where you are, problems, new documents."""
        view = opened.view
        for code, words in list(view.returns.items())[:1]:
            whole = code.replace(" ", "\N{NO-BREAK SPACE}")
            self._returned.say("warn", f"Your lead asks you to look again at {whole}", f"“{words}”")
            self._returned.show()
        self._clear()
        for asked in opened.asked:
            self._line("chat-text", f"{asks(asked)}: {asked.remarks[-1].words}", "warn")
        for alert in view.alerts:
            status = text_of(alert.get("status")) or "raised"
            said = text_of(alert.get("said")) or text_of(alert.get("words"))
            self._line("warning-octagon-fill", f"Alert {status}: {said}", "bad")
        self._heading("Where you are")
        seen = [one for one in opened.documents if one.place is not None]
        if seen:
            last = max(seen, key=lambda one: one.place.at if one.place else "")
            page = last.place.page if last.place else 1
            of = f" of {last.pages}" if last.pages > 1 else ""
            self._line("bookmark-simple", f"{last.document.title}, page {page}{of}")
        fix, look = len(view.to_fix), len(view.problems) - len(view.to_fix)
        if view.answered and fix:
            self._line("warning-fill", f"{fix} to fix before you can complete", "warn")
        elif view.answered:
            self._line("check-circle-fill", "Nothing to fix", "ok")
        else:
            self._line("circle-dashed", "Nothing answered yet")
        if look:
            self._line("info", f"{look} worth a look")
        flags = sum(one.value is not None for one in view.flags.values())
        if flags:
            self._line("flag", f"{flags} question{'' if flags == 1 else 's'} to come back to")
        new = [one for one in opened.documents if one.place is None]
        if new:
            self._heading("Not opened yet")
            for one in new[:_MOST_NEW]:
                extra = ": no text in it" if one.scan else ""
                self._line("file-text", f"{one.document.title}{extra}")
            if len(new) > _MOST_NEW:
                self._line("dots-three", f"and {len(new) - _MOST_NEW} more")
        notes = view.lead_notes.get("case", NOTHING).value
        if notes:
            self._line("chat-text", "A note to the lead")

    def _heading(self, words: str) -> None:
        self._add(Label(words, "strong"))

    def _line(self, icon: str, words: str, tone: str = "text2") -> None:
        holder = QWidget()
        holder.setLayout(row(IconLabel(icon, tone), (ElidedLabel(words), 1), gap=9))
        self._add(holder)

    def _add(self, line: QWidget) -> None:
        self._shown.append(line)
        self._lines.addWidget(line)

    def _clear(self) -> None:
        self._lines.discard(self._shown)
        self._shown = []


class MyCases(QWidget):
    """`chosen` carries the reading to open; `pack_requested` asks for a pack to be opened,
    `practice_requested` for the practice case."""

    chosen = Signal(str)
    pack_requested = Signal()
    practice_requested = Signal()
    loaded = Signal(object)

    def __init__(
        self, session: Session, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._turn = 0
        self._selected = ""
        self._completed = ""
        self.model = CaseModel(self)
        self.list = make_list(self.model)
        self.detail = Detail()
        self.notices = Notices()
        self.search = SearchField("Find a case or CRN", name="Find a case")
        self.tabs: dict[str, Button] = {}
        self.empty = EmptyState(
            "tray",
            "No inspection on this laptop yet",
            "Your lead sends you a pack: one file that holds your cases and the questions. "
            "Open it here, or practise first on a made-up case.",
            "Open a pack…",
            primary=True,
            action_icon="folder-open",
            key="Ctrl+O",
        )
        practise = Button(
            "Try the practice case (5 minutes)", "plain", icon="graduation-cap", height=36
        )
        practise.clicked.connect(self.practice_requested)
        self.empty.add(practise)
        self._none = EmptyState("magnifying-glass", "No case has these words", "Try fewer words.")
        self._build()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(60)
        self._look.timeout.connect(self._look_up)

    def _build(self) -> None:
        group = QButtonGroup(self)
        tabs = row(gap=2)
        for name in TABS:
            button = Button(TAB_WORDS[name], "tab")
            button.clicked.connect(partial(self.show_tab, name))
            group.addButton(button)
            self.tabs[name] = button
            tabs.addWidget(button)
        self.tabs["all"].setChecked(True)
        self.search.textChanged.connect(lambda words: self._filter(query=words))
        self.search.stepped.connect(lambda by: self.list.setFocus())
        self.search.returnPressed.connect(self._open_current)
        self.search.left.connect(self.list.setFocus)
        head = row(tabs, STRETCH, (self.search, 0), gap=8, margins=(12, 8, 12, 8))
        both = column(Header(self.list), (self.list, 1), gap=0)
        holder = QWidget()
        holder.setLayout(both)
        self._lists = QStackedWidget()
        self._lists.addWidget(holder)
        self._lists.addWidget(self._none)
        left = column(surface(head, "bar_top"), (self._lists, 1), gap=0)
        page = QWidget()
        page.setLayout(row((left, 1), self.detail, gap=0))
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.setLayout(column(self.notices, (self._pages, 1), gap=0))
        self.setFocusProxy(self.list)
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._clicked)
        self.list.doubleClicked.connect(lambda index: self._open_current())
        self.list.selectionModel().currentChanged.connect(self._current)
        self.detail.opened.connect(self._open_current)
        self.empty.acted.connect(self.pack_requested)

    @property
    def selected_number(self) -> str:
        """The number of the case or standard selected; "" where none is."""
        case = self.selected_case
        return case.subject.number if case is not None else ""

    @property
    def selected_case(self) -> CaseRow | None:
        """The case or standard selected."""
        return self.model.case(self.list.currentIndex())

    # Rows

    def reload(self) -> None:
        """Read my cases again, off the GUI thread."""
        session = self._session

        def work() -> tuple[CaseRow, ...]:
            return read.my_readings(session)

        self._operations.run(work, self.show_rows, self._refused)

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """Show these rows; the case selected stays so."""
        keep = self._selected
        self.model.show(rows, self._session.clock())
        for name, count in self.model.counts().items():
            self.tabs[name].set_count(count)
        self._pages.setCurrentIndex(0 if rows else 1)
        if self._completed:
            keep, self._completed = self._to_read() or keep, ""
        self._select(keep)
        self.loaded.emit(tuple(rows))

    def completed(self) -> None:
        """A case was completed: with the next rows, the next one to read is selected."""
        self._completed = self._selected

    def _to_read(self) -> str:
        """The next case that is not complete, nothing of it read before what was begun."""
        shown = [self.model.case(self.model.index(n, 0)) for n in range(self.model.rowCount())]
        left = [one for one in shown if one is not None and not is_complete(one)]
        left = [one for one in left if one.reading.id != self._completed]
        left.sort(key=lambda one: one.unread < one.documents)
        return left[0].reading.id if left else ""

    def _refused(self, why: FieldkitError) -> None:
        if why.code == "inspection.none":
            self.show_rows(())
        else:
            self.notices.refuse("cases", why)

    def show_tab(self, name: str, *_: object) -> None:
        """Show one of the tabs of `TABS`."""
        self.tabs[name].setChecked(True)
        self._filter(tab=name)

    def _filter(self, tab: str | None = None, query: str | None = None) -> None:
        keep = self._selected
        self.model.filter(tab, query)
        self._lists.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._select(keep)

    def _select(self, reading: str) -> None:
        index = self.model.index_of(reading)
        if not index.isValid():
            index = self.model.first()
        self.list.setCurrentIndex(index)
        self._current(index)

    def _current(self, index: QModelIndex, *_: object) -> None:
        case = self.model.case(index)
        self.detail.setVisible(self._roomy() and case is not None)
        if case is not None:
            self._selected = case.reading.id
            self.detail.show_row(case, self.model.now)
            self._look.start()

    def _look_up(self) -> None:
        self._turn += 1
        turn, reading = self._turn, self._selected
        self._operations.run(
            lambda: read.open_reading(self._session, reading),
            lambda opened: self.detail.show_opened(opened) if turn == self._turn else None,
            self._refused,
        )

    def _clicked(self, index: QModelIndex) -> None:
        self._current(index)

    def _open_current(self) -> None:
        case = self.model.case(self.list.currentIndex())
        if case is not None:
            self.chosen.emit(case.reading.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and isinstance(event, QKeyEvent) and event.key() in enter:
            self._open_current()
            return True
        return super().eventFilter(watched, event)

    def _roomy(self) -> bool:
        return self.width() >= theme.px(_DETAIL_FROM)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has = self.model.case(self.list.currentIndex()) is not None
        self.detail.setVisible(self._roomy() and has)
        self.search.setVisible(self.width() >= theme.px(640))
