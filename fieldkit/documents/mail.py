"""E-mail files (.eml) by the standard library; broken encodings survive."""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html import escape

from fieldkit.documents.letter import Enclosure, Letter, LetterFile
from fieldkit.documents.plain import decoded

SHOWN = ("From", "To", "Cc", "Bcc", "Date", "Subject")
MAX_PARTS = 1_000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENDINGS = {
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/rtf": ".rtf",
    "text/vcard": ".vcf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    _WORD: ".docx",
    _EXCEL: ".xlsx",
    "application/vnd.ms-outlook": ".msg",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/webp": ".webp",
    "image/heic": ".heic",
}


def open_mail(data: bytes, name: str) -> LetterFile:
    """An .eml file. Attached e-mails become attachments that open in their own right."""
    return LetterFile(letter_of(email.message_from_bytes(data, policy=email.policy.compat32)), name)


def letter_of(message: Message) -> Letter:
    """The fields, body and attachments of one message."""
    fields = [(label, value) for label in SHOWN if (value := header(message, label))]
    said: list[_Said] = []
    enclosures: list[Enclosure] = []
    for part, choice in _leaves(message):
        kind = part.get_content_type()
        is_body = part.get_content_disposition() != "attachment" and not _file_name(part)
        if is_body and kind.startswith(("text/plain", "text/html", "multipart/")):
            said.append(_Said(choice, kind == "text/html", _words(part)))
        else:
            enclosures.append(_enclosure(part, len(enclosures) + 1))
    text, html = _bodies(said)
    return Letter(
        fields=tuple(fields),
        subject=header(message, "Subject"),
        date=_date(header(message, "Date")),
        text=text,
        html=html,
        enclosures=tuple(enclosures),
    )


Choice = tuple[int, int] | None
"""Which of several ways of saying the same, if any: the number of the set, and of the way."""


@dataclass(frozen=True)
class _Said:
    choice: Choice
    rich: bool
    words: str


def _bodies(said: list[_Said]) -> tuple[str, str]:
    """All that an e-mail says, as text and as HTML ("" where none of it is).

    Of several ways to say the same the last rich one counts. Everything else counts, in its order:
    what a list or a telephone adds below the body, or says between two pictures, is not lost.
    """
    best: dict[int, tuple[bool, int]] = {}
    for one in said:
        if one.choice and one.words.strip():
            group, way = one.choice
            best[group] = max(best.get(group, (False, -1)), (one.rich, way))
    kept = [
        one for one in said if not one.choice or best.get(one.choice[0], (0, 0))[1] == one.choice[1]
    ]
    plain = [one.words for one in said if not one.rich]
    if not any(one.rich for one in kept):
        return "\n".join(one.words for one in kept), ""
    rich = (one.words if one.rich else _as_html(one.words) for one in kept)
    return "\n".join(plain), "\n<hr>\n".join(one for one in rich if one.strip())


def _as_html(words: str) -> str:
    return "<br>".join(escape(line) for line in words.strip().split("\n"))


def _leaves(message: Message) -> Iterator[tuple[Message, Choice]]:
    """The parts that hold something; an e-mail within is one part, not opened."""
    waiting: list[tuple[Message, Choice]] = [(message, None)]
    count = 0
    while waiting and count < MAX_PARTS:
        part, choice = waiting.pop(0)
        count += 1
        inner = part.get_payload()
        whole = part.get_content_maintype() == "message" and part is not message
        if isinstance(inner, list) and not whole:
            within = [one for one in inner if isinstance(one, Message)]
            several = choice is None and part.get_content_type() == "multipart/alternative"
            waiting[:0] = [
                (one, (count, way) if several else choice) for way, one in enumerate(within)
            ]
        else:
            yield part, choice


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
        if kind != "message/rfc822" and isinstance(inner, list):  # such as why it did not arrive
            content = b"\n".join(_as_bytes(one) for one in inner if isinstance(one, Message))
        subject = header(held, "Subject") if isinstance(held, Message) else ""
        ending = ".eml" if kind == "message/rfc822" else ".txt"
        name = _file_name(part) or f"{_safe(subject) or number}{ending}"
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
    if kind in _ENDINGS:
        return _ENDINGS[kind]
    return ".txt" if kind.startswith("text/") else ".bin"
