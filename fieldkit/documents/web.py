"""Web pages, and the HTML bodies of e-mails, as blocks: headings, paragraphs, lists, tables."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, fields, replace
from itertools import groupby
from operator import attrgetter

from fieldkit.documents.display import (
    Block,
    BlockKind,
    Cell,
    Flow,
    Opened,
    OutlineItem,
    RenderedPage,
    Run,
    flow_of,
)
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.picture import shown_within
from fieldkit.documents.plain import decoded
from fieldkit.documents.tree import (
    Node,
    declared_charset,
    left_out_count,
    remote_count,
    title_of,
    tree,
)
from fieldkit.documents.web_parts import FIELDS, filled, placed

_look_of_run = attrgetter(*(one.name for one in fields(Run) if one.name != "text"))
_BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
}
_BOLD = {"b", "strong", "th"}
_ITALIC = {"i", "em", "cite", "var", "dfn"}
_UNDERLINE = {"u"}
_SPACE = re.compile(r"[ \t\n\r\f\u200b]+")
_DATA_PICTURE = re.compile(r"data:image/[a-z+.\-]+;base64,", re.IGNORECASE)


@dataclass(frozen=True)
class _Look:
    bold: bool = False
    italic: bool = False
    underline: bool = False
    inserted: bool = False
    deleted: bool = False
    link: str | None = None
    keep_space: bool = False


class Blocks:
    """Collects blocks from a tree of elements. `inside` maps a mail's cid: names to pictures."""

    def __init__(self, inside: dict[str, int], pictures: list[bytes]) -> None:
        self.made: list[Block] = []
        self._inside, self._pictures = inside, pictures
        self._runs: list[Run] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._quote = 0

    def read(self, node: Node, look: _Look | None = None) -> None:
        """Add everything inside `node`."""
        look = look or _Look()
        for child in node.children:
            if isinstance(child, str):
                self._text(child, look)
            elif child.tag in _BLOCKS:
                self._block(child, look)
            else:
                self._inline(child, look)

    def flush(self) -> None:
        """End the block in hand."""
        runs = _trimmed(self._runs) if self._kind != "pre" else self._runs
        if runs:
            kind, level = self._kind, self._level
            if self._quote and kind in ("paragraph", "item"):
                kind, level = "quote", self._quote
            self.made.append(Block(kind, level=level, runs=tuple(runs)))
        self._runs = []

    def _text(self, text: str, look: _Look) -> None:
        if look.keep_space:
            self._runs.append(_run(text, look))
        elif spaced := _SPACE.sub(" ", text):
            after_space = not self._runs or self._runs[-1].text.endswith((" ", "\n"))
            spaced = spaced[1:] if after_space and spaced.startswith(" ") else spaced
            if spaced:
                self._runs.append(_run(spaced, look))

    def _inline(self, node: Node, look: _Look) -> None:
        if node.tag == "br":
            self._runs.append(Run("\n"))
        elif node.tag == "img":
            self._picture(node, look)
        elif node.tag in FIELDS:
            self._text(filled(node), replace(look, keep_space=False))
        else:
            self.read(node, _looks(node, look))

    def _picture(self, node: Node, look: _Look) -> None:
        number = self._picture_number(node.attributes.get("src", ""))
        if number is None:
            if said := node.attributes.get("alt", "").strip():
                self._text(f"[{said}]", look)
            return
        self.flush()
        said = node.attributes.get("alt", "").strip()
        runs = (Run(said),) if said else ()
        self.made.append(Block("picture", runs=runs, picture=number))

    def _picture_number(self, source: str) -> int | None:
        if source.lower().startswith("cid:"):
            return self._inside.get(source[4:].strip("<>"))
        if found := _DATA_PICTURE.match(source):
            try:
                self._pictures.append(base64.b64decode(source[found.end() :]))
            except (binascii.Error, ValueError):
                return None
            return len(self._pictures) - 1
        return None

    def _block(self, node: Node, look: _Look) -> None:
        self.flush()
        before = self._kind, self._level, self._quote
        if node.tag == "hr":
            self.made.append(Block("rule"))
        elif node.tag == "table":
            self._table(node, look)
        elif node.tag in ("ul", "ol"):
            self._list(node, look)
        else:
            self._enter(node)
            self.read(node, replace(look, keep_space=look.keep_space or node.tag == "pre"))
        self.flush()
        self._kind, self._level, self._quote = before

    def _enter(self, node: Node) -> None:
        if len(node.tag) == 2 and node.tag[0] == "h":
            self._kind, self._level = "heading", int(node.tag[1])
        elif node.tag == "pre":
            self._kind = "pre"
        elif node.tag == "blockquote":
            self._quote += 1
        elif node.tag == "dd":
            self._level += 1

    def _list(self, node: Node, look: _Look) -> None:
        depth = self._level + 1 if self._kind == "item" else 0
        start = node.attributes.get("start", "1")
        number = int(start) if start.isdecimal() else 1
        for child in node.children:
            if isinstance(child, str):
                self._text(child, look)
                continue
            self.flush()
            self._kind, self._level = "item", depth
            if child.tag == "li":
                self._runs.append(Run(f"{number}. " if node.tag == "ol" else "• "))
                number += 1
                self.read(child, look)
            else:
                self._block(child, look)
            self.flush()

    def _table(self, node: Node, look: _Look) -> None:
        rows = [row for part in _parts(node) for row in part.elements() if row.tag == "tr"]
        cells = [[one for one in row.elements() if one.tag in ("td", "th")] for row in rows]
        for caption in (one for one in node.elements() if one.tag == "caption"):
            self._block(caption, look)
        if _is_layout(cells):
            for row in cells:
                for cell in row:
                    self.flush()
                    self.read(cell, look)
            return
        made = [
            tuple(() if cell is None else self._cell(cell, look) for cell in row)
            for row in placed(cells)
            if row
        ]
        if any(run.text.strip() for row in made for cell in row for run in cell):
            self.made.append(Block("table", rows=tuple(made)))

    def _cell(self, node: Node, look: _Look) -> Cell:
        inner = Blocks(self._inside, self._pictures)
        inner.read(node, _looks(node, look))
        inner.flush()
        runs: list[Run] = []
        for block in inner.made:
            if runs and block.runs:
                runs.append(Run("\n"))
            runs.extend(block.runs)
        return tuple(
            replace(run, text=run.text.replace("\t", " ")) if "\t" in run.text else run
            for run in runs
        )


