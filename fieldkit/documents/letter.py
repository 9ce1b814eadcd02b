"""What an e-mail is, whichever program wrote it: named fields, a body, pictures, attachments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fieldkit.documents.display import (
    AttachmentInfo,
    Block,
    Flow,
    Opened,
    RenderedPage,
    Run,
    flow_of,
)
from fieldkit.documents.parsed import Parsed
from fieldkit.documents.picture import shown_within
from fieldkit.documents.plain import lines_of
from fieldkit.documents.tree import remote_count
from fieldkit.documents.web import html_blocks

_QUOTE = re.compile(r"^((?:> ?)+)(.*)$")


@dataclass(frozen=True)
class Enclosure:
    """One attachment: `content` gives its bytes when asked. `cid` names it within the body."""

    name: str
    media_type: str
    size: int
    content: Callable[[], bytes]
    cid: str = ""


@dataclass(frozen=True)
class Letter:
    """One e-mail. `html` is used when there is some, else `text`. `date` is ISO or None."""

    fields: tuple[tuple[str, str], ...]
    subject: str
    date: str | None
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]
    notes: tuple[str, ...] = field(default=())


class LetterFile(Parsed):
    """An opened e-mail: its fields as blocks, then its body with quotes told apart."""

    def __init__(self, letter: Letter, name: str) -> None:
        self._enclosures = letter.enclosures
        self._pictures: list[Callable[[], bytes]] = []
        within: dict[str, int] = {}
        for one in letter.enclosures:
            if one.cid and one.media_type.startswith("image/"):
                within[one.cid] = len(self._pictures)
                self._pictures.append(one.content)
        notes = list(letter.notes)
        if letter.html and (blocked := remote_count(letter.html)):
            notes.append(f"remote_blocked:{blocked}")
        blocks = [
            Block("field", runs=(Run(f"{label}: ", bold=True), Run(value)))
            for label, value in letter.fields
        ]
        blocks.append(Block("rule"))
        blocks.extend(self._body(letter, within))
        self._flow = flow_of(blocks)
        opened = Opened(
            kind="email",
            title=letter.subject or name,
            pages=1,
            shape="flow",
            attachments=tuple(
                AttachmentInfo(one.name, one.media_type, one.size) for one in letter.enclosures
            ),
            notes=tuple(notes),
            date=letter.date,
        )
        super().__init__(name, opened)

    def flow(self) -> Flow:
        """The fields, a rule, and the body."""
        return self._flow

    def attachment(self, number: int) -> tuple[str, bytes]:
        """Name and bytes of an attachment; an e-mail inside comes as an .eml file."""
        if not 0 <= number < len(self._enclosures):
            raise self.no_such_part()
        return self._enclosures[number].name, self._enclosures[number].content()

    def picture(self, number: int) -> RenderedPage:
        """A picture that came with the e-mail."""
        if not 0 <= number < len(self._pictures):
            raise self.no_such_part()
        return shown_within(self._pictures[number](), self.name)

    def _body(self, letter: Letter, within: dict[str, int]) -> list[Block]:
        if letter.html:
            # Numbers of pictures in the page's own text follow on from the attached ones.
            found: list[bytes] = [b""] * len(self._pictures)
            blocks = html_blocks(letter.html, within, found)
            for data in found[len(self._pictures) :]:
                self._pictures.append(lambda data=data: data)  # type: ignore[misc]
            if blocks or not letter.text.strip():
                return blocks
        return text_blocks(letter.text)


def text_blocks(text: str) -> list[Block]:
    """The lines of a plain body; lines that begin with > are quotes of that depth."""
    blocks = []
    for line in lines_of(text):
        found = _QUOTE.match(line)
        if found:
            runs = (Run(found[2]),) if found[2] else ()
            blocks.append(Block("quote", level=found[1].count(">"), runs=runs))
        else:
            blocks.append(Block("paragraph", runs=(Run(line),) if line else ()))
    return blocks
