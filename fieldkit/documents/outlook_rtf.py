"""Outlook's packed rich text (MS-OXRTFCP), for the letters that have no other body."""

from __future__ import annotations

import struct

MAX_SIZE = 64 * 1024 * 1024
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_RING = 4096
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(data: bytes) -> bytes:
    """The RTF inside a PidTagRtfCompressed value; nothing when it is not one. Never raises."""
    if len(data) < 16:
        return b""
    size, raw_size, kind = struct.unpack_from("<III", data)
    packed = data[16 : 4 + size]
    if kind == _PLAIN:
        return packed[: min(raw_size, MAX_SIZE)]
    return _inflated(packed, min(raw_size, MAX_SIZE)) if kind == _PACKED else b""


def _inflated(packed: bytes, size: int) -> bytes:
    """Runs of eight: a bit says whether a byte follows, or a place and length in the ring."""
    ring = bytearray(_START.ljust(_RING, b"\0"))
    write, at, made = len(_START), 0, bytearray()

    def put(byte: int) -> None:
        nonlocal write
        ring[write] = byte
        write = (write + 1) % _RING
        made.append(byte)

    while at < len(packed) and len(made) < size:
        control = packed[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                if at >= len(packed):
                    return bytes(made)
                put(packed[at])
                at += 1
                continue
            if at + 1 >= len(packed):
                return bytes(made)
            pair = packed[at] << 8 | packed[at + 1]
            at += 2
            place = pair >> 4
            if place == write:
                return bytes(made)
            for step in range((pair & 15) + 2):
                put(ring[(place + step) % _RING])
    return bytes(made[:size])
