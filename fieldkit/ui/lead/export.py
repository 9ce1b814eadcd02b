"""Export: what goes into the grid, what stays out, and where it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import export, moderate, receive
from fieldkit.steps.session import Session
from fieldkit.ui.components.banner import Banner
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.choice import CheckBox
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row
from fieldkit.ui.operations import Operations
from fieldkit.wording import sentence

ChooseFile = Callable[[QWidget], str]


def ask_file(parent: QWidget) -> str:
    """Let a person choose where the grid goes; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Write the grid", "grid.xlsx", "Excel (*.xlsx)")[0]


@dataclass(frozen=True)
class _Loaded:
    cases: int
    left_out: int
    disputes: int


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
        self._what = Label("", wrap=True)
        self._unfinished = CheckBox("Take in readings that are not complete yet")
        self._write = Button("Write the grid…", "primary", icon="download-simple")
        self._write.clicked.connect(self.write)
        self._told = column(gap=8)
        rules = Label(
            "Names, CRNs and readers stay out. A question in dispute shows as DISPUTED. "
            "The same standing entries always give the same file; who wrote it, and when, "
            "stands in the manifest beside it.",
            "second",
            "text2",
            wrap=True,
        )
        card = Card("What goes in", self._what, self._unfinished, rules)
        card.setMaximumWidth(760)
        page = column(
            Label("Export the grid", "display"),
            card,
            row(self._write, STRETCH),
            self._told,
            STRETCH,
            gap=14,
            margins=(28, 22, 28, 20),
        )
        self.setLayout(page)

    def load(self) -> None:
        """Count again what would go in."""
        self._operations.run(self._read, self._show)

    def _read(self) -> _Loaded:
        _, basis = moderate.rate(self._session)
        disputes = receive.state(self._session).disputes
        return _Loaded(len(basis.cases), len(basis.left_out), disputes)

    def _show(self, loaded: _Loaded) -> None:
        out = f"{loaded.left_out} are not complete and stay out."
        self._what.setText(
            f"{loaded.cases} finished first readings. {out} {loaded.disputes} disputes are open."
        )

    def write(self) -> None:
        """Ask where to, and write the grid there."""
        name = self._choose(self)
        if name:
            path = Path(name)
            unfinished = self._unfinished.isChecked()
            self._write.setEnabled(False)
            self._operations.run(
                lambda: export.export_grid(self._session, path, unfinished),
                self._done,
                self._failed,
            )

    def _done(self, manifest: Mapping[str, object]) -> None:
        self._write.setEnabled(True)
        told = f"Fingerprint {str(manifest['sha256'])[:16]}…; the manifest stands beside it."
        self._told.add(Banner("ok", f"{manifest['file']} is written.", told))

    def _failed(self, why: FieldkitError) -> None:
        self._write.setEnabled(True)
        self._told.add(Banner("bad", "The grid was not written.", sentence(why)))