def _parts(table: Node) -> list[Node]:
    found = [table]
    found += [one for one in table.elements() if one.tag in ("thead", "tbody", "tfoot")]
    return found


def _is_layout(cells: list[list[Node]]) -> bool:
    """Whether a table only places things: one column, or tables, headings or pictures inside."""
    if all(len(row) <= 1 for row in cells):
        return True
    placed = {"table", "h1", "h2", "h3", "img", "hr", "blockquote"}
    return any(one.tag in placed for row in cells for cell in row for one in cell.below())


def _looks(node: Node, look: _Look) -> _Look:
    tag = node.tag
    return replace(
        look,
        bold=look.bold or tag in _BOLD,
        italic=look.italic or tag in _ITALIC,
        underline=look.underline or tag in _UNDERLINE,
        inserted=look.inserted or tag == "ins",
        deleted=look.deleted or tag in ("del", "s", "strike"),
        link=node.attributes.get("href") or look.link if tag == "a" else look.link,
    )


def _run(text: str, look: _Look) -> Run:
    return Run(
        text,
        bold=look.bold,
        italic=look.italic,
        underline=look.underline,
        inserted="" if look.inserted else None,
        deleted="" if look.deleted else None,
        link=look.link,
    )


def _trimmed(runs: list[Run]) -> list[Run]:
    """Runs of one look put together, without space at the block's ends."""
    joined = []
    for _, alike in groupby(runs, _look_of_run):
        first, *more = alike
        words = first.text + "".join(run.text for run in more)
        joined.append(replace(first, text=words) if more else first)
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        if joined[0].text[0].isspace():
            joined[0] = replace(joined[0], text=joined[0].text.lstrip())
        if joined[-1].text[-1].isspace():
            joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return joined


def html_blocks(html: str, inside: dict[str, int], pictures: list[bytes]) -> list[Block]:
    """The blocks of a page. Pictures within the page's own text are added to `pictures`."""
    reader = Blocks(inside, pictures)
    reader.read(tree(html))
    reader.flush()
    return reader.made


class WebFile(Parsed):
    """A saved web page."""

    def __init__(self, data: bytes, name: str) -> None:
        html = decoded(data, declared_charset(data))
        self._pictures: list[bytes] = []
        self._flow = flow_of(html_blocks(html, {}, self._pictures))
        blocked, beside = remote_count(html), left_out_count(html)
        notes = ((f"remote_blocked:{blocked}", blocked), (f"pictures_missing:{beside}", beside))
        opened = Opened(
            kind="web",
            title=title_of(html) or name,
            pages=1,
            shape="flow",
            outline=tuple(
                OutlineItem(block.text, 1, block.level)
                for block in self._flow.blocks
                if block.kind == "heading"
            ),
            notes=tuple(note for note, there in notes if there),
        )
        super().__init__(name, opened)

    def flow(self) -> Flow:
        """The page's blocks."""
        return self._flow

    def picture(self, number: int) -> RenderedPage:
        """A picture written into the page itself."""
        if not 0 <= number < len(self._pictures):
            raise self.no_such_part()
        return shown_within(self._pictures[number], self.name)
