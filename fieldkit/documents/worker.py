"""The window's side of the worker process: asks, waits with a limit, kills and starts afresh.

Usable without Qt and from any thread; one request at a time goes to one process. A document that
crashes, hangs or eats memory takes only its own request with it: the next request finds a new
process, and other documents are opened again by `fetch`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from fieldkit.documents import wire
from fieldkit.documents.display import (
    DatedParts,
    DrawnPage,
    Flow,
    Opened,
    PageText,
    RenderedPage,
    Sheets,
    Survey,
)
from fieldkit.documents.display_json import from_json
from fieldkit.errors import FieldkitError

Fetch = Callable[[str], tuple[bytes, str, str | None]]
"""Key of a document -> its bytes, its name, its password or None."""
T = TypeVar("T")
_ROOT = Path(__file__).resolve().parents[2]
_PIPE = 1 << 20
_LONGEST = 1e7  # points: no page is longer
_KEPT = ("SYSTEMROOT", "WINDIR")
_MALFORMED = (TypeError, ValueError, KeyError, IndexError, AttributeError, RecursionError)


def child_command(memory: int) -> list[str]:
    """The command that starts a worker process of at most `memory` bytes."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--document-worker", f"--memory={memory}"]
    module = "fieldkit.documents.child"
    return [sys.executable, "-E", "-s", "-B", "-m", module, f"--memory={memory}"]


