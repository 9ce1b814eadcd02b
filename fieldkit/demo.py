"""The whole job on the sample inspection: real enrolment, real packs, real windows, real merge.

The centre's steps run here; every laptop's windows run as processes of their own, driven by key
events. What is made stays in one folder: casebooks, packs, bundles, receipts, pictures, the grid.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldkit import demo_tasks
from fieldkit.documents.preflight import preflight
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.inspection import rights
from fieldkit.inspection.case import ListedCase
from fieldkit.sample import documents as sample_documents
from fieldkit.sample.plan import Person, SamplePlan, plan
from fieldkit.sample.source import case_names
from fieldkit.settings import Settings
from fieldkit.steps import care, enrol, export, moderate, open_pack, prepare, receive, verify
from fieldkit.steps import read as read_step
from fieldkit.steps.session import Session
from fieldkit.steps.words import words
from fieldkit.store.casebook import Owner
from fieldkit.store.files import write_whole
from fieldkit.store.keys import Kdf, make_passphrase

MARK = ".fieldkit-demo"
EXTRA_CRN = "X999999"
EXTRA_READER = "A. Marsh"
LONGEST_WINDOW = 900


@dataclass
class Demo:
    """One run: its folder, what was told so far, and where each casebook is."""

    folder: Path
    documents: Path | None
    settings: Settings
    say: Callable[[str], None]
    plan: SamplePlan = field(default_factory=plan)
    steps: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def casebook(self, person: Person) -> Path:
        """The casebook's folder: ``centre`` for the lead, ``laptop-name`` for the others."""
        lead = person is self.lead
        return self.folder / ("centre" if lead else f"laptop-{person.id}")

    @property
    def lead(self) -> Person:
        """The lead inspector of the plan."""
        return self.plan.lead

    @property
    def readers(self) -> tuple[Person, ...]:
        """Everybody but the lead."""
        return tuple(one for one in self.plan.people if one is not self.lead)

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Time a step and keep what it says of itself."""
        told: dict[str, Any] = {}
        self.say(name)
        began = time.perf_counter()
        yield told
        seconds = round(time.perf_counter() - began, 3)
        self.steps.append({"name": name, "seconds": seconds, **told})

    @contextmanager
    def session(self, person: Person) -> Iterator[Session]:
        """An unlocked casebook of a person."""
        folder = self.casebook(person)
        secret = (folder / "passphrase.txt").read_text("utf-8").strip()
        session = Session.unlock(folder, secret)
        try:
            yield session
        finally:
            session.close()


def prepare_folder(folder: Path) -> None:
    """An empty folder for a demo; one that an earlier demo made is emptied.

    Raises FieldkitError ``demo.out_not_empty``.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise FieldkitError("demo.out_not_empty", folder=folder.name)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MARK, b"Made by fieldkit's demo; the next demo may replace it.\n")


def enrol_everybody(demo: Demo) -> None:
    """Make every casebook, found the roster, compare six words and add each laptop."""
    with demo.step("enrol") as told:
        kdf = Kdf(demo.settings.kdf_memory_kib, demo.settings.kdf_rounds, demo.settings.kdf_lanes)
        cards: dict[str, bytes] = {}
        for person in demo.plan.people:
            secret = make_passphrase(list(words()))
            owner = Owner(person.id, person.name, f"laptop {person.laptop}")
            session = Session.create(demo.casebook(person), secret, owner, kdf)
            write_whole(demo.casebook(person) / "passphrase.txt", f"{secret}\n".encode())
            cards[person.id] = enrol.make_card(session)
            session.close()
        with demo.session(demo.lead) as lead:
            enrol.found(lead, prepare.form_text(demo.plan.form))
            prepare.define(lead, demo.plan.title, demo.plan.label)
            for person in demo.readers:
                card = enrol.read_card(cards[person.id])
                enrol.add(lead, card, rights.INSPECTOR, card.words)
            told["roster_version"] = lead.roster.number
            told["laptops"] = len(demo.readers)


