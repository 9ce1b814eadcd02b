"""Export: look at what leaves before it leaves, decide on every name, say why, write it.

The button is off until every place in the free text is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QFrame, QLineEdit, QScrollArea, QWidget

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.steps import export, leaving, read, report
from fieldkit.steps.leaving import Choices, Leaving
from fieldkit.steps.session import Session
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card
from fieldkit.ui.components.key_hint import KeyHint
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Box, column, row, rule, surface
from fieldkit.ui.lead.export_choices import ChoicesPane, What
from fieldkit.ui.lead.export_hits import HitsPanel
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations

_ANY = (1 << 24) - 1
ChooseFile = Callable[["ExportPage"], str]


def ask_file(page: ExportPage) -> str:
    """Let a person choose where the export goes; "" if they do not."""
    what = page.choices.what
    if not what.files:
        return QFileDialog.getSaveFileName(page, f"Make a folder for: {what.title}", what.file)[0]
    return QFileDialog.getSaveFileName(page, f"Write: {what.title}", what.file, what.files)[0]


@dataclass(frozen=True)
class _Loaded:
    leaving: Leaving
    splits: tuple[tuple[str, str], ...]
    offices: tuple[str, ...]


class ExportPage(QWidget):
    """Writes an export and its manifest off the GUI thread."""

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: ChooseFile = ask_file,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._operations, self._choose = session, operations, choose
        self._leaving: Leaving | None = None
        self._busy = False
        self.choices = ChoicesPane(session.form)
        self.unfinished = self.choices.unfinished
        self.hits = HitsPanel()
        self._facts = {
            name: Label("", "second", wrap=True)
            for name in ("Cases", "Left out", "Disputes", "Form", "State", "Names", "Small counts")
        }
        self.why = QLineEdit()
        self.why.setPlaceholderText("Ratings meeting, 21 November")
        self.why.setAccessibleName("Why; goes into the manifest")
        self.button = Button("Write…", "primary", icon="download-simple", height=36)
        self.button.clicked.connect(self.write)
        self.next_button = Button("Next place to decide", "plain", icon="arrow-down", key="F8")
        self.next_button.clicked.connect(self.next_hit)
        self._waiting = Label("", "second", "warn", wrap=True)
        self.notices = Notices()
        self.setLayout(self._build())
        self.choices.changed.connect(self.load)
        self.hits.changed.connect(self._ready)
        self.setFocusProxy(self.button)

    def _build(self) -> Box:
        told = (
            "Look at what leaves before it leaves. The same state and choices give the same bytes."
        )
        words = column(Label("Export", "display"), Label(told, tone="text2", wrap=True), gap=2)
        head = surface(row((words, 1), margins=(20, 12, 20, 12)), "window")
        self._side = self._make_side()
        self._body = row(self.choices, (self.hits, 1), self._side, gap=0)
        self._whole = QScrollArea()
        self._whole.setWidgetResizable(True)
        self._whole.setFrameShape(QFrame.Shape.NoFrame)
        self._whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._whole.setAccessibleName("Export")
        self._whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._whole.setWidget(surface(self._body, "panel"))
        return column(self.notices, head, rule(), (self._whole, 1), gap=0)

    def _make_side(self) -> QScrollArea:
        card = Card(look="well", gap=5)
        for name, said in self._facts.items():
            title = Label(name, "second", "text2")
            theme.fix(title, width=84)
            line = QWidget()
            line.setLayout(row(column(title, STRETCH, gap=0), (said, 1), gap=8))
            card.add(line)
        note = "Written beside the file, signed, and kept in the audit trail. The file itself says "
        note += "neither who wrote it nor when."
        why = Label("Why (goes into the manifest)", "second_strong", "text2")
        why.setBuddy(self.why)
        warned = row(column(IconLabel("warning-fill", "warn"), STRETCH, gap=0), (self._waiting, 1))
        self._warned = QWidget()
        self._warned.setLayout(warned)
        body = column(
            *(Label("Manifest", "strong"), Label(note, "second", "text2", wrap=True), card, 4),
            *(why, self.why, STRETCH, self._warned),
            row(self.button, KeyHint("Ctrl+Enter"), STRETCH),
            row(self.next_button, KeyHint("F8"), STRETCH),
            gap=8,
            margins=(14, 12, 14, 14),
        )
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setAccessibleName("Manifest")
        side.setWidget(surface(body, "side_right"))
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return side

    @property
    def chosen(self) -> Choices:
        """What is chosen now."""
        pane = self.choices
        letter = pane.what.name == "letter"
        return Choices(
            unfinished=pane.unfinished.isChecked(),
            where=() if letter else pane.where,
            decided=dict(self.hits.decided),
            identify=pane.identify.isChecked(),
            threshold=int(pane.threshold.currentData()),
            why=self.why.text().strip(),
        )

    def load(self) -> None:
        """Look again at what would leave."""
        chosen = self.chosen
        self._operations.run(lambda: self._read(chosen), self._show, self._failed)

    def _read(self, chosen: Choices) -> _Loaded:
        found = leaving.gather(self._session, chosen)
        subjects = [one for one in read.subjects(self._session) if one.kind == "case"]
        splits = {
            (name, one.attributes[name])
            for name in found.attributes
            for one in subjects
            if one.attributes.get(name)
        }
        offices = {one.attributes.get("office", "") for one in subjects} - {""}
        return _Loaded(found, tuple(sorted(splits)), tuple(sorted(offices)))

    def _show(self, loaded: _Loaded) -> None:
        found = self._leaving = loaded.leaving
        self.choices.offer(loaded.splits, loaded.offices)
        self.hits.show_hits(found)
        out = ", ".join(f"{number} {state}" for state, number in found.left_out.items())
        facts = {
            "Cases": f"{_count(len(found.cases), 'case')}. {found.choices.told}",
            "Left out": f"{out}: not complete" if out else "None",
            "Disputes": f"{found.provenance.disputes_open} open, shown as DISPUTED",
            "Form": f"{found.form.id}, version {found.form.version}",
            "State": found.provenance.entries_sha256[:16],
            "Small counts": self.choices.threshold.currentText(),
        }
        if not found.provenance.disputes_open:
            facts["Disputes"] = "Every dispute is decided"
        for name, said in facts.items():
            self._facts[name].setText(said)
        self._ready()

    def _ready(self) -> None:
        """Say what is still to decide; writing waits for it."""
        left = self.hits.undecided
        found = self._leaving
        self._facts["Names"].setText(
            f"{_count(len(found.hits), 'place')} in {_count(found.texts, 'text')}" if found else ""
        )
        self._waiting.setText(f"{_count(left, 'place')} in the free text to decide first.")
        self._warned.setVisible(bool(left))
        self.next_button.setEnabled(bool(left))
        self.button.setText(f"Write: {self.choices.what.title}…")
        self.button.updateGeometry()
        self.button.setEnabled(found is not None and not left and not self._busy)

    def next_hit(self) -> None:
        """Go to the next place that nobody has decided on."""
        self.hits.next_undecided()
        self._whole.ensureWidgetVisible(self.hits.choice)

    def write(self) -> None:
        """Ask where to, and write what is chosen there."""
        if not self.button.isEnabled():
            return
        name = self._choose(self)
        if not name:
            return
        what, chosen, path = self.choices.what, self.chosen, Path(name)
        standard = str(self.choices.standard.currentData() or "")
        office = str(self.choices.office.currentData() or "")
        self._busy = True
        self._ready()
        self._operations.run(
            lambda: self._write(what, path, chosen, standard, office), self._done, self._failed
        )

    def _write(
        self, what: What, path: Path, chosen: Choices, standard: str, office: str
    ) -> Mapping[str, object]:
        if what.name == "grid":
            return export.export_grid(self._session, path, chosen.unfinished, chosen)
        if what.step == "export":
            return export.export(self._session, what.name, path, chosen)
        if what.name != "evidence":
            return report.report(self._session, what.name, path, chosen, office=office)
        worker = DocumentWorker(read.fetcher(self._session))
        try:
            return report.report(
                self._session, what.name, path, chosen, standard=standard, worker=worker
            )
        finally:
            worker.stop()

    def _done(self, manifest: Mapping[str, object]) -> None:
        self._free()
        told = f"Fingerprint {str(manifest['sha256'])[:16]}…; the signed manifest stands beside it."
        self.notices.say("export", "ok", f"{manifest['file']} is written.", told)

    def _failed(self, why: FieldkitError) -> None:
        self._free()
        self.notices.refuse("export", why)

    def _free(self) -> None:
        if self._busy:
            self._busy = False
            self._ready()
            self.button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width() >= theme.px(1000))

    def _arrange(self, wide: bool) -> None:
        """Three panes beside one another, or below one another where there is no room."""
        way = QBoxLayout.Direction
        self._body.setDirection(way.LeftToRight if wide else way.TopToBottom)
        for pane, width in ((self.choices, 268), (self._side, 300)):
            inner = pane.widget()
            if wide:
                pane.setMinimumHeight(0)
                theme.fix(pane, width=width)
            else:
                pane.setProperty("fixed_width", None)
                pane.setMinimumWidth(0)
                pane.setMaximumWidth(_ANY)
                pane.setMinimumHeight(inner.minimumSizeHint().height() if inner else 0)
        self.hits.setMinimumHeight(0 if wide else theme.px(300))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(240))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
