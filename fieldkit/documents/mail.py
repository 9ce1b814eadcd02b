"""E-mail files (.eml) by the standard library; broken encodings survive."""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from fieldkit.documents.letter import Enclosure, Letter, LetterFile
from fieldkit.documents.plain import decoded

SHOWN = ("From", "To", "Cc", "Bcc", "Date", "Subject")
MAX_PARTS = 1_000


def open_mail(data: bytes, name: str) -> LetterFile:
    """An .eml file. Attached e-mails become attachments that open in their own right."""
    return LetterFile(letter_of(email.message_from_bytes(data, policy=email.policy.compat32)), name)


def letter_of(message: Message) -> Letter:
    """The fields, body and attachments of one message."""
    fields = [(label, value) for label in SHOWN if (value := header(message, label))]
    text, html = "", ""
    enclosures: list[Enclosure] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        is_body = part.get_content_disposition() != "attachment" and not _file_name(part)
        if is_body and kind.startswith(("text/plain", "multipart/")):
            text = f"{text}\n{_words(part)}" if text else _words(part)
        elif is_body and kind == "text/html" and not html:
            html = _words(part)
        else:
            enclosures.append(_enclosure(part, len(enclosures) + 1))
    return Letter(
        fields=tuple(fields),
        subject=header(message, "Subject"),
        date=_date(header(message, "Date")),
        text=text,
        html=html,
        enclosures=tuple(enclosures),
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; an e-mail within is one part, not opened."""
    waiting, count = [message], 0
    while waiting and count < MAX_PARTS:
        part = waiting.pop(0)
        count += 1
        inner = part.get_payload()
        whole = part.get_content_maintype() == "message" and part is not message
        if isinstance(inner, list) and not whole:
            waiting[:0] = [one for one in inner if isinstance(one, Message)]
        else:
            yield part


def header(message: Message, label: str) -> str:
    """One header on one line, decoded as far as possible."""
    try:
        raw = message.get(label, "")
    except (ValueError, IndexError, TypeError):
        return ""
    return " ".join(_unfolded(str(raw)).split())


def _unfolded(raw: str) -> str:
    said = raw.encode("ascii", "surrogateescape") if _has_bytes(raw) else None
    if said is not None:
        return decoded(said)
    try:
        parts = decode_header(raw)
    except (email.errors.HeaderParseError, ValueError):
        return raw
    return "".join(
        decoded(part, encoding) if isinstance(part, bytes) else part for part, encoding in parts
    )


def _has_bytes(raw: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in raw)


def _date(said: str) -> str | None:
    try:
        return parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _payload(part: Message) -> bytes:
    try:
        held = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        held = None
    if isinstance(held, bytes):
        return held
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _words(part: Message) -> str:
    try:
        declared = part.get_content_charset()
    except (ValueError, LookupError, AttributeError):
        declared = None
    return decoded(_payload(part), declared)


def _file_name(part: Message) -> str:
    try:
        raw = part.get_filename("") or ""
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return ""
    return re.sub(r"[\x00-\x1f]+", " ", _unfolded(raw)).replace("\\", "/").rsplit("/", 1)[-1]


def _enclosure(part: Message, number: int) -> Enclosure:
    kind = part.get_content_type()
    cid = str(part.get("Content-ID", "")).strip().strip("<>")
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        held = inner[0] if isinstance(inner, list) and inner else part
        content = _as_bytes(held) if isinstance(held, Message) else _payload(part)
        if kind != "message/rfc822":
            content = _payload(part)
        subject = header(held, "Subject") if isinstance(held, Message) else ""
        name = _file_name(part) or f"{_safe(subject) or number}.eml"
    else:
        content = _payload(part)
        name = _file_name(part) or f"{number}{_ending(kind)}"
    return Enclosure(name, kind, len(content), lambda: content, cid)


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        return str(message).encode("utf-8", "replace")


def _safe(words: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", words).strip()[:80]


def _ending(kind: str) -> str:
    known = {"text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf"}
    known |= {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif"}
    return known.get(kind, ".bin")