def prepare_inspection(demo: Demo) -> None:
    """Long list, case files, preflight, allocation, packs."""
    with demo.step("prepare") as told, demo.session(demo.lead) as lead:
        list_file = demo.folder / "long-list.xlsx"
        write_whole(list_file, sample_documents.long_list())
        found = prepare.read_list(lead, list_file)
        with_files = set(case_names())
        cases = [one for one in found.cases if one.crn in with_files]
        told["listed"] = len(found.cases)
        if demo.documents is not None:
            cases.append(_extra_case(cases[0]))
        subjects = prepare.add_cases(lead, cases)
        told["cases"] = len(cases)
        told["rejected_rows"] = [one.row for one in found.rejected]
        told["documents"] = _add_documents(demo, lead, subjects)
        for code in [one.number for one in demo.plan.allocations if not one.crn]:
            subject = prepare.add_standard(lead, code)
            files = sample_documents.standard_files(code)
            told["documents"] += prepare.add_documents(lead, subject, files)
        numbers = {one.crn: one.number for one in read_step.subjects(lead) if one.crn}
        allocations = [
            prepare.Allocation(
                numbers.get(one.crn, one.number), one.readers, one.kind if one.crn else "first"
            )
            for one in demo.plan.allocations
        ]
        if demo.documents is not None:
            reader = next(one for one in demo.readers if one.name == EXTRA_READER)
            allocations.append(prepare.Allocation(f"{len(cases):03d}", (reader.id,)))
        told["readings"] = prepare.allocate(lead, allocations)
        packs = prepare.write_packs(lead, demo.folder / "packs")
        told["packs"] = len(packs)
        told["entries"] = prepare.count_entries(lead)
        write_whole(
            demo.folder / "packs" / "for.json",
            json.dumps({one.person: one.path.name for one in packs}).encode(),
        )
        write_whole(demo.folder / "packs" / "words.txt", f"{enrol.own_words(lead)}\n".encode())


def _extra_case(like: ListedCase) -> ListedCase:
    return ListedCase(**{**vars(like), "row": 0, "crn": EXTRA_CRN, "family_name": "Documents"})


def _add_documents(demo: Demo, lead: Session, subjects: Mapping[str, str]) -> int:
    count = 0
    refused: list[dict[str, str]] = []
    for crn, subject in subjects.items():
        if crn == EXTRA_CRN and demo.documents is not None:
            files = list(prepare.files_of(demo.documents))
            if not files:
                raise FieldkitError("demo.no_documents", folder=demo.documents.name)
            worker = _worker(demo)
            try:
                seen = ((name, path.read_bytes()) for name, path in files)
                for one in preflight(seen, worker):
                    if one.reason is not None:
                        refused.append({"file": one.file, "code": one.reason.code})
            finally:
                worker.stop()
            count += prepare.add_documents(lead, subject, files)
        else:
            count += prepare.add_documents(lead, subject, sample_documents.case_files(crn))
    demo.figures["refused_documents"] = refused
    return count


def _worker(demo: Demo) -> DocumentWorker:
    def nothing(key: str) -> tuple[bytes, str, str | None]:
        raise FieldkitError("document.stopped", name=key)

    return DocumentWorker(
        nothing, memory=demo.settings.worker_memory, timeout=demo.settings.worker_timeout
    )


def open_packs(demo: Demo) -> None:
    """Every laptop opens its pack after comparing the lead's words, and looks into it."""
    with demo.step("open packs") as told:
        packs = json.loads((demo.folder / "packs" / "for.json").read_text("utf-8"))
        spoken = (demo.folder / "packs" / "words.txt").read_text("utf-8")
        told["laptops"] = []
        for person in demo.readers:
            with demo.session(person) as session:
                path = demo.folder / "packs" / packs[person.name]
                arrival = open_pack.open_pack(session, path, spoken)
                worker = DocumentWorker(
                    read_step.fetcher(session),
                    memory=demo.settings.worker_memory,
                    timeout=demo.settings.worker_timeout,
                )
                try:
                    indexed = read_step.index(session, worker)
                finally:
                    worker.stop()
                told["laptops"].append(
                    {"person": person.name, "entries": arrival.taken.new, "documents": indexed}
                )


def run_windows(
    demo: Demo, person: Person, journey: str, task: Mapping[str, Any]
) -> dict[str, Any]:
    """Run one laptop's windows off screen through a journey, as a process of its own.

    Returns what the journey reported. Raises FieldkitError ``demo.window_ended``.
    """
    folder = demo.casebook(person)
    report = folder.parent / f"report-{person.id}.json"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("FIELDKIT_DEMO_PLATFORM", "offscreen"),
        "QT_LOGGING_RULES": "qt.qpa.*=false",
        "FIELDKIT_JOURNEY": json.dumps(
            {
                "person": person.id,
                "out": str(demo.folder),
                "report": str(report),
                **task,
            }
        ),
    }
    command = [sys.executable, "-m", "fieldkit", "--app", "--casebook", str(folder)]
    command += ["--script", f"fieldkit.ui.journeys.{journey}"]
    try:
        ended = subprocess.run(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LONGEST_WINDOW,
            cwd=demo.folder,
            check=False,
        )
    except subprocess.TimeoutExpired as why:
        raise FieldkitError("demo.window_ended", why="too slow", folder=demo.folder.name) from why
    if ended.returncode or not report.is_file():
        told = ended.stderr.strip().splitlines()[-1:] or [f"code {ended.returncode}"]
        raise FieldkitError("demo.window_ended", why=told[0], folder=demo.folder.name)
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    report.unlink()
    return found


