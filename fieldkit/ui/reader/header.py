"""The strip over a document: title, kind and date; page box; zoom; find."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import row

_ROOMY, _SOME, _LITTLE = 560, 420, 300


class ReaderHeader(QFrame):
    """Says what the reader wants by signals; knows no document."""

    page_typed = Signal(int)
    turned = Signal(int)
    zoomed = Signal(int)
    fit_wanted = Signal()
    find_wanted = Signal()
    contents_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "tools")
        self._has_pages = self._has_zoom = False
        theme.fix(self, height=42)
        self.title = ElidedLabel("", "strong")
        self.detail = ElidedLabel("", "second", "text2")
        self._build_page()
        self._build_zoom()
        self._find = Button("", "quiet", icon="magnifying-glass", name="Find", key="Ctrl+F")
        self._find.clicked.connect(self.find_wanted)
        self.contents = Button(
            "", "quiet", icon="list-bullets", name="Contents", key="Ctrl+Shift+O"
        )
        self.contents.clicked.connect(self.contents_wanted)
        self.contents.hide()
        self.setLayout(
            row(
                self.title,
                (self.detail, 1),
                self._pages,
                self._zoom,
                self.contents,
                self._find,
                gap=8,
                margins=(14, 0, 8, 0),
            )
        )

    def _build_page(self) -> None:
        self._back = Button("", "quiet", icon="caret-left", name="Previous page", key="PgUp")
        self._on = Button("", "quiet", icon="caret-right", name="Next page", key="PgDown")
        self.box = QLineEdit()
        self.box.setAccessibleName("Page")
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.setValidator(QIntValidator(1, 99_999, self))
        theme.fix(self.box, width=54)
        self.of = Label("", "body", "text2")
        self._pages = QWidget()
        self._pages.setLayout(row(self._back, self.box, self.of, self._on, gap=4))
        self._back.clicked.connect(lambda: self.turned.emit(-1))
        self._on.clicked.connect(lambda: self.turned.emit(1))
        self.box.returnPressed.connect(lambda: self.page_typed.emit(int(self.box.text() or 1)))

    def _build_zoom(self) -> None:
        self._less = Button("", "quiet", icon="minus", name="Smaller", key="Ctrl+-")
        self._more = Button("", "quiet", icon="plus", name="Larger", key="Ctrl++")
        self.fit = Button("Fit width", "quiet", name="Page fits the width", key="Ctrl+0")
        self._zoom = QWidget()
        self._zoom.setLayout(row(self._less, self.fit, self._more, gap=0))
        self._less.clicked.connect(lambda: self.zoomed.emit(-1))
        self._more.clicked.connect(lambda: self.zoomed.emit(1))
        self.fit.clicked.connect(self.fit_wanted)

    def set_document(self, title: str, detail: str) -> None:
        """Title and second part: "PDF · 12 Nov 2024"."""
        self.title.set_text(title)
        self.detail.set_text(detail)

    def set_page(self, page: int, pages: int) -> None:
        """Show the page box; no pages hides it."""
        self._has_pages = pages > 0
        self._fit()
        if not self.box.hasFocus() or not self.box.isModified():
            self.box.setText(str(page))
        self.of.setText(f"of {pages}")
        self.of.setAccessibleName(f"Page {page} of {pages}")
        self._back.setEnabled(page > 1)
        self._on.setEnabled(page < pages)

    def set_zoom(self, words: str) -> None:
        """Show what the zoom is; no words hides it."""
        self._has_zoom = bool(words)
        self._fit()
        self.fit.setText(words or "Fit width")
        self.fit.updateGeometry()

    def set_low(self, low: bool) -> None:
        """Very little height: the strip is as low as its controls."""
        high = 36 if low else 42
        if self.property("fixed_height") != high:
            theme.fix(self, height=high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What does not fit goes: the detail, then zoom, then how many pages, then the page box."""
        wide = self.width()
        self.detail.setVisible(wide >= theme.px(_ROOMY))
        self._zoom.setVisible(self._has_zoom and wide >= theme.px(_SOME))
        self._pages.setVisible(self._has_pages and wide >= theme.px(_LITTLE))
