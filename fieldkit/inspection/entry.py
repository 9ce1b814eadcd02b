"""Entries: every recorded fact, as a chained stub and a body that the stub binds.

A stub says where in a device's chain an entry stands and fixes the hash of its body; the body says
who recorded which value, and which earlier entries its author saw standing and replaces.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import rfc8785

from fieldkit.errors import FieldkitError

Value = None | bool | int | str | Sequence["Value"] | Mapping[str, "Value"]

SALT_BYTES = 16
NO_PREVIOUS = "0" * 64
LARGEST_INTEGER = 2**53 - 1


def canonical(value: Value) -> bytes:
    """`value` as RFC 8785 JSON: one spelling for one value, so that its hash means something.

    Raises FieldkitError ``entry.not_canonical`` for what RFC 8785 cannot hold.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, RecursionError) as why:
        raise FieldkitError("entry.not_canonical", why=type(why).__name__) from why


def parse_canonical(data: bytes) -> Value:
    """The value of canonical JSON `data`; refuses any other spelling of the same value.

    Raises FieldkitError ``entry.not_canonical``.
    """
    try:
        text = data.decode("utf-8")
        value: Value = _DECODER.decode(text)
        # The C encoder writes what RFC 8785 asks for, but for the order of names that hold
        # characters beyond U+FFFF; then, and whenever it differs, the slow library decides.
        quick = _ENCODER.encode(value) if _QUICK is None else "".join(_QUICK(value, 0))
    except (UnicodeDecodeError, RecursionError, ValueError) as why:
        raise FieldkitError("entry.not_canonical", why="not JSON") from why
    same = quick == text and (text.isascii() or max(text) <= "\uffff")
    if not same and canonical(value) != data:
        raise FieldkitError("entry.not_canonical", why="another spelling")
    return value


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) <= 17 else LARGEST_INTEGER + 1
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("number")
    return number


def _refuse(text: str) -> float:
    raise ValueError("number")


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_int=_integer, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
# The same in C, made once instead of for every value; None where Python has no such part.
_MAKE = json.encoder.c_make_encoder  # type: ignore[attr-defined]
_QUICK: Any = _MAKE and _MAKE(
    None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", True, False, False
)


def sha256(data: bytes) -> str:
    """SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Stub:
    """Where an entry stands: inspection, device, place in that device's chain, hash of its body."""

    inspection: str
    device: str
    sequence: int
    previous: str
    body_sha256: str

    @cached_property
    def encoded(self) -> bytes:
        """The canonical bytes, which are what is hashed, signed and sent."""
        return canonical(
            {
                "body_sha256": self.body_sha256,
                "device": self.device,
                "inspection": self.inspection,
                "previous": self.previous,
                "sequence": self.sequence,
            }
        )

    @cached_property
    def id(self) -> str:
        """The entry's id: SHA-256 of the canonical stub, as hex."""
        return sha256(self.encoded)

    @classmethod
    def parse(cls, data: bytes) -> Stub:
        """Read a stub; raises FieldkitError ``entry.damaged_stub`` or ``entry.not_canonical``."""
        usual = _USUAL.fullmatch(data)
        if usual is not None:
            body, device, inspection, previous, number = (
                part.decode("ascii") for part in usual.groups()
            )
            stub = cls(inspection, device, int(number), previous, body)
        else:
            stub = cls._parse_any(data)
        stub.__dict__["encoded"] = data
        return stub

    @classmethod
    def _parse_any(cls, data: bytes) -> Stub:
        value = parse_canonical(data)
        if not isinstance(value, Mapping) or set(value) != _STUB_FIELDS:
            raise FieldkitError("entry.damaged_stub")
        sequence = value["sequence"]
        texts = {name: value[name] for name in _STUB_FIELDS - {"sequence"}}
        if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 1:
            raise FieldkitError("entry.damaged_stub")
        if not all(isinstance(text, str) for text in texts.values()):
            raise FieldkitError("entry.damaged_stub")
        return cls(sequence=sequence, **{name: str(text) for name, text in texts.items()})

    def known_as(self, identity: str) -> Stub:
        """This stub with its id as the store holds it, so that it need not be worked out."""
        self.__dict__["id"] = identity
        return self


