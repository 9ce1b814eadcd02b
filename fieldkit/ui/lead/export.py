"""Export: what goes into the grid, what stays out, and where it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import export, moderate, receive
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import CheckBox
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, surface
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations

ChooseFile = Callable[[QWidget], str]
_RULES = (
    ("eye-slash", "Names, CRNs and readers stay out."),
    ("arrows-left-right", "A question in dispute shows as DISPUTED."),
    ("equals", "The same standing entries always give the same file, byte for byte."),
    ("file-text", "Who wrote it, and when, stands in the manifest beside it."),
)


def ask_file(parent: QWidget) -> str:
    """Let a person choose where the grid goes; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Write the grid", "grid.xlsx", "Excel (*.xlsx)")[0]


@dataclass(frozen=True)
class _Loaded:
    cases: int
    left_out: int
    disputes: int


class _Line(QWidget):
    """An icon and words that wrap."""

    def __init__(self, icon: str, words: str = "", tone: str = "text2") -> None:
        super().__init__()
        self._icon = IconLabel(icon, tone)
        self._words = Label(words, wrap=True)
        self.setLayout(row(column(self._icon, STRETCH, gap=0), (self._words, 1), gap=9))

    def say(self, words: str, icon: str, tone: str) -> None:
        """Other words."""
        self._words.setText(words)
        self._icon.set_icon(icon, tone)


class ExportPage(QWidget):
    """Writes the grid and its manifest off the GUI thread."""

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: ChooseFile = ask_file,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._choose = choose
        self._cases = _Line("check-circle-fill", tone="ok")
        self._left_out = _Line("circle-dashed")
        self._disputes = _Line("check-circle-fill", tone="ok")
        self.unfinished = CheckBox("Take in readings that are not complete yet")
        self.button = Button("Write the grid…", "primary", icon="download-simple", height=36)
        self.button.clicked.connect(self.write)
        self.notices = Notices()
        lines = (self._cases, self._left_out, self._disputes)
        cards = row(
            (Card("What goes in", *lines, 4, self.unfinished, STRETCH, gap=10), 1),
            (Card("What always holds", *(_Line(*one) for one in _RULES), STRETCH, gap=10), 1),
            gap=14,
        )
        self._build(cards)
        self.setFocusProxy(self.button)

    def _build(self, cards: Box) -> None:
        told = "One workbook: summary, cases, standards, provenance. Its figures are formulas."
        page = column(
            *(Label("Export the grid", "display"), Label(told, tone="text2", wrap=True), 4),
            *(cards, 4, row(self.button, STRETCH), STRETCH),
            gap=10,
            margins=(28, 22, 28, 20),
        )
        inner = surface(page, "window")
        theme.limit(inner, 1100)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("Export the grid")
        scroll.setWidget(surface(row((inner, 100), STRETCH, gap=0), "window"))
        self.setLayout(column(self.notices, (scroll, 1), gap=0))

    def load(self) -> None:
        """Count again what would go in."""
        self._operations.run(self._read, self._show)

    def _read(self) -> _Loaded:
        _, basis = moderate.rate(self._session)
        disputes = receive.state(self._session).disputes
        return _Loaded(len(basis.cases), len(basis.left_out), disputes)

    def _show(self, loaded: _Loaded) -> None:
        cases = f"{_count(loaded.cases, 'finished first reading')}."
        self._cases.say(cases, "check-circle-fill", "ok")
        out = _count(loaded.left_out, "reading")
        verb = "is" if loaded.left_out == 1 else "are"
        stays = "stays" if loaded.left_out == 1 else "stay"
        told = (
            f"{out} {verb} not complete and {stays} out." if loaded.left_out else "None left out."
        )
        self._left_out.say(told, "circle-dashed", "text2")
        if loaded.disputes:
            told = f"{_count(loaded.disputes, 'dispute')} to decide first."
            self._disputes.say(told, "warning-fill", "warn")
        else:
            self._disputes.say("Every dispute is decided.", "check-circle-fill", "ok")

    def write(self) -> None:
        """Ask where to, and write the grid there."""
        name = self._choose(self)
        if name:
            path = Path(name)
            unfinished = self.unfinished.isChecked()
            self.button.setEnabled(False)
            self._operations.run(
                lambda: export.export_grid(self._session, path, unfinished),
                self._done,
                self._failed,
            )

    def _done(self, manifest: Mapping[str, object]) -> None:
        self._free()
        told = f"Fingerprint {str(manifest['sha256'])[:16]}…; the manifest stands beside it."
        self.notices.say("export", "ok", f"{manifest['file']} is written.", told)

    def _failed(self, why: FieldkitError) -> None:
        self._free()
        self.notices.refuse("export", why)

    def _free(self) -> None:
        self.button.setEnabled(True)
        self.button.setFocus()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
