"""What every command needs: options, opening a casebook, printing figures and sentences."""

from __future__ import annotations

import functools
import getpass
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import recover
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Casebook
from fieldkit.store.files import write_whole
from fieldkit.store.keys import Kdf

CasebookOption = Annotated[
    Path, typer.Option("--casebook", help="The casebook's folder.", file_okay=False)
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="A file that holds the passphrase; asked for if absent."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print figures as JSON.")]
InspectionOption = Annotated[
    str | None, typer.Option("--inspection", help="Which inspection, where there are several.")
]

console = Console(highlight=False, soft_wrap=True)


def out(text: str) -> None:
    """One line for a person, on standard output."""
    console.print(text, markup=False)


def out_json(value: Any) -> None:
    """Figures for a program, on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def out_table(head: list[str], rows: list[list[str]]) -> None:
    """A table for a person."""
    table = Table(box=None, pad_edge=False)
    for name in head:
        table.add_column(name)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def passphrase(file: Path | None, twice: bool = False) -> str:
    """The passphrase from a file, or asked for. Raises FieldkitError ``cli.passphrase_file``."""
    if file is None:
        said = getpass.getpass("Passphrase: ")
        if twice and getpass.getpass("Once more: ") != said:
            raise FieldkitError("cli.passphrases_differ")
        return said
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as why:
        raise FieldkitError("cli.passphrase_file", file=file.name) from why


_wanted: ContextVar[str | None] = ContextVar("wanted", default=None)


def of_inspection(command: Callable[..., None]) -> Callable[..., None]:
    """The command with one more option, ``--inspection``, which `session` heeds."""

    @functools.wraps(command)
    def run(*given: Any, inspection: str | None = None, **named: Any) -> None:
        before = _wanted.set(inspection)
        try:
            command(*given, **named)
        finally:
            _wanted.reset(before)

    shape = inspect.signature(command, eval_str=True)
    more = inspect.Parameter(
        "inspection", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=InspectionOption
    )
    run.__signature__ = shape.replace(  # type: ignore[attr-defined]
        parameters=[*shape.parameters.values(), more]
    )
    run.__annotations__ = {one.name: one.annotation for one in (*shape.parameters.values(), more)}
    return run


@contextmanager
def session(casebook: Path, passphrase_file: Path | None) -> Iterator[Session]:
    """An unlocked casebook for the length of a command, at the inspection that was asked for."""
    if not casebook.is_dir():  # told before a passphrase is asked for
        raise FieldkitError("keys.missing", folder=casebook.name)
    with opened(casebook, passphrase(passphrase_file)) as session:
        yield session


@contextmanager
def emergency(casebook: Path, passphrase_file: Path | None) -> Iterator[Session]:
    """A casebook opened without the checks that would refuse a damaged one; nothing is written."""
    if not casebook.is_dir():
        raise FieldkitError("keys.missing", folder=casebook.name)
    session = Session(Casebook.unlock(casebook, passphrase(passphrase_file)))
    try:
        wanted = _wanted.get()
        if wanted is not None:
            session.choose(wanted)
        yield session
    finally:
        session.casebook.close()


@contextmanager
def opened(casebook: Path, said: str) -> Iterator[Session]:
    """A casebook unlocked with the passphrase `said`, for the length of a command."""
    session = Session.unlock(casebook, said)
    try:
        recover.note_use(session)
        wanted = _wanted.get()
        if wanted is not None:
            session.choose(wanted)
        yield session
    finally:
        session.close()


@contextmanager
def worker(settings: Settings, opened: Session | None = None) -> Iterator[DocumentWorker]:
    """A document worker for the length of a command."""
    from fieldkit.steps import read

    fetch = read.fetcher(opened) if opened is not None else _nothing
    made = DocumentWorker(fetch, memory=settings.worker_memory, timeout=settings.worker_timeout)
    try:
        yield made
    finally:
        made.stop()


def _nothing(key: str) -> tuple[bytes, str, str | None]:
    raise FieldkitError("document.crashed", name=key)


def kdf(settings: Settings) -> Kdf:
    """The key derivation that settings ask for."""
    return Kdf(settings.kdf_memory_kib, settings.kdf_rounds, settings.kdf_lanes)


def read_file(path: Path) -> bytes:
    """A file's bytes. Raises FieldkitError ``cli.not_read``."""
    try:
        return path.read_bytes()
    except OSError as why:
        raise FieldkitError("cli.not_read", file=path.name) from why


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole. Raises FieldkitError ``disk.full`` or ``disk.not_written``."""
    write_whole(path, data)
