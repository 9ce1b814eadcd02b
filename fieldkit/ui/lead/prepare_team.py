"""Prepare, the team: who takes part and in which role, new laptops by card and six words, who is
new, how many days each has, and declared conflicts of interest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights, team
from fieldkit.inspection.roster import Device
from fieldkit.inspection.team import Note
from fieldkit.steps import allocate, enrol, roster, unlock
from fieldkit.steps.enrol import Card
from fieldkit.steps.session import Session
from fieldkit.ui.components.buttons import Button
from fieldkit.ui.components.card import Card as Panel
from fieldkit.ui.components.choice import CheckBox, DropDown
from fieldkit.ui.components.columns import Column
from fieldkit.ui.components.label import Label
from fieldkit.ui.components.layout import STRETCH, column, row, surface
from fieldkit.ui.lead.fields import LeadPage, head, labelled, number_field, text_field
from fieldkit.ui.lead.prepare_roster import RosterPanel
from fieldkit.ui.lead.sections import scrolled
from fieldkit.ui.lead.table import Line, State, Table, Two
from fieldkit.ui.operations import Operations
from fieldkit.ui.when import counted
from fieldkit.wording import line as worded

COLUMNS = (
    Column("who", "Person and laptop", 240),
    Column("role", "Role", 150),
    Column("days", "Days", 60, drop=3, right=True),
    Column("note", "", 110, drop=2),
    Column("conflicts", "Conflicts of interest", drop=1),
)


def ask_card(parent: QWidget) -> str:
    """Let a person choose a laptop's card; "" if they do not."""
    return QFileDialog.getOpenFileName(parent, "A laptop's card", "", "Cards (*.fkcard)")[0]


@dataclass(frozen=True)
class _Loaded:
    devices: tuple[Device, ...]
    notes: dict[str, Note]
    advice: tuple[roster.Advice, ...]
    signers: tuple[str, ...]


