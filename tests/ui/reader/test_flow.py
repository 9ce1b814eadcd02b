"""Flowing documents (Word, e-mail, web page) in the reader.

1. Offsets of the text and positions in the widget map exactly, both ways, also over tables,
   pictures, characters outside the basic plane and ends of lines.
2. What is selected in the widget is that stretch of the text.
3. Marks and hits are painted where their words stand; comments stand beside the page.
4. Nothing is loaded from outside.
5. A document of several pages tells how far it was read.
"""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor
from pytestqt.qtbot import QtBot

from fieldkit.documents.display import Block, Comment, Flow, Run, flow_of
from fieldkit.ui import theme
from fieldkit.ui.reader.flow_document import FlowDocument
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.reader import Reader
from tests.ui.reader.helpers import CASEFILES, Shelf, quiet, shown, with_casefiles, word

FACE = "\N{GRINNING FACE}"


def runs(*words: str) -> tuple[Run, ...]:
    return tuple(Run(word, bold=bool(number % 2)) for number, word in enumerate(words))


def mixed() -> Flow:
    cells = ((runs("a"), runs(""), runs(f"c{FACE}", "d")), (runs("two\nlines"), runs("f")))
    return flow_of(
        [
            Block("table", rows=cells),
            Block("heading", level=1, runs=runs("Plan ", f"of {FACE}{FACE} work")),
            Block("picture", picture=0),
            Block("paragraph", runs=runs("one\ntwo", "", "\u2029three\rfour")),
            Block("paragraph"),
            Block("table", rows=cells),
            Block("table", rows=cells),
            Block("pre", runs=runs("first\nsecond\n\nfourth", f"{FACE}\nlast\n")),
            Block("rule"),
            Block("quote", level=1, runs=runs("quoted")),
            Block("item", level=1, runs=runs("• item")),
        ]
    )


def built(flow: Flow) -> FlowDocument:
    document = FlowDocument(flow)
    for _ in document.build():
        pass
    return document


def solid(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter == FACE)


def check(document: FlowDocument, picks: random.Random, times: int) -> None:
    text = document.flow.text
    for offset in {picks.randint(0, len(text)) for _ in range(times)}:
        assert document.offsets.offset(document.offsets.position(offset)) == offset
    cursor = QTextCursor(document)
    for _ in range(times):
        start, end = sorted((picks.randint(0, len(text)), picks.randint(0, len(text))))
        first, last = document.offsets.position(start), document.offsets.position(end)
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        low = document.offsets.offset(cursor.selectionStart())
        high = document.offsets.offset(cursor.selectionEnd())
        if (cursor.selectionStart(), cursor.selectionEnd()) == (first, last):
            assert text[low:high] == text[start:end]
        # Over the edge of a table the widget selects otherwise, and the passage is what it shows.
        if not cursor.hasComplexSelection():
            assert solid(cursor.selectedText()) == solid(text[low:high])


def letters(document: FlowDocument) -> None:
    """Every letter of the text stands where the map says."""
    for offset, letter in enumerate(document.flow.text):
        if letter.isalnum() or letter == FACE:
            cursor = QTextCursor(document)
            position = document.offsets.position(offset)
            cursor.setPosition(position)
            wide = 2 if letter == FACE else 1
            cursor.setPosition(position + wide, QTextCursor.MoveMode.KeepAnchor)
            assert cursor.selectedText() == letter


@pytest.mark.parametrize("seed", range(5))
def test_offsets_map_exactly(qtbot: QtBot, seed: int) -> None:
    document = built(mixed())
    check(document, random.Random(seed), 200)
    letters(document)


def test_an_empty_document(qtbot: QtBot) -> None:
    document = built(Flow((), ""))
    assert document.offsets.position(0) == document.offsets.offset(0) == 0


