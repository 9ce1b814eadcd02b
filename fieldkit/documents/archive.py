"""Word and Excel files are zip archives of XML: opened here with caps on size, count and ratio.

Nothing is unpacked to disk. XML with its own entity definitions is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as safe_xml  # type: ignore[import-untyped]

from fieldkit.errors import FieldkitError

MAX_ENTRIES = 5_000
MAX_TOTAL = 400 * 1024 * 1024
MAX_XML = 80 * 1024 * 1024
MAX_RATIO = 300
RATIO_FROM = 8 * 1024 * 1024
# Files saved as "strict" name the same things otherwise.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
RELATIONSHIPS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


class Archive:
    """A zip in memory whose claimed sizes were checked before anything was unpacked.

    Raises `document.damaged` or `document.too_large` when made.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise FieldkitError("document.damaged", name=name) from problem
        entries = self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or total > MAX_TOTAL:
            raise FieldkitError("document.too_large", name=name)
        if total > RATIO_FROM and total > MAX_RATIO * max(len(data), 1):
            raise FieldkitError("document.too_large", name=name)
        self.names = {entry.filename for entry in entries}

    def read(self, part: str) -> bytes:
        """Bytes of one part, never more than its checked size. Raises KeyError if absent."""
        entry = self._zip.getinfo(part)
        with self._zip.open(entry) as stream:
            return stream.read(entry.file_size)

    def size(self, part: str) -> int:
        """The size of one part in bytes. Raises KeyError if absent."""
        return self._zip.getinfo(part).file_size

    def xml(self, part: str) -> Element:
        """The root of one XML part. Raises KeyError, `document.too_large`."""
        if self.size(part) > MAX_XML:
            raise FieldkitError("document.too_large", name=self.name)
        data = self.read(part)
        for strict, usual in _STRICT if b"purl.oclc.org" in data else ():
            data = data.replace(strict, usual)
        root: Element = safe_xml.fromstring(data, forbid_dtd=True)
        return root

    def xml_or_none(self, part: str) -> Element | None:
        """The root of one XML part, or None when the archive has no such part."""
        return self.xml(part) if part in self.names else None

    def links(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Of one part: relationship id -> (type's last word, target, whether it is outside)."""
        folder, file = posixpath.split(part)
        root = self.xml_or_none(f"{folder}/_rels/{file}.rels".lstrip("/"))
        return {} if root is None else dict(_links(root, folder))


def _links(root: Element, folder: str) -> Iterator[tuple[str, tuple[str, str, bool]]]:
    for one in root:
        target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        yield one.get("Id", ""), (one.get("Type", "").rsplit("/", 1)[-1], target, outside)
