"""Rich text by striprtf: its words with their changes, then its notes, remarks and page heads."""

from __future__ import annotations

import re

import striprtf.striprtf as striprtf

from fieldkit.documents.display import Block, Opened, Run, flow_of
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.plain import FlowFile, lines_of, whole
from fieldkit.documents.rtf_marks import Look, Marked, marked, piece

_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")


def open_rtf(data: bytes, name: str) -> Parsed:
    """An RTF file as paragraphs. Pictures and most looks are left out, which the notes say."""
    said, encoding = data.decode("latin-1"), _encoding(data)
    made = marked(said)
    blocks = _blocks(made, _words(made.text, encoding))
    beside = _beside(said, made, encoding)
    if beside:
        blocks += [Block("rule"), *beside]
    changed = any(one.deleted or one.revised for one in made.looks)
    notes = (
        ("looks_left_out", True),
        ("tracked_changes", changed),
        ("hidden_text", any(one.hidden for one in made.looks)),
        (f"comments:{(remarks := _count(made, 'remark'))}", remarks),
        ("pictures_left_out", rb"\pict" in data),
        ("choices_left_out", b"FORMCHECKBOX" in data or b"FORMDROPDOWN" in data),
    )
    told = tuple(note for note, there in notes if there)
    opened = Opened(kind="rtf", title=name, pages=1, shape="flow", notes=told)
    return FlowFile(name, opened, flow_of(blocks))


def rtf_words(data: bytes) -> str:
    """The words of rich text, a line a paragraph, in the code page it names."""
    return _words(data.decode("latin-1"), _encoding(data))


def _blocks(made: Marked, words: str) -> list[Block]:
    blocks, look = [], Look()
    for line in lines_of(words):
        runs, look = made.runs(line, look)
        blocks.append(Block("paragraph", runs=runs))
    return blocks


def _beside(said: str, made: Marked, encoding: str) -> list[Block]:
    """Notes and remarks by their numbers, words in boxes, heads and feet: each different one."""
    blocks: list[Block] = []
    seen: set[str] = set()
    numbers = {"note": 0, "remark": 0}
    for kind, text in made.beside:
        inner = marked(piece(said, text, encoding))
        words = _words(inner.text, encoding).strip()
        if kind in numbers:
            numbers[kind] += 1
            label = f"[{'Remark ' if kind == 'remark' else ''}{numbers[kind]}] "
            blocks.append(Block("paragraph", runs=(Run(label), *inner.runs(words, Look())[0])))
        elif words and words not in seen:
            seen.add(words)
            blocks += _blocks(inner, words)
    return blocks


def _count(made: Marked, kind: str) -> int:
    return sum(one == kind for one, _ in made.beside)


def _encoding(data: bytes) -> str:
    found = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    if encoding == "cp65001":
        encoding = "utf-8"
    try:
        "".encode(encoding)
    except LookupError:
        encoding = "cp1252"
    return encoding


def _words(said: str, encoding: str) -> str:
    text = striprtf.rtf_to_text(said, encoding=encoding, errors="replace")  # type: ignore[no-untyped-call]
    return whole(str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))
