"""Casebooks of past formats, kept since they were made (``tests/store/old``).

1. Each opens, keeps its entries and documents, passes the full check, and can be written to.
2. The database that changes is copied and verified first; one that does not is left alone.
3. A kill midway through a migration leaves what the next opening finishes.
4. A migrated store has the schema of a new one.
5. A newer one is refused before anything is changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Key
from fieldkit.steps import care
from fieldkit.steps.session import Session
from fieldkit.store import keys, migrations, sqlite
from fieldkit.store.casebook import Casebook
from fieldkit.store.entries import Edit
from tests import kit

OLD = Path(__file__).parent / "old"
FORMATS = sorted(path.name for path in OLD.iterdir() if path.is_dir())

_KILLED = """
import os, sys
from pathlib import Path
from fieldkit.store import migrations
from fieldkit.store.casebook import Casebook
from tests import kit
real = migrations.STORE[-1]
def killed(connection):
    real(connection)
    os._exit(9)
migrations.STORE = (*migrations.STORE[:-1], killed)
Casebook.unlock(Path(sys.argv[1]), kit.PASSPHRASE)
"""


@pytest.fixture(params=FORMATS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(OLD / request.param, tmp_path / "casebook"))


def version(path: Path, purpose: str, folder: Path) -> int:
    key, _ = keys.unlock(folder, kit.PASSPHRASE)
    connection = sqlite.open_store(path, key.database_key(purpose), 1000)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def values(session: Session) -> dict[str, object]:
    """What stands of the first reading, by field."""
    found = {}
    for key, standing in session.present().items():
        if key.kind in ("answer", "reason") and standing[0].body:
            found[key.field] = standing[0].body.value
    return found


EXPECTED = {
    "answer/P 2.1.1": "no",
    "reason/P 2.1.1": "Nobody asked the police about call-outs.",
    "answer/P 2.1.2": "yes",
    "answer/P 2.1.3": "yes",
}


def looked_at(folder: Path) -> None:
    session = Session.unlock(folder, kit.PASSPHRASE)
    try:
        assert values(session) == EXPECTED
        assert care.check(session) == []
        documents = session.casebook.documents
        assert len(documents.all()) == 3
        assert b"keep away" in b"".join(documents.get(s, h) for s, h, _, _ in documents.all())
        assert documents.search("enquiry")
        reading = next(key for key in session.present() if key.field == "reading")
        session.record([Edit(Key(reading.subject, reading.reading, "flag/P 2.1.1"), True)])
    finally:
        session.close()


def test_it_opens_and_keeps_everything(folder: Path) -> None:
    """1. 2."""
    before = {name: version(folder / name, purpose, folder) for name, purpose in sqlite.DATABASES}
    looked_at(folder)
    for (name, purpose), steps in zip(
        sqlite.DATABASES, (migrations.STORE, migrations.DOCUMENTS), strict=True
    ):
        assert version(folder / name, purpose, folder) == len(steps)
        copy = folder / f"{name}.before-migration"
        assert copy.exists() == (before[name] < len(steps))
        if copy.exists():
            assert version(copy, purpose, folder) == before[name]


@pytest.mark.skipif(len(migrations.STORE) < 2, reason="there is no later format yet")
def test_a_kill_midway_is_finished_later(folder: Path) -> None:
    """3."""
    before = version(folder / "store.db", "store", folder)
    if before == len(migrations.STORE):
        pytest.skip("nothing to migrate")
    command = [sys.executable, "-c", _KILLED, str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 9, told.stderr
    assert version(folder / "store.db", "store", folder) == len(migrations.STORE) - 1
    looked_at(folder)


def schema(path: Path, purpose: str, folder: Path) -> set[tuple[str, ...]]:
    """Names and shapes of a database, its white space aside."""
    key, _ = keys.unlock(folder, kit.PASSPHRASE)
    connection = sqlite.open_store(path, key.database_key(purpose), 1000)
    try:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        found: set[tuple[str, ...]] = {(kind, name, of) for kind, name, of, _ in rows}
        for kind, name, *_ in rows:
            if kind == "table":
                columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
                found |= {("column", name, *map(str, one[1:])) for one in columns}
        return found
    finally:
        connection.close()


def test_the_schema_is_that_of_a_new_one(folder: Path, tmp_path: Path) -> None:
    """4."""
    Casebook.unlock(folder, kit.PASSPHRASE).close()
    fresh = tmp_path / "fresh"
    kit.laptop(fresh).close()
    for name, purpose in sqlite.DATABASES:
        assert schema(folder / name, purpose, folder) == schema(fresh / name, purpose, fresh)


@pytest.mark.parametrize("name", ["store.db", "documents.db"])
def test_a_newer_one_is_refused(folder: Path, name: str) -> None:
    """5."""
    casebook = Casebook.unlock(folder, kit.PASSPHRASE)
    writer = casebook._writer if name == "store.db" else casebook._documents_writer
    with writer.begin() as connection:
        connection.execute(text("PRAGMA user_version = 99"))
    casebook.close()
    before = (folder / name).read_bytes()
    with pytest.raises(FieldkitError, match=r"store\.newer"):
        Casebook.unlock(folder, kit.PASSPHRASE)
    assert (folder / name).read_bytes() == before
