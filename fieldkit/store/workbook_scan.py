"""Looks through a finished workbook, as XML and not by the library that wrote it.

No part may hold a declaration of its own, so no entity is ever expanded. `scan` refuses all that
an export of ours may not hold; `open_package` refuses what we will not even read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from fieldkit.errors import FieldkitError

FUNCTIONS = frozenset(
    {"IF", "COUNTIF", "COUNT", "SUM", "INT", "INDEX", "MATCH", "MIN", "MAX", "AND"}
)
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/workbook\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d+\.xml|xl/theme/theme\d+\.xml"
    r"|xl/(styles|sharedStrings)\.xml|xl/drawings/drawing\d+\.xml|xl/charts/chart\d+\.xml"
    r"|xl/(worksheets/_rels/sheet|drawings/_rels/drawing)\d+\.xml\.rels"
)
_RELATIONS = {
    "officeDocument", "core-properties", "extended-properties",
    "worksheet", "theme", "styles", "sharedStrings", "drawing", "chart",
}  # fmt: skip
_NAMES = {"_xlnm.Print_Titles", "_xlnm.Print_Area", "_xlnm._FilterDatabase"}
_TAGS = (
    "worksheet", "dimension", "sheetPr", "pageSetUpPr", "sheetViews", "sheetView", "pane",
    "selection",
    "sheetFormatPr", "cols", "col", "sheetData", "row", "c", "f", "v", "is", "t", "autoFilter",
    "mergeCells", "mergeCell", "conditionalFormatting", "cfRule", "formula", "dataValidations",
    "dataValidation", "formula1", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "oddHeader", "oddFooter", "sheetProtection", "drawing", "rowBreaks", "brk",
)  # fmt: skip
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET_TAGS = {_MAIN + tag: tag for tag in _TAGS}
_OPENING = b'<?xml version="1.0" encoding="UTF-8"'
_FORMULA_TAGS = {"f", "formula", "formula1"}
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_CALL = re.compile(r"([A-Za-z_.][A-Za-z0-9_.]*)\s*\(")
_REFERENCE = re.compile(r"(?:(?:[A-Za-z]+)!)?\$?[A-Z]{1,3}\$?\d{1,7}")
_LEFT_OVER = re.compile(r"[^0-9.,:()+\-*/<>=&\s]")
_CHART_CELLS = re.compile(r"(?:'[^\[\]|]+'|[A-Za-z]+)!\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?")
# A cell that holds a number, the number of a text, or nothing; most of a file is such cells.
_INERT = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?'
    rb'(?:/>|(?: t="s")?><v>[0-9.Ee+-]{1,30}</v></c>)'
)
_MACROS = re.compile(r"vbaProject|macrosheets|dialogsheets|activeX|\.bin$", re.IGNORECASE)
_LINKS = re.compile(r"externalLinks?/|connections\.xml|queryTables?/|embeddings/", re.IGNORECASE)
_LARGEST_UNPACKED = 512 * 1024 * 1024
_MOST_PARTS = 2_000
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def open_package(data: bytes, largest: int = 256 * 1024 * 1024) -> zipfile.ZipFile:
    """The package in `data` (bytes of a file), opened.

    Raises FieldkitError ``grid.too_large``, ``grid.not_a_workbook``, ``grid.macros``,
    ``grid.links``.
    """
    if len(data) > largest:
        raise FieldkitError("grid.too_large", most=largest)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except BAD_ZIP as error:
        raise FieldkitError("grid.not_a_workbook", reason=type(error).__name__) from error
    parts = package.infolist()
    if len(parts) > _MOST_PARTS or sum(one.file_size for one in parts) > _LARGEST_UNPACKED:
        raise FieldkitError("grid.too_large", most=_LARGEST_UNPACKED)
    names = [one.filename for one in parts]
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise FieldkitError("grid.not_a_workbook", reason="no workbook inside")
    for name in names:
        if _MACROS.search(name) and not name.startswith("xl/printerSettings/"):
            raise FieldkitError("grid.macros", part=name)
        if _LINKS.search(name):
            raise FieldkitError("grid.links", part=name)
    if b"macroEnabled" in _bytes(package, "[Content_Types].xml"):
        raise FieldkitError("grid.macros", part="[Content_Types].xml")
    for name in names:
        if name.endswith(".rels") and b'TargetMode="External"' in _bytes(package, name):
            raise FieldkitError("grid.links", part=name)
    return package


def scan(data: bytes) -> None:
    """Refuse a finished export that holds anything but our own cells and formulas.

    Raises FieldkitError ``grid.scan`` with `part` and `found`, or what `open_package` raises.
    """
    with open_package(data) as package:
        for name in package.namelist():
            if not _PARTS.fullmatch(name):
                _refuse(name, "part")
            root = _parse(package, name)
            if name.endswith(".rels"):
                _relations(name, root)
            elif name == "docProps/core.xml":
                _properties(name, root)
            elif name == "docProps/app.xml":
                _application(name, root)
            elif name == "xl/workbook.xml":
                _workbook(name, root)
            elif name.startswith("xl/worksheets/"):
                _sheet(name, root)
            elif name.startswith("xl/charts/"):
                _chart(name, root)


def check_formula(text: str) -> bool:
    """Whether a formula uses only allowed functions, cells of this workbook, numbers and texts."""
    bare = _TEXT.sub("", text)
    if any(name.upper() not in FUNCTIONS for name in _CALL.findall(bare)):
        return False
    return not _LEFT_OVER.search(_REFERENCE.sub("", _CALL.sub("(", bare)))


def _refuse(part: str, found: str) -> None:
    raise FieldkitError("grid.scan", part=part, found=found)


def _bytes(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        return package.read(name)
    except BAD_ZIP as error:
        raise FieldkitError("grid.not_a_workbook", reason=type(error).__name__) from error


def _parse(package: zipfile.ZipFile, name: str) -> Element:
    data = _bytes(package, name)
    if not data.startswith(_OPENING) or b"<!" in data:
        _refuse(name, "declaration")
    if name.startswith("xl/worksheets/sheet"):
        data = _INERT.sub(b"", data)  # looked at already: that is all such a cell can be
    try:
        return ElementTree.fromstring(data)
    except ParseError as error:
        raise FieldkitError("grid.scan", part=name, found=type(error).__name__) from error


def _walk(root: Element) -> Iterator[tuple[str, Element]]:
    for node in root.iter():
        yield str(node.tag).rsplit("}", 1)[-1], node


def _relations(name: str, root: Element) -> None:
    for tag, node in _walk(root):
        if tag == "Relationship":
            kind = node.get("Type", "").rsplit("/", 1)[-1]
            if kind not in _RELATIONS or node.get("TargetMode", "Internal") != "Internal":
                _refuse(name, f"relation {kind}")


def _properties(name: str, root: Element) -> None:
    for tag, node in _walk(root):
        text = (node.text or "").strip()
        if tag in ("created", "modified"):
            if text != "2000-01-01T00:00:00Z":
                _refuse(name, tag)
        elif text:
            _refuse(name, tag)


def _application(name: str, root: Element) -> None:
    for tag, node in _walk(root):
        if tag in ("Company", "Manager", "HyperlinkBase", "Template") and (node.text or "").strip():
            _refuse(name, tag)


def _workbook(name: str, root: Element) -> None:
    for tag, node in _walk(root):
        if tag in ("externalReferences", "externalReference", "functionGroups", "webPublishing"):
            _refuse(name, tag)
        if tag == "sheet" and node.get("state", "visible") != "visible":
            _refuse(name, "hidden sheet")
        if tag == "definedName" and (node.get("name") not in _NAMES):
            _refuse(name, f"name {node.get('name')}")


def _chart(name: str, root: Element) -> None:
    for tag, node in _walk(root):
        if tag in ("externalData", "userShapes"):
            _refuse(name, tag)
        if tag == "f" and not _CHART_CELLS.fullmatch(node.text or ""):
            _refuse(name, f"formula {(node.text or '')[:60]}")


def _sheet(name: str, root: Element) -> None:
    for node in root.iter():
        tag = _SHEET_TAGS.get(str(node.tag))
        if tag is None:
            _refuse(name, str(node.tag))
        elif tag in ("row", "col"):
            if node.get("hidden") in ("1", "true"):
                _refuse(name, f"hidden {tag}")
        elif tag == "sheetProtection":
            if {"password", "hashValue", "algorithmName"} & set(node.keys()):
                _refuse(name, "password")
        elif tag in _FORMULA_TAGS:
            if node.get("t") not in (None, "normal"):
                _refuse(name, f"formula of kind {node.get('t')}")
            if not check_formula(node.text or ""):
                _refuse(name, f"formula {(node.text or '')[:60]}")
