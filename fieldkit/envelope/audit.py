"""Verifying an envelope again from what was kept of it: the inner bytes up to the header's end."""

from __future__ import annotations

import io

from fieldkit.envelope import layout
from fieldkit.envelope.layout import Header
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
