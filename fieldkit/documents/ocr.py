"""Words read from the picture of a page by the tesseract program, where it is installed.

The picture goes in and the words come out by pipes; nothing is written to the disk. The program is
a stranger to us and reads strangers' pictures, so it runs limited as the document worker does, and
what it says is taken apart with care. Its words are a guess and are marked as such (`ocr`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Final

from fieldkit.documents.display import NO_BOX, Box, PageText, RenderedPage
from fieldkit.errors import FieldkitError

DPI: Final = 300
SCALE: Final = DPI / 72
MOST_WORDS: Final = 20_000
SURE: Final = 20.0
"""Words the program itself gives less than this percent are left out."""
_ROOT = Path(__file__).resolve().parents[2]
_WINDOWS = Path("C:/Program Files/Tesseract-OCR/tesseract.exe")


def program() -> Path | None:
    """The tesseract program, or None where it is not installed."""
    found = shutil.which("tesseract")
    if found is not None:
        return Path(found)
    return _WINDOWS if sys.platform == "win32" and _WINDOWS.is_file() else None


def limited() -> bool:
    """Whether the program is run with its powers taken away on this system."""
    return sys.platform != "win32"


def command(tesseract: Path, memory: int, language: str = "eng") -> list[str]:
    """The command that reads one picture from standard input."""
    asked = [str(tesseract), "stdin", "stdout", "-l", language, "--dpi", str(DPI), "tsv"]
    if not limited():
        return asked
    child = ["-m", "fieldkit.documents.ocr_child", f"--memory={memory}"]
    if getattr(sys, "frozen", False):
        return [sys.executable, "--ocr-worker", child[-1], *asked]
    return [sys.executable, "-E", "-s", "-B", *child, *asked]


class Ocr:
    """Reads one picture after the other. `timeout` in seconds a page, `memory` in bytes."""

    def __init__(self, tesseract: Path, *, timeout: float = 90.0, memory: int = 1 << 30) -> None:
        self._command = command(tesseract, memory)
        self._timeout = timeout
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def read(self, picture: RenderedPage, page: PageText) -> PageText:
        """`page` with the words of its picture, which was rendered for it at any scale.

        Raises FieldkitError ``document.ocr_failed``, ``document.too_slow``, ``document.stopped``.
        """
        said = self._run(_as_pnm(picture))
        text, boxes = words_of(said, page.width / picture.width, page.height / picture.height)
        return replace(page, text=text, boxes=boxes, scan=True, ocr=True)

    def stop(self) -> None:
        """End the program at once; nothing is read after it."""
        with self._guard:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _run(self, picture: bytes) -> str:
        with self._guard:
            if self._stopped:
                raise FieldkitError("document.stopped", name="")
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        try:
            said, _ = process.communicate(picture, self._timeout)
        except subprocess.TimeoutExpired as why:
            raise FieldkitError("document.too_slow", name="", seconds=round(self._timeout)) from why
        finally:
            process.kill()
            process.wait()
            with self._guard:
                self._process = None
        if self._stopped:
            raise FieldkitError("document.stopped", name="")
        if process.returncode != 0:
            raise FieldkitError("document.ocr_failed")
        return said.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """What the program may know: where its language files are, and one thread only."""
    kept = ("SYSTEMROOT", "WINDIR", "TESSDATA_PREFIX")
    known = {name: os.environ[name] for name in kept if name in os.environ}
    return known | {"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _as_pnm(picture: RenderedPage) -> bytes:
    """The pixels in the plainest of formats, which needs no encoder here and no file there."""
    head = f"P6 {picture.width} {picture.height} 255\n".encode()
    wide = picture.width * 3
    if picture.stride == wide:
        return head + picture.pixels[: wide * picture.height]
    rows = (
        picture.pixels[row * picture.stride : row * picture.stride + wide]
        for row in range(picture.height)
    )
    return head + b"".join(rows)


def words_of(said: str, across: float, down: float) -> tuple[str, tuple[Box, ...]]:
    """Text and a box for every character from the program's table of words.

    `across` and `down` are points a pixel. Rows that are not as they should be are left out.
    """
    pieces: list[str] = []
    boxes: list[Box] = []
    before: tuple[str, ...] = ()
    for row in said.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or len(pieces) >= 2 * MOST_WORDS:
            continue
        word = "".join(letter for letter in cells[11] if letter.isprintable()).strip()
        try:
            left, top, wide, high = (int(cell) for cell in cells[6:10])
            sure = float(cells[10])
        except ValueError:
            continue
        if not word or sure < SURE or min(left, top, wide, high) < 0:
            continue
        line = tuple(cells[1:5])
        if before:
            pieces.append(" " if line == before else "\n")
            boxes.append(NO_BOX)
        before = line
        pieces.append(word)
        each = wide / len(word)
        boxes += [
            (
                (left + each * place) * across,
                top * down,
                (left + each * (place + 1)) * across,
                (top + high) * down,
            )
            for place in range(len(word))
        ]
    return "".join(pieces), tuple(boxes)
