"""Plain text and JSON, with the encoding worked out rather than assumed."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from fieldkit.documents.display import Block, Flow, Kind, Opened, Run, flow_of
from fieldkit.documents.parsed import Parsed
from fieldkit.errors import FieldkitError

MAX_DEPTH = 60
MOST_BLOCKS = 100_000
MOST_FIELDS = 30_000
TOGETHER = 200
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# What programs mean by the names they write: each is read as the larger table it stands for.
_MEANT = {
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
}
_TOGETHER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HALF = re.compile("[\ud800-\udfff]")
_MIXED = "fieldkit.mixed"


def decoded(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: byte order mark, then the declared code page, UTF-8, Windows-1252.

    UTF-8 with a few bytes of Windows-1252 among it, as two programs leave it, is read as both.

    Never fails: what no table knows becomes a replacement character. Line ends become line feeds.
    """
    return _lines(_decoded(data, declared))


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if len(data) >= 4 and data[1::2].count(0) > len(data) // 3:
        return data.decode("utf-16-le", "replace")
    if len(data) >= 4 and data[::2].count(0) > len(data) // 3:
        return data.decode("utf-16-be", "replace")
    for named in filter(None, (_meant(declared), "utf-8")):
        try:
            return data.decode(named)
        except (UnicodeDecodeError, LookupError):
            continue
    together = _TOGETHER.findall(data)
    alone = sum(byte > 127 for byte in data) - sum(len(one) for one in together)
    if together and len(together) >= alone:
        return data.decode("utf-8", _MIXED)
    return _windows(data)


def _meant(declared: str | None) -> str | None:
    try:
        return declared and _MEANT.get(known := codecs.lookup(declared).name, known)
    except LookupError:
        return None


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _as_windows(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return _windows(problem.object[problem.start : problem.end]), problem.end


codecs.register_error(_MIXED, _as_windows)


def _lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole(text.replace("\x00", "").replace("\x0b", "\n").replace("\x0c", "\n"))


def whole(text: str) -> str:
    """Text whose characters written as two halves are one again; half a character is a question."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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


class _Fields(list[tuple[str, Any]]):
    """The named values of one object as they stand, a name given twice included."""


def open_json(data: bytes, name: str) -> FlowFile:
    """JSON as a tree of named fields, one block each, `level` giving the depth.

    Raises `document.damaged` when it is not JSON after all.
    """
    try:
        value = json.loads(
            decoded(data),
            object_pairs_hook=_Fields,
            parse_float=str,
            parse_int=str,
            parse_constant=str,
        )
    except (ValueError, RecursionError) as problem:
        raise FieldkitError("document.damaged", name=name) from problem
    blocks: list[Block] = []
    _tree(value, "", 0, blocks)
    return _flow_file("json", name, blocks if len(blocks) <= MOST_FIELDS else _plainer(blocks))


def _plainer(blocks: list[Block]) -> list[Block]:
    """Very many fields as plain lines, indented, which a window can show in good time."""
    lines = [f"{'    ' * min(block.level, 12)}{block.text}" for block in blocks]
    return [
        Block("pre", runs=(Run("\n".join(lines[at : at + TOGETHER])),))
        for at in range(0, len(lines), TOGETHER)
    ]


def _flow_file(kind: Kind, name: str, blocks: list[Block]) -> FlowFile:
    opened = Opened(kind=kind, title=name, pages=1, shape="flow")
    return FlowFile(name, opened, flow_of(blocks))


def _tree(value: object, label: str, level: int, blocks: list[Block]) -> None:
    if level > MAX_DEPTH:
        blocks.append(Block("field", level=level, runs=_field(label, json.dumps(value)[:10_000])))
    elif isinstance(value, _Fields) and value:
        if label:
            blocks.append(Block("field", level=level, runs=(Run(label, bold=True),)))
        for key, item in value:
            _tree(item, readable(_lines(key)), level + bool(label), blocks)
    elif isinstance(value, list) and value:
        for number, item in enumerate(value, 1):
            _tree(item, f"{label} {number}".strip(), level, blocks)
    else:
        blocks.append(Block("field", level=level, runs=_field(label, _said(value))))


def _said(value: object) -> str:
    if isinstance(value, str):
        return _lines(value)
    return "" if value in (None, []) else json.dumps(value)


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
