"""The place where the team meets: choosing it, and meeting there in one go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.steps import sync
from fieldkit.steps.session import Session
from fieldkit.steps.sync import Credentials, Synced, Where
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import step_card
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.receive_words import changes
from fieldkit.ui.lead.sections import scrolled
from fieldkit.ui.notices import Notices
from fieldkit.ui.operations import Operations
from fieldkit.wording import sentence


def ask_folder(parent: QWidget) -> str:
    """Let a person choose the folder to meet at; "" if they do not."""
    return QFileDialog.getExistingDirectory(parent, "Where the team meets")


def field(name: str, hint: str = "") -> QLineEdit:
    """A text field with its name for screen readers."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


class MeetingPage(QWidget):
    """`met` is emitted once a meeting took something in or away."""

    met = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], str] = ask_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._operations = operations
        self._choose = choose
        self._where: Where | None = None
        self.notices = Notices()
        self.place = field("Place", "A folder, or s3://bucket/prefix?endpoint=address")
        self.place.textChanged.connect(self._offer)
        self._browse = Button("Choose a folder…", "plain", icon="folder-open")
        self._browse.clicked.connect(self._ask)
        self.access = field("Access key", "Only for an address; kept in this computer's keyring")
        self.secret = field("Secret key")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.approval = field("Approval reference", "Who allowed it, for a stick or a card")
        self.keep = Button("Keep this place", "plain", icon="check")
        self.keep.clicked.connect(self._keep)
        self.meet = Button("Meet at the place", "primary", icon="arrows-left-right", height=36)
        self.meet.clicked.connect(self.sync)
        self._told = Label("", "medium", "text2", wrap=True)
        self._keys = QWidget()
        self._keys.setLayout(
            column(
                Label("Access key", "second_strong", "text2"),
                self.access,
                Label("Secret key", "second_strong", "text2"),
                self.secret,
                gap=4,
            )
        )
        self._build()
        self.setFocusProxy(self.place)
        self._offer()

    def _build(self) -> None:
        intro = Label(
            "One button takes receipts, packs and rosters there and brings what is for us. "
            "Whoever keeps the place can read none of it.",
            tone="text2",
            wrap=True,
        )
        hint = Label(
            "Something that can be carried away needs leave.", "second", "text2", wrap=True
        )
        first = step_card(
            "one",
            "The place",
            row((self.place, 1), self._browse, gap=8),
            self._keys,
            column(Label("Approval reference", "second_strong", "text2"), self.approval, gap=4),
            hint,
            row(self.keep, STRETCH),
        )
        second = step_card("two", "Meet", row(self.meet, STRETCH), self._told)
        inside = surface(
            column(intro, first, second, STRETCH, gap=12, margins=(20, 14, 20, 20)), "window"
        )
        self.setLayout(column(self.notices, (scrolled(inside, "Meeting place"), 1), gap=0))

    def load(self) -> None:
        """Read which place was chosen."""
        self._operations.run(lambda: sync.where(self._session), self._show)

    def _show(self, where: Where | None) -> None:
        self._where = where
        if where is not None and not self.place.text():
            self.place.setText(where.name)
            self.approval.setText(where.approval)
        self._offer()

    def _offer(self) -> None:
        name = self.place.text().strip()
        is_address = "://" in name
        self._keys.setVisible(is_address)
        kept = self._where is not None and self._where.name == name
        self.keep.setEnabled(bool(name) and not (kept and not is_address))
        self.meet.setEnabled(kept)
        self._told.setText("" if kept else "Keep a place first; it is remembered.")

    def _ask(self) -> None:
        folder = self._choose(self)
        if folder:
            self.place.setText(folder)

    def _keep(self) -> None:
        name, approval = self.place.text().strip(), self.approval.text().strip()
        keys = None
        if self.access.text().strip() and "://" in name:
            keys = Credentials(self.access.text().strip(), self.secret.text().strip())
        self._operations.run(
            lambda: sync.choose(self._session, name, approval, keys), self._kept, self._refused
        )

    def _kept(self, where: Where) -> None:
        self.secret.clear()
        self.access.clear()
        self.notices.say("place", "ok", f"The place is {where.name}.", "It answered.")
        self._show(where)
        self.meet.setFocus()

    def _refused(self, why: FieldkitError) -> None:
        self._offer()
        self.notices.refuse("place", why)

    def sync(self) -> None:
        """Meet: take what is ours there, bring and merge what is for us, take the receipts."""
        if not self.meet.isEnabled():
            return
        self.meet.setEnabled(False)
        self._told.setText("Meeting…")
        self._operations.run(lambda: sync.sync(self._session), self._met, self._refused)

    def _met(self, done: Synced) -> None:
        self._offer()
        new = sum(one.taken.new for one in done.arrivals)
        people = list(dict.fromkeys(one.sender_name for one in done.arrivals))
        came = (
            f"{changes(new)} from {', '.join(people)} merged" if people else "Nothing new was there"
        )
        receipts = "1 receipt" if done.receipts == 1 else f"{done.receipts} receipts"
        told = f"{came}. {receipts} and {done.sent - done.receipts} other parcels taken there."
        if not done.sent:
            told = f"{came}."
        self._told.setText(told)
        self.notices.say("place", "ok", "You met at the place.", told)
        for name, why in done.refused:
            self.notices.say(f"aside {name}", "bad", f"{name} is set aside.", sentence(why))
        self.met.emit()
