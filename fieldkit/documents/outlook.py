"""Outlook files (.msg) by python-oxmsg, and the e-mails attached inside them."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any

from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
from oxmsg.message import Message
from oxmsg.properties import Properties

from fieldkit.documents.letter import Enclosure, Letter, LetterFile
from fieldkit.documents.outlook_rtf import unpacked
from fieldkit.documents.plain import decoded
from fieldkit.documents.rtf import rtf_words
from fieldkit.documents.tree import declared_charset
from fieldkit.errors import FieldkitError

_INNER = "__substg1.0_3701000D"
_INNER_HEADER, _OUTER_HEADER, _PART_HEADER = 24, 32, 8
_SUBJECT, _BODY, _HTML, _SENT = 0x0037, 0x1000, 0x1013, 0x0039
_RECEIVED, _PACKED_RTF = 0x0E06, 0x1009
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_TO, _CC, _BCC = 0x0E04, 0x0E03, 0x0E02
_DATA, _LONG_NAME, _SHORT_NAME, _MEDIA, _CID, _SHOWN = (
    0x3701,
    0x3707,
    0x3704,
    0x370E,
    0x3712,
    0x3001,
)
MAX_DEPTH = 20
_BROKEN = (
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    OSError,
    struct.error,
    UnrecognizedCodePageError,
    UnsupportedEncodingError,
    OverflowError,
    NotImplementedError,
)


def open_outlook(data: bytes, name: str) -> LetterFile:
    """A .msg file. Raises `document.damaged`."""
    try:
        storage = Message.load(data)._storage
    except _BROKEN as problem:
        raise FieldkitError("document.damaged", name=name) from problem
    return LetterFile(_letter(storage, _OUTER_HEADER, 0), name)


def _said(properties: Properties, *codes: int) -> str:
    for code in codes:
        try:
            value = properties.str_prop_value(code)
        except _BROKEN:
            value = None
        if value:
            return str(value).replace("\x00", "").replace("\r\n", "\n").strip()
    return ""


def _binary(properties: Properties, code: int) -> bytes:
    try:
        return bytes(properties.binary_prop_value(code) or b"")
    except _BROKEN:
        return b""


def _moment(properties: Properties) -> str | None:
    for code in (_SENT, _RECEIVED):
        try:
            value = properties.date_prop_value(code)
        except _BROKEN:
            value = None
        if value is not None:
            return str(value.isoformat())
    return None


def _shown_date(date: str | None) -> str:
    return dt.datetime.fromisoformat(date).strftime("%d/%m/%Y %H:%M %Z") if date else ""


def _letter(storage: Any, header: int, depth: int) -> Letter:
    properties = Properties(storage, properties_header_offset=header)
    name = _said(properties, _SENDER_NAME)
    address = _said(properties, _SENDER_SMTP, _SENDER_ADDRESS)
    sender = f"{name} <{address}>" if name and "@" in address and name != address else name
    date, subject = _moment(properties), _said(properties, _SUBJECT)
    fields = (
        ("From", sender or address),
        ("To", _said(properties, _TO)),
        ("Cc", _said(properties, _CC)),
        ("Bcc", _said(properties, _BCC)),
        ("Date", _shown_date(date)),
        ("Subject", subject),
    )
    html = _binary(properties, _HTML)
    text = _said(properties, _BODY)
    if not (html or text):
        packed = unpacked(_binary(properties, _PACKED_RTF))
        text = rtf_words(packed).strip() if packed else ""
    return Letter(
        fields=tuple((label, value) for label, value in fields if value),
        subject=subject,
        date=date,
        text=text,
        html=decoded(html, declared_charset(html)) if html else _said(properties, _HTML),
        enclosures=tuple(_enclosures(storage, depth)),
    )


def _enclosures(storage: Any, depth: int) -> Iterator[Enclosure]:
    for number, one in enumerate(storage.iter_attachment_storages(), 1):
        properties = Properties(one, properties_header_offset=_PART_HEADER)
        name = _said(properties, _LONG_NAME, _SHORT_NAME, _SHOWN) or f"{number}.bin"
        name = name.replace("\\", "/").rsplit("/", 1)[-1]
        inner = next((held for held in one.storages if held.name == _INNER), None)
        if inner is not None and depth < MAX_DEPTH:
            data = _as_eml(_letter(inner, _INNER_HEADER, depth + 1))
            kind, name = "message/rfc822", name if name.endswith(".eml") else f"{name}.eml"
        else:
            data = _binary(properties, _DATA)
            kind = _said(properties, _MEDIA) or "application/octet-stream"
        cid = _said(properties, _CID).strip("<>")
        yield Enclosure(name, kind, len(data), lambda data=data: data, cid)  # type: ignore[misc]


def _as_eml(letter: Letter) -> bytes:
    """An attached Outlook message written as an .eml file, so that it opens like any other."""
    made = MIMEMultipart("mixed")
    for label, value in letter.fields:
        if label != "Date":
            made[label] = Header(" ".join(value.split()), "utf-8").encode()
    if letter.date:
        made["Date"] = format_datetime(dt.datetime.fromisoformat(letter.date))
    body = MIMEMultipart("alternative")
    body.attach(MIMEText(letter.text, "plain", "utf-8"))
    if letter.html:
        body.attach(MIMEText(letter.html, "html", "utf-8"))
    made.attach(body)
    for one in letter.enclosures:
        part = MIMEApplication(one.content())
        if "/" in one.media_type and one.media_type != "message/rfc822":
            part.set_type(one.media_type)
        part.add_header("Content-Disposition", "attachment", filename=one.name)
        if one.cid:
            part["Content-ID"] = f"<{one.cid}>"
        made.attach(part)
    return made.as_bytes()