class DocumentWorker:
    """One worker process and the documents it is asked about, each by the caller's own key.

    `fetch` gives a document again after the process was killed or closed it to save memory.
    `timeout` is in seconds for one request, `memory` in bytes. The process starts with the first
    request, or with `warm`. `command` replaces the process started (tests).
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        timeout: float = 20.0,
        memory: int = 1 << 30,
        command: Sequence[str] | None = None,
    ) -> None:
        self._fetch = fetch
        self._timeout = timeout
        self._command = list(command) if command is not None else child_command(memory)
        # Entered again when `fetch` gets an attachment's bytes through this same worker.
        self._lock = threading.RLock()
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._names: dict[str, str] = {}

    def warm(self) -> None:
        """Start the process and its PDF part now, so that the first document does not wait."""
        with self._lock:
            self._send("", {"do": "warm"}, b"")

    def open(self, key: str, data: bytes, name: str, password: str | None = None) -> Opened:
        """Open a document as `key`, without reading its text.

        Raises FieldkitError: `document.password`, `document.wrong_password`,
        `document.office_password`, `document.damaged`, `document.empty`,
        `document.unknown_kind`, `document.old_word`, `document.old_powerpoint`,
        `document.crashed`, `document.too_slow`, `document.too_large`, `document.stopped`.
        """
        with self._lock:
            self._names[key] = name
            reply, _ = self._open(key, data, password)
        return self._read(Opened, reply.get("value"), key)

    def page(self, key: str, number: int) -> PageText:
        """Text and character boxes of page `number` (from 1). Raises as `open` does."""
        reply, _ = self._ask(key, {"do": "page", "number": number})
        return self._read(PageText, reply.get("value"), key)

    def render(self, key: str, number: int, scale: float) -> RenderedPage:
        """Pixels of page `number` (from 1), `scale` pixels a point. Raises as `open` does."""
        asked = {"do": "render", "number": number, "scale": scale}
        return self._pixels(key, *self._ask(key, asked))

    def draw(self, key: str, number: int, wide: float, most: float) -> DrawnPage:
        """Page `number` drawn `wide` pixels wide, of at most `most` pixels, with its size.

        What a window shows first: the page's text is not read for it. Raises as `open` does.
        """
        asked = {"do": "draw", "number": number, "wide": wide, "most": most}
        reply, content = self._ask(key, asked)
        picture = self._pixels(key, reply, content)
        try:
            width, height = (float(one) for one in reply["size"])
        except _MALFORMED as problem:
            raise self._captured(key) from problem
        if not (0 < width < _LONGEST and 0 < height < _LONGEST):
            raise self._captured(key)
        return DrawnPage(picture, width, height)

    def flow(self, key: str) -> Flow:
        """The blocks of a flowing document. Raises as `open` does."""
        reply, _ = self._ask(key, {"do": "flow"})
        return self._read(Flow, reply.get("value"), key)

    def sheets(self, key: str) -> Sheets:
        """The tables of a workbook. Raises as `open` does."""
        reply, _ = self._ask(key, {"do": "sheets"})
        return self._read(Sheets, reply.get("value"), key)

    def attachment(self, key: str, number: int) -> tuple[str, bytes]:
        """Name and bytes of attachment `number` (from 0). Open it under a key of its own.

        The name is a stranger's: never use it as a path. Raises as `open` does.
        """
        reply, content = self._ask(key, {"do": "attachment", "number": number})
        return self._read(str, reply.get("value"), key), content

    def picture(self, key: str, number: int) -> RenderedPage:
        """Pixels of picture `number` (from 0) of a flow, at most 1600 long.

        Raises as `open` does, and `document.picture_unknown` for kinds that cannot be shown.
        """
        return self._pixels(key, *self._ask(key, {"do": "picture", "number": number}))

    def text(self, key: str) -> tuple[str, ...]:
        """The text of each page, for the index; flows and sheets are one page. Raises as `open`."""
        reply, _ = self._ask(key, {"do": "text"})
        return self._read(tuple[str, ...], reply.get("value"), key)

    def survey(self, key: str) -> Survey:
        """Characters in all and whether any page is a scan: reads every page. Raises as `open`."""
        reply, _ = self._ask(key, {"do": "survey"})
        return self._read(Survey, reply.get("value"), key)

    def dated(self, key: str) -> DatedParts:
        """The date of a document and of its dated rows and lines. Raises as `open` does."""
        reply, _ = self._ask(key, {"do": "dated"})
        return self._read(DatedParts, reply.get("value"), key)

    def close(self, key: str) -> None:
        """Forget a document. Never raises."""
        with self._lock:
            self._names.pop(key, None)
            if self._process is not None and self._process.poll() is None and not self._stopped:
                with contextlib.suppress(FieldkitError):
                    self._send(key, {"do": "close"}, b"")

    def rest(self) -> None:
        """End the process, with its memory, until something is asked again. Never raises."""
        with self._lock:
            self._end()

    def stop(self) -> None:
        """Kill the process at once, also in the middle of a request. Nothing can be asked after."""
        with self._guard:
            self._stopped = True
            process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()

    def _pixels(self, key: str, reply: dict[str, Any], content: bytes) -> RenderedPage:
        try:
            width, height, stride = (int(one) for one in reply["value"])
        except _MALFORMED as problem:
            raise self._captured(key) from problem
        if not (width > 0 and height > 0 and stride >= width * 3):
            raise self._captured(key)
        if len(content) < stride * (height - 1) + width * 3:
            raise self._captured(key)
        return RenderedPage(width, height, stride, content)

    def _read(self, kind: type[T], value: Any, key: str) -> T:
        try:
            return from_json(kind, value)
        except _MALFORMED as problem:
            raise self._captured(key) from problem

    def _captured(self, key: str) -> FieldkitError:
        """What a reply of another shape means: the process is not to be trusted any longer."""
        with self._lock:
            self._end()
        return FieldkitError("document.crashed", name=self._names.get(key, key))

    def _ask(self, key: str, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            reply, content = self._send(key, asked, b"")
            if reply.get("missing"):
                data, name, password = self._fetch(key)
                self._names[key] = name
                self._open(key, data, password)
                reply, content = self._send(key, asked, b"")
            return reply, content

    def _open(self, key: str, data: bytes, password: str | None) -> tuple[dict[str, Any], bytes]:
        return self._send(key, {"do": "open", "password": password}, data)

    def _send(
        self, key: str, asked: dict[str, Any], content: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """One request and its reply, or the refusal it came to."""
        name = self._names.get(key, key)
        process = self._started()
        late = threading.Event()
        alarm = threading.Timer(self._timeout, _kill_late, (process, late))
        alarm.daemon = True
        alarm.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            wire.send(process.stdin, asked | {"key": key, "name": name}, content)
            reply, answer = wire.receive(process.stdout)
        except (OSError, ValueError, wire.WireBroken) as problem:
            self._end()
            raise self._why(name, late) from problem
        finally:
            alarm.cancel()
            alarm.join()
        if late.is_set() or reply.get("leaving"):
            self._end()
        if "refused" in reply:
            raise wire.refusal(reply, name)
        return reply, answer

    def _why(self, name: str, late: threading.Event) -> FieldkitError:
        if self._stopped:
            return FieldkitError("document.stopped", name=name)
        if late.is_set():
            return FieldkitError("document.too_slow", name=name, seconds=round(self._timeout))
        return FieldkitError("document.crashed", name=name)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._stopped:
            raise FieldkitError("document.stopped", name="")
        if self._process is None:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE,
                cwd=_ROOT,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            with self._guard:
                self._process = process
                stopped = self._stopped
            if stopped:
                self._end()
                raise FieldkitError("document.stopped", name="")
            self._await_ready(process)
        return self._process

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        late = threading.Event()
        alarm = threading.Timer(max(self._timeout, 20.0), _kill_late, (process, late))
        alarm.daemon = True
        alarm.start()
        try:
            assert process.stdout is not None
            wire.receive(process.stdout)
        except wire.WireBroken as problem:
            self._end()
            code = "document.stopped" if self._stopped else "document.no_worker"
            raise FieldkitError(code, name="") from problem
        finally:
            alarm.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()


def _kill_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _environment() -> dict[str, str]:
    """What the worker process may know of our environment: nothing it does not need to start."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"}
