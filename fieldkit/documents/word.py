"""Word files: the body, then what stands at its edges (notes, remarks, headers and footers)."""

from __future__ import annotations

import posixpath
from xml.etree.ElementTree import Element

from fieldkit.documents.archive import Archive
from fieldkit.documents.display import (
    AttachmentInfo,
    Block,
    Comment,
    Flow,
    Opened,
    OutlineItem,
    RenderedPage,
    Run,
    flow_of,
)
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.picture import shown_within
from fieldkit.documents.word_body import BodyReader, Gathered
from fieldkit.documents.word_lists import W, number_of
from fieldkit.errors import FieldkitError

_ENDING_NOTES = {"separator", "continuationSeparator", "continuationNotice"}
_MACRO_PART = "vbaProject.bin"


class WordFile(Parsed):
    """An opened Word file. Macros never run; nothing outside the file is loaded."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive = archive
        main = _main_part(archive)
        if main is None:
            raise FieldkitError("document.damaged", name=name)
        self._gathered = Gathered()
        body = archive.xml(main).find(W + "body")
        if body is None:
            raise FieldkitError("document.damaged", name=name)
        reader = BodyReader(archive, self._gathered)
        blocks = reader.part(body, main)
        while blocks and blocks[-1].kind == "paragraph" and not blocks[-1].runs:
            blocks.pop()
        links = archive.links(main)
        blocks += _notes(archive, reader, links, self._gathered)
        comments = _comments(archive, reader, links, len(blocks) + 1)
        if comments:
            blocks.append(Block("rule"))
            blocks += [block for _, block in comments]
        blocks += _edges(archive, reader, links)
        self._flow = flow_of(blocks, tuple(comment for comment, _ in comments))
        self._embedded = sorted(
            part
            for part in archive.names
            if "/embeddings/" in part and part.lower().endswith((".xlsx", ".docx", ".pdf", ".msg"))
        )
        super().__init__(name, self._opened(name, links, len(comments)))

    def flow(self) -> Flow:
        """The blocks, with tracked changes and remarks in their runs."""
        return self._flow

    def picture(self, number: int) -> RenderedPage:
        """A picture of the file. Raises `document.picture_unknown` for Windows metafiles."""
        if not 0 <= number < len(self._gathered.pictures):
            raise self.no_such_part()
        try:
            data = self._archive.read(self._gathered.pictures[number])
        except KeyError as problem:
            raise self.no_such_part() from problem
        return shown_within(data, self.name)

    def attachment(self, number: int) -> tuple[str, bytes]:
        """A file embedded in the Word file."""
        if not 0 <= number < len(self._embedded):
            raise self.no_such_part()
        part = self._embedded[number]
        return posixpath.basename(part), self._archive.read(part)

    def _opened(self, name: str, links: dict[str, tuple[str, str, bool]], comments: int) -> Opened:
        outside = self._gathered.outside + sum(
            1 for kind, _, away in links.values() if away and kind != "hyperlink"
        )
        notes = (
            ("tracked_changes", self._gathered.tracked),
            (f"comments:{comments}", comments),
            (f"remote_blocked:{outside}", outside),
            ("macros_ignored", any(part.endswith(_MACRO_PART) for part in self._archive.names)),
            ("hidden_text", self._gathered.hidden),
            (f"charts_not_shown:{self._gathered.drawn}", self._gathered.drawn),
            (f"parts_not_shown:{self._gathered.chunks}", self._gathered.chunks),
        )
        return Opened(
            kind="word",
            title=_title(self._archive) or name,
            pages=_pages(self._archive) or self._gathered.page_breaks + 1,
            shape="flow",
            outline=tuple(
                OutlineItem(block.text, 1, block.level)
                for block in self._flow.blocks
                if block.kind == "heading" and block.text.strip()
            ),
            attachments=tuple(
                AttachmentInfo(posixpath.basename(part), "", len(self._archive.read(part)))
                for part in self._embedded
            ),
            notes=tuple(note for note, there in notes if there),
        )


def _main_part(archive: Archive) -> str | None:
    root = archive.xml_or_none("_rels/.rels")
    for one in [] if root is None else root:
        if one.get("Type", "").endswith("/officeDocument"):
            target = posixpath.normpath("/" + one.get("Target", "")).lstrip("/")
            if target in archive.names:
                return target
    return "word/document.xml" if "word/document.xml" in archive.names else None


def _linked(links: dict[str, tuple[str, str, bool]], kind: str, archive: Archive) -> list[str]:
    found = {part for said, part, away in links.values() if said == kind and not away}
    return sorted(found & archive.names)


def _notes(
    archive: Archive,
    reader: BodyReader,
    links: dict[str, tuple[str, str, bool]],
    gathered: Gathered,
) -> list[Block]:
    """Footnotes and endnotes, numbered in the order the body names them."""
    held: dict[tuple[str, str], list[Block]] = {}
    for kind in ("footnotes", "endnotes"):
        for part in _linked(links, kind, archive):
            for note in archive.xml(part):
                if note.get(W + "type") not in _ENDING_NOTES:
                    held[kind, note.get(W + "id", "")] = reader.part(note, part)
    made: list[Block] = []
    for number, key in enumerate(list(gathered.notes_used), 1):
        for block in held.get(key, []):
            runs = tuple(run for run in block.runs if run.text)
            made.append(Block("paragraph", runs=(Run(f"[{number}] "), *runs)))
    return [Block("rule"), *made] if made else []


def _comments(
    archive: Archive, reader: BodyReader, links: dict[str, tuple[str, str, bool]], first: int
) -> list[tuple[Comment, Block]]:
    """The remarks, each also a block; `first` is the number the first such block will have."""
    made: list[tuple[Comment, Block]] = []
    for part in _linked(links, "comments", archive):
        for one in archive.xml(part).iter(W + "comment"):
            number = number_of(one.get(W + "id"), -1)
            author, when = one.get(W + "author", ""), one.get(W + "date", "")
            text = "\n".join(block.text for block in reader.part(one, part))
            who = ", ".join(said for said in (author, when[:10]) if said)
            runs = (
                Run(f"{who}: " if who else "", bold=True, comment=number),
                Run(text, comment=number),
            )
            start = -1 - (first + len(made))
            made.append((Comment(number, author, when, text, start), Block("quote", runs=runs)))
    return made


def _edges(
    archive: Archive, reader: BodyReader, links: dict[str, tuple[str, str, bool]]
) -> list[Block]:
    """Headers and footers, each different one once: case numbers often stand only there."""
    made: list[Block] = []
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for part in _linked(links, kind, archive):
            blocks = [one for one in reader.part(archive.xml(part), part) if one.text.strip()]
            said = "\n".join(block.text for block in blocks)
            if said and said not in seen:
                seen.add(said)
                made += blocks
    return [Block("rule"), *made] if made else []


def _title(archive: Archive) -> str:
    said = _property(archive, "docProps/core.xml", "title").strip()
    return "" if said.startswith("[") else said


def _pages(archive: Archive) -> int:
    return max(0, number_of(_property(archive, "docProps/app.xml", "Pages").strip() or None))


def _property(archive: Archive, part: str, tag: str) -> str:
    root: Element | None = archive.xml_or_none(part)
    for one in () if root is None else root:
        if one.tag.rsplit("}", 1)[-1] == tag:
            return one.text or ""
    return ""
