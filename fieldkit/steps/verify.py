"""Verifying a file without merging it: who, for whom, what kind, intact, in order, held or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fieldkit.envelope import layout, seal
from fieldkit.errors import FieldkitError
from fieldkit.steps import manifest, take
from fieldkit.steps.session import Session
from fieldkit.store import envelopes as envelope_store
from fieldkit.store.files import disk_trouble


@dataclass(frozen=True)
class Verified:
    """What is known of one file. `reason` is why it is not ok; `held` whether it was merged.

    `since` is when it was first received here; `in_order` whether all before it were received.
    """

    ok: bool
    reason: FieldkitError | None
    kind: str = ""
    sender: str = ""
    address: str = ""
    inspection: str = ""
    sequence: int = 0
    intact: bool = False
    held: bool = False
    since: str = ""
    in_order: bool = True


def verify(session: Session, path: Path) -> Verified:
    """Verify everything about a file. Never raises for what is in it."""
    try:
        if path.name.endswith(manifest.ENDING):
            return _manifest(session, path)
        kinds = tuple(layout.KINDS)
        with take.opened_file(session, path, kinds, None) as (opened, roster, _, _):
            header = opened.header
            with session.casebook.read() as connection:
                held = envelope_store.is_whole(connection, opened.sha256)
                rows = [
                    row
                    for row in envelope_store.all_of(
                        connection, header.text("inspection"), "received"
                    )
                    if row.device == header.text("device") and row.address == header.text("address")
                ]
            address = header.text("address")
            return Verified(
                ok=True,
                reason=None,
                kind=header.text("kind"),
                sender=roster.name_of(header.text("device")),
                address=address if address == layout.CENTRE else roster.name_of(address),
                inspection=header.text("inspection"),
                sequence=header.number("sequence"),
                intact=True,
                held=held,
                since=next((row.at for row in rows if row.sha256 == opened.sha256), ""),
                in_order={*range(1, header.number("sequence"))} <= {row.sequence for row in rows},
            )
    except FieldkitError as why:
        return Verified(False, why)


def _manifest(session: Session, path: Path) -> Verified:
    """The manifest of an export: signature, signer and the files beside it."""
    told = manifest.check(session, path)
    return Verified(
        ok=True,
        reason=None,
        kind="manifest",
        sender=session.roster.name_of(str(told["device"])),
        inspection=str(told.get("inspection")),
        intact=True,
        held=told.get("inspection") == session.opened.id,
    )


def reseal(session: Session, path: Path, recipient: str, out: Path) -> None:
    """Seal the inner bytes of an envelope again, to an auditor's own age key.

    Raises FieldkitError ``key.recipient``, what `verify` would say, or ``disk.not_written``.
    """
    kinds = tuple(layout.KINDS)
    with take.opened_file(session, path, kinds, None) as (opened, _, _, _):
        try:
            with out.open("wb") as file:
                seal.reseal(opened.staging, recipient, file)
        except OSError as why:
            raise disk_trouble(why, out) from why
