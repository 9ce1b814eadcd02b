"""Who may record what: one table of role x kind of field x own reading or not.

Rights are judged by the role a device held at the entry's place in its chain, so neither the order
of arrival nor the roster version that happened to travel along matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

INSPECTOR = "inspector"
ASSISTANT = "assistant inspector"
LOCAL_ASSESSOR = "local assessor"
QUALITY_LEAD = "quality lead"
LEAD = "lead inspector"
MODERATOR = "moderator"
FORM_AUTHOR = "form author"
CENTRAL = "central team"
NONE = "none"

ROLES = (
    INSPECTOR,
    ASSISTANT,
    LOCAL_ASSESSOR,
    QUALITY_LEAD,
    LEAD,
    MODERATOR,
    FORM_AUTHOR,
    CENTRAL,
    NONE,
)
CENTRE_ROLES = frozenset({LEAD, CENTRAL})

READING_KINDS = frozenset(
    {"answer", "prompt", "reason", "rating", "evidence", "note_lead", "note_private", "flag"}
    | {"state", "thread", "fixed", "bookmark", "record", "line", "exhibit", "fallback"}
)
OWN_KINDS = frozenset({"note_private", "flag", "bookmark"})
"""What a reader keeps for themselves: nobody else records it on their reading."""
LEAD_KINDS = frozenset(
    {"inspection", "subject", "document", "reading", "decision", "return", "moderation"}
    | {"undo", "export", "approval", "retention", "agreed", "minute"}
)
ANYONE_KINDS = frozenset({"alert", "access", "disposal"})
KINDS = READING_KINDS | LEAD_KINDS | ANYONE_KINDS

_READERS = frozenset({INSPECTOR, ASSISTANT, LOCAL_ASSESSOR, QUALITY_LEAD, LEAD, CENTRAL})
# What may be recorded on a reading that is somebody else's: a decision on a dispute is an entry of
# the disputed field itself, so a lead may record these too; notes and flags stay the reader's own.
_OTHERS: Mapping[str, frozenset[str]] = {
    LEAD: READING_KINDS - OWN_KINDS,
    CENTRAL: READING_KINDS - OWN_KINDS,
    QUALITY_LEAD: frozenset({"thread", "state"}),
}
_OFFICE: Mapping[str, frozenset[str]] = {
    LEAD: LEAD_KINDS,
    CENTRAL: LEAD_KINDS,
    MODERATOR: frozenset({"moderation", "minute"}),
    QUALITY_LEAD: frozenset({"return", "approval"}),
}


def allowed(role: str, kind: str, own: bool) -> bool:
    """Whether a device in `role` may record a field of `kind`, on its own reading or another's."""
    if role == NONE or role not in ROLES:
        return False
    if kind in ANYONE_KINDS:
        return True
    if kind in LEAD_KINDS:
        return kind in _OFFICE.get(role, frozenset())
    if kind in READING_KINDS:
        return (own and role in _READERS) or kind in _OTHERS.get(role, frozenset())
    return role in CENTRE_ROLES


Status = Literal["accepted", "refused", "waiting"]


@dataclass(frozen=True)
class Verdict:
    """What became of an entry: accepted, refused (kept with its reason), or waiting for facts."""

    status: Status
    reason: str = ""


ACCEPTED = Verdict("accepted")


def judge(role: str | None, kind: str, own: bool | None) -> Verdict:
    """Judge one entry. `role` is None for a device not in the roster, `own` for unknown readings.

    Reasons: ``unknown_device``, ``unknown_reading``, ``revoked``, ``not_allowed``.
    """
    if role is None:
        return Verdict("waiting", "unknown_device")
    if role == NONE:
        return Verdict("refused", "revoked")
    if own is None:
        if kind in READING_KINDS and role not in CENTRE_ROLES:
            return Verdict("waiting", "unknown_reading")
        own = False
    return ACCEPTED if allowed(role, kind, own) else Verdict("refused", "not_allowed")
