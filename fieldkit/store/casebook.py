"""A casebook: the folder of one laptop or of the centre, opened with a passphrase."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from fieldkit.envelope.keys import DeviceKeys
from fieldkit.errors import FieldkitError
from fieldkit.store import keys, migrations, parcels, sqlite
from fieldkit.store.blobs import Documents
from fieldkit.store.files import make_folder, write_whole
from fieldkit.store.instance_lock import InstanceLock
from fieldkit.store.keys import Kdf
from fieldkit.store.recorder import Recorder
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


class Casebook:
    """Open databases, the recorder, and the device's keys. Made by `create` or `unlock`."""

    def __init__(self, folder: Path, key: keys.DataKey, key_file: keys.KeyFile) -> None:
        self.folder = folder
        self._key = key
        self.key_file = key_file
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
            migrations.migrate(self._writer, migrations.STORE, self._copy_first)
            migrations.migrate(self._documents_writer, migrations.DOCUMENTS, self._copy_first)
        except BaseException:
            self._lock.release()
            raise
        self.recorder = Recorder(self._writer)
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
        key, key_file = keys.unlock(folder, passphrase)
        for name in (STORE, DOCUMENTS):
            if not (folder / name).exists():
                raise FieldkitError("store.missing", file=name)
        return cls(folder, key, key_file)

    def _copy_first(self) -> None:
        for name, purpose in ((STORE, "store"), (DOCUMENTS, "documents")):
            key = self._key.database_key(purpose)
            target = self.folder / f"{name}.before-migration"
            sqlite.copy(self.folder / name, key, target, key)

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

    @property
    def owner(self) -> Owner:
        """Whose casebook it is."""
        return Owner(**json.loads(self.get_meta("owner") or b"{}"))

    @property
    def device(self) -> DeviceKeys:
        """The device's own keys, which live inside the encrypted store."""
        value = json.loads(self.get_meta("device") or b"{}")
        return DeviceKeys(base64.b64decode(value["signing"]), value["sealing"])

    def keep_heads(self, heads: dict[str, tuple[int, str]]) -> None:
        """Write the chain heads to the key file: at a send, a lock and a clean close."""
        if dict(self.key_file.heads) == heads:
            return
        changed = keys.KeyFile(**{**vars(self.key_file), "heads": heads})
        self.key_file = keys.save(self.folder, self._key, changed)

    def integrity(self) -> list[str]:
        """Page integrity of both databases; empty when all is well."""
        return self.integrity_of(self.folder)

    def integrity_of(self, folder: Path) -> list[str]:
        """Page integrity of this casebook's databases, or of a copy of them in `folder`."""
        found: list[str] = []
        for name, purpose in ((STORE, "store"), (DOCUMENTS, "documents")):
            key = self._key.database_key(purpose)
            found += [f"{name}: {line}" for line in sqlite.integrity(folder / name, key)]
        return found

    def copy_to(self, folder: Path) -> None:
        """Copy both databases and the key file to `folder`, without stalling the recorder."""
        make_folder(folder)
        for name, purpose in ((STORE, "store"), (DOCUMENTS, "documents")):
            key = self._key.database_key(purpose)
            sqlite.copy(self.folder / name, key, folder / name, key)
        write_whole(folder / keys.FILE, (self.folder / keys.FILE).read_bytes())

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
