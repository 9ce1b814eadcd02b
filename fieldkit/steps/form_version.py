"""Moving an inspection to another version of its standards set, once its difference was seen.

Answers to questions that the newer version no longer has are kept in the entries.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from fieldkit.errors import FieldkitError
from fieldkit.inspection import form_file
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value, sha256
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store
from fieldkit.store.entries import Edit
from fieldkit.store.envelopes import Known


def move(session: Session, text: bytes) -> None:
    """Pin the inspection to the form in `text`; laptops get it with the next pack.

    Raises FieldkitError ``form.problems``, ``form.other_set``, ``rights.refused``.
    """
    opened = session.opened
    form = form_file.parse(text, "form.toml", sha256(text))
    if form.id != opened.form.id:
        raise FieldkitError("form.other_set", form=form.id, pinned=opened.form.id)
    key = Key(readings.INSPECTION, "", "inspection")
    standing = session.present(readings.INSPECTION).get(key, ())
    body = standing[0].body if standing else None
    before: Mapping[str, Value] = body.value if body and isinstance(body.value, Mapping) else {}
    value: Value = {
        **before,
        "form": {"id": form.id, "version": form.version, "sha256": form.sha256},
        "marking": form.marking,
    }
    session.record([Edit(key, value, tuple(one.id for one in standing))])
    known = Known(opened.id, opened.founder, text, sha256(text))

    def work(connection: Connection) -> None:
        envelope_store.keep_inspection(connection, known)

    session.casebook.recorder.run(work)
    session.changed()
