"""Rich text by striprtf: its words, paragraph by paragraph, without its looks."""

from __future__ import annotations

import re

import striprtf.striprtf as striprtf

from fieldkit.documents.display import Block, Opened, Run, flow_of
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.plain import FlowFile, lines_of

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def open_rtf(data: bytes, name: str) -> Parsed:
    """An RTF file as paragraphs. Pictures and looks are left out, which the notes say."""
    notes = ["looks_left_out"]
    if rb"\pict" in data:
        notes.append("pictures_left_out")
    opened = Opened(kind="rtf", title=name, pages=1, shape="flow", notes=tuple(notes))
    lines = lines_of(rtf_words(data))
    blocks = [Block("paragraph", runs=(Run(line),) if line else ()) for line in lines]
    return FlowFile(name, opened, flow_of(blocks))


def rtf_words(data: bytes) -> str:
    """The words of rich text, a line a paragraph, in the code page it names."""
    found = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    if encoding == "cp65001":
        encoding = "utf-8"
    try:
        "".encode(encoding)
    except LookupError:
        encoding = "cp1252"
    said = data.decode("latin-1")
    text = striprtf.rtf_to_text(said, encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    return str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
