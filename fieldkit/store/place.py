"""Where laptops and the centre meet: a folder, a network share, a stick, or an object store.

Every place does the same few things: tell the names of whole parcels, give the beginning of one,
bring one, take one. A parcel is either there whole or not there; names are random and never
written twice, so two laptops that write at once never clash. An object store is named by its URL
(``s3://bucket/prefix?endpoint=https://...``) and reached through fsspec.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qs, urlsplit

from fieldkit.errors import FieldkitError
from fieldkit.store.credentials import Credentials
from fieldkit.store.files import disk_trouble, sync_folder
from fieldkit.store.parcels import ENDING, drop

PIECE = 1 << 20
_NAME = re.compile(rf"[0-9a-f]{{24}}{re.escape(ENDING)}")
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def no_progress(done: int, total: int) -> None:
    """For whoever does not want to know: bytes done, bytes in all."""


def never() -> bool:
    """Nobody cancels."""
    return False


class Place(Protocol):
    """What every kind of place does. Raises FieldkitError ``place.away`` when it is not there."""

    def names(self) -> list[str]:
        """Names of whole parcels, sorted."""

    def begin(self, name: str, length: int) -> bytes:
        """The first bytes of a parcel, at most `length`."""

    def fetch(self, name: str, into: BinaryIO, progress: Progress, cancelled: Cancelled) -> None:
        """Bring a parcel. Raises ``place.cancelled``."""

    def put(self, source: Path, progress: Progress, cancelled: Cancelled) -> str:
        """Take a parcel under its own file name. Returns it. Raises ``place.cancelled``."""


def is_url(where: str) -> bool:
    """Whether `where` names something else than a folder."""
    return "://" in where


def open_place(where: str, credentials: Credentials | None = None) -> Place:
    """The place at a URL or a folder.

    Raises FieldkitError ``place.unknown_kind`` or ``place.library`` where what it needs is missing.
    """
    if not is_url(where):
        return FolderPlace(Path(where))
    import fsspec  # most teams meet at a folder

    parts = urlsplit(where)
    if parts.scheme == "file":
        return FolderPlace(Path(fsspec.core.url_to_fs(where)[1]))
    path = parts.netloc + parts.path.rstrip("/")
    try:
        files = fsspec.filesystem(parts.scheme, **_options(parts.scheme, parts.query, credentials))
    except ImportError as why:
        raise FieldkitError("place.library", kind=parts.scheme) from why
    except ValueError as why:
        raise FieldkitError("place.unknown_kind", kind=parts.scheme) from why
    return ObjectPlace(files, path)


def _options(scheme: str, query: str, credentials: Credentials | None) -> dict[str, Any]:
    if scheme != "s3":
        return {}
    made: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    endpoint = parse_qs(query).get("endpoint", [""])[0]
    if endpoint:
        made["endpoint_url"] = endpoint
    if credentials is not None:
        made |= {"key": credentials.name, "secret": credentials.secret}
    return made


def _copy(
    source: BinaryIO, target: Any, total: int, progress: Progress, cancelled: Cancelled
) -> None:
    done = 0
    while piece := source.read(PIECE):
        if cancelled():
            raise FieldkitError("place.cancelled")
        target.write(piece)
        done += len(piece)
        progress(done, total)


@dataclass(frozen=True)
class FolderPlace:
    """A folder on a disk, a share or a stick: written beside, synced, renamed."""

    folder: Path

    def names(self) -> list[str]:
        with self._there():
            return sorted(one.name for one in self.folder.iterdir() if _NAME.fullmatch(one.name))

    def begin(self, name: str, length: int) -> bytes:
        with self._there(), (self.folder / name).open("rb") as file:
            return file.read(length)

    def fetch(self, name: str, into: BinaryIO, progress: Progress, cancelled: Cancelled) -> None:
        with self._there(), (self.folder / name).open("rb") as file:
            total = os.fstat(file.fileno()).st_size
            with _here(into):
                _copy(file, into, total, progress, cancelled)

    def put(self, source: Path, progress: Progress, cancelled: Cancelled) -> str:
        target = self.folder / source.name
        part = target.with_name(f"{source.stem}.{secrets.token_hex(4)}.part")
        with self._there(), source.open("rb") as file:
            try:
                with part.open("xb") as copy:
                    _copy(file, copy, source.stat().st_size, progress, cancelled)
                    copy.flush()
                    os.fsync(copy.fileno())
                part.replace(target)
                with contextlib.suppress(OSError):  # some sticks and shares cannot sync a folder
                    sync_folder(self.folder)
            finally:
                drop(part)
        return target.name

    @contextmanager
    def _there(self) -> Iterator[None]:
        if not self.folder.is_dir():
            raise FieldkitError("place.away", where=self.folder.name)
        try:
            yield
        except OSError as why:
            if not self.folder.is_dir():
                raise FieldkitError("place.away", where=self.folder.name) from why
            raise disk_trouble(why, self.folder) from why


@contextmanager
def _here(into: BinaryIO) -> Iterator[None]:
    """Trouble with our own disk is not the place's."""
    try:
        yield
    except OSError as why:
        raise disk_trouble(why, Path(str(getattr(into, "name", "casebook")))) from why


@dataclass(frozen=True)
class ObjectPlace:
    """An object store: an object appears whole or not at all, and is never written twice."""

    files: Any
    path: str

    def names(self) -> list[str]:
        with self._there():
            try:
                found = self.files.ls(self.path, detail=False)
            except FileNotFoundError:
                self._must_answer()
                return []
            return sorted(
                name for one in found if _NAME.fullmatch(name := str(one).rpartition("/")[2])
            )

    def _must_answer(self) -> None:
        """A prefix that nobody wrote to yet is empty; a bucket that is not there is away."""
        self.files.ls(self.path.partition("/")[0], detail=False)

    def begin(self, name: str, length: int) -> bytes:
        with self._there():
            return bytes(self.files.cat_file(f"{self.path}/{name}", start=0, end=length))

    def fetch(self, name: str, into: BinaryIO, progress: Progress, cancelled: Cancelled) -> None:
        with self._there():
            file = self.files.open(f"{self.path}/{name}", "rb", cache_type="readahead")
            with file, _here(into):
                _copy(file, into, int(file.size), progress, cancelled)

    def put(self, source: Path, progress: Progress, cancelled: Cancelled) -> str:
        name = f"{self.path}/{source.name}"
        with self._there(), source.open("rb") as file:
            target = self.files.open(name, "xb")
            try:
                _copy(file, target, source.stat().st_size, progress, cancelled)
            except BaseException:
                with contextlib.suppress(Exception):
                    target.discard()
                target.closed = True  # else the library would finish the half on its way out
                raise
            with contextlib.suppress(FileExistsError):  # whole already: the answer was lost
                target.close()
        return source.name

    @contextmanager
    def _there(self) -> Iterator[None]:
        where = self.path.partition("/")[0]
        try:
            yield
        except FieldkitError:
            raise
        except PermissionError as why:
            raise FieldkitError("place.not_allowed", where=where) from why
        except Exception as why:
            raise FieldkitError("place.away", where=where) from why
