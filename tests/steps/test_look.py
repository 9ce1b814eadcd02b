"""Looking into documents, on a real casebook with the real worker.

1. A file inside an e-mail, and one inside an e-mail inside it, are documents of their own: listed
   under their mail, with their words in find, and their bytes come out of the mail's.
2. Evidence tied to a file inside stands on the disk and in exports under its holder.
3. A casebook whose documents were looked into in an older way looks into them again.
4. The chronology joins the log, mails and letters, each with its page or row.
5. Find in all my cases tells case, document and date, and counts what has no text.
6. Words of a scan are kept, found, marked as read by a program, and go when a case is shredded.
7. A bookmark stays on the laptop: its body is not in what is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldkit.documents import ocr
from fieldkit.inspection import bundle, chronology, inside
from fieldkit.inspection.reading import Evidence
from fieldkit.steps import chronology as chronology_step
from fieldkit.steps import find, look, rate, read, scan
from tests import kit
from tests.documents.test_dated import needs_program
from tests.documents.test_dated import scan as scan_bytes

LOG = (
    "Date,Time,Type,Outcome,Notes\n"
    "05/03/2025,14:30,Office visit,Attended,Talked about housing\n"
    "20/05/2025,10:00,Home visit,No reply,Nobody home\n"
)


def nested_mail() -> bytes:
    inner = EmailMessage()
    inner["From"], inner["To"] = "a@example.org", "b@example.org"
    inner["Subject"], inner["Date"] = "Earlier", "Mon, 04 Aug 2025 09:00:00 +0000"
    inner.set_content("The inner letter.")
    inner.add_attachment("lowest words: zeppelin\n", filename="deep.txt")
    outer = EmailMessage()
    outer["From"], outer["To"] = "a@example.org", "b@example.org"
    outer["Subject"], outer["Date"] = "Outer", "Tue, 05 Aug 2025 09:00:00 +0000"
    outer.set_content("See attached.")
    outer.add_attachment(LOG, subtype="csv", filename="calls.csv")
    outer.add_attachment(inner)
    return outer.as_bytes()


MORE = {
    "2025-08-05_mail_with_files.eml": nested_mail(),
    "2025-06-01_contact_log.csv": LOG.encode(),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kit.World]:
    more = MORE | {"2025-02-01_scanned_note.png": scan_bytes()}
    made = kit.inspection(tmp_path_factory.mktemp("look"), cases=2, standard="", more=more)
    yield made
    made.close()


@pytest.fixture
def laptop(world: kit.World) -> kit.Session:
    return world.laptops["marsh"]


def opened(laptop: kit.Session) -> read.OpenedReading:
    return read.open_reading(laptop, read.my_readings(laptop)[0].reading.id)


def test_files_inside(world: kit.World, laptop: kit.Session) -> None:
    """1."""
    documents = opened(laptop).documents
    mail = next(n for n, one in enumerate(documents) if one.document.name.endswith("files.eml"))
    found = [(one.document.title, one.depth) for one in documents[mail : mail + 4]]
    assert found[1:] == [("calls.csv", 1), ("Earlier.eml", 1), ("deep.txt", 2)]
    deep = documents[mail + 3].document
    worker = world.worker(laptop)
    data = read.document_bytes(laptop, deep.subject, deep.sha256, worker)
    assert data == b"lowest words: zeppelin\n"
    assert look.content(laptop, deep.subject, deep.sha256)[0] == data  # by a worker of its own
    hits = read.find(laptop, "zeppelin", deep.subject)
    assert [hit.sha256 for hit in hits] == [deep.sha256]
    assert inside.holder(deep.sha256) == documents[mail].document.sha256


def test_evidence_inside(laptop: kit.Session) -> None:
    """2."""
    shown = opened(laptop)
    deep = next(one for one in shown.documents if one.document.title == "deep.txt").document
    code = shown.view.questions[0].code
    one = Evidence("", deep.sha256, 1, 0, 6, "lowest", "", "", "supports", (code,))
    rate.save(laptop, [rate.tie(shown.view, one)]).result()
    held = opened(laptop).view.evidence[0]
    assert held.document == deep.sha256 and replace(held, id="", entries=(), author="") == one


def test_looked_into_again(world: kit.World, laptop: kit.Session) -> None:
    """3."""
    assert read.index(laptop, world.worker(laptop)) == 0
    subject = opened(laptop).view.subject.id
    documents = laptop.casebook.documents
    with documents._writer.begin() as connection:
        connection.execute(text("UPDATE looked SET version = 0 WHERE subject = :s"), {"s": subject})
        connection.execute(text("DELETE FROM inner_files"))
    assert len(opened(laptop).documents) == 6
    assert read.index(laptop, world.worker(laptop)) == 6
    assert len(opened(laptop).documents) == 9


def test_chronology(laptop: kit.Session) -> None:
    """4."""
    shown = opened(laptop)
    items = chronology_step.items(laptop, shown.view.subject.id, shown.documents)
    visits = [one for one in items if one.kind == "contact"]
    assert [(one.date, one.title, one.where) for one in visits[:1]] == [
        ("2025-03-05", "Office visit, attended", "row 1")
    ]
    mails = {one.title: (one.date, one.time) for one in items if one.kind == "email"}
    assert mails["Earlier"] == ("2025-08-04", "09:00") and "Outer" in mails
    assert [one.days for one in chronology.gaps(items)] == [75]
    assert all(one.document for one in items)


def test_find_in_all_cases(laptop: kit.Session) -> None:
    """5."""
    found = find.everywhere(laptop, "visited")  # the stem of "visit"
    assert [one.case.number for one in found.documents] == ["001", "001"]
    assert {one.document.name for one in found.documents} >= {"2025-06-01_contact_log.csv"}
    both = find.everywhere(laptop, '"keep away"')
    assert [one.case.number for one in both.documents] == ["001", "002"]
    assert both.documents[0].document.date == "2025-03-12"
    assert (found.scans, found.refused) == (1, 0)
    assert not find.everywhere(laptop, '"away keep"').documents


@needs_program
def test_words_of_scans(world: kit.World, laptop: kit.Session) -> None:
    """6."""
    program = scan.reader()
    assert program is not None
    shown = opened(laptop)
    note = next(one for one in shown.documents if one.scan).document
    already = len(find.everywhere(laptop, "children").documents)
    told: list[str] = []
    worker = world.worker(laptop)
    assert scan.read_scans(laptop, worker, program, each=told.append) == 1
    assert told == [note.sha256]
    assert scan.read_scans(laptop, worker, program) == 0
    page = scan.page_read(laptop, note.subject, note.sha256, 1)
    assert page is not None and page.ocr and "children" in page.text
    assert len(find.everywhere(laptop, "children").documents) == already + 1
    found = [one for one in find.everywhere(laptop, "children").documents if one.ocr]
    assert [one.document.sha256 for one in found] == [note.sha256]
    assert find.everywhere(laptop, "children").scans == 0
    store = laptop.casebook.documents
    store.shred(note.subject)
    left = [store.contents.files, store.contents.dated, store.contents.looked_into]
    assert not any(ask(note.subject) for ask in left)
    assert not store.contents.pages_read(note.subject)
    assert store.contents.files is not None and ocr.program()


def test_bookmarks_stay(tmp_path: Path) -> None:
    """7."""
    world = kit.inspection(tmp_path, cases=1, standard="")
    try:
        laptop = world.laptops["marsh"]
        shown = opened(laptop)
        sha256 = shown.documents[0].document.sha256
        edit = rate.bookmark(shown.view, sha256, 2, "Court report, page 2")
        made = rate.save(laptop, [edit]).result()
        view = opened(laptop).view
        assert view.bookmarks[f"{sha256}:2"].value == "Court report, page 2"
        assert [one.raw for one in bundle.to_send(made)] == [None]
        rate.save(laptop, [rate.bookmark(view, sha256, 2, None)]).result()
        assert opened(laptop).view.bookmarks[f"{sha256}:2"].value is None
    finally:
        world.close()


def test_files_without_end(tmp_path: Path) -> None:
    """1. Mails inside mails inside mails are looked into as deep as anybody would write them."""
    held = EmailMessage()
    held["Subject"] = "Mail 0"
    held.set_content("At the bottom.")
    for number in range(1, look.DEEPEST + 4):
        around = EmailMessage()
        around["From"], around["To"] = "a@example.org", "b@example.org"
        around["Subject"] = f"Mail {number}"
        around.set_content(f"Letter {number}")
        around.add_attachment(held)
        held = around
    made = kit.inspection(tmp_path, cases=1, standard="", more={"deep.eml": held.as_bytes()})
    try:
        depths = [one.depth for one in opened(made.laptops["marsh"]).documents]
        assert max(depths) == look.DEEPEST
        assert sorted(depths)[-look.DEEPEST :] == list(range(1, look.DEEPEST + 1))
    finally:
        made.close()


def test_pages_opened_add_up(laptop: kit.Session) -> None:
    """The last page opened is where one comes back to; those opened before stay opened."""
    shown = opened(laptop)
    view = shown.view
    paper = next(one for one in shown.documents if one.document.name.endswith(".pdf")).document
    for page in (1, 3, 2):
        read.remember_place(laptop, view.subject.id, view.reading.id, paper.sha256, page)
    laptop.casebook.recorder.submit(lambda connection: None, urgent=False).result()
    place = next(o.place for o in opened(laptop).documents if o.document.sha256 == paper.sha256)
    assert place is not None and (place.page, place.opened) == (2, (1, 2, 3))
