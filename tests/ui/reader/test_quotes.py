"""What an e-mail repeats of earlier ones is folded under a line that says so, and never lost.

1. Quoted lines, and the mail below a reply, are stretches; short ones and whole quotes are not.
2. Folded, the words have no place on the page; every offset still maps; nothing leaves the text.
3. Find looks inside and opens what hides the hit; what is tied is never hidden.
4. A click or Enter on the line opens one stretch, the command all of them, and closes them again.
5. A stretch that another e-mail of the case holds says which; lines that differ from it stay in
   sight, words that it does not have are bold, words left out are told, and offsets stay.
6. What no other e-mail of the case holds is said to be so; one that only shares a few words, or
   is younger, is not taken for its source.
7. However many stretches it has, each other e-mail is read once: the e-mail waits to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from fieldkit.documents.display import flow_of
from fieldkit.documents.letter import text_blocks
from fieldkit.steps.read import Listed
from fieldkit.ui.reader.marks import Mark
from fieldkit.ui.reader.quote_origin import Earlier, phrases, traced
from fieldkit.ui.reader.quotes import quoted
from fieldkit.ui.reader.reader import Reader
from fieldkit.ui.reader.source import WorkerSource
from tests.ui.reader.helpers import Shelf, shown

REPLY = """Thank you. We hold three call-outs.

On Thu 14 Aug 2025 Officer 5 wrote:
> Please send call-outs to the address since March.
>
> We think that children stay in the cellar room at weekends.
> The reference is PI-20931.
>
> Regards

That is all."""
OUTLOOK = """The visit is on Monday.

From: Police desk <desk@example.org>
Sent: 19 August 2025 15:47
To: Officer 5
Subject: Call-outs

Thank you for your request.
We hold three.
"""


def letter(text: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "desk@example.org", "Call-outs"
    made.set_content(text)
    return made.as_bytes()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (REPLY, ["4 quoted lines"]),
        (OUTLOOK, ["Earlier e-mail from Police desk, 6 lines"]),
        ("Seen.\n-----Original Message-----\nFrom: A\nx\ny\n", ["Earlier e-mail from A, 4 lines"]),
        ("Seen.\n> one\n> two\n", []),
        ("> one\n> two\n> three\n", []),
        ("From: the start he was late.\nHe came.\nHe left.\nHe rang.", []),
        ("a\n> 1\n> 2\n> 3\nb\n> 1\n> 2\n> 3\n> 4", ["3 quoted lines", "4 quoted lines"]),
    ],
)
def test_stretches(text: str, words: list[str]) -> None:
    """1."""
    assert [one.words for one in quoted(text_blocks(text))] == words


@pytest.fixture
def mail(qtbot: QtBot, reader: Reader, shelf: Shelf) -> Reader:
    reader.resize(760, 600)
    return shown(qtbot, reader, shelf, shelf.put("reply.eml", letter(REPLY), kind="email"))


def place_of(reader: Reader, words: str) -> tuple[int, int]:
    assert reader.flow.flow is not None
    start = reader.flow.flow.flow.text.index(words)
    return start, start + len(words)


def seen(reader: Reader, words: str) -> bool:
    return bool(reader.flow.rects(*place_of(reader, words)))


def test_folded(mail: Reader) -> None:
    """2."""
    document = mail.flow.flow
    assert document is not None and "▸ 4 quoted lines" in document.toPlainText()
    assert not seen(mail, "cellar room") and seen(mail, "three call-outs")
    assert seen(mail, "That is all")
    high = document.size().height()
    for offset, character in enumerate(document.flow.text):
        if character.isalnum():
            assert document.characterAt(document.offsets.position(offset)) == character
    assert mail.flow.toggle_quotes() and seen(mail, "cellar room")
    assert document.size().height() > high + 40


def test_find_opens_it(qtbot: QtBot, mail: Reader) -> None:
    """3."""
    mail.open_find()
    mail.find_bar.field.setText("cellar")
    mail.find_next()
    assert len(mail.flow.hits) == 1 and seen(mail, "cellar room")
    passage = mail.selection()
    assert passage is not None and passage.quote == "cellar"


def test_what_is_tied_is_shown(mail: Reader) -> None:
    """3."""
    start, end = place_of(mail, "PI-20931")
    mail.set_marks([Mark("e", mail.document, 1, start, end, "for", "2.1.1")])
    assert seen(mail, "PI-20931")


def test_click_enter_and_command(qtbot: QtBot, mail: Reader) -> None:
    """4."""
    flow = mail.flow
    assert flow.flow is not None
    fold = flow.flow.folds.all[0]
    cursor = QTextCursor(flow.flow)
    cursor.setPosition(fold.head + 3)
    flow.setTextCursor(cursor)
    point = flow.cursorRect(cursor).center()
    qtbot.mouseClick(flow.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert not fold.folded and seen(mail, "cellar room")
    mail.set_caret(True)
    flow.setTextCursor(cursor)
    qtbot.keyClick(flow, Qt.Key.Key_Return)
    assert fold.folded and not seen(mail, "cellar room")
    mail.toggle_quotes()
    assert seen(mail, "cellar room")
    mail.toggle_quotes()
    assert not seen(mail, "cellar room")


FIRST = """Please send call-outs to the address since March. We think that
children stay in the cellar room at weekends. The reference is PI-20931.

