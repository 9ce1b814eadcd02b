"""Bugs sown into envelope and roster code: a refusal that is worked out and then not heeded.

The function's own source is taken, one `raise` is struck out, and the result put in its place.
"""

from __future__ import annotations
import __future__

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from fieldkit.envelope import keys, layout, roster_chain
from fieldkit.envelope import open as opening
from tests.envelope import test_envelope

# Modules that hold the same function under its own name.
USERS = (test_envelope,)


@dataclass(frozen=True)
class Bug:
    """A refusal of this code, in this function, that is not heeded."""

    module: ModuleType
    function: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.function} lets {self.code} pass"


@contextmanager
def sown(bug: Bug) -> Iterator[None]:
    """The product with this bug in it."""
    right = getattr(bug.module, bug.function)
    source = textwrap.dedent(inspect.getsource(right))
    told = f'FieldkitError("{bug.code}"'
    assert f"raise {told}" in source, f"{bug.name}: the code changed, change this list"
    space: dict[str, Any] = dict(vars(bug.module))
    flags = __future__.annotations.compiler_flag
    wrong = compile(source.replace(f"raise {told}", told), bug.name, "exec", flags, True)
    exec(wrong, space)
    made = space[bug.function]
    made = type(right)(made.__code__, vars(bug.module), right.__name__, right.__defaults__)
    made.__kwdefaults__ = right.__kwdefaults__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bug.module, bug.function, made)
        for user in USERS:
            if getattr(user, bug.function, None) is right:
                patch.setattr(user, bug.function, made)
        yield


BUGS = tuple(
    Bug(module, function, code)
    for module, function, codes in (
        (opening, "read_outside", ("envelope.magic", "envelope.newer", "envelope.kind")),
        (opening, "verify_header", ("envelope.signature", "envelope.not_canonical")),
        (
            opening,
            "open_verified",
            ("envelope.signer_unknown", "envelope.other_inspection", "envelope.other_recipient"),
        ),
        (opening, "verify_content", ("envelope.lengths", "envelope.body_sha256")),
        (opening, "_check_blobs", ("envelope.blob_sha256",)),
        (roster_chain, "from_bytes", ("roster.signature",)),
        (roster_chain, "found", ("roster.founder",)),
        (roster_chain, "extend", ("roster.signer",)),
        (roster_chain, "join", ("roster.broken_chain", "roster.branch_waits")),
        (keys, "check_public_key", ("key.weak",)),
        (layout, "read_header", ("envelope.newer",)),
    )
    for code in codes
)
