"""Help without a network: pages with find, opened by F1 on the page for the place one is at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from fieldkit.steps import help as help_steps
from fieldkit.steps.help import HelpPage
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.components.popover import Popover
from fieldkit.ui.components.row_delegate import Row, RowDelegate, prepare
from fieldkit.ui.components.search_field import SearchField
from fieldkit.ui.operations import Operations
from fieldkit.ui.plain_list import PlainList

PLACE = "help"
_FIRST = "start"


def tell_place(widget: QWidget, page: str) -> None:
    """Say which page F1 opens while the keys are inside `widget`."""
    widget.setProperty(PLACE, page)


def place_of(widget: QWidget | None) -> str:
    """The page for the place of a widget: its own, or that of the nearest one around it."""
    step = widget
    while step is not None:
        found = step.property(PLACE)
        if found:
            return str(found)
        step = step.parentWidget()
    return _FIRST


class _Text(QTextBrowser):
    """A page; Esc is left to the panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Help page")

    def show_markdown(self, text: str) -> None:
        """Show a page with room between its paragraphs."""
        self.setMarkdown(text)
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            form.setBottomMargin(theme.px(10))
            QTextCursor(block).setBlockFormat(form)
            block = block.next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(160))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(520), theme.px(480))


class HelpPanel(Popover):
    """Pages at the left, the page at the right, find above both."""

    def __init__(self, window: QWidget, operations: Operations) -> None:
        super().__init__(window, "Help")
        self._operations = operations
        self._pages: tuple[HelpPage, ...] = ()
        self._shown: Sequence[HelpPage] = ()
        self._wanted = _FIRST
        self.list: PlainList = PlainList()
        self.search = SearchField("Find in help", name="Find in help")
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(lambda: self.list.setFocus())
        self.search.stepped.connect(lambda by: self.list.setFocus())
        self.search.left.connect(self.close_it)
        prepare(self.list, "Help pages", "raised")
        self.list.setItemDelegate(RowDelegate(self.list, height=36, rules=False, surface="raised"))
        self.list.selectionModel().currentChanged.connect(self._picked)
        theme.fix(self.list, width=230)
        self.text = _Text()
        close = Button("Close", "plain", key="Esc")
        close.clicked.connect(self.close_it)
        head = row(Label("Help", "panel"), STRETCH, (self.search, 1), gap=10)
        foot = row(STRETCH, close, KeyHint("Esc"), gap=6)
        self.set_body(column(head, row(self.list, (self.text, 1), gap=10), foot, gap=10), 860)

    def open_here(self) -> None:
        """Open at the page for the place that has the keys."""
        self._wanted = place_of(QApplication.focusWidget())
        self.search.clear()
        self._operations.run(help_steps.pages, self._take)

    def _take(self, pages: tuple[HelpPage, ...]) -> None:
        self._pages = pages
        self._filter("")
        self.open_centred(self.list)

    def _filter(self, query: str) -> None:
        found = help_steps.matching(self._pages, query)
        self._shown = [page for page, _ in found]
        self.list.show_rows([_row(page, line) for page, line in found])
        names = [page.name for page in self._shown]
        if names:
            here = names.index(self._wanted) if self._wanted in names else 0
            self.list.setCurrentIndex(self.list.model().index(here, 0))
        else:
            self.text.setPlainText("No page says that. Try another word.")

    def _picked(self, index: QModelIndex, before: QModelIndex) -> None:
        if not 0 <= index.row() < len(self._shown):
            return
        page = self._shown[index.row()]
        self._wanted = page.name
        self.text.show_markdown(page.text)
        words = self.search.text().split()
        if words and self.text.find(words[0]):
            return
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def page(self) -> str:
        """The name of the page shown."""
        return self._wanted


def _row(page: HelpPage, line: str) -> dict[int, object]:
    told: dict[int, object] = {
        int(Qt.ItemDataRole.DisplayRole): page.title,
        int(Qt.ItemDataRole.AccessibleTextRole): f"{page.title}. {line}".strip(),
        int(Row.ICON): "book-open",
    }
    if line:
        told[int(Row.SECOND)] = line
        told[int(Qt.ItemDataRole.ToolTipRole)] = line
    return told