def read_and_rate(demo: Demo) -> None:
    """Every laptop's windows: unlock, read, rate by keyboard, tie, complete, send."""
    for person in demo.readers:
        with demo.step(f"windows of {person.name}") as told:
            told.update(run_windows(demo, person, "reading:read_and_rate", _task_of(demo, person)))


def _task_of(demo: Demo, person: Person) -> dict[str, Any]:
    with demo.session(person) as session:
        numbers = {one.crn: one.number for one in read_step.subjects(session) if one.crn}
    extra = demo.documents is not None and person.name == EXTRA_READER
    return {
        "readings": demo_tasks.reader_task(demo.plan, person, numbers),
        "extra": numbers.get(EXTRA_CRN, "") if extra else "",
        "pictures": person is demo.readers[0],
    }


def lead_at_work(demo: Demo) -> None:
    """The lead's windows: receive, decide the dispute, moderate. Laptops open their receipts."""
    bundles = sorted((demo.folder / "bundles").glob("*.fkb"))
    with demo.step(f"windows of {demo.lead.name}") as told:
        told.update(
            run_windows(demo, demo.lead, "lead:lead", demo_tasks.lead_task(demo.plan, bundles))
        )
    with demo.step("receive") as told, demo.session(demo.lead) as lead:
        arrivals, refused = receive.receive(lead, bundles)
        if refused:
            raise refused[0].reason
        told["bundles"] = len(arrivals)
        told["held_already"] = all(one.repeated for one in arrivals)
        told["disputes_left"] = receive.state(lead).disputes
    with demo.step("open receipts") as told:
        told["undelivered"] = 0
        receipts = sorted((demo.folder / "receipts").glob("*.fkb"))
        told["receipts"] = len(receipts)
        for person in demo.readers:
            with demo.session(person) as session:
                for path in receipts:
                    if verify.verify(session, path).ok:
                        open_pack.open_pack(session, path)
                told["undelivered"] += session.undelivered()


def export_and_check(demo: Demo) -> None:
    """The grid, the ratings, the full check and the audit of the centre."""
    with demo.step("export") as told, demo.session(demo.lead) as lead:
        manifest = export.export_grid(lead, demo.folder / "grid.xlsx")
        told["sha256"] = manifest["sha256"]
    with demo.step("rate") as told, demo.session(demo.lead) as lead:
        ratings, basis = moderate.rate(lead)
        told["cases"] = len(basis.cases)
        told["ratings"] = {one.code: one.rating for one in ratings.standards}
        demo.figures["ratings"] = ratings.to_json()
        demo.figures["entries"] = prepare.count_entries(lead)
    with demo.step("check") as told, demo.session(demo.lead) as lead:
        told["findings"] = [one.code for one in care.check(lead)]
        proven, faults = care.audit(lead)
        told["proven"], told["unproven"] = proven, [one.code for one in faults]


def run(demo: Demo, stages: Sequence[str] = ("prepare", "windows", "centre")) -> dict[str, Any]:
    """Run the stages of the demo. Returns `{steps, figures}`."""
    began = time.perf_counter()
    prepare_folder(demo.folder)
    if "prepare" in stages:
        enrol_everybody(demo)
        prepare_inspection(demo)
        open_packs(demo)
    if "windows" in stages:
        read_and_rate(demo)
    if "centre" in stages:
        lead_at_work(demo)
        export_and_check(demo)
    demo.figures["seconds"] = round(time.perf_counter() - began, 1)
    pictures = sorted(one.name for one in (demo.folder / "screens").glob("*.png"))
    demo.figures["screens"] = len(pictures)
    return {"steps": demo.steps, "figures": demo.figures}


def is_prepared(demo: Demo) -> bool:
    """Whether an earlier run left casebooks that can be opened again."""
    folder = demo.casebook(demo.readers[0])
    return (demo.folder / MARK).exists() and (folder / "passphrase.txt").is_file()


def open_window(demo: Demo) -> int:
    """Open the app for a person to try, on a laptop of the sample inspection."""
    person = demo.readers[0]
    folder = demo.casebook(person)
    demo.say(f"passphrase: {(folder / 'passphrase.txt').read_text('utf-8').strip()}")
    command = [sys.executable, "-m", "fieldkit", "--app", "--casebook", str(folder)]
    return subprocess.call(command)
