"""Plain text and JSON, with the encoding worked out rather than assumed."""

from __future__ import annotations

import json

from fieldkit.documents.display import Block, Flow, Kind, Opened, Run, flow_of
from fieldkit.documents.parsed import Parsed
from fieldkit.errors import FieldkitError

MAX_DEPTH = 60
MOST_BLOCKS = 100_000
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def decoded(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: byte order mark, then the declared code page, UTF-8, Windows-1252.

    Never fails: what no table knows becomes a replacement character. Line ends become line feeds.
    """
    return _lines(_decoded(data, declared))


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if len(data) >= 4 and data[1::2].count(0) > len(data) // 3:
        return data.decode("utf-16-le", "replace")
    for named in filter(None, (declared, "utf-8", "cp1252")):
        try:
            return data.decode(named)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "").replace("\x0b", "\n").replace("\x0c", "\n")


class FlowFile(Parsed):
    """A document already turned into blocks."""

    def __init__(self, name: str, opened: Opened, flow: Flow) -> None:
        super().__init__(name, opened)
        self._flow = flow

    def flow(self) -> Flow:
        """The blocks, made when the document was opened."""
        return self._flow


def open_text(data: bytes, name: str) -> FlowFile:
    """A text file: one block a line, spacing kept; many lines a block where there are very many."""
    lines = lines_of(decoded(data))
    together = 1 + len(lines) // MOST_BLOCKS
    joined = ("\n".join(lines[at : at + together]) for at in range(0, len(lines), together))
    blocks = [Block("pre", runs=(Run(text),) if text else ()) for text in joined]
    return _flow_file("text", name, blocks)


def lines_of(text: str) -> list[str]:
    """The lines of a text, without the empty ones at its end."""
    return text.rstrip("\n").split("\n")


def open_json(data: bytes, name: str) -> FlowFile:
    """JSON as a tree of named fields, one block each, `level` giving the depth.

    Raises `document.damaged` when it is not JSON after all.
    """
    try:
        value = json.loads(decoded(data))
    except (ValueError, RecursionError) as problem:
        raise FieldkitError("document.damaged", name=name) from problem
    blocks: list[Block] = []
    _tree(value, "", 0, blocks)
    return _flow_file("json", name, blocks)


def _flow_file(kind: Kind, name: str, blocks: list[Block]) -> FlowFile:
    opened = Opened(kind=kind, title=name, pages=1, shape="flow")
    return FlowFile(name, opened, flow_of(blocks))


def _tree(value: object, label: str, level: int, blocks: list[Block]) -> None:
    if level > MAX_DEPTH:
        blocks.append(Block("field", level=level, runs=_field(label, json.dumps(value)[:10_000])))
    elif isinstance(value, dict) and value:
        if label:
            blocks.append(Block("field", level=level, runs=(Run(label, bold=True),)))
        for key, item in value.items():
            _tree(item, readable(str(key)), level + bool(label), blocks)
    elif isinstance(value, list) and value:
        for number, item in enumerate(value, 1):
            _tree(item, f"{label} {number}".strip(), level, blocks)
    else:
        blocks.append(Block("field", level=level, runs=_field(label, _said(value))))


def _said(value: object) -> str:
    if isinstance(value, str):
        return _lines(value)
    return "" if value in (None, [], {}) else json.dumps(value)


def _field(label: str, value: str) -> tuple[Run, ...]:
    return (Run(f"{label}: ", bold=True), Run(value)) if label else (Run(value),)


def readable(key: str) -> str:
    """A key of a data file as words: ``dateOfBirth`` and ``date_of_birth`` -> Date of birth."""
    words, previous = "", ""
    for letter in key.replace("_", " ").replace("-", " "):
        if letter.isupper() and previous.islower():
            words += " " + letter.lower()
        else:
            words += letter
        previous = letter
    return words[:1].upper() + words[1:]
