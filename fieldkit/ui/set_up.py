"""First run on a laptop: who, a passphrase, and the card with six words for the lead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import step_card
from fieldkit.ui.components.label import IconLabel, Label
from fieldkit.ui.components.layout import STRETCH, Item, column, row, surface
from fieldkit.ui.components.pill import Pill
from fieldkit.ui.components.six_words import SixWords
from fieldkit.ui.unlock import PassphraseField
from fieldkit.wording import sentence

ChooseFile = Callable[[QWidget, str], str]
_NEXT = (
    ("identification-card", "You give the lead your card", "By team folder or e-mail.", "you"),
    (
        "phone",
        "You both compare the six words",
        "In person or by telephone, not by e-mail.",
        "both",
    ),
    ("users", "The lead adds you to the roster", "It says which role this laptop has.", "lead"),
    ("folder-open", "You get a pack with your cases", "One file, sealed for this laptop.", "lead"),
    ("check-circle", "You read and rate, with no network", "Your answers go back sealed.", "you"),
)


def ask_where(parent: QWidget, name: str) -> str:
    """Let a person say where the card goes; "" if they do not."""
    return QFileDialog.getSaveFileName(parent, "Save the card", name, "Card (*.fkcard)")[0]


def _named(title: str, field: QLineEdit) -> QWidget:
    label = Label(title, "second_strong", "text2")
    label.setBuddy(field)
    field.setAccessibleName(title)
    holder = QWidget()
    holder.setLayout(column(label, field, gap=4))
    return holder


class SetUpPage(QWidget):
    """`asked` carries name, label and passphrase; then `show_card`. `finished` goes on, `founding`
    goes on to found an inspection."""

    asked = Signal(str, str, str)
    other_words = Signal()
    card_saved = Signal(str)
    finished = Signal()
    founding = Signal()

    def __init__(
        self, suggestion: str, choose: ChooseFile = ask_where, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choose = choose
        self._card_name = "card.fkcard"
        self.name, self.label = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("A. Marsh")
        self.label.setPlaceholderText("laptop 07")
        self.suggestion = Label("", "section")
        self.other = Button("Other words", "plain", icon="arrows-clockwise")
        self.other.clicked.connect(self.other_words)
        self.first, self.second = PassphraseField(), PassphraseField()
        self.first.setAccessibleName("Passphrase")
        self.second.setAccessibleName("The passphrase once more")
        self._told = Label("", "medium", "warn", wrap=True)
        self._told.hide()
        self.make = Button("Set the passphrase", "primary", icon="lock-simple", height=36)
        self.make.clicked.connect(self._ask)
        self.second.returnPressed.connect(self._ask)
        self._state = Pill("waiting", "Made when the passphrase is set")
        self.words = SixWords()
        self.save = Button("Save the card…", "plain", icon="download-simple", height=36)
        self.save.clicked.connect(self._save)
        self.go_on = Button("Go on", "plain", icon="arrow-right", height=36)
        self.go_on.clicked.connect(self.finished)
        self.lead = Button("Found an inspection…", "plain", icon="flag-banner", height=36)
        self.lead.clicked.connect(self.founding)
        self._saved = Label("", "second", "text2", wrap=True)
        self._build()
        self.suggest(suggestion)
        self._made(False)
        self.setFocusProxy(self.name)

    def _build(self) -> None:
        who = row((_named("Your name", self.name), 1), (_named("This laptop", self.label), 1))
        self._secret = step_card("two", "Your passphrase", *self._secrets())
        set_now = Label("It is set, and shown nowhere any more.", tone="text2", wrap=True)
        done = row(IconLabel("check-circle-fill", "ok", 18), (set_now, 1), gap=8)
        self._kept = step_card("two", "Your passphrase", done)
        self._kept.hide()
        cards = column(
            Label("Set up this laptop", "display"),
            Label("Five minutes, once. Nothing is sent anywhere by itself.", tone="text2"),
            6,
            step_card("one", "Who you are", who),
            self._secret,
            self._kept,
            step_card("three", "Your card for the lead", *self._card_body()),
            STRETCH,
            gap=10,
            margins=(28, 20, 24, 16),
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(surface(cards, "window"))
        self._side = self._build_side()
        self.setLayout(row((area, 1), self._side, gap=0))

    def _secrets(self) -> tuple[Item, ...]:
        hint = (
            "These words are easy to type and very hard to guess. Or take your own: 15 characters "
            "or more. It is the only key to this laptop's cases."
        )
        return (
            row(self.suggestion, STRETCH, self.other, gap=8),
            Label(hint, "second", "text2", wrap=True),
            row(
                (_named("Type the passphrase", self.first), 1),
                (_named("And once more", self.second), 1),
            ),
            self._told,
            row(self.make, STRETCH),
        )

    def _card_body(self) -> tuple[Item, ...]:
        told = "Do you lead? Then no card is needed: found your inspection on this laptop."
        self._leads = Label(told, tone="text2", wrap=True)
        why = "Six words that your lead compares with you, so that nobody else's laptop can pass."
        return (
            row(Label(why, tone="text2", wrap=True), self._state, gap=8),
            self.words,
            row(self.save, self.go_on, STRETCH, gap=8),
            self._saved,
            self._leads,
            row(self.lead, STRETCH, gap=8),
        )

    def _build_side(self) -> QFrame:
        box = column(Label("What happens next", "panel"), 4, gap=12, margins=(20, 22, 20, 16))
        for icon, title, detail, who in _NEXT:
            mark = column(IconLabel(icon, "accent", 20), STRETCH, gap=0)
            words = column(
                Label(title, "strong", wrap=True), Label(detail, "second", "text2", wrap=True)
            )
            pill = column(Pill("plain", who), STRETCH, gap=0)
            box.add(row(mark, (words, 1), pill, gap=10))
        return surface(box.add(STRETCH), "side_right", width=380)

    def suggest(self, passphrase: str) -> None:
        """Show another passphrase made of words."""
        self.suggestion.setText(passphrase)

    def refuse(self, why: FieldkitError) -> None:
        """Say why nothing was made; the keys go to the field that is to blame."""
        self._told.setText(sentence(why))
        self._told.show()
        self._busy(False)
        if why.code == "window.fields":
            wrong = self.label if self.name.text().strip() else self.name
        else:
            wrong = self.second if why.code == "window.passphrases_differ" else self.first
        wrong.setFocus()
        wrong.selectAll()

    def _busy(self, busy: bool) -> None:
        self.make.setEnabled(not busy)
        self.make.setText("Setting…" if busy else "Set the passphrase")

    def _ask(self) -> None:
        name, label = self.name.text().strip(), self.label.text().strip()
        self._told.hide()
        if not name or not label:
            self.refuse(FieldkitError("window.fields"))
        elif self.first.text() != self.second.text():
            self.refuse(FieldkitError("window.passphrases_differ"))
        else:
            self._busy(True)
            self.asked.emit(name, label, self.first.text())

    def show_card(self, words: str, name: str) -> None:
        """The casebook is made: the passphrase goes, the six words come."""
        self._card_name = name
        for field in (self.first, self.second):
            field.clear()
        self.suggestion.clear()
        self._secret.hide()
        self._kept.show()
        self.words.show_words(words)
        for line in (self.name, self.label):
            line.setReadOnly(True)
        self._made(True)
        self.save.setFocus()

    def _made(self, made: bool) -> None:
        self.save.setVisible(made)
        self.go_on.setVisible(made)
        self.lead.setVisible(made)
        self._state.setVisible(not made)
        self.save.set_kind("primary")

    def _save(self) -> None:
        chosen = self._choose(self, self._card_name)
        if chosen:
            self.card_saved.emit(chosen)

    def show_saved(self, file: str) -> None:
        """The card is written."""
        self._saved.setText(f"{file} is saved. Give it to your lead, then compare the six words.")
        self.save.set_kind("plain")
        self.go_on.set_kind("primary")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_side"):
            self._fit()

    def _fit(self) -> None:
        """What happens next stands beside the steps where there is room for both."""
        self._side.setVisible(self.width() >= theme.px(900))
