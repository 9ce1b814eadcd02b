"""Display values as JSON and back: how they cross the pipe from the worker process.

What comes back is not trusted: a value of another shape is refused, whatever it holds.
"""

from __future__ import annotations

import base64
import dataclasses
import sys
import types
import typing
from array import array
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar

from fieldkit.documents.display import Box, PageText

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """A display value as plain JSON values. Boxes go as base64 of little-endian 32-bit floats."""
    if isinstance(value, PageText):
        plain = {
            field.name: to_json(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name != "boxes"
        }
        return plain | {"boxes": _boxes_out(value.boxes)}
    if isinstance(value, tuple | list):
        if value and isinstance(value[0], str | int | float):
            return list(value)
        return [to_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        defaults = _defaults(type(value))
        named = ((name, getattr(value, name)) for name in defaults)
        return {name: to_json(item) for name, item in named if item != defaults[name]}
    return value


def from_json(kind: type[T], value: Any) -> T:
    """Build a display value of `kind` from what `to_json` gave.

    Raises TypeError, ValueError or KeyError when the shape is another: the reply of a captured
    worker process is not trusted.
    """
    return typing.cast(T, _reader(typing.cast(Any, kind))(value))


def _boxes_out(boxes: tuple[Box, ...]) -> str:
    flat = array("f", [edge for box in boxes for edge in box])
    if sys.byteorder == "big":
        flat.byteswap()
    return base64.b64encode(flat.tobytes()).decode("ascii")


def _boxes_in(text: Any) -> tuple[Box, ...]:
    flat = array("f")
    flat.frombytes(base64.b64decode(text, validate=True))
    if sys.byteorder == "big":
        flat.byteswap()
    edges = iter(flat.tolist())
    return tuple(zip(edges, edges, edges, edges, strict=True))


_NEVER = object()


@cache
def _defaults(kind: type) -> dict[str, Any]:
    return {
        field.name: _NEVER if field.default is dataclasses.MISSING else field.default
        for field in dataclasses.fields(kind)
    }


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """A function that turns a JSON value into `kind`, made once from the type hints."""
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast(type, kind))
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (typing.Union, types.UnionType):
        readers = [_reader(one) for one in inner if one is not type(None)]
        return lambda value: None if value is None else readers[0](value)
    if origin is Literal:
        return lambda value: inner[inner.index(value)]
    if kind is float:
        return float
    return lambda value: _exactly(kind, value)


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _tuple_reader(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    each = _reader(inner[0])
    if inner == (str, ...):
        return lambda value: _all_str(tuple(value))
    if inner[-1] is Ellipsis:
        return lambda value: tuple([each(item) for item in value])
    return lambda value: tuple([each(item) for item in _long(value, len(inner))])


def _all_str(values: tuple[Any, ...]) -> tuple[str, ...]:
    if not all(type(item) is str for item in values):
        raise TypeError("str")
    return values


def _long(value: list[Any], length: int) -> list[Any]:
    if len(value) != length:
        raise ValueError("length")
    return value


def _record_reader(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
    if kind is PageText:
        readers["boxes"] = _boxes_in

    def read(value: Any) -> Any:
        return kind(**{name: readers[name](item) for name, item in value.items()})

    return read
