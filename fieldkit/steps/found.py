"""Founding an inspection: its standards set, its names, the recovery recipient, the six words."""

from __future__ import annotations

from dataclasses import dataclass

from fieldkit import settings
from fieldkit.errors import FieldkitError
from fieldkit.steps import enrol, prepare
from fieldkit.steps.session import Session
from fieldkit.store import form_files


@dataclass(frozen=True)
class StandardsSet:
    """A standards set that comes with the app; `confirmed` against the guidance manual or not."""

    id: str
    title: str
    version: str
    confirmed: bool
    standards: int


def sets() -> tuple[StandardsSet, ...]:
    """Every sound set that comes with the app, by title."""
    forms = [one.form for one in form_files.list_files([settings.forms()]) if one.sound]
    found = [
        StandardsSet(one.id, one.title, one.version, one.confirmed, len(one.standards))
        for one in forms
        if one is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.title, one.id)))


def found(session: Session, form: str, title: str, label: str, recovery: str = "") -> str:
    """Found an inspection on a set (its id, or a form file). Returns the founder's six words.

    Raises FieldkitError ``found.title``, ``key.recipient``, and as `prepare.form_text` does.
    """
    if not title.strip():
        raise FieldkitError("found.title")
    text = prepare.form_text(form)
    enrol.found(session, text, recovery.strip())
    prepare.define(session, title, label.strip() or "Inspection")
    return enrol.own_words(session)
