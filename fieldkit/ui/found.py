"""Founding an inspection in the window: the set, the names, recovery, and the six words to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import found, recover
from fieldkit.steps.found import StandardsSet
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import step_card
from fieldkit.ui.components.choice import DropDown
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Item, column, row, surface
from fieldkit.ui.components.six_words import SixWords
from fieldkit.ui.lead.fields import labelled, text_field
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.passphrase import named
from fieldkit.ui.unlock import PassphraseField

Choose = Callable[[QWidget], str]


def ask_form(parent: QWidget) -> str:
    """Let a person choose a form file; "" if they do not."""
    return QFileDialog.getOpenFileName(parent, "A standards set", "", "Sets (*.toml)")[0]


def ask_key(parent: QWidget) -> str:
    """Let a person say where the recovery key goes; "" if they do not."""
    title = "Where the team’s recovery key goes"
    return QFileDialog.getSaveFileName(parent, title, "recovery.fkkey", "Key (*.fkkey)")[0]


class FoundPage(QWidget):
    """`finished` goes on to preparing; `left` goes back without an inspection."""

    finished = Signal()
    left = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose_form: Choose = ask_form,
        choose_key: Choose = ask_key,
    ) -> None:
        super().__init__()
        self._session, self._operations = session, operations
        self._choose_form, self._choose_key = choose_form, choose_key
        self.notices = Notices()
        self.form = DropDown("Standards set")
        self.other = Button("Another set…", "plain", icon="folder-open")
        self.other.clicked.connect(self._other)
        self._about = Label("", "second", "text2", wrap=True)
        self.form.currentIndexChanged.connect(lambda place: self._tell_set())
        self.title = text_field("Title", "For those inside: Northvale PDU 2025")
        self.label = text_field("Label before unlocking", "Inspection 2025-07")
        self.title.textChanged.connect(lambda text: self._offer())
        self.recovery = text_field("Recovery recipient", "age1…, or none for now")
        self.first, self.second = PassphraseField(), PassphraseField()
        self.make_key = Button("Make a recovery key…", "plain", icon="key")
        self.make_key.clicked.connect(self._make_key)
        self.found = Button("Found the inspection", "primary", icon="check-circle", height=36)
        self.found.clicked.connect(self._found)
        self.back = Button("Not now", "quiet", icon="arrow-left", height=36)
        self.back.clicked.connect(self.left)
        self.words = SixWords()
        self.go_on = Button("Go on to preparing", "plain", icon="arrow-right", height=36)
        self.go_on.clicked.connect(self.finished)
        self._sets: dict[str, StandardsSet] = {}
        self._build()
        self._show_words(None)
        self.setFocusProxy(self.form)
        operations.run(found.sets, self._show_sets)

    def _build(self) -> None:
        cards = column(
            Label("Found an inspection", "display"),
            Label("You become its lead and sign who takes part.", tone="text2"),
            6,
            step_card("one", "What it is read against", *self._set_body()),
            step_card("two", "What it is called", *self._names_body()),
            step_card("three", "If a laptop or a passphrase is lost", *self._recovery_body()),
            row(self.found, self.back, STRETCH, gap=8),
            self._words_card(),
            STRETCH,
            gap=10,
            margins=(28, 20, 28, 16),
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Found an inspection")
        area.setWidget(surface(cards, "window"))
        self._area = area
        self.setLayout(column(self.notices, (area, 1), gap=0))

    def _set_body(self) -> Sequence[Item]:
        return row((self.form, 1), self.other, gap=8), self._about

    def _names_body(self) -> Sequence[Item]:
        hint = "Whoever opens a laptop sees the label. Name no place in it."
        return (
            labelled("Title", self.title),
            labelled("Label before unlocking", self.label),
            Label(hint, "second", "text2", wrap=True),
        )

    def _recovery_body(self) -> Sequence[Item]:
        told = (
            "A recovery key opens every casebook of the team when a passphrase is forgotten. Keep "
            "its file offline, under a passphrase of its own, away from every laptop. It can be "
            "named later too, under Team."
        )
        return (
            Label(told, "second", "text2", wrap=True),
            labelled("Recovery recipient", self.recovery),
            row(
                (_field("Passphrase of a new recovery key", self.first), 1),
                (_field("And once more", self.second), 1),
            ),
            row(self.make_key, STRETCH),
        )

    def _words_card(self) -> QWidget:
        told = (
            "Read them to every inspector who opens a first pack, in person or by telephone. They "
            "are how a laptop knows that a pack is yours."
        )
        signer = (
            "Only this laptop can sign the team. Add a second lead’s laptop soon and let it sign "
            "too, before this one is lost."
        )
        self._words = step_card(
            "four",
            "Your six words",
            Label(told, "second", "text2", wrap=True),
            self.words,
            Label(signer, "strong", "warn", wrap=True),
            row(self.go_on, STRETCH),
        )
        return self._words

    def _show_sets(self, every: Sequence[StandardsSet]) -> None:
        self._sets = {one.id: one for one in every}
        for one in every:
            self.form.addItem(f"{one.title} ({one.id}, version {one.version})", one.id)
        self._offer()

    def _tell_set(self) -> None:
        one = self._sets.get(str(self.form.currentData()))
        if one is None:
            self._about.setText("A set of your own team.")
            return
        sure = "" if one.confirmed else " To be confirmed against the guidance manual."
        self._about.setText(f"{one.standards} standards.{sure}")

    def _other(self) -> None:
        name = self._choose_form(self)
        if name:
            self.form.addItem(Path(name).name, name)
            self.form.setCurrentIndex(self.form.count() - 1)

    def _make_key(self) -> None:
        if self.first.text() != self.second.text():
            self._refused(FieldkitError("window.passphrases_differ"))
            return
        name, said = self._choose_key(self), self.first.text()
        if name:
            path = Path(name)
            self._operations.run(
                lambda: recover.make_identity(path, said),
                lambda recipient: self._keyed(recipient, path.name),
                self._refused,
            )

    def _keyed(self, recipient: str, file: str) -> None:
        self.notices.settle("found")
        for field in (self.first, self.second):
            field.clear()
        self.recovery.setText(recipient)
        self.notices.say(
            "key", "ok", f"{file} is written.", "Keep it offline, away from every laptop."
        )

    def _offer(self) -> None:
        self.found.setEnabled(self.form.count() > 0 and bool(self.title.text().strip()))

    def _found(self) -> None:
        form, title = str(self.form.currentData()), self.title.text()
        label, recovery = self.label.text(), self.recovery.text()
        self.found.setEnabled(False)

        def work() -> str:
            words = found.found(self._session, form, title, label, recovery)
            self._session.opened  # noqa: B018  (read here, so that no window waits for it)
            return words

        self._operations.run(work, self._show_words, self._refused)

    def _show_words(self, words: str | None) -> None:
        """The inspection is there: its names are fixed here, the words come."""
        self._words.setVisible(words is not None)
        if words is None:
            return
        self.notices.settle("found")
        for one in (self.form, self.other, self.title, self.label, self.recovery):
            one.setEnabled(False)
        for field in (self.first, self.second, self.make_key):
            field.setEnabled(False)
        self.found.hide()
        self.back.hide()
        self.words.show_words(words)
        self.go_on.set_kind("primary")
        self.go_on.setFocus()
        self._area.ensureWidgetVisible(self.go_on)

    def _refused(self, why: FieldkitError) -> None:
        self._offer()
        self.notices.refuse("found", why)


def _field(title: str, field: PassphraseField) -> QWidget:
    holder = QWidget()
    holder.setLayout(named(title, field))
    return holder
