"""One message between the window's process and the worker: a JSON header and raw bytes.

Never pickle: the worker reads hostile files and may be captured, so what it sends is not trusted.
"""

from __future__ import annotations

import json
import re
import struct
from typing import IO, Any

from fieldkit.errors import Fact, FieldkitError

_LENGTHS = struct.Struct("<IQ")
_CODE = re.compile(r"document\.[a-z_]{1,40}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
MAX_HEADER = 256 * 1024 * 1024
MAX_BYTES = 512 * 1024 * 1024


class WireBroken(Exception):
    """The other side is gone or does not keep to the format."""


def send(stream: IO[bytes], header: dict[str, Any], content: bytes = b"") -> None:
    """Write one message. Raises OSError when the other side is gone."""
    said = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    head = said.encode("utf-8", "surrogatepass")
    stream.write(_LENGTHS.pack(len(head), len(content)))
    stream.write(head)
    if content:
        stream.write(content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message. Raises WireBroken at the end of the stream or on any other format."""
    try:
        header_length, content_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
        if header_length > MAX_HEADER or content_length > MAX_BYTES:
            raise WireBroken("length")
        header = json.loads(_whole_characters(_exactly(stream, header_length)))
        content = _exactly(stream, content_length)
    except (OSError, ValueError, RecursionError) as problem:
        raise WireBroken("format") from problem
    if not isinstance(header, dict):
        raise WireBroken("header")
    return header, content


def _whole_characters(data: bytes) -> str:
    """The text of a header; a lone surrogate, which no store can hold, becomes one U+FFFD."""
    text = data.decode("utf-8", "surrogatepass")
    if _ESCAPED_SURROGATE.search(text):
        raise WireBroken("escape")
    return _SURROGATE.sub("\ufffd", text)


def refusal(reply: dict[str, Any], name: str) -> FieldkitError:
    """The refusal a reply tells, about the document `name`; only codes and facts of this room."""
    code, told = reply.get("refused"), reply.get("facts")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return FieldkitError("document.crashed", name=name)
    facts: dict[str, Fact] = {}
    for fact in ("size", "seconds"):
        value = told.get(fact) if isinstance(told, dict) else None
        if isinstance(value, str | int | float):
            facts[fact] = value[:40] if isinstance(value, str) else value
    return FieldkitError(code, **(facts | {"name": name}))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    if count == 0:
        return b""
    data = stream.read(count)
    if data is None or len(data) != count:
        raise WireBroken("end")
    return data