def test_a_selection_is_a_stretch_of_the_text(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("plan.docx", word(), kind="word", pages=4)
    shown(qtbot, reader, shelf, listed)
    flow = reader.flow.flow
    assert flow is not None
    text = flow.flow.text
    picks = random.Random(7)
    for _ in range(60):
        start = picks.randint(0, len(text) - 1)
        end = min(len(text), start + picks.randint(1, 400))
        reader.flow.go_to(1, start, end)
        passage = reader.selection()
        if not text[start:end].strip():
            continue
        assert passage is not None
        assert passage.quote == text[start:end].strip()
        assert text[passage.start : passage.end] == passage.quote


def test_the_mouse_selects_a_word(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("plan.docx", word(), kind="word", pages=4)
    shown(qtbot, reader, shelf, listed)
    flow = reader.flow.flow
    assert flow is not None
    start = flow.flow.text.index("nothing")
    place = reader.flow.rects(start, start + 7)[0].center().toPoint()
    with qtbot.waitSignal(reader.selection_changed):
        qtbot.mouseDClick(reader.flow.viewport(), Qt.MouseButton.LeftButton, pos=place)
    passage = reader.selection()
    assert passage is not None
    assert (passage.quote, passage.page, passage.start) == ("nothing", 1, start)


def test_the_caret_selects(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    shown(qtbot, reader, shelf, shelf.put("plan.docx", word(), kind="word"))
    reader.set_caret(True)
    for _ in range(8):
        qtbot.keyClick(reader.flow, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == "Sentence"


def test_marks_and_hits_are_painted(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    listed = shelf.put("plan.docx", word(), kind="word", pages=4)
    shown(qtbot, reader, shelf, listed)
    flow = reader.flow.flow
    assert flow is not None
    text = flow.flow.text
    start = text.index("Paragraph 2")
    reader.set_marks([Mark("a", listed.document.sha256, 1, start, start + 24, "against", "2.1.3")])
    reader.set_hits("seen at")
    image = reader.flow.viewport().grab().toImage()

    def blank(offset: int) -> QPoint:
        return reader.flow.rects(offset, offset + 1)[0].center().toPoint()

    assert image.pixelColor(blank(start + 9)) == theme.colour("page_against")
    seen = text.index("seen at")
    assert image.pixelColor(blank(seen + 4)) == theme.colour("page_hit")
    (mark, tag, _), *_ = reader.flow.tags()
    gutter = reader.flow.gutter
    assert gutter.width() >= 56
    assert gutter.grab().toImage().pixelColor(
        tag.topLeft().toPoint() + QPoint(3, 9)
    ) == theme.colour(mark.token)
    with qtbot.waitSignal(reader.mark_activated) as told:
        qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=tag.center().toPoint())
    assert told.args == ["a"]


def test_find_in_a_text(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    shown(qtbot, reader, shelf, shelf.put("plan.docx", word(), kind="word", pages=4))
    reader.open_find()
    reader.find_bar.field.setText("paragraph 5")
    reader.find_next()
    assert reader.find_bar.count.text() == "1 of 11"
    reader.find_next()
    passage = reader.selection()
    assert passage is not None
    assert passage.quote == "Paragraph 5"
    assert passage.after.startswith("0: he was")


def test_how_far_a_text_was_read(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    source = shelf.source
    listed = shelf.put("plan.docx", word(200), kind="word", pages=4)
    source.open(listed)
    pages: list[int] = []
    reader.page_shown.connect(lambda sha256, page: pages.append(page))
    shown(qtbot, reader, shelf, listed)
    assert reader._open is not None
    of = reader._open.opened.pages
    bar = reader.flow.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 2000)
    bar.setValue(bar.maximum())
    quiet(qtbot, reader, shelf)
    assert pages[0] == 1
    assert pages[-1] == of


def test_nothing_is_loaded_from_outside(qtbot: QtBot, tmp_path: object) -> None:
    document = built(mixed())
    for address in ("https://example.org/a.png", "file:///etc/hostname", "data:,x"):
        found = document.loadResource(2, QUrl(address))
        assert isinstance(found, QImage)
        assert found.isNull()


def test_comments_and_changes(qtbot: QtBot, reader: Reader) -> None:
    words = (
        Run("Seen "),
        Run("at home", comment=3),
        Run(" once", inserted="A. Marsh, 2025"),
        Run(" twice", deleted="A. Marsh, 2025"),
    )
    flow = flow_of([Block("paragraph", runs=words)])
    flow = Flow(flow.blocks, flow.text, (Comment(3, "A. Marsh", "2025-01-21", "Why?", 0),))
    with qtbot.waitSignal(reader.flow.ready):
        reader.flow.load(flow, "hash", "Report", 1)
    document = reader.flow.flow
    assert document is not None
    text = flow.text
    start, end = document.comments[3]
    assert text[document.offsets.offset(start) : document.offsets.offset(end)] == "at home"
    start, end = document.inserted[0]
    assert text[document.offsets.offset(start) : document.offsets.offset(end)] == " once"


@with_casefiles
@pytest.mark.parametrize(
    "name",
    [
        "odd-comments.docx",
        "ten-pages.docx",
        "various.rtf",
        "mail.msg",
        "odd-raw_email_reply.eml",
        "odd-japanese_shift_jis.eml",
        "prepare-a-case-for-sentence.html",
        "offender-case-notes.json",
        "with-image.docx",
    ],
)
def test_real_documents_map_exactly(qtbot: QtBot, reader: Reader, shelf: Shelf, name: str) -> None:
    assert (CASEFILES / name).is_file()
    shown(qtbot, reader, shelf, shelf.casefile(name))
    document = reader.flow.flow
    assert document is not None
    check(document, random.Random(name), 150)
