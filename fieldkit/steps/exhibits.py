"""What a reader adds as evidence: a picture or a file of their own, beside the case file.

Its bytes go into the encrypted store and nowhere else. It is a field of the reading, so it is the
reader's to add, travels in their bundle, and is in no pack of anybody who reads the case blind.
"""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldkit.envelope.layout import BlobInfo
from fieldkit.errors import FieldkitError
from fieldkit.inspection import inside
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Entry
from fieldkit.inspection.reading import ReadingView
from fieldkit.inspection.subjects import EXHIBIT, Document, document_from, mapping_of, of_reading
from fieldkit.steps import rate
from fieldkit.steps.session import Present, Session
from fieldkit.steps.trust import FORM_MEDIA_TYPE, KEPT_MEDIA_TYPE
from fieldkit.store.entries import Edit

LARGEST = 50_000_000
"""The largest file that can be added, in bytes."""
_PLAIN = "application/octet-stream"


def hold(
    session: Session, view: ReadingView, name: str, source: Path | bytes, title: str = ""
) -> Edit:
    """Keep a file's bytes in the encrypted store; returns the edit that adds it to the reading.

    The blob is held before any entry names it. Raises FieldkitError ``exhibit.large``,
    ``exhibit.empty``, ``exhibit.unreadable``, ``exhibit.there`` and what the store raises.
    """
    data = _read(name, source)
    digest = hashlib.sha256(data).hexdigest()
    subject, reading = view.subject.id, view.reading.id
    there = of_reading(readings.documents(session.present(subject), subject), reading)
    same = next((one for one in there if one.sha256 == digest), None)
    if same is not None:
        raise FieldkitError("exhibit.there", title=same.title)
    media = _media_type(name)
    session.casebook.documents.put(subject, digest, media, [data])
    made = Document(
        id=secrets.token_hex(12),
        subject=subject,
        sha256=digest,
        name=name,
        title=title or name,
        media_type=media,
        size=len(data),
        reading=reading,
    )
    return Edit(rate.key(view, f"{EXHIBIT}/{made.id}"), made.to_value())


def _read(name: str, source: Path | bytes) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > LARGEST:
            raise FieldkitError("exhibit.large", name=name, limit=LARGEST // 1_000_000)
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as why:
        raise FieldkitError("exhibit.unreadable", name=name) from why
    if not data:
        raise FieldkitError("exhibit.empty", name=name)
    return data


def _media_type(name: str) -> str:
    """What a file's name says it is; never a kind by which an envelope knows its own parts."""
    found = mimetypes.guess_type(name)[0] or _PLAIN
    return _PLAIN if found in (FORM_MEDIA_TYPE, KEPT_MEDIA_TYPE) else found


def take_away(view: ReadingView, sha256: str) -> Edit:
    """Take an added file out of the reading again; its history stays.

    Raises FieldkitError ``exhibit.not_added`` for a document of the case file and
    ``exhibit.tied`` while passages of it are evidence.
    """
    for exhibit in view.exhibits.values():
        document = exhibit.document
        if document is None or document.sha256 != sha256:
            continue
        tied = sum(inside.holder(one.document) == sha256 for one in view.evidence)
        if tied:
            raise FieldkitError("exhibit.tied", title=document.title, count=tied)
        return Edit(rate.key(view, f"{EXHIBIT}/{document.id}"), None, exhibit.entries)
    raise FieldkitError("exhibit.not_added")


def named_by(
    session: Session, entries: Iterable[Entry], now: Present
) -> list[tuple[str, BlobInfo]]:
    """The added files that these entries name and that stand still, as what an envelope carries.

    One that was taken away again stays where it is.
    """
    standing = {(one.subject, one.sha256) for one in readings.documents(now) if one.reading}
    found: dict[str, tuple[str, BlobInfo]] = {}
    for one in _added(entries):
        held = session.casebook.documents.has(one.subject, one.sha256)
        if (one.subject, one.sha256) in standing and held:
            info = BlobInfo(one.sha256, one.size, one.media_type)
            found[one.sha256] = (one.subject, info)
    return list(found.values())


def subjects_of(entries: Iterable[Entry]) -> dict[str, str]:
    """By the hash of each added file that these entries name, the subject it is held under."""
    return {one.sha256: one.subject for one in _added(entries)}


def _added(entries: Iterable[Entry]) -> Iterator[Document]:
    for entry in entries:
        key, body = entry.key, entry.body
        if key is not None and body is not None and key.kind == EXHIBIT:
            value = mapping_of(body.value)
            if value:
                yield document_from(key, value)
