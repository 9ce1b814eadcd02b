"""The worker process: takes requests on its input, parses, answers on its output, holds no key.

Started as ``python -m fieldkit.documents.child``; a packaged app starts itself with
``--document-worker`` and calls `main`. Imports nothing of the store, the envelope or Qt.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from fieldkit.documents import limits, parse, wire
from fieldkit.documents.dated import dated_parts
from fieldkit.documents.display import bounded
from fieldkit.documents.display_json import to_json
from fieldkit.documents.parsed import Parsed
from fieldkit.errors import FieldkitError

MOST_OPEN = 12
LONGEST = 900.0
"""Seconds after which one request ends this process, should the window's process be gone."""
_SMALL_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>
endobj
4 0 obj<</Length 34>>stream
BT /F 12 Tf 9 9 Td (fieldkit)Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""
Reply = tuple[dict[str, Any], bytes]


@dataclass
class Desk:
    """The documents this process has open: the last used are kept, the others closed."""

    most: int = MOST_OPEN
    held: OrderedDict[str, Parsed] = field(default_factory=OrderedDict)

    def put(self, key: str, document: Parsed) -> None:
        """Keep `document` as `key`; closes the one used longest ago when there are too many."""
        self.drop(key)
        self.held[key] = document
        while len(self.held) > self.most:
            self.held.popitem(last=False)[1].close()

    def get(self, key: str) -> Parsed | None:
        """The document kept as `key`, now the last used; None when it is not held."""
        if key in self.held:
            self.held.move_to_end(key)
        return self.held.get(key)

    def drop(self, key: str) -> None:
        """Close one document, if it is held."""
        document = self.held.pop(key, None)
        if document is not None:
            document.close()


def _page(document: Parsed, asked: dict[str, Any]) -> Reply:
    return {"value": to_json(document.page(int(asked["number"])))}, b""


def _render(document: Parsed, asked: dict[str, Any]) -> Reply:
    made = document.render(int(asked["number"]), float(asked["scale"]))
    return {"value": [made.width, made.height, made.stride]}, made.pixels


def _draw(document: Parsed, asked: dict[str, Any]) -> Reply:
    """A page as wide as asked, with its size: one request for the first thing that is seen."""
    number, wide, most = int(asked["number"]), float(asked["wide"]), float(asked["most"])
    width, height = document.size(number)
    made = document.render(number, bounded(wide / max(1.0, width), width, height, most))
    return {"value": [made.width, made.height, made.stride], "size": [width, height]}, made.pixels


def _picture(document: Parsed, asked: dict[str, Any]) -> Reply:
    made = document.picture(int(asked["number"]))
    return {"value": [made.width, made.height, made.stride]}, made.pixels


def _attachment(document: Parsed, asked: dict[str, Any]) -> Reply:
    name, content = document.attachment(int(asked["number"]))
    return {"value": name}, content


_PARTS: dict[str, Callable[[Parsed, dict[str, Any]], Reply]] = {
    "opened": lambda document, _: ({"value": to_json(document.opened)}, b""),
    "page": _page,
    "render": _render,
    "draw": _draw,
    "picture": _picture,
    "attachment": _attachment,
    "flow": lambda document, _: ({"value": to_json(document.flow())}, b""),
    "sheets": lambda document, _: ({"value": to_json(document.sheets())}, b""),
    "survey": lambda document, _: ({"value": to_json(document.survey())}, b""),
    "text": lambda document, _: ({"value": list(document.texts())}, b""),
    "dated": lambda document, _: ({"value": to_json(dated_parts(document))}, b""),
}


def answer(desk: Desk, asked: dict[str, Any], content: bytes) -> Reply:
    """Do what one request asks. Raises FieldkitError, or whatever the parser of a bad file does."""
    key, task = str(asked["key"]), str(asked["do"])
    if task == "warm":
        _warm()
        return {"value": None}, b""
    if task == "open":
        document = parse.open_document(content, str(asked["name"]), asked.get("password"))
        desk.put(key, document)
        return {"value": to_json(document.opened)}, b""
    if task == "close":
        desk.drop(key)
        return {"value": None}, b""
    held = desk.get(key)
    if held is None:
        return {"missing": True}, b""
    return _PARTS[task](held, asked)


def _warm() -> None:
    """Load PDFium and let it find its fonts, which takes it a tenth of a second, once."""
    document = parse.open_document(_SMALL_PDF, "warm.pdf")
    document.page(1)
    document.render(1, 0.1)
    document.close()


def _answer_safely(desk: Desk, asked: dict[str, Any], content: bytes) -> Reply:
    name = str(asked.get("name", ""))
    try:
        return answer(desk, asked, content)
    except FieldkitError as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}, b""
    except MemoryError:
        desk.held.clear()
        return {"refused": "document.too_large", "facts": {"name": name}, "leaving": True}, b""
    except Exception:  # noqa: BLE001
        # The one boundary: parsers of strangers' files raise anything at all. The file is called
        # damaged; nothing of its content leaves this process in a message.
        return {"refused": "document.damaged", "facts": {"name": name}}, b""


def _streams() -> tuple[IO[bytes], IO[bytes]]:
    """Our pipes as bytes, and nothing else left that could print into them.

    A packaged app without a console has no `sys.stdin`, though it was given the pipes.
    """
    source = os.fdopen(0, "rb") if sys.stdin is None else sys.stdin.buffer
    goal = os.fdopen(1, "wb") if sys.stdout is None else sys.stdout.buffer
    sys.stdout = sys.stderr
    return source, goal


def serve(desk: Desk) -> None:
    """Answer requests from standard input until it ends."""
    source, goal = _streams()
    wire.send(goal, {"ready": True})
    while True:
        try:
            asked, content = wire.receive(source)
        except wire.WireBroken:
            return
        if sys.stderr is not None:
            faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.stderr)
        reply, pixels = _answer_safely(desk, asked, content)
        faulthandler.cancel_dump_traceback_later()
        del content
        try:
            wire.send(goal, reply, pixels)
        except MemoryError:
            return
        if reply.get("leaving"):
            return


def main(arguments: list[str] | None = None) -> None:
    """Run the worker process: limit it, then serve. Never returns."""
    reader = argparse.ArgumentParser(prog="document-worker", add_help=False)
    reader.add_argument("--memory", type=int, default=1 << 30)
    reader.add_argument("--most-open", type=int, default=MOST_OPEN)
    chosen, _ = reader.parse_known_args(sys.argv[1:] if arguments is None else arguments)
    limits.limit(chosen.memory)
    serve(Desk(chosen.most_open))
    # Straight out: destructors of a parser in an unknown state are not worth running.
    os._exit(0)


if __name__ == "__main__":
    main()