Regards
"""


def told(original: str, quote: str) -> tuple[str, list[str], list[str]]:
    """What the line above a quote says, the lines in sight, and the words in bold."""
    text = "Seen.\n" + "\n".join(f"> {line}" for line in quote.split("\n"))
    flow = flow_of(text_blocks(text))
    one = traced(flow.blocks, quoted(flow.blocks)[0], [Earlier("“Call-outs”", original)])
    lines = [flow.blocks[number].text for number in sorted(one.differs)]
    return one.words, lines, [flow.text[start:end] for start, end in one.changed]


@pytest.mark.parametrize(
    ("quote", "words", "lines", "bold"),
    [
        (
            "Please send call-outs to the address\nsince March.  We think that children\nstay in "
            "the cellar room at weekends. The\nreference is PI-20931.",
            "4 quoted lines: the same as “Call-outs”",
            [],
            [],
        ),
        (
            "Please send call-outs to the address since March.\nWe think that no children stay in "
            "the cellar room at weekends.\nThe reference is PI-20931.",
            "3 quoted lines: 2 the same as “Call-outs”, 1 differs "
            "(in bold: words it does not have)",
            ["We think that no children stay in the cellar room at weekends."],
            ["no"],
        ),
        (
            "Please send call-outs to the address since March.\nWe think that children stay in "
            "the room at weekends.\nThe reference is PI-20931.",
            "3 quoted lines: 2 the same as “Call-outs”, 1 differs (words are left out)",
            ["We think that children stay in the room at weekends."],
            [],
        ),
        (
            "Please bring the keys.\nThe children were at the door.\nThe reference was lost.",
            "3 quoted lines",
            [],
            [],
        ),
    ],
)
def test_what_is_repeated(quote: str, words: str, lines: list[str], bold: list[str]) -> None:
    """5, 6."""
    assert told(FIRST, quote) == (words, lines, bold)


def test_the_likest_is_named() -> None:
    """5. Of two e-mails that hold the words, the one that holds nothing else."""
    blocks = flow_of(text_blocks(REPLY)).blocks
    one = quoted(blocks)[0]
    both = [Earlier("both", f"Seen.\n{FIRST}\nAnd more of it."), Earlier("first", FIRST)]
    assert traced(blocks, one, both).words == "4 quoted lines: the same as first"
    assert traced(blocks, one, ()).words == "4 quoted lines: in no other e-mail of this case"
    assert "please send call outs to" in phrases(blocks, one)


def test_lines_that_differ_stay(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """2, 5."""
    first = shelf.put("Call-outs.eml", letter(FIRST), kind="email")
    asked: list[list[str]] = []

    def mails(listed: Listed, words: Sequence[str]) -> list[Listed]:
        asked.append(list(words))
        return [first]

    shelf.source = reader._source = WorkerSource(
        shelf.worker, lambda one: shelf.held[one.document.sha256], mails=mails
    )
    reply = REPLY.replace("> We think that children", "> We do not think that children")
    shown(qtbot, reader, shelf, shelf.put("reply.eml", letter(reply), kind="email"))
    document = reader.flow.flow
    assert document is not None and asked
    assert "3 the same as “Call-outs” of 22 Jan 2025, 1 differs" in document.toPlainText()
    assert seen(reader, "cellar room") and not seen(reader, "PI-20931")
    cursor = QTextCursor(document)
    cursor.setPosition(document.offsets.position(place_of(reader, "not think")[0]) + 1)
    assert cursor.charFormat().fontWeight() == 700
    cursor.setPosition(document.offsets.position(place_of(reader, "cellar")[0]) + 1)
    assert cursor.charFormat().fontWeight() < 700
    fold = document.folds.all[0]
    assert not document.folds.reveal(*fold.kept[0]) and fold.folded
    reader.toggle_quotes()
    assert seen(reader, "PI-20931") and seen(reader, "cellar room")
    for offset, character in enumerate(document.flow.text):
        if character.isalnum():
            assert document.characterAt(document.offsets.position(offset)) == character


def test_others_are_read_once(qtbot: QtBot, reader: Reader, shelf: Shelf) -> None:
    """7."""
    first = shelf.put("Call-outs.eml", letter(FIRST), kind="email")
    read: list[str] = []

    class Counting(WorkerSource):
        def texts(self, listed: Listed) -> tuple[str, ...]:
            read.append(listed.document.sha256)
            return super().texts(listed)

    shelf.source = reader._source = Counting(
        shelf.worker,
        lambda one: shelf.held[one.document.sha256],
        mails=lambda listed, words: [first],
    )
    twice = f"{REPLY}\n\n{REPLY}"
    shown(qtbot, reader, shelf, shelf.put("reply.eml", letter(twice), kind="email"))
    document = reader.flow.flow
    assert document is not None and len(document.folds.all) == 2
    assert read == [first.document.sha256]
