"""The panes of the desk, as the window has room for them.

1700 and wider: documents, reader, question, outline side by side; below it the outline folds into
a button, below 1400 the documents fold to a rail, below 1100 the question docks beneath the page
and opens in full with F6.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.focus import keys_in
from fieldkit.ui.components.layout import column, row
from fieldkit.ui.desk.dock import Dock
from fieldkit.ui.desk.drawer import Drawer, Rail
from fieldkit.ui.desk.outline import Outline
from fieldkit.ui.desk.question_panel import QuestionPanel

_CLASSES = ((1700, "all"), (1400, "three"), (1100, "two"), (0, "one"))
_SPLIT = 2200
_LOW = 380
_WIDTHS = {"all": (286, 900, 448, 264), "three": (286, 720, 420, 0), "two": (0, 720, 388, 0)}


class Panes(QWidget):
    """Keeps the widths a person chose for each width class. `find_requested` is the rail's lens."""

    find_requested = Signal()

    def __init__(
        self,
        documents: QWidget,
        reader: QWidget,
        panel: QuestionPanel,
        outline: Outline,
        dock: Dock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._reader = reader
        self._panel = panel
        self._outline = outline
        self._dock = dock
        self._class = ""
        self._split = False
        self._unit = theme.px(100)
        self._chosen: dict[str, list[float]] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._share_out)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.splitterMoved.connect(lambda at, handle: self._remember())
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.installEventFilter(self)
        self._rail = Rail()
        page = QWidget()
        page.setLayout(column((self._splitter, 1), dock, gap=0))
        self._full = QStackedWidget()
        self._full.addWidget(page)
        self.setLayout(row(self._rail, (self._full, 1), gap=0))
        # Last, when all above has its place: a splitter measures, and so styles, what it is given.
        for widget in (documents, reader, panel, outline):
            self._splitter.addWidget(widget)
        self._left = Drawer(self, "left")
        self._right = Drawer(self, "right")
        self._rail.pressed.connect(self._rail_pressed)

    @property
    def one_pane(self) -> bool:
        """Whether the question is docked beneath the page."""
        return self._class == "one"

    def write_reason(self) -> None:
        """Give the reason the keys, also where the question is docked."""
        self.open_question()
        self._panel.write_reason()

    def open_question(self) -> None:
        """Give the question the keys; where it is docked, show it in full."""
        if self.one_pane:
            self._full.addWidget(self._panel)
            self._panel.show()
            self._full.setCurrentWidget(self._panel)
        self._panel.take_keys()

    def close_question(self) -> bool:
        """Back to the page, where the question was in full; whether it was."""
        if self._full.currentIndex() == 0:
            return False
        self._full.setCurrentIndex(0)
        self._reader.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def close_drawers(self) -> None:
        """Close what is open over the page."""
        self._left.close_it()
        self._right.close_it()

    def toggle_outline(self) -> None:
        """The list of questions over the page."""
        if self._class != "all":
            self._right.hold(self._outline)
            self._right.toggle()

    def _rail_pressed(self, name: str) -> None:
        if name == "documents":
            self._left.hold(self._documents)
            self._left.toggle()
        elif name == "outline":
            self.toggle_outline()
        else:
            self.find_requested.emit()

    def next_pane(self, by: int) -> None:
        """F6: the keys go to the next pane; where the question is docked, it opens in full."""
        if self._class == "one":
            if not self.close_question():
                self.open_question()
            return
        panes = [self._documents, self._reader, self._panel, self._outline]
        panes = [one for one in panes if one.isVisible()]
        now = self.window().focusWidget()
        here = next(
            (n for n, one in enumerate(panes) if now is one or (now and one.isAncestorOf(now))), 0
        )
        target = panes[(here + by) % len(panes)]
        if target is self._panel:
            self._panel.take_keys()
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(220))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def set_split(self, split: bool) -> None:
        """Two documents stand side by side: the question docks beneath them for the room."""
        self._split = split
        self.arrange()

    def arrange(self) -> None:
        """Fold and unfold panes for the width there is."""
        name = next(one for least, one in _CLASSES if self.width() >= theme.px(least))
        if self._split and name != "one" and self.width() < theme.px(_SPLIT):
            name = "one"
        for drawer in (self._left, self._right):
            if drawer.isVisible():
                drawer.fit()
        self._dock.set_low(self.height() < theme.px(_LOW))
        if name != self._class:
            self._class = name
            self._fold(name)
        elif self._unit != theme.px(100):
            self._widen()

    def _remember(self) -> None:
        """The widths that a person chose, as they are at 100 percent."""
        self._chosen[self._class] = [one * 100 / theme.px(100) for one in self._splitter.sizes()]

    def _widen(self) -> None:
        """The widths of this width class, now and once all in it has its size at this scale."""
        self._unit = theme.px(100)
        self._share_out()
        self._later.start()

    def _share_out(self) -> None:
        """The widths chosen for this width class, or those it begins with."""
        self._splitter.setSizes(self._wanted())

    def _wanted(self) -> list[int]:
        wanted = self._chosen.get(self._class) or _WIDTHS.get(self._class, (0, 1, 0, 0))
        return [theme.px(one) for one in wanted]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the question needs is another: it may have been held wider than was wanted."""
        if event.type() == QEvent.Type.LayoutRequest and self._class in _WIDTHS:
            wide = self._splitter.sizes()[2] if self._splitter.count() > 2 else 0  # on the move
            if wide > self._wanted()[2] + 2 and wide > self._panel.minimumSizeHint().width():
                self._later.start()
        return False

    def _fold(self, name: str) -> None:
        had = keys_in(self)
        for drawer in (self._left, self._right):
            drawer.release()
        self._full.setCurrentIndex(0)
        for place, widget in enumerate((self._documents, self._reader, self._panel, self._outline)):
            if self._splitter.indexOf(widget) != place:
                self._splitter.insertWidget(place, widget)
        self._documents.setVisible(name in ("all", "three"))
        self._panel.setVisible(name != "one")
        self._outline.setVisible(name == "all")
        self._rail.setVisible(name in ("two", "one"))
        self._dock.setVisible(name == "one")
        self._dock.set_small(self.width() < theme.px(640))
        self._panel.set_folded(name != "all")
        self._splitter.setStretchFactor(1, 1)
        self._widen()
        if had is not None and not had.isVisible():
            self._reader.setFocus(Qt.FocusReason.OtherFocusReason)
