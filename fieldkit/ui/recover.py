"""A forgotten passphrase: ask the team, compare six words, open its reply."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QScrollArea, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import recover, unlock
from fieldkit.steps.recover import Request
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Kdf, make_passphrase
from fieldkit.ui import theme
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import step_card
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, Item, column, row, surface
from fieldkit.ui.components.six_words import SixWords
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.ui.passphrase import named
from fieldkit.ui.unlock import PassphraseField

Choose = Callable[[QWidget], str]


def ask_where(parent: QWidget) -> str:
    """Let a person say where the request goes; "" if they do not."""
    kinds = "Request (*.fkrequest)"
    return QFileDialog.getSaveFileName(parent, "Save the request", "recovery.fkrequest", kinds)[0]


def ask_reply(parent: QWidget) -> str:
    """Let a person choose the team's reply; "" if they do not."""
    return QFileDialog.getOpenFileName(parent, "Open the team's reply", "", "Reply (*)")[0]


_WIDE = 860


class RecoverPage(QWidget):
    """`recovered` carries the open session; `left` goes back to unlocking."""

    recovered = Signal(object)
    left = Signal()

    def __init__(
        self,
        folder: Path,
        kdf: Kdf,
        operations: Operations,
        where: Choose = ask_where,
        which: Choose = ask_reply,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._kdf, self._operations = folder, kdf, operations
        self._where, self._which = where, which
        self._request: Request | None = None
        self.notices = Notices()
        self.name = QLineEdit()
        self.suggestion = Label(make_passphrase(), "section")
        self.other = Button("Other words", "plain", icon="arrows-clockwise")
        self.first, self.second, self.again = (PassphraseField() for _ in range(3))
        self.ask = Button("Make the request", "primary", icon="key", height=36)
        self.save = Button("Save the request…", "plain", icon="download-simple", height=36)
        self.reply = Button("Open the team's reply…", "plain", icon="folder-open", height=36)
        self.back = Button("Back to unlocking", "quiet", icon="arrow-left", height=36)
        self.words = SixWords()
        self._build()
        self.other.clicked.connect(lambda: self.suggestion.setText(make_passphrase()))
        self.ask.clicked.connect(self._ask)
        self.second.returnPressed.connect(self._ask)
        self.save.clicked.connect(self._save)
        self.reply.clicked.connect(self._finish)
        self.again.returnPressed.connect(self._finish)
        self.back.clicked.connect(self.left)
        self.save.setEnabled(False)
        self.setFocusProxy(self.name)

    def _build(self) -> None:
        who = Label("Your &name", "second_strong", "text2")
        who.setTextFormat(Qt.TextFormat.AutoText)
        who.setBuddy(self.name)
        self.name.setAccessibleName("Your name")
        chosen = "It becomes your passphrase once the reply is in. Six words, or 15 characters."
        six = "Give the file to the team and read them these words, in person or by telephone."
        last = "When the reply is here, type the passphrase that you chose, then open the reply."
        cards = column(
            Label("Your passphrase is forgotten", "display"),
            Label("Nothing is lost. The team can open this laptop for you.", tone="text2"),
            6,
            step_card("one", "Ask the team", column(who, self.name, gap=4), *self._secrets(chosen)),
            step_card("two", "Give them the request", _line(six), self.words, _left(self.save)),
            step_card(
                "three",
                "Open their reply",
                _line(last),
                named("The new passphrase", self.again),
                _left(self.reply),
            ),
            _left(self.back),
            STRETCH,
            gap=10,
            margins=(28, 20, 28, 16),
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = surface(cards, "window")
        theme.limit(inner, _WIDE)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setWidget(inner)
        self.setLayout(column(self.notices, (area, 1), gap=0))

    def _secrets(self, told: str) -> tuple[Item, ...]:
        return (
            row((self.suggestion, 1), self.other, gap=8),
            _line(told),
            row((named("A new passphrase", self.first), 1), (named("Once more", self.second), 1)),
            _left(self.ask),
        )

    def _ask(self) -> None:
        if self.first.text() != self.second.text():
            self._refuse(FieldkitError("window.passphrases_differ"))
            return
        self.notices.settle("recover")
        self.ask.setEnabled(False)
        name, said = self.name.text().strip(), self.first.text()
        work = partial(recover.ask, self._folder, name, said, self._kdf)
        self._operations.run(work, self._asked, self._refuse)

    def _asked(self, request: Request) -> None:
        self._request = request
        self._ready()
        self.words.show_words(request.words)
        for field in (self.first, self.second):
            field.clear()
        for shown in (self.suggestion, self.other):
            shown.hide()
        self.save.setEnabled(True)
        self.save.set_kind("primary")
        self.ask.set_kind("plain")
        self.save.setFocus()

    def _save(self) -> None:
        chosen = self._where(self) if self._request is not None else ""
        if chosen and self._request is not None:
            work = partial(unlock.write_file, Path(chosen), self._request.to_bytes())
            self._operations.run(work, lambda done: self._saved(Path(chosen).name), self._refuse)

    def _saved(self, name: str) -> None:
        told = "You can close fieldkit now. Come back here with the reply."
        self.notices.say("recover", "ok", f"{name} is saved.", told)

    def _finish(self) -> None:
        if not self.again.text():
            self._refuse(FieldkitError("window.new_passphrase"))
            return
        chosen = self._which(self)
        if chosen:
            self.notices.settle("recover")
            self.reply.setEnabled(False)
            said = self.again.text()
            work = partial(_opened, self._folder, Path(chosen), said, self._kdf)
            self._operations.run(work, self.recovered.emit, self._refuse)

    def _refuse(self, why: FieldkitError) -> None:
        self._ready()
        self.notices.refuse("recover", why)

    def _ready(self) -> None:
        self.ask.setEnabled(True)
        self.reply.setEnabled(True)


def _opened(folder: Path, reply: Path, passphrase: str, kdf: Kdf) -> Session:
    return recover.finish(folder, unlock.read_file(reply), passphrase, kdf)


def _line(words: str) -> Label:
    return Label(words, "second", "text2", wrap=True)


def _left(button: Button) -> Item:
    return row(button, STRETCH, gap=8)