class TeamPage(LeadPage):
    """`changed` is emitted when the team is no longer what it was."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        operations: Operations,
        choose: Callable[[QWidget], str] = ask_card,
    ) -> None:
        super().__init__(session, operations)
        self._choose = choose
        self._card: Card | None = None
        self._devices: dict[str, Device] = {}
        self._signers: tuple[str, ...] = ()
        self._notes: dict[str, Note] = {}
        self._told = Label("", "second", "text2", wrap=True)
        self.table = Table("The team", COLUMNS)
        self.table.chosen.connect(lambda key: self._show_note())
        self.choose_card = Button("Add a laptop’s card…", "plain", icon="identification-card")
        self.choose_card.clicked.connect(self._ask)
        self.six = text_field("Six words", "The six words, as its owner reads them out")
        self.six.textChanged.connect(lambda text: self._offer())
        self.role = DropDown("Role")
        for one in rights.ROLES[:-1]:
            self.role.addItem(one.capitalize(), one)
        self.add = Button("The words agree: add it", "plain", icon="check")
        self.add.clicked.connect(self._add)
        self.novice = CheckBox("New to this work")
        self.days = number_field("Days for reading", 0, 365)
        self.conflict = text_field("Conflict of interest", "Cases, offices, teams, officers")
        self.why = text_field("What the conflict is", "For example: worked there until 2024")
        self.keep = Button("Keep this", "plain", icon="check")
        self.keep.clicked.connect(self._keep)
        self.roster = RosterPanel(session, operations)
        self.roster.changed.connect(self._signed)
        self._build()
        self.setFocusProxy(self.table)
        self._offer()

    def _build(self) -> None:
        self._card_told = Label("", "strong", wrap=True)
        self._new = Panel("New laptop")
        self._new.add(self._card_told)
        self._new.add(labelled("Its six words", self.six))
        self._new.add(labelled("Role", self.role))
        self._new.add(row(self.add, STRETCH))
        self._new.hide()
        self._who = Label("", "strong", wrap=True)
        self._note = Panel("For sharing out the work")
        self._note.add(self._who)
        self._note.add(row(self.novice, STRETCH))
        self._note.add(labelled("Days for reading (0: not told)", self.days))
        self._note.add(labelled("May not read, apart by commas", self.conflict))
        self._note.add(labelled("Why", self.why))
        self._note.add(row(self.keep, STRETCH))
        parts = (self._new, self._note, self.roster)
        side = column(*parts, STRETCH, gap=12, margins=(14, 12, 14, 14))
        inside = QWidget()
        inside.setLayout(side)
        holder = surface(column(scrolled(inside, "Details"), gap=0), "side_right", width=330)
        top = head("Team", self._told, self.choose_card)
        body = row((self.table, 1), holder, gap=0)
        self.setLayout(column(self.notices, top, (body, 1), gap=0))

    def load(self) -> None:
        """Read the roster and what was noted."""

        def work() -> _Loaded:
            held = allocate.table(self.session)
            notes = {one.person: one.note for one in held.people}
            known = self.session.roster
            advice = roster.advice(self.session)
            return _Loaded(tuple(known.devices.values()), notes, advice, known.signers)

        self.run(work, self._show, "team")

    def _show(self, loaded: _Loaded) -> None:
        self._devices = {one.id: one for one in loaded.devices}
        self._notes = loaded.notes
        self._signers = loaded.signers
        working = [one for one in loaded.devices if one.role != rights.NONE]
        people = counted(len({one.person for one in working}), "person", "people")
        self._told.setText(f"{people} on {counted(len(working), 'laptop')}.")
        self.table.show_lines([self._line(one, loaded.signers) for one in loaded.devices])
        for one in loaded.advice:
            title, rest = (worded(f"{one.code}.{part}", one.facts) for part in ("title", "text"))
            self.notices.say(one.code, "warn", title, rest)
        self._show_note()

    def _line(self, one: Device, signers: tuple[str, ...]) -> Line:
        note = self._notes.get(one.person, Note(one.person))
        kind = State("plain", "Revoked") if one.role == rights.NONE else one.role.capitalize()
        barred = ", ".join(c.number or c.unit for c in note.conflicts)
        extra = "Signs the team" if one.id in signers else "New" if note.novice else ""
        return Line(
            one.id,
            {
                "who": Two(one.name, one.label),
                "role": kind,
                "days": str(note.days or "–"),
                "note": extra,
                "conflicts": barred or "None declared",
            },
        )

    def _show_note(self) -> None:
        one = self._devices.get(self.table.current)
        self.roster.show_device(one, one is not None and one.id in self._signers)
        note = self._notes.get(one.person) if one else None
        self._note.setEnabled(note is not None)
        self._who.setText(one.name if one else "")
        self.novice.setChecked(note.novice if note else False)
        self.days.setValue(note.days if note else 0)
        told = ", ".join(c.number or c.unit for c in note.conflicts) if note else ""
        self.conflict.setText(told)
        self.why.setText(note.conflicts[0].why if note and note.conflicts else "")

    def _keep(self) -> None:
        one = self._devices.get(self.table.current)
        if one is None:
            return
        barred, why = self.conflict.text().split(","), self.why.text().strip()
        note = team.note(one.person, self.novice.isChecked(), self.days.value(), barred, why)
        self.run(lambda: allocate.note(self.session, note), lambda none: self._kept(one), "team")

    def _kept(self, one: Device) -> None:
        self.notices.say("noted", "ok", f"Noted for {one.name}.")
        self.load()
        self.changed.emit()

    def _signed(self) -> None:
        self.load()
        self.changed.emit()

    def _ask(self) -> None:
        name = self._choose(self)
        if name:
            path = Path(name)
            self.run(lambda: enrol.read_card(unlock.read_file(path)), self._show_card, "card")

    def _show_card(self, card: Card) -> None:
        self._card = card
        self._card_told.setText(f"{card.name}, {card.label}")
        self.six.clear()
        self._new.show()
        self._offer()
        self.six.setFocus()

    def _offer(self) -> None:
        self.add.setEnabled(self._card is not None and len(self.six.text().split()) == 6)

    def _add(self) -> None:
        card, spoken, role = self._card, self.six.text(), str(self.role.currentData())
        if card is not None:
            work = self.session
            self.run(
                lambda: enrol.add(work, card, role, spoken), lambda none: self._added(card), "card"
            )

    def _added(self, card: Card) -> None:
        self._card = None
        self._new.hide()
        self.notices.say("added", "ok", f"{card.name}, {card.label}, is in the team.")
        self.load()
        self.table.setFocus()
        self.changed.emit()

    def refused(self, about: str, why: FieldkitError) -> None:
        """Words that differ are told at the field that has them."""
        super().refused(about, why)
        if why.code == "enrol.words_differ":
            self.six.selectAll()
            self.six.setFocus()
