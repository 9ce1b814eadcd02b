"""A casebook: the folder of one laptop or of the centre, opened with a passphrase."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from fieldkit.envelope.keys import DeviceKeys, successor_proof
from fieldkit.errors import FieldkitError
from fieldkit.store import keys, migrations, parcels, rekey, shred, sqlite
from fieldkit.store.blobs import Documents
from fieldkit.store.files import make_folder
from fieldkit.store.instance_lock import InstanceLock
from fieldkit.store.keys import Kdf
from fieldkit.store.recorder import Recorder
from fieldkit.store.standing import Remembered
from fieldkit.store.tables import meta

STORE = "store.db"
DOCUMENTS = "documents.db"
LABEL = "label.json"


@dataclass(frozen=True)
class Owner:
    """Whose casebook it is: a person id that never changes, a name, and the laptop's label."""

    person: str
    name: str
    label: str


@dataclass(frozen=True)
class Former:
    """A device this casebook was before it was restored: its signing key is gone."""

    device: str
    sealing: str


@dataclass(frozen=True)
class Succession:
    """What shows that our device follows another: that one's public key, signing ours."""

    predecessor: bytes
    proof: bytes


class Casebook:
    """Open databases, the recorder, and the device's keys. Made by `create` or `unlock`."""

    def __init__(self, folder: Path, key: keys.DataKey, key_file: keys.KeyFile) -> None:
        self.folder = folder
        self._key = key
        self.key_file = key_file
        self._key_file_lock = threading.Lock()
        self._lock = InstanceLock(folder)
        parcels.clear_scratch(folder)
        try:
            self._writer = sqlite.engine(folder / STORE, key.database_key("store"), True)
            self._reader = sqlite.engine(folder / STORE, key.database_key("store"), False)
            self._documents_writer = sqlite.engine(
                folder / DOCUMENTS, key.database_key("documents"), True
            )
            self._documents_reader = sqlite.engine(
                folder / DOCUMENTS, key.database_key("documents"), False
            )
            for engine, name, steps in (
                (self._writer, STORE, migrations.STORE),
                (self._documents_writer, DOCUMENTS, migrations.DOCUMENTS),
            ):
                migrations.migrate(engine, steps, partial(self._copy_first, name))
        except BaseException:
            self._lock.release()
            raise
        self.standing = Remembered(self._reader)
        self.recorder = Recorder(self._writer, self.standing.changed)
        self.documents = Documents(self._documents_writer, self._documents_reader, key)

    @classmethod
    def create(cls, folder: Path, passphrase: str, owner: Owner, kdf: Kdf) -> Casebook:
        """A new, empty casebook with fresh device keys.

        Raises FieldkitError ``store.exists``, ``keys.passphrase_short``, ``disk.not_written``.
        """
        make_folder(folder)
        if (folder / keys.FILE).exists() or (folder / STORE).exists():
            raise FieldkitError("store.exists", folder=folder.name)
        key, key_file = keys.create(folder, passphrase, kdf)
        made = cls(folder, key, key_file)
        device = DeviceKeys.make()
        made.put_meta(
            {
                "device": json.dumps(
                    {
                        "signing": base64.b64encode(device.signing).decode(),
                        "sealing": device.sealing,
                    }
                ).encode(),
                "owner": json.dumps(vars(owner)).encode(),
            }
        )
        return made

    @classmethod
    def unlock(cls, folder: Path, passphrase: str) -> Casebook:
        """Open an existing casebook.

        Raises FieldkitError ``keys.missing``, ``keys.wrong_passphrase``, ``keys.tampered``,
        ``store.unreadable``, ``store.already_open``, ``store.newer``, ``store.missing`` ...
        """
        if rekey.is_pending(folder):
            with_lock = InstanceLock(folder)
            try:
                rekey.settle(folder)
            finally:
                with_lock.release()
        key, key_file = keys.unlock(folder, passphrase)
        for name in (STORE, DOCUMENTS):
            if not (folder / name).exists():
                raise FieldkitError("store.missing", file=name)
        return cls(folder, key, key_file)

    def _copy_first(self, name: str) -> None:
        """Copy a database and open every page of the copy, before a migration changes it."""
        key = self._key.database_key(dict(sqlite.DATABASES)[name])
        target = self.folder / f"{name}{rekey.BEFORE_MIGRATION}"
        part = target.with_name(target.name + ".part")
        for path in (part, target):
            path.unlink(missing_ok=True)
        sqlite.copy(self.folder / name, key, part, key)
        if sqlite.integrity(part, key):
            raise FieldkitError("store.page_damaged", file=name)
        part.replace(target)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reader's connection: a consistent view that holds nobody up."""
        with self._reader.connect() as connection:
            yield connection

    def put_meta(self, values: dict[str, bytes]) -> None:
        """Keep small named values."""

        def work(connection: Connection) -> None:
            for name, value in values.items():
                connection.execute(delete(meta).where(meta.c.name == name))
                connection.execute(insert(meta).values(name=name, value=value))

        self.recorder.run(work)

    def get_meta(self, name: str) -> bytes | None:
        """A small named value, or None."""
        with self.read() as connection:
            query = select(meta.c.value).where(meta.c.name == name)
            return connection.execute(query).scalar_one_or_none()

    def kept_of_case(self, subject: str) -> dict[str, bytes]:
        """The small values about one subject, by what follows its name; empty ones are left out."""
        begin = shred.of_case(subject)
        query = select(meta.c.name, meta.c.value).where(
            meta.c.name.startswith(begin, autoescape=True)
        )
        with self.read() as connection:
            rows = connection.execute(query).all()
        return {name.removeprefix(begin): value for name, value in rows if value}

    @property
    def owner(self) -> Owner:
        """Whose casebook it is."""
        return Owner(**json.loads(self.get_meta("owner") or b"{}"))

    @property
    def device(self) -> DeviceKeys:
        """The device's own keys, which live inside the encrypted store."""
        value = json.loads(self.get_meta("device") or b"{}")
        return DeviceKeys(base64.b64decode(value["signing"]), value["sealing"])

    @property
    def former(self) -> tuple[Former, ...]:
        """The devices this casebook was before it was restored, the last one first."""
        value = json.loads(self.get_meta("device") or b"{}")
        return tuple(Former(one["device"], one["sealing"]) for one in value.get("former", ()))

    @property
    def succession(self) -> Succession | None:
        """Proof that our device follows another; None in a casebook that was never restored."""
        value = json.loads(self.get_meta("device") or b"{}")
        if not value.get("former"):
            return None
        return Succession(bytes.fromhex(value["predecessor"]), bytes.fromhex(value["proof"]))

    def renew_device(self) -> None:
        """Become a new device: the old signing key signs the new one once, and is retired.

        The old age key is kept, so that what was sealed for the old device can still be opened.
        """
        old, fresh = self.device, DeviceKeys.make()
        former = [{"device": old.id, "sealing": old.sealing}, *map(vars, self.former)]
        value = {
            "signing": base64.b64encode(fresh.signing).decode(),
            "sealing": fresh.sealing,
            "former": former,
            "predecessor": old.public.hex(),
            "proof": successor_proof(old, fresh.public).hex(),
        }
        self.put_meta({"device": json.dumps(value).encode()})
        self.keep_heads({})

    def keep_heads(self, heads: dict[str, tuple[int, str]]) -> None:
        """Write the chain heads to the key file: at a send, a lock and a clean close."""
        with self._key_file_lock:
            if dict(self.key_file.heads) != heads:
                changed = replace(self.key_file, heads=heads)
                self.key_file = keys.save(self.folder, self._key, changed)

    def keep_recovery(self, recipients: Sequence[str]) -> None:
        """Have one recovery slot for each of these recipients, and no other."""
        with self._key_file_lock:
            if set(self.key_file.recipients) != set(recipients):
                changed = keys.with_recovery(self._key, self.key_file, recipients)
                self.key_file = keys.save(self.folder, self._key, changed)

    def change_passphrase(self, old: str, new: str, kdf: Kdf) -> None:
        """Put another passphrase in the place of `old`.

        Raises FieldkitError ``keys.wrong_passphrase``, ``keys.passphrase_short`` and the like.
        """
        with self._key_file_lock:
            keys.check_passphrase(new)
            keys.unlock(self.folder, old)
            self.key_file = keys.change_passphrase(self.folder, self._key, self.key_file, new, kdf)

    @property
    def key(self) -> keys.DataKey:
        """The data key, for the backups of this casebook; it never leaves `store`."""
        return self._key

    def integrity(self) -> list[str]:
        """Page integrity of both databases; empty when all is well."""
        return self.integrity_of(self.folder)

    def integrity_of(self, folder: Path) -> list[str]:
        """Page integrity of this casebook's databases, or of a copy of them in `folder`."""
        found: list[str] = []
        for name, purpose in sqlite.DATABASES:
            key = self._key.database_key(purpose)
            found += [f"{name}: {line}" for line in sqlite.integrity(folder / name, key)]
        return found

    def shred(self, inspection: str, subject: str, at: str) -> tuple[int, int]:
        """Destroy a subject's document key, documents, text and entry bodies; stubs stay.

        Returns how many entry bodies and documents went. The key goes first: a kill in between
        leaves what can be shredded again, never a case that is whole again.
        """
        documents = self.documents.shred(subject)
        bodies = self.recorder.run(lambda c: shred.empty(c, inspection, subject, at))
        sqlite.vacuum(self._writer)
        return bodies, documents

    def close(self) -> None:
        """Finish what is queued and let go of files and lock."""
        self.recorder.stop()
        for engine in (
            self._writer,
            self._reader,
            self._documents_writer,
            self._documents_reader,
        ):
            engine.dispose()
        self._lock.release()
