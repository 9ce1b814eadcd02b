"""Word's styles and numbering: which paragraphs are headings or list items, and their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from fieldkit.documents.archive import Archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_NUMBER = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_OFF = {"0", "false", "off", "none"}


def value(parent: Element | None, tag: str) -> str | None:
    """The w:val of a child element, or None without such a child."""
    child = None if parent is None else parent.find(W + tag)
    return None if child is None else child.get(W + "val", "")


def is_on(parent: Element | None, tag: str) -> bool:
    """Whether a yes-or-no property is there and not switched off."""
    said = value(parent, tag)
    return said is not None and said.lower() not in _OFF


def number_of(said: str | None, otherwise: int = 0) -> int:
    """A whole number, or `otherwise` where there is none."""
    return int(said) if said is not None and said.lstrip("-").isdecimal() else otherwise


@dataclass(frozen=True)
class ParagraphStyle:
    """What a named style says: heading level (0 for none), quote, and the list it belongs to."""

    heading: int = 0
    quote: bool = False
    list_id: str | None = None
    list_level: int = 0


def read_styles(archive: Archive) -> dict[str, ParagraphStyle]:
    """Every paragraph style by its id, with what it inherits."""
    root = archive.xml_or_none("word/styles.xml")
    raw = (
        {} if root is None else {one.get(W + "styleId", ""): one for one in root.iter(W + "style")}
    )
    return {name: _style(name, raw) for name in raw}


def _style(name: str, raw: dict[str, Element]) -> ParagraphStyle:
    heading, quote, list_id, level = 0, False, None, 0
    seen: set[str] = set()
    while name in raw and name not in seen:
        seen.add(name)
        one = raw[name]
        title = value(one, "name") or name
        properties = one.find(W + "pPr")
        found = _HEADING.match(title)
        if not heading and found:
            heading = int(found[1])
        elif not heading and title.lower() == "title":
            heading = 1
        elif not heading and (outline := value(properties, "outlineLvl")):
            heading = number_of(outline, 8) + 1 if number_of(outline, 9) < 9 else 0
        quote = quote or "quote" in title.lower()
        listed = None if properties is None else properties.find(W + "numPr")
        if list_id is None and listed is not None:
            list_id, level = value(listed, "numId"), number_of(value(listed, "ilvl"))
        name = value(one, "basedOn") or ""
    return ParagraphStyle(min(heading, 6), quote, list_id, level)


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """Counts list items as Word does and gives the label each would show."""

    def __init__(self, archive: Archive) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int]] = {}
        self._list_of: dict[str, str] = {}
        root = archive.xml_or_none("word/numbering.xml")
        if root is None:
            return
        for one in root.iter(W + "abstractNum"):
            self._levels[one.get(W + "abstractNumId", "")] = {
                number_of(level.get(W + "ilvl")): _Level(
                    value(level, "numFmt") or "decimal",
                    value(level, "lvlText") or "",
                    number_of(value(level, "start"), 1),
                )
                for level in one.iter(W + "lvl")
            }
        for one in root.iter(W + "num"):
            self._list_of[one.get(W + "numId", "")] = value(one, "abstractNumId") or ""

    def label(self, list_id: str, level: int) -> str:
        """The next label of a list, such as ``2.1. ``; a bullet for unnumbered lists."""
        key = self._list_of.get(list_id, list_id)
        levels = self._levels.get(key, {})
        if level not in levels or not 0 <= level < 9:
            return "• "
        here = levels[level]
        if here.form == "none":
            return ""
        if here.form == "bullet":
            return "• "
        counts = self._counts.setdefault(key, [0] * 9)
        counts[level] = counts[level] + 1 if counts[level] else here.start
        counts[level + 1 :] = [0] * (8 - level)

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            said = levels.get(at, here)
            return _counted(counts[at] or said.start, said.form)

        said = _NUMBER.sub(shown, here.text)
        return f"{said} " if said else ""


def _counted(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        said = ""
        for worth, sign in _ROMAN:
            said += sign * (number // worth)
            number %= worth
        return said.upper() if form == "upperRoman" else said
    return str(number)
