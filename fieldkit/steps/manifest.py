"""Handing an export out: the files, a signed manifest beside them, and an entry of the trail.

The files say neither who wrote them nor when; the manifest does, and is signed by the device.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

import fieldkit
from fieldkit.envelope import keys
from fieldkit.envelope.pae import pae
from fieldkit.errors import FieldkitError
from fieldkit.inspection import names
from fieldkit.inspection import reading as readings
from fieldkit.inspection.entry import Key, Value, canonical
from fieldkit.steps import attempts
from fieldkit.steps.leaving import Leaving
from fieldkit.steps.session import Session, stamp
from fieldkit.store.entries import Edit
from fieldkit.store.files import make_folder, write_whole

ENDING = ".manifest.json"
_LABEL = b"fieldkit.manifest.v1"
_LARGEST = 1 << 20


def beside(what: str, out: Path) -> Path:
    """Where the manifest of an export stands: inside a folder, beside a file.

    A grid's takes the place of its ending; a report may be written with several endings.
    """
    if out.suffix == "":
        return out / f"export{ENDING}"
    return out.with_suffix(ENDING) if what == "grid" else out.with_name(out.name + ENDING)


def hand_out(
    session: Session, what: str, out: Path, files: Mapping[str, bytes], leaving: Leaving
) -> dict[str, Value]:
    """Record the export, write its files (one at `out`, several inside it) and its manifest.

    Returns the manifest. Raises FieldkitError ``export.not_centre``, ``disk.full``,
    ``disk.not_written``, ``rights.refused``.
    """
    attempts.centre_only(session, "export", "export.not_centre")
    manifest = signed(session, _facts(session, what, out, files, leaving))
    key = Key(readings.INSPECTION, "", f"export/{secrets.token_hex(8)}")
    session.record([Edit(key, manifest)])
    if out.suffix == "":
        make_folder(out)
    for name, data in files.items():
        write_whole(out / name if out.suffix == "" else out, data)
    told = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_whole(beside(what, out), told.encode("utf-8"))
    return manifest


def _facts(
    session: Session, what: str, out: Path, files: Mapping[str, bytes], leaving: Leaving
) -> dict[str, Value]:
    choices, from_ = leaving.choices, leaving.provenance
    hashes: dict[str, Value] = {
        name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())
    }
    joined = "\n".join(f"{name} {digest}" for name, digest in hashes.items())
    alone = next(iter(hashes.values())) if out.suffix else None
    verdicts = [leaving.verdict(one) for one in leaving.hits]
    return {
        "what": what,
        "file": out.name,
        "sha256": alone or hashlib.sha256(joined.encode()).hexdigest(),
        "files": hashes if out.suffix == "" else {},
        "entries_sha256": from_.entries_sha256,
        "inspection": session.opened.id,
        "form": {
            "id": leaving.form.id,
            "version": leaving.form.version,
            "sha256": leaving.form.sha256,
        },
        "filter": choices.told,
        "where": [[name, value] for name, value in choices.where],
        "unfinished": choices.unfinished,
        "counts": {
            "cases": len(leaving.cases),
            "left_out": {**leaving.left_out},
            "envelopes": from_.envelopes or 0,
        },
        "disputes_open": from_.disputes_open,
        "names": {
            "found": len(leaving.hits),
            "texts": leaving.texts,
            "otherwise": choices.names,
            "decided": {**choices.decided},
            **{verdict: verdicts.count(verdict) for verdict in names.VERDICTS},
        },
        "identified": choices.identify,
        "threshold": choices.threshold,
        "why": choices.why,
        "app_version": fieldkit.__version__,
        "by": session.owner.name,
        "at": stamp(session.clock),
    }


def signed(session: Session, facts: Mapping[str, Value]) -> dict[str, Value]:
    """`facts` with this device's public key and its signature over all of it."""
    told: dict[str, Value] = {
        **facts,
        "device": session.device_id,
        "public_key": session.keys.public.hex(),
    }
    return {**told, "signature": session.keys.sign(pae(_LABEL, canonical(told))).hex()}


def check(session: Session, path: Path, strangers: bool = False) -> dict[str, Value]:
    """The manifest in a file, its signature, its signer and the files beside it found good.

    With `strangers` the signer may be a laptop of another inspection, whose roster is not here.

    Raises FieldkitError ``manifest.unreadable``, ``manifest.signature``, ``manifest.stranger``,
    ``manifest.file_missing``, ``manifest.file_changed``.
    """
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        if len(data) > _LARGEST:
            raise ValueError("size")
        fields: dict[str, Value] = dict(json.loads(data.decode("utf-8")).items())
        signature = bytes.fromhex(str(fields.pop("signature")))
        public = bytes.fromhex(str(fields["public_key"]))
        message = pae(_LABEL, canonical(fields))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError) as why:
        raise FieldkitError("manifest.unreadable", file=path.name) from why
    mine = keys.signer_id(public).hex() == fields.get("device")
    if not mine or not keys.verify(public, signature, message):
        raise FieldkitError("manifest.signature", file=path.name)
    if not strangers and session.roster.device(str(fields["device"])) is None:
        raise FieldkitError("manifest.stranger", file=path.name)
    several = fields.get("files")
    wanted = several if isinstance(several, dict) and several else None
    wanted = wanted or {str(fields.get("file")): fields.get("sha256")}
    for name, digest in wanted.items():
        _check_file(path.parent / Path(name).name, str(digest))
    return fields


def _check_file(path: Path, digest: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as why:
        raise FieldkitError("manifest.file_missing", file=path.name) from why
    if found != digest:
        raise FieldkitError("manifest.file_changed", file=path.name)
