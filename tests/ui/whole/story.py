"""The machines of a whole inspection, and the way files travel between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from fieldkit.steps import enrol, prepare
from fieldkit.ui import theme
from fieldkit.ui.lead.pages import LeadPages
from tests import kit
from tests.ui.whole.hands import Hands

NAMES = ("A. Marsh", "F. Pike", "B. Ward", "O. Adeyemi", "C. Tarn")
SCREENS = Path(__file__).parents[3] / "dist" / "screens" / "inspection"
STATES = (
    *("01-progress-empty", "02-team-words", "03-team", "04-plan", "05-allocated"),
    *("06-second-readings", "07-benchmark", "08-packs", "10-pack-words", "11-desk", "12-alert"),
    *("13-marsh-sent", "14-spare-sent", "20-first-day-looked-at", "20-first-day-received"),
    *("20-first-day-receipts", "21-dispute", "21-no-disputes", "22-copy-sent", "22-pike-sent"),
    *("23-clone-looked-at", "23-clone-received", "24-laptops", "25-lost", "26-handed-over"),
    *("08-again", "29-late-looked-at", "29-late-received", "31-return", "32-returned"),
    *("08-returned", "33-my-cases-returned", "34-returned-question", "35-mended-sent"),
    *("36-mended-received", "40-approved", "41-second-readings", "41-second-readings-decided"),
    *("43-moderation", "44-moderated", "45-room", "46-audit"),
)
DISPUTED, DIFFERING = "P 2.1.1", "P 2.1.2"


@dataclass(frozen=True)
class Size:
    """How large the inspection is. `disputes` cases are read on both laptops of one person.

    The benchmark is a case read twice already: all but its two readers read it once more.
    """

    cases: int
    people: int
    seconds: int
    benchmarks: int
    disputes: int
    alerts: int


SHORT = Size(8, 4, 2, 2, 2, 1)
LONG = Size(40, 5, 8, 3, 12, 2)


class Story:
    """The machines, and the way files travel between them."""

    def __init__(self, size: Size, folder: Path, look: theme.Theme, qtbot: QtBot) -> None:
        self.size, self.folder, self.look, self.qtbot = size, folder, look, qtbot
        self.keys = 0
        self.words: dict[str, str] = {}
        for old in SCREENS.glob("*.png"):
            old.unlink()
        lead = kit.founder(folder / "lead")
        cases = prepare.add_cases(lead, [kit.listed(n) for n in range(1, size.cases + 1)])
        for n, subject in enumerate(cases.values(), start=1):
            paper = {"2025-03-12_notes.txt": f"Case {n}: notes of the visit.\n".encode()}
            kit.add_documents(lead, subject, folder / "files" / str(n), paper)
        self.lead_words = enrol.own_words(lead)
        lead.close()
        for name in NAMES[: size.people]:
            self._machine(name.split()[-1].lower(), name, "laptop 07")
        self._machine("spare", NAMES[0], "laptop 12")

    def _machine(self, key: str, name: str, label: str) -> None:
        session = kit.laptop(self.folder / key, name, label)
        (self.folder / f"{key}.fkcard").write_bytes(enrol.make_card(session))
        self.words[key] = enrol.own_words(session)
        session.close()

    def at(self, machine: str) -> Hands:
        """Sit down at a machine."""
        return Hands(self.folder / machine, self.look, self.qtbot, SCREENS)

    def bundles(self) -> list[Path]:
        """What lies in the team folder from laptops."""
        return sorted((self.folder / "team").rglob("*.fkb"))


def pages(hands: Hands) -> LeadPages:
    found = hands.work.lead
    assert found is not None
    return found
