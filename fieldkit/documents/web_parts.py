"""Parts of web pages that need thought: cells that span others, forms as they were filled in."""

from __future__ import annotations

from fieldkit.documents.tree import Node

FIELDS = {"input", "select", "textarea"}
MOST_SPANNED = 200
_SILENT = {"hidden", "submit", "button", "image", "reset", "file", "password"}


def filled(node: Node) -> str:
    """What a field of a form shows: its words, its choice, or a ticked or empty box."""
    if node.tag == "select":
        options = [one for one in node.below() if one.tag == "option"]
        chosen = [one for one in options if "selected" in one.attributes] or options[:1]
        return f" {', '.join(_words(one) for one in chosen)} "
    if node.tag == "textarea":
        return f" {_words(node)} "
    kind = node.attributes.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return " ☒ " if "checked" in node.attributes else " ☐ "
    return "" if kind in _SILENT else f" {node.attributes.get('value', '')} "


def _words(node: Node) -> str:
    said = (one if isinstance(one, str) else _words(one) for one in node.children)
    return " ".join("".join(said).split())


def placed(rows: list[list[Node]]) -> list[list[Node | None]]:
    """The cells of a table in their columns: None where another one spans to."""
    made: list[list[Node | None]] = []
    taken: dict[tuple[int, int], None] = {}
    for down, row in enumerate(rows):
        line: list[Node | None] = []
        for cell in row:
            while (down, len(line)) in taken:
                line.append(None)
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - down)
            for below in range(1, high):
                taken |= {(down + below, len(line) + across): None for across in range(wide)}
            line += [cell, *[None] * (wide - 1)]
        while (down, len(line)) in taken:
            line.append(None)
        made.append(line)
    return made


def _span(cell: Node, name: str) -> int:
    said = cell.attributes.get(name, "1").strip()
    return min(max(1, int(said)), MOST_SPANNED) if said.isdecimal() and said.isascii() else 1
