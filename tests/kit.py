"""Builders for whole situations: a lead with an inspection, laptops with opened packs.

Everything is made by the real steps on real casebooks; only the key derivation is small.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from fieldkit.documents.worker import DocumentWorker
from fieldkit.inspection import rights
from fieldkit.inspection.case import ListedCase
from fieldkit.steps import enrol, open_pack, prepare, read
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Kdf, Owner
from tests.documents import samples

KDF = Kdf(65536, 3, 4)
PASSPHRASE = "marble tunnel oyster pepper"
FORM = "pdu-2023"


def founder(folder: Path, form: str = FORM, name: str = "D. Rowe") -> Session:
    """A lead's casebook with a newly founded inspection."""
    session = Session.create(folder, PASSPHRASE, Owner("rowe", name, "lead"), KDF)
    enrol.found(session, prepare.form_text(form))
    prepare.define(session, "Northvale PDU 2025", "Inspection 2025-07")
    return session


def laptop(folder: Path, name: str = "A. Marsh", label: str = "laptop 07") -> Session:
    """An inspector's casebook, not enrolled yet."""
    person = name.split()[-1].lower()
    return Session.create(folder, PASSPHRASE, Owner(person, name, label), KDF)


def join(lead: Session, other: Session, role: str = rights.INSPECTOR) -> None:
    """Enrol a laptop with its card and its six words."""
    card = enrol.read_card(enrol.make_card(other))
    enrol.add(lead, card, role, enrol.own_words(other))


def listed(number: int, rosh: str = "high", born: str = "1984-03-05") -> ListedCase:
    """One row of a long list, invented."""
    return ListedCase(
        row=number + 2,
        crn=f"X{482900 + number}",
        family_name="Example",
        first_names="Alex",
        born=born,
        gender="Male",
        sentence_type="Adult licence",
        pnc="",
        rosh=rosh,
        started="2025-01-20",
        ended="",
        cluster="Northvale",
        ldu="North",
        team="Team 1",
        officer="P. Officer",
        manager="M. Manager",
        office="High Street",
        warnings=(),
    )


def mail(words: str) -> bytes:
    made = EmailMessage()
    made["From"] = "police@example.org"
    made["To"] = "officer@example.org"
    made["Subject"] = "Information request"
    made["Date"] = "Thu, 14 Aug 2025 10:00:00 +0000"
    made.set_content(words)
    return made.as_bytes()


def small_documents(number: int) -> dict[str, bytes]:
    """Three small documents of a case, different for each case."""
    return {
        "2025-01-22_pre-sentence_report.pdf": samples.pdf(3, f"Case {number}: risk reviewed"),
        "2025-03-12_supervision_notes.txt": (
            f"Case {number}. He said he would keep away from his former partner.\n\n"
            "No enquiry to police or to children's services is recorded.\n"
        ).encode(),
        "2025-08-14_police_information_request.eml": mail(f"Case {number}: call-outs asked for."),
    }


def add_documents(lead: Session, subject: str, folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    prepare.add_documents(lead, subject, prepare.files_of(folder))


@dataclass
class World:
    """An inspection with its lead, its laptops by person, and how to let go of everything."""

    folder: Path
    lead: Session
    laptops: dict[str, Session] = field(default_factory=dict)
    workers: ExitStack = field(default_factory=ExitStack)

    @property
    def words(self) -> str:
        """The founder's six words."""
        return enrol.own_words(self.lead)

    def worker(self, session: Session) -> DocumentWorker:
        """A real document worker, stopped with the world."""
        made = DocumentWorker(lambda key: read.fetcher(session)(key))
        self.workers.callback(made.stop)
        return made

    def close(self) -> None:
        self.workers.close()
        for session in (self.lead, *self.laptops.values()):
            session.close()


def inspection(
    folder: Path,
    people: Sequence[str] = ("A. Marsh",),
    cases: int = 3,
    standard: str = "P 1.2",
    index: bool = True,
    more: dict[str, bytes] | None = None,
) -> World:
    """A founded inspection: `cases` cases read jointly by `people`, packs opened on each laptop.

    `more` are further documents of case 001. With `index`, every document was looked into.
    """
    world = World(folder, founder(folder / "centre"))
    for name in people:
        session = laptop(folder / name.split()[-1].lower(), name)
        join(world.lead, session)
        world.laptops[session.owner.person] = session
    subjects = prepare.add_cases(
        world.lead, [listed(n, "low" if n == 2 else "high") for n in range(1, cases + 1)]
    )
    for number, subject in enumerate(subjects.values(), start=1):
        files = small_documents(number) | ((more or {}) if number == 1 else {})
        add_documents(world.lead, subject, folder / "files" / str(number), files)
    readers = tuple(world.laptops)
    wanted = [Allocation(f"{n:03d}", readers) for n in range(1, cases + 1)]
    if standard:
        subject = prepare.add_standard(world.lead, standard)
        note = {"2025-05-01_staff_meeting.txt": b"Workloads are over the agreed amount.\n"}
        add_documents(world.lead, subject, folder / "files" / "standard", note)
        wanted.append(Allocation(standard, readers))
    prepare.allocate(world.lead, wanted)
    open_packs(world, index)
    return world


def open_packs(world: World, index: bool = True) -> None:
    """Write a pack for everybody and open it on each laptop."""
    made = prepare.write_packs(world.lead, world.folder / "packs")
    for one in made:
        session = next(s for s in world.laptops.values() if s.device_id == one.device)
        open_pack.open_pack(session, one.path, world.words)
        if index:
            with ExitStack() as stack:
                worker = DocumentWorker(read.fetcher(session))
                stack.callback(worker.stop)
                read.index(session, worker)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