_STUB_FIELDS = {"inspection", "device", "sequence", "previous", "body_sha256"}
# Canonical as it stands: nothing but hex and one whole number, as every stub of ours is.
_USUAL = re.compile(
    rb'\{"body_sha256":"([0-9a-f]+)","device":"([0-9a-f]+)","inspection":"([0-9a-f]+)",'
    rb'"previous":"([0-9a-f]+)","sequence":([1-9][0-9]{0,14})\}'
)


@dataclass(frozen=True)
class Body:
    """What an entry says. `replaces` are ids of the same field that its author saw standing.

    `deed` is how it came about, where that says more than the value: ``undo``, ``redo``, or
    ``also`` for a further entry of one step; it decides nothing.
    """

    author: str
    subject: str
    reading: str
    field: str
    value: Value
    replaces: tuple[str, ...]
    made_at: str
    deed: str = ""

    def to_bytes(self, salt: bytes) -> bytes:
        """`salt` (16 random bytes, so that a hash gives nothing away) then canonical JSON."""
        if len(salt) != SALT_BYTES:
            raise FieldkitError("entry.damaged_body")
        more = {"deed": self.deed} if self.deed else {}
        return salt + canonical(
            {
                **more,
                "author": self.author,
                "subject": self.subject,
                "reading": self.reading,
                "field": self.field,
                "value": self.value,
                "replaces": list(self.replaces),
                "made_at": self.made_at,
            }
        )

    @classmethod
    def parse(cls, data: bytes) -> Body:
        """Read a body's bytes; unknown keys of newer versions are kept in the bytes only.

        Raises FieldkitError ``entry.damaged_body``.
        """
        if len(data) <= SALT_BYTES:
            raise FieldkitError("entry.damaged_body")
        value = parse_canonical(data[SALT_BYTES:])
        if not isinstance(value, Mapping) or not set(value) >= _BODY_FIELDS:
            raise FieldkitError("entry.damaged_body")
        replaces = value["replaces"]
        texts = {name: value[name] for name in _BODY_TEXTS}
        if not isinstance(replaces, list) or not all(isinstance(one, str) for one in replaces):
            raise FieldkitError("entry.damaged_body")
        if not all(isinstance(text, str) for text in texts.values()):
            raise FieldkitError("entry.damaged_body")
        named = {name: str(text) for name, text in texts.items()}
        deed = value.get("deed")
        named["deed"] = deed if isinstance(deed, str) else ""
        return cls(value=value["value"], replaces=tuple(map(str, replaces)), **named)


_BODY_TEXTS = {"author", "subject", "reading", "field", "made_at"}
_BODY_FIELDS = _BODY_TEXTS | {"value", "replaces"}


@dataclass(frozen=True)
class Key:
    """What an entry is about: one field of one reading of one subject."""

    subject: str
    reading: str
    field: str

    @property
    def kind(self) -> str:
        """The kind of field: the part before the first slash."""
        return self.field.split("/", 1)[0]

    @property
    def about(self) -> str:
        """The part after the first slash: a question code, an evidence id; may be empty."""
        return self.field.partition("/")[2]


@dataclass(frozen=True)
class Entry:
    """A stub with its body's bytes, or without them (a private note not sent, a shredded case)."""

    stub: Stub
    raw: bytes | None

    @cached_property
    def id(self) -> str:
        """The id, which is the stub's."""
        return self.stub.id

    @cached_property
    def body(self) -> Body | None:
        """The parsed body, or None where it is absent."""
        return None if self.raw is None else Body.parse(self.raw)

    @cached_property
    def key(self) -> Key | None:
        """What the entry is about, or None without a body."""
        return Key(self.body.subject, self.body.reading, self.body.field) if self.body else None

    def check(self) -> None:
        """Raise FieldkitError ``entry.body_mismatch`` when the body is not the one it binds."""
        if self.raw is not None and sha256(self.raw) != self.stub.body_sha256:
            raise FieldkitError("entry.body_mismatch", sequence=self.stub.sequence)


@dataclass(frozen=True)
class Head:
    """The end of one device's chain in one inspection: last sequence and last id."""

    sequence: int = 0
    id: str = NO_PREVIOUS


def append(inspection: str, device: str, head: Head, body: Body, salt: bytes) -> Entry:
    """The next entry of a device's chain after `head`. Pure: the salt comes from the caller."""
    raw = body.to_bytes(salt)
    stub = Stub(inspection, device, head.sequence + 1, head.id, sha256(raw))
    return Entry(stub, raw)
