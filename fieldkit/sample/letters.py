"""Letters and forms of one to three pages as PDF, from held text."""

from __future__ import annotations

from datetime import date

from fieldkit.sample.paper import Paper
from fieldkit.sample.source import Table


def letter(held: Table) -> bytes:
    """A letter: sender, date, to whom, subject, body with its own paragraphs, signature.

    A body line that begins with ``# `` is a heading; one with ``- `` is an item.
    """
    day = date.fromisoformat(held["date"])
    paper = Paper(held["subject"], footer="OFFICIAL-SENSITIVE")
    for line in held["sender"]:
        paper.text(line, bold=line == held["sender"][0])
    paper.space(14)
    for line in held["to"]:
        paper.text(line)
    paper.space(10)
    paper.text(f"{day.day} {day:%B %Y}")
    if held.get("reference"):
        paper.text(f"Our reference: {held['reference']}")
    paper.space(10)
    paper.text(held["subject"], bold=True)
    paper.space()
    body(paper, held["body"])
    paper.space(16)
    for line in held.get("signed", ()):
        paper.text(line)
    return paper.done()


def body(paper: Paper, words: str) -> None:
    """Paragraphs of held text; ``# `` begins a heading, ``- `` an item."""
    for part in words.strip().split("\n"):
        if part.startswith("# "):
            paper.heading(part[2:], 11.5)
        elif part.startswith("- "):
            paper.text("•  " + part[2:], indent=14)
        elif part.strip():
            paper.text(part.strip())
        else:
            paper.space()
