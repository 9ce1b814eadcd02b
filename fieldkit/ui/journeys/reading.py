"""An inspector's whole job by keyboard: unlock, read, rate, tie, complete, alert, send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldkit.inspection import inside
from fieldkit.steps import read
from fieldkit.steps.read import document_key
from fieldkit.ui.journeys.hand import CTRL, SHIFT, Hand, Heard, Key
from fieldkit.ui.theme import Choice

ANSWER_KEYS = {"yes": Key.Key_Y, "no": Key.Key_N, "not_applicable": Key.Key_A}
DIRECTION_KEYS = {"supports": Key.Key_F, "contradicts": Key.Key_G}


def read_and_rate(app: Any) -> Iterator[object]:
    """Everything one inspector does, from the unlock window to the sent bundle."""
    hand = Hand(app)
    pictured = bool(hand.task.get("pictures"))
    yield from hand.settle(0.3)
    if pictured:
        hand.picture("unlock")
        yield from _wrong_passphrase(hand)
    yield from hand.unlock()
    inspector = app.workplace.inspector
    yield lambda: bool(inspector.cases.model.rowCount())
    yield from hand.settle(0.3)
    if pictured:
        hand.picture("my-cases")
    hand.told.update(
        answers=0, evidence=0, readings=0, documents=0, inside=0, refused=[], refused_inside=[]
    )
    for number, planned in enumerate(hand.task["readings"]):
        yield from _one_reading(hand, planned, pictured and number == 0)
    if hand.task.get("extra"):
        yield from _every_document(hand, hand.task["extra"])
    if pictured:
        yield from _pictures_of_cases(hand)
    yield from _send(hand, pictured)
    hand.report()


def _wrong_passphrase(hand: Hand) -> Iterator[object]:
    hand.type("this is not the passphrase")
    hand.key(Key.Key_Return)
    yield lambda: bool(hand.app.unlock_page.refusal())
    yield from hand.settle()
    hand.picture("unlock-refused")
    hand.key(Key.Key_A, CTRL)


def _open(hand: Hand, number: str, kind: str) -> Iterator[object]:
    """Open a reading from my cases, by the search field and Enter."""
    inspector = hand.app.workplace.inspector
    row = next(
        one
        for one in inspector.cases.model.rows
        if one.subject.number == number and one.reading.kind == kind
    )
    inspector.open_case(row.reading.id)
    yield lambda: inspector.desk is not None
    yield from hand.settle(0.2)


def _one_reading(hand: Hand, planned: dict[str, Any], pictured: bool) -> Iterator[object]:
    yield from _open(hand, planned["number"], planned["kind"])
    desk = hand.app.workplace.inspector.desk
    if pictured:
        hand.picture("desk-first")
    for answer in planned["answers"]:
        desk.go_to_question(answer["question"])
        yield 0
        yield from _answer(hand, answer)
    for evidence in planned["evidence"]:
        yield from _tie(hand, evidence, pictured and evidence is planned["evidence"][0])
    for standard, word in planned.get("proposals", {}).items():
        desk.work.propose(standard, word)
        yield hand.saved()
    alert = planned.get("alert")
    if alert:
        yield from _alert(hand, alert, pictured)
    yield hand.saved()
    yield from hand.settle()
    if pictured:
        yield from _pictures_of_desk(hand, planned)
    yield from _complete(hand, pictured)
    hand.told["readings"] += 1
    hand.app.workplace.inspector.leave_case()
    yield from hand.settle()


def _answer(hand: Hand, answer: dict[str, Any]) -> Iterator[object]:
    desk = hand.app.workplace.inspector.desk
    hand.key(ANSWER_KEYS[answer["value"]])
    yield hand.saved()
    if answer["reason"]:
        hand.key(Key.Key_R)
        yield 0
        hand.paste(answer["reason"])
        desk.work.leave()
    for code, value in answer["prompts"].items():
        desk.work.prompt(code, value)
    yield hand.saved()
    hand.told["answers"] += 1


def _located(hand: Hand, evidence: dict[str, Any]) -> tuple[str, int, int, int] | None:
    """Where a phrase stands, line breaks of the page allowed: hash, page, start, end."""
    desk = hand.app.workplace.inspector.desk
    listed = next(
        (one for one in desk.work.documents if one.document.name == evidence["document"]), None
    )
    if listed is None:
        return None
    key = document_key(listed.document)
    worker, session = hand.app.workplace.worker, hand.app.workplace.session
    data = read.document_bytes(session, listed.document.subject, listed.document.sha256)
    worker.open(key, data, listed.document.name)
    words = r"\s+".join(re.escape(word) for word in evidence["phrase"].split())
    for page, text in enumerate(worker.text(key), start=1):
        found = re.search(words, text)
        if found:
            return listed.document.sha256, page, found.start(), found.end()
    return None


def _tie(hand: Hand, evidence: dict[str, Any], pictured: bool) -> Iterator[object]:
    """Select a passage and tie it: E, For or Against, Enter."""
    desk = hand.app.workplace.inspector.desk
    places: list[tuple[str, int, int, int] | None] = []
    hand.app.operations.run(lambda: _located(hand, evidence), places.append)
    yield lambda: bool(places)
    place = places[0]
    if place is None:
        hand.told.setdefault("not_found", []).append(evidence["phrase"])
        return
    desk.go_to_question(evidence["question"])
    before = len(desk.work.view.evidence)
    desk.reader.go_to(*place)
    yield lambda: desk.reader.selection() is not None
    yield from hand.settle(0.05)
    hand.key(Key.Key_E)
    yield 0.02
    hand.key(DIRECTION_KEYS[evidence["direction"]])
    if pictured:
        yield from hand.settle(0.2)
        hand.picture("tie")
    hand.key(Key.Key_Return)
    yield lambda: len(desk.work.view.evidence) > before
    yield hand.saved()
    hand.told["evidence"] += 1


def _alert(hand: Hand, words: str, pictured: bool) -> Iterator[object]:
    hand.key(Key.Key_A, CTRL | SHIFT)
    yield from hand.settle(0.1)
    hand.type(words)
    if pictured:
        hand.picture("alert")
    hand.key(Key.Key_Return, CTRL)
    yield hand.saved()
    hand.told["alerts"] = 1


def _complete(hand: Hand, pictured: bool) -> Iterator[object]:
    inspector = hand.app.workplace.inspector
    desk = inspector.desk
    hand.key(Key.Key_Return, CTRL)
    yield from hand.settle(0.2)
    if pictured:
        hand.picture("problems")
    if desk.pages.currentWidget() is desk.problems:
        desk.problems.finish()
    yield hand.saved()
    yield from hand.settle(0.1)
    hand.told.setdefault("complete", []).append(desk.work.view.state.value)


def _every_document(hand: Hand, number: str) -> Iterator[object]:
    """Open every document of the case that nobody here wrote; each shows, or says why not."""
    yield from _open(hand, number, "first")
    desk = hand.app.workplace.inspector.desk
    refusals: list[str] = []
    desk.reader.refused.connect(lambda why: refusals.append(why.code))
    for place, listed in enumerate(desk.work.documents):
        shown, not_shown = Heard(desk.reader.document_shown), Heard(desk.reader.refused)
        desk.open_document(listed.document.sha256)
        yield partial(_is_settled, desk.reader, listed.document.sha256, shown, not_shown)
        yield from hand.settle(0.05)
        is_inside = bool(inside.depth(listed.document.sha256))
        hand.told["inside" if is_inside else "documents"] += 1
        hand.told["refused_inside" if is_inside else "refused"] += refusals
        refusals.clear()
        if place < 40:
            hand.picture(f"document-{place + 1:02d}-{_plain(listed.document.name)}")
    hand.app.workplace.inspector.leave_case()
    yield from hand.settle()


def _is_settled(reader: Any, sha256: str, shown: Heard, not_shown: Heard) -> bool:
    return shown() or not_shown() or bool(reader.is_open(sha256))


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", name)[:48]


def _pictures_of_desk(hand: Hand, planned: dict[str, Any]) -> Iterator[object]:
    """The desk in every size and theme."""
    desk = hand.app.workplace.inspector.desk
    pages = {one.document.sha256 for one in desk.work.documents if one.kind == "pdf"}
    shown = next((one for one in desk.work.view.evidence if one.document in pages), None)
    question = shown.questions[0] if shown else planned["evidence"][0]["question"]
    desk.go_to_question(question)
    if shown is not None:
        desk.jump(shown)
    frame: QWidget = hand.frame
    sizes: tuple[tuple[str, int, int, Choice, float], ...] = (
        ("desk", 1920, 1040, "light", 1.0),
        ("desk-dark", 1920, 1040, "dark", 1.0),
        ("desk-high-contrast", 1920, 1040, "high", 1.0),
        ("desk-1366", 1366, 688, "light", 1.0),
        ("desk-200-percent", 1920, 1040, "light", 2.0),
        ("desk-683", 683, 688, "light", 1.0),
    )
    for name, width, height, choice, scale in sizes:
        hand.look(choice, scale)
        frame.resize(width, height)
        yield from hand.settle(0.5)
        hand.picture(name)
    hand.look("light")
    frame.resize(1440, 868)
    yield from hand.settle(0.2)


def _pictures_of_cases(hand: Hand) -> Iterator[object]:
    looks: tuple[tuple[str, Choice, float], ...] = (
        ("my-cases-later", "light", 1.0),
        ("my-cases-dark", "dark", 1.0),
        ("my-cases-high-contrast", "high", 1.0),
        ("my-cases-200-percent", "light", 2.0),
    )
    for name, choice, scale in looks:
        hand.look(choice, scale)
        yield from hand.settle(0.3)
        hand.picture(name)
    hand.look("light")
    hand.key(Key.Key_Slash, CTRL)
    yield from hand.settle(0.2)
    hand.picture("keys")
    hand.key(Key.Key_Escape)
    hand.key(Key.Key_K, CTRL)
    yield from hand.settle(0.2)
    hand.picture("palette")
    hand.key(Key.Key_Escape)
    yield from hand.settle()


def _send(hand: Hand, pictured: bool) -> Iterator[object]:
    inspector = hand.app.workplace.inspector
    folder = hand.out / "bundles"
    folder.mkdir(exist_ok=True)
    hand.key(Key.Key_S, CTRL | SHIFT)
    yield from hand.settle(0.2)
    page = inspector.send
    page.folder.setFocus(Qt.FocusReason.OtherFocusReason)
    page.folder.selectAll()
    hand.type(folder.name)
    yield from hand.settle(0.1)
    if pictured:
        hand.picture("send-before")
    written = Heard(page.sent)
    page.button.click()
    yield written
    yield from hand.settle(0.2)
    if pictured:
        hand.picture("send")
    hand.told["sent"] = len(list(folder.glob("*.fkb")))
