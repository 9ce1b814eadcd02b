"""The practice case: a made-up case in a casebook of its own that is thrown away afterwards.

It never touches the casebook of the person who practises, so no entry of it can reach an
inspection; the throw-away casebook is encrypted under a passphrase that nobody knows.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fieldkit import settings
from fieldkit.documents.worker import DocumentWorker
from fieldkit.inspection.case import ListedCase
from fieldkit.steps import enrol, prepare, read
from fieldkit.steps.prepare import Allocation
from fieldkit.steps.read import OpenedReading
from fieldkit.steps.session import Session
from fieldkit.steps.unlock import Kdf, Owner

FORM = "pdu-2023"
_KDF = Kdf(65536, 3, 4)


@dataclass(frozen=True)
class Began:
    """A practice that has begun: its own session, its reading, the folder to throw away."""

    session: Session
    worker: DocumentWorker
    opened: OpenedReading
    folder: Path


def begin() -> Began:
    """Make the casebook, put the practice case into it, and open its reading."""
    folder = Path(tempfile.mkdtemp(prefix="fieldkit-practice-"))
    try:
        owner = Owner("you", "You", "practice")
        session = Session.create(folder / "casebook", secrets.token_hex(16), owner, _KDF)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        enrol.found(session, prepare.form_text(FORM))
        prepare.define(session, "Practice", "Practice")
        subject = next(iter(prepare.add_cases(session, [_case()]).values()))
        files = prepare.files_of(settings.resources() / "practice")
        prepare.add_documents(session, subject, files)
        prepare.allocate(session, [Allocation("001", ("you",))])
        worker = DocumentWorker(lambda key: read.fetcher(session)(key))
        read.index(session, worker)
        opened = read.open_reading(session, read.my_readings(session)[0].reading.id)
    except BaseException:
        session.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Began(session, worker, opened, folder)


def content(began: Began, sha256: str) -> bytes:
    """The bytes of one of its documents, for its worker only."""
    subject = began.opened.view.subject.id
    return read.document_bytes(began.session, subject, sha256, began.worker)


def end(began: Began) -> None:
    """Throw it all away."""
    began.worker.stop()
    began.session.close()
    shutil.rmtree(began.folder, ignore_errors=True)


def _case() -> ListedCase:
    return ListedCase(
        row=3,
        crn="X000001",
        family_name="Example",
        first_names="Alex",
        born="1991-04-02",
        gender="Male",
        sentence_type="Suspended sentence order",
        pnc="",
        rosh="high",
        started="2025-01-20",
        ended="",
        cluster="Practice",
        ldu="Practice",
        team="Practice",
        officer="",
        manager="",
        office="",
    )
