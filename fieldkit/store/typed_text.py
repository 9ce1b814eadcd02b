"""What people type and paste, as text that every part of the job can hold.

Control characters and halves of characters can stand neither in an entry nor in a workbook, so they
go before anything is recorded: what is shown as saved is what is saved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fieldkit.inspection.entry import Value

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without what cannot be kept; line ends become line feeds."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_value(value: Value) -> Value:
    """A value with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(name): clean_value(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(one) for one in value]
    return value
