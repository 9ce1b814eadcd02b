"""Prepare, the packs: one sealed file for each laptop, and what each holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.steps import laptops, prepare, unlock
from fieldkit.steps.laptops import Laptop
from fieldkit.steps.prepare import Packed
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import ElidedLabel, Label
from fieldkit.ui.components.layout import column
from fieldkit.ui.lead.fields import LeadPage, head
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import moment, size

FOLDER = "packs_folder"
COLUMNS = (
    Column("who", "For", 230),
    Column("state", "State", 210),
    Column("readings", "Readings", 80, right=True),
    Column("documents", "Documents", 90, drop=2, right=True),
    Column("size", "Size", 80, drop=3, right=True),
    Column("file", "File", drop=1),
)


def ask_folder(parent: QWidget) -> str:
    """Let a person choose where packs go; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Where packs go")


class PacksPage(LeadPage):
    """`written` is emitted once packs are written."""

    written = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], str] = ask_folder,
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self.folder = ""
        self._packed: dict[str, Packed] = {}
        self._laptops: Sequence[Laptop] = ()
        self._told = Label("", "second", "text2", wrap=True)
        self.choose_button = Button("Choose a folder…", "plain", icon="folder-open")
        self.choose_button.clicked.connect(self._ask)
        self.write = Button("Write the packs", "primary", icon="package")
        self.write.clicked.connect(self._write)
        self.table = Table("Packs, one for each laptop", COLUMNS)
        top = head("Packs", self._told, self.choose_button, self.write)
        self.setLayout(column(self.notices, top, (self.table, 1), gap=0))
        self.setFocusProxy(self.write)
        self._where = ElidedLabel("", "second", "text2")

    def load(self) -> None:
        """Read who would get a pack, and where packs went the last time."""

        def work() -> tuple[Sequence[Laptop], str]:
            return laptops.laptops(self.session), unlock.remembered(self.session, FOLDER)

        self.run(work, self._show)

    def _show(self, told: tuple[Sequence[Laptop], str]) -> None:
        self._laptops, self.folder = told
        where = f"They go to {self.folder}." if self.folder else "Choose where they go."
        self._told.setText(f"A pack holds a person’s own readings and documents only. {where}")
        self.write.setEnabled(bool(self.folder))
        now = self.session.clock()
        lines = []
        for one in self._laptops:
            made = self._packed.get(one.device)
            state = (
                State("waiting", "Nothing to read")
                if not one.cases
                else State("not_started", "Not written")
            )
            if one.packed:
                state = State("delivered", f"Written {moment(one.packed, now, inside=True)}")
            cells: dict[str, str | State | Two] = {
                "who": Two(one.name, one.label),
                "state": state,
                "readings": str(made.readings if made else one.cases),
                "documents": str(made.documents) if made else "–",
                "size": size(made.path.stat().st_size) if made and made.path.exists() else "–",
                "file": made.path.name if made else "",
            }
            lines.append(Line(one.device, cells))
        self.table.show_lines(lines)

    def _ask(self) -> None:
        folder = self._choose(self)
        if folder:
            self.run(lambda: unlock.remember(self.session, FOLDER, folder), lambda n: self.load())

    def _write(self) -> None:
        folder = Path(self.folder)
        self.write.setEnabled(False)
        self.run(lambda: prepare.write_packs(self.session, folder), self._wrote, "packs")

    def _wrote(self, made: Sequence[Packed]) -> None:
        self._packed.update({one.device: one for one in made})
        count = "1 pack is" if len(made) == 1 else f"{len(made)} packs are"
        told = "Send each to its laptop; nobody else can open it." if made else ""
        self.notices.say("packs", "ok" if made else "warn", f"{count} written.", told)
        self.load()
        self.written.emit()
