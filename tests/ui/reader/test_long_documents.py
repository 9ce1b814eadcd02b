"""Documents larger than any office writes.

1. A line of a million letters, a record of very many fields, a table of very many rows and a page
   without end are on screen in good time, whole, and found in.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.documents.display import LONGEST, Block, Run, flow_of
from fieldkit.documents.parse import open_document
from fieldkit.documents.plain import MOST_FIELDS
from fieldkit.ui.reader.reader import Reader
from tests.ui.reader.helpers import Shelf, shown

LINE = b"x" * 1_000_000
ROWS = "".join(f"<tr><td>{n}</td><td>Seen</td><td>words {n}</td></tr>" for n in range(14_000))
TABLE = f"<html><body><table>{ROWS}</table></body></html>".encode()
BROKEN = "<br>".join(f"he was seen at the office and that is all, words {n}" for n in range(45_000))
LINES = f"<html><body><div>{BROKEN}</div></body></html>".encode()
FIELDS = json.dumps([{"crn": "X1", "note": f"words {n}", "n": n} for n in range(20_000)]).encode()


@pytest.mark.parametrize(
    ("name", "data", "last"),
    [
        ("line.txt", LINE + b" end", "end"),
        ("fields.json", FIELDS, "words 19999"),
        ("table.html", TABLE, "words 13999"),
        ("lines.html", LINES, "words 44999"),
    ],
)
def test_on_screen_in_good_time(
    qtbot: QtBot,
    reader: Reader,
    shelf: Shelf,
    name: str,
    data: bytes,
    last: str,
) -> None:
    """1. Ten seconds of work at most, waiting for other programs not counted."""
    began = time.process_time()
    shown(
        qtbot, reader, shelf, shelf.put(name, data, kind="web" if name.endswith("html") else "text")
    )
    assert time.process_time() - began < 10
    flow = reader.flow.flow
    assert flow is not None
    text = flow.flow.text
    assert text.endswith(last) or f"{last}\n" in text
    start = text.index(last)
    reader.flow.go_to(1, start, start + len(last))
    found = reader.selection()
    assert found is not None and found.quote == last


def test_lines_are_broken_at_blanks_and_only_where_they_must() -> None:
    """1."""
    parts = lambda text: [b.text for b in flow_of([Block("pre", runs=(Run(text),))]).blocks]  # noqa: E731
    usual = "word " * LONGEST
    assert parts(usual) == [usual]
    long = f"{'a' * (LONGEST - 10)} {'b' * (LONGEST + 5)} end"
    broken = parts(long)
    assert "".join(broken) == long
    assert broken[0] == "a" * (LONGEST - 10) + " "
    assert max(map(len, broken)) <= LONGEST


def test_many_fields_keep_their_words_and_depth() -> None:
    """1."""
    value: Any = {"people": [{"name": f"Person {n}"} for n in range(MOST_FIELDS)]}
    text = open_document(json.dumps(value).encode(), "a.json").flow().text
    assert text.startswith("People 1\n    Name: Person 0\nPeople 2\n")
    assert text.endswith(f"Name: Person {MOST_FIELDS - 1}")
