"""Decides what a file is, by its content first and its name second, and opens it.

Runs only in the worker process. Parsers are imported when first needed, so the process is quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fieldkit.documents.display import Kind
from fieldkit.documents.parsed import Parsed
from fieldkit.errors import FieldkitError

if TYPE_CHECKING:
    from fieldkit.documents.archive import Archive

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
)
_NOTHING = b"\x00\r\n\t "
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE_NAMES = {".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".webp", ".tif", ".tiff"}
_BINARY_NAMES = {".pdf", ".docx", ".docm", ".xlsx", ".xlsm", ".msg", ".rtf", ".doc", ".xls"}
_TEXT_NAMES = {".txt", ".text", ".log", ".md", ".jsonl", ".ndjson", ".xml", ".ics", ".vcf"}
_WEB_NAMES = {".html", ".htm", ".xhtml"}
_WEB = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEADER = re.compile(
    rb"^(?:From|To|Received|Return-Path|Delivered-To|Date|Subject|Message-ID|MIME-Version|Cc"
    rb"|X-[\w-]+|Content-Type|Reply-To|DKIM-Signature)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def open_document(data: bytes, name: str, password: str | None = None) -> Parsed:
    """Open `data`; `name` helps where the content does not tell, and appears in refusals.

    Raises FieldkitError: `document.empty`, `document.password`, `document.wrong_password`,
    `document.office_password`, `document.old_word`, `document.old_powerpoint`,
    `document.unknown_kind`, `document.damaged`, `document.too_large`. Other exceptions mean a
    file its parser could not survive; `child` turns them into `document.damaged`.
    """
    if not data[:4096].strip(_NOTHING) and not data.strip(_NOTHING):
        raise FieldkitError("document.empty", name=name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_archive(data, name)
    if data.startswith(_CFB):
        return _open_compound(data, name)
    return _OPENERS[_kind(data, name)](data, name, password)


def _kind(data: bytes, name: str) -> Kind:
    """What a file that is neither a zip nor a Microsoft compound file is."""
    head, ending = data[:4096], PurePosixPath(name.lower()).suffix
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00":
        return "picture"
    if _is_binary(head):
        return "unknown"
    return _kind_of_text(data, start, ending)


def _kind_of_text(data: bytes, start: bytes, ending: str) -> Kind:
    if ending == ".eml" or (ending not in _TEXT_NAMES and len(_HEADER.findall(start)) >= 3):
        return "email"
    if ending == ".json" and start[:1] in (b"{", b"["):
        return "json"
    if ending in (".csv", ".tsv"):
        return "sheet"
    if ending in _WEB_NAMES or (_WEB.search(start[:1024]) and ending not in _TEXT_NAMES):
        return "web"
    if ending in _TEXT_NAMES:
        return "text"
    if ending == "" or ending == ".json":
        return "text"
    return "unknown"


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 27))
    low, high = head[::2].count(0), head[1::2].count(0)
    wide = max(low, high) > len(head) // 3 and min(low, high) < 2
    return odd > len(head) // 50 and not wide


def _is_open_sheet(archive: Archive) -> bool:
    """Whether it says that it is an OpenDocument spreadsheet, as LibreOffice saves them."""
    told = archive.read("mimetype") if "mimetype" in archive.names else b""
    return told.startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _open_archive(data: bytes, name: str) -> Parsed:
    from fieldkit.documents.archive import Archive

    archive = Archive(data, name)
    if any(part.startswith("xl/") for part in archive.names):
        from fieldkit.documents.sheet import open_workbook

        if "xl/workbook.xml" in archive.names:
            return open_workbook(archive, data, name)
    if "xl/workbook.bin" in archive.names or _is_open_sheet(archive):
        from fieldkit.documents.sheet_other import open_other_workbook

        return open_other_workbook(data, name, archive, "xl/vbaProject.bin" in archive.names)
    if any(part.startswith("word/") for part in archive.names):
        from fieldkit.documents.word import WordFile

        return WordFile(archive, name)
    raise _unknown(data, name)


def _open_compound(data: bytes, name: str) -> Parsed:
    import io

    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as held:
            names = {"/".join(path) for path in held.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError) as problem:
        raise FieldkitError("document.damaged", name=name) from problem
    if "EncryptedPackage" in names:
        raise FieldkitError("document.office_password", name=name)
    if names & {"Workbook", "Book"}:
        from fieldkit.documents.sheet_other import open_other_workbook

        return open_other_workbook(data, name, program=any("_VBA_PROJECT" in x for x in names))
    for stream, code in (
        ("WordDocument", "document.old_word"),
        ("PowerPoint Document", "document.old_powerpoint"),
    ):
        if stream in names:
            raise FieldkitError(code, name=name, size=size_words(len(data)))
    if any(part.startswith("__properties_version1.0") for part in names):
        from fieldkit.documents.outlook import open_outlook

        return open_outlook(data, name)
    raise _unknown(data, name)


def size_words(size: int) -> str:
    """A size in bytes as a person reads it: 812 bytes, 14 KB, 2.5 MB."""
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _unknown(data: bytes, name: str) -> FieldkitError:
    """Damaged where the name promises a kind we know, else a kind we do not."""
    if PurePosixPath(name.lower()).suffix in _PICTURE_NAMES | _BINARY_NAMES:
        return FieldkitError("document.damaged", name=name)
    return FieldkitError("document.unknown_kind", name=name, size=size_words(len(data)))


def _pdf(data: bytes, name: str, password: str | None) -> Parsed:
    from fieldkit.documents.pdf import PdfFile

    return PdfFile(data, name, password)


def _rtf(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.rtf import open_rtf

    return open_rtf(data, name)


def _email(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.mail import open_mail

    return open_mail(data, name)


def _csv(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.sheet import open_csv

    return open_csv(data, name)


def _web(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.web import WebFile

    return WebFile(data, name)


def _text(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.plain import open_text

    return open_text(data, name)


def _json(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.plain import open_json

    return open_json(data, name)


def _picture(data: bytes, name: str, _: str | None) -> Parsed:
    from fieldkit.documents.picture import PictureFile

    return PictureFile(data, name)


def _refuse(data: bytes, name: str, _: str | None) -> Parsed:
    raise _unknown(data, name)


_OPENERS: dict[Kind, Callable[[bytes, str, str | None], Parsed]] = {
    "pdf": _pdf,
    "rtf": _rtf,
    "email": _email,
    "sheet": _csv,
    "web": _web,
    "text": _text,
    "json": _json,
    "picture": _picture,
    "unknown": _refuse,
}
