"""HTML cleaned by nh3 and read into a small tree. Nothing is loaded, run or followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

MAX_DEPTH = 120
_TAGS = {
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
}
_TAGS |= {"input", "select", "option", "textarea", "button"}
_VOID = {"br", "hr", "img", "input"}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "input": {"type", "value", "checked"},
    "option": {"selected"},
}
_CLEAN_CONTENT = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg"}
_REMOTE = re.compile(
    r"<(?:img|input|video|audio|source|embed|iframe|body|table|td)\b[^>]*?"
    r"\b(?:src|background|srcset|poster)\s*=\s*[\"']?\s*(?:https?:|ftp:|//|\\\\|file:)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"<img\b[^>]*?\bsrc\s*=\s*[\"']?\s*(?!https?:|ftp:|//|\\\\|file:|data:|cid:|[\"'\s>])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)


@dataclass
class Node:
    """One element, with its children and the text between them in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def elements(self) -> Iterator[Node]:
        """The child elements, without the text."""
        return (child for child in self.children if isinstance(child, Node))

    def below(self) -> Iterator[Node]:
        """All elements inside, in order."""
        for child in self.elements():
            yield child
            yield from child.below()


DEEPEST = 1_000
# What a browser closes by itself adds no depth, and pages of old never close it.
_NO_DEPTH = {
    *("br", "hr", "img", "meta", "link", "input", "base", "col", "source", "wbr", "area", "param"),
    *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "colgroup"),
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,4000}>")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self._open = [self.root]
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and len(self._open) >= MAX_DEPTH:
            self._skipped.append(tag)
            return
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag in self._skipped:
                self._skipped.pop()
            return
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def tree(html: str) -> Node:
    """The cleaned elements of a page: scripts, styles and remote parts are gone.

    Fields of forms are kept as they were filled in; they are read as words and never sent.
    """
    cleaned = nh3.clean(
        shallow(html),
        tags=_TAGS,
        clean_content_tags=_CLEAN_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "cid", "data", "tel"},
        link_rel=None,
    )
    builder = _Builder()
    builder.feed(cleaned)
    builder.close()
    return builder.root


def shallow(html: str) -> str:
    """The page without tags nested beyond any honest depth, on which the cleaner would take ages.

    Counts openings less closings, so that the text stays whatever the page does.
    """
    if html.count("<") < DEEPEST:
        return html
    depth, at, kept = 0, 0, []
    for found in _TAG.finditer(html):
        closes = found[1] == "/"
        if found[2].lower() in _NO_DEPTH:
            continue
        if not closes:
            depth += 1
        if depth > DEEPEST:
            kept.append(html[at : found.start()])
            at = found.end()
        if closes:
            depth = max(0, depth - 1)
    return "".join((*kept, html[at:]))


def remote_count(html: str) -> int:
    """How many pictures or other parts the page would have fetched from elsewhere."""
    return sum(1 for _ in _REMOTE.finditer(html))


def left_out_count(html: str) -> int:
    """How many pictures of a page stood beside it in a folder, and did not come with it."""
    return sum(1 for _ in _BESIDE.finditer(html))


def title_of(html: str) -> str:
    """The page's own title, on one line, or nothing."""
    found = _TITLE.search(html[:200_000])
    return " ".join(nh3.clean(found[1], tags=set()).split())[:300] if found else ""


def declared_charset(data: bytes) -> str | None:
    """The code page a page names in its head, if any."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None
