"""Verifying an envelope again from what was kept of it: the inner bytes up to the header's end."""

from __future__ import annotations

import io
from collections.abc import Iterable

from fieldkit.envelope import layout
from fieldkit.envelope.layout import Frame, Header
from fieldkit.envelope.open import read_outside, verify_header
from fieldkit.envelope.staging import Staging


def verify_kept(head: bytes, public: bytes) -> Header:
    """The header of a kept head whose signature by `public` is good.

    Raises FieldkitError ``envelope.signature`` and what reading a header raises.
    """
    staging = Staging(io.BytesIO(), len(head))
    staging.write(head)
    outside = read_outside(staging, tuple(layout.KINDS))
    return verify_header(staging, outside, public)


def kept_inner(
    head: bytes, blob_list: bytes, frames: Iterable[Frame], blobs: Iterable[bytes] = ()
) -> bytes | None:
    """An envelope's inner bytes, whole again from what was kept; `blobs` are what it carried.

    None where they are not whole any more: an entry's words or a document were shredded since.
    """
    header = layout.header_of(head)
    body = b"".join(one.to_bytes() for one in (Frame(blob_list), *frames))
    carried = b"".join(blobs)
    if len(body) != header.number("body_length") or len(carried) != header.number("blobs_length"):
        return None
    return head + body + carried + bytes(header.number("padding"))
