"""What striprtf passes over in rich text: who changed which words, notes, remarks, page heads.

A walk over the groups of the file puts signs of our own into it before its words are taken out,
and cuts out the parts that stand beside the text, so that these are read in their turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

import striprtf.striprtf as striprtf

from fieldkit.documents.display import Run

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\.|[{}]|[^\\{}]+", re.DOTALL
)
_FIRST = re.compile(r"\s*(?:\\\*)?\\([a-z]+)")
_SIGN = re.compile("\x01(\\d+)\x02")
_AUTHOR = re.compile(r"\{([^{};\\]*);?\}")
_BESIDE = {
    "footnote": "note",
    "annotation": "remark",
    "shptxt": "box",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "edge"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "edge"),
}
_SWITCHES = {
    "b": "bold",
    "i": "italic",
    "ul": "underline",
    "strike": "struck",
    "striked": "struck",
    "v": "hidden",
    "deleted": "deleted",
    "revised": "revised",
}
MOST_LOOKS = 20_000


@dataclass(frozen=True)
class Look:
    """How words look from a sign on. `by` and `cut_by` are the names of who changed them."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    revised: bool = False
    by: str = ""
    cut_by: str = ""

    def run(self, text: str) -> Run:
        """Words of this look."""
        return Run(
            text,
            bold=self.bold,
            italic=self.italic,
            underline=self.underline,
            struck=self.struck,
            inserted=self.by if self.revised else None,
            deleted=self.cut_by if self.deleted else None,
        )


@dataclass
class Marked:
    """Rich text with signs in it, what they mean, and the parts cut out (kind, rich text)."""

    text: str
    looks: list[Look] = field(default_factory=lambda: [Look()])
    beside: list[tuple[str, str]] = field(default_factory=list)

    def runs(self, words: str, look: Look) -> tuple[tuple[Run, ...], Look]:
        """Words that hold signs as runs, beginning with `look`; and the look at their end."""
        made: list[Run] = []
        for place, piece in enumerate(_SIGN.split(words)):
            if place % 2:
                look = self.looks[min(int(piece), len(self.looks) - 1)]
            elif piece:
                made.append(look.run(piece))
        return tuple(made), look


def marked(text: str) -> Marked:
    """Walk over rich text once. Never fails: what is broken is left to who reads the words."""
    made = Marked("")
    authors = _authors(text)
    kept: list[str] = []
    stack: list[Look] = []
    look = told = Look()
    numbers = {look: 0}
    at = 0
    while found := _TOKEN.match(text, at):
        token, at = found[0], found.end()
        if token == "{":
            stack.append(look)
            kind = _opens(text, at)
            if kind:
                end = _closes(text, at)
                made.beside.append((kind, text[at:end]))
                kept.append("{")
                if kind in ("note", "remark"):
                    told = _sign(made, numbers, look, told, kept)
                    kept.append(f"[{_count(made, kind)}]")
                at = end
                continue
        elif token == "}":
            look = stack.pop() if stack else look
        elif found[1] == "bin":
            at += max(0, int(found[2] or 0))
        elif found[1]:
            look = _changed(look, found[1], found[2], authors)
        elif token.strip("\r\n"):
            told = _sign(made, numbers, look, told, kept)
        kept.append(token)
    made.text = "".join(kept)
    return made


def _sign(made: Marked, numbers: dict[Look, int], look: Look, told: Look, kept: list[str]) -> Look:
    """Say that words look otherwise from here on, if they do; the look that was told last."""
    if look == told or (look not in numbers and len(numbers) >= MOST_LOOKS):
        return told
    number = numbers.setdefault(look, len(numbers))
    if number == len(made.looks):
        made.looks.append(look)
    kept.append(f"\x01{number}\x02")
    return look


def piece(text: str, kind_text: str, encoding: str) -> str:
    """A part cut out as rich text of its own, with the fonts of the whole."""
    inner = re.sub(r"^\s*(?:\\\*)?\\[a-z]+\d* ?(?:\\chatn|\\chftn)?", "", kind_text)
    page = f"\\ansicpg{encoding.removeprefix('cp')}" if encoding.startswith("cp") else ""
    fonts = striprtf.font_table_group(text)  # type: ignore[no-untyped-call]
    return f"{{\\rtf1\\ansi{page}{fonts}{inner}}}"


def _count(made: Marked, kind: str) -> str:
    number = sum(one == kind for one, _ in made.beside)
    return f"{number}" if kind == "note" else f"Remark {number}"


def _opens(text: str, at: int) -> str:
    """The kind of part that a group holds which begins at `at`, or ""."""
    found = _FIRST.match(text, at)
    return _BESIDE.get(found[1], "") if found else ""


def _closes(text: str, at: int) -> int:
    """Where the group ends whose first word stands at `at`: the place of its last brace."""
    depth = 1
    while found := _TOKEN.match(text, at):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return at
        at = found.end()
    return at


def _changed(look: Look, word: str, said: str | None, authors: list[str]) -> Look:
    if word == "plain":
        return Look()
    if word == "ulnone":
        return replace(look, underline=False)
    if word in ("revauth", "revauthdel"):
        number = int(said or 0)
        who = authors[number] if 0 <= number < len(authors) else ""
        return replace(look, by=who) if word == "revauth" else replace(look, cut_by=who)
    switched: dict[str, Any] = {_SWITCHES[word]: said != "0"} if word in _SWITCHES else {}
    return replace(look, **switched) if switched else look


def _authors(text: str) -> list[str]:
    at = text.find("\\revtbl")
    return _AUTHOR.findall(text[at : _closes(text, at + 7)]) if at >= 0 else []
