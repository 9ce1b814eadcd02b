"""The help page on envelopes is true: another program can be written from it alone.

1. The worked example is byte for byte what `seal` makes of the named keys and values.
2. A bundle resealed to an auditor's key is opened by the public `age` program and checked by the
   page's own script, which uses nothing of fieldkit; one altered byte and it says no.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from fieldkit.envelope import roster_chain
from fieldkit.envelope.keys import DeviceKeys
from fieldkit.envelope.layout import FIXED, BlobInfo, Frame
from fieldkit.envelope.seal import Content, seal
from fieldkit.inspection import roster as rosters
from fieldkit.inspection.entry import Body, Head, append
from fieldkit.settings import resources
from fieldkit.steps import send, verify
from tests import kit
from tests.envelope.test_vectors import bech32_identity

PAGE = resources() / "help" / "envelope.md"
IDENTITY = bech32_identity(bytes(range(32, 64)))


def example_pack() -> bytes:
    """The same with two documents."""
    return example((b"the first document", b"the second document"))


def example(documents: tuple[bytes, ...] = ()) -> bytes:
    """The inner bytes of the page's bundle: signing key 00 01 .. 1f, one entry."""
    identity = pyrage.x25519.Identity.from_str(IDENTITY)
    keys = DeviceKeys(bytes(range(32)), IDENTITY)
    inspection = "1" * 32
    change = rosters.add_device(
        keys.id, "p1", "A. Marsh", "laptop 07", keys.public.hex(), keys.recipient, "inspector"
    )
    version = rosters.compose(inspection, 1, "", [change], "2025-07-01T09:00:00Z")
    chain = roster_chain.to_bytes([roster_chain.sign(keys, version)])
    body = Body("p1", "s1", "r1", "answer/P 2.1.1", "yes", (), "2025-07-02T10:15:00Z")
    entry = append(inspection, keys.id, Head(), body, bytes(16))
    fields = {
        "inspection": inspection,
        "person": "p1",
        "address": "centre",
        "envelope_id": "e1",
        "sequence": 1,
        "previous_sha256": "0" * 64,
        "first": 1,
        "last": 1,
        "chain_head": entry.id,
        "roster_version": 1,
        "roster_sha256": "2" * 64,
        "form": {"id": "pdu-2023", "version": "1", "sha256": "3" * 64},
        "app_version": "0",
        "made_at": "2025-07-02T12:00:00Z",
    }
    held = {hashlib.sha256(one).hexdigest(): one for one in documents}
    blobs = [BlobInfo(name, len(one), "text/plain") for name, one in held.items()]
    frames = [Frame(entry.stub.encoded, entry.raw or b"")]
    content = Content(lambda: frames, blobs, lambda name: [held[name]])
    out = io.BytesIO()
    seal(out, "bundle", fields, content, keys, chain, [keys.recipient])  # type: ignore[arg-type]
    return bytes(pyrage.decrypt(out.getvalue(), [identity]))


def dump(data: bytes, at: int) -> list[str]:
    """Lines of offset, hex and text, 16 bytes each."""
    found = []
    for place in range(0, len(data), 16):
        part = data[place : place + 16]
        shown = "".join(chr(one) if 32 <= one < 127 else "." for one in part)
        found.append(f"{at + place:5d}  {part.hex(' '):<47}  {shown}")
    return found


def parts(data: bytes) -> list[tuple[str, list[str]]]:
    """The example cut into the page's sections."""
    chain_end = FIXED + int.from_bytes(data[102:106], "big")
    header_end = chain_end + 4 + int.from_bytes(data[chain_end : chain_end + 4], "big")
    end = len(data.rstrip(b"\0"))
    return [
        ("fixed part", dump(data[:FIXED], 0)),
        ("roster chain", dump(data[FIXED:chain_end], FIXED)),
        ("header", dump(data[chain_end:header_end], chain_end)),
        ("frames", dump(data[header_end:end], header_end)),
    ]


def test_the_worked_example() -> None:
    """1."""
    page = PAGE.read_text("utf-8")
    data = example()
    for name, lines in parts(data):
        assert "\n".join(lines) in page, name
    assert f"{len(data)} bytes" in page


def script(folder: Path) -> Path:
    """The page's script, as a file."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    lines = [line for line in found[1].splitlines() if line.strip()]
    assert len(lines) <= 20 and "fieldkit" not in re.sub(r'b"fieldkit[^"]*"', "", found[1])
    path = folder / "check.py"
    path.write_text(found[1], "utf-8")
    return path


def test_the_script_on_the_example(tmp_path: Path) -> None:
    """2."""
    inner = tmp_path / "inner"
    inner.write_bytes(example())
    done = run(script(tmp_path), inner)
    assert done.returncode == 0 and '"kind":"bundle"' in done.stdout, done.stderr


def test_the_script_on_a_pack(tmp_path: Path) -> None:
    """2. Documents too: one changed byte in the last of them is told."""
    made = tmp_path / "inner"
    made.write_bytes(example_pack())
    path = script(tmp_path)
    assert run(path, made).returncode == 0
    made.write_bytes(example_pack().replace(b"second document", b"second documenT"))
    assert "a document was changed" in run(path, made).stderr


def run(path: Path, inner: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(path), str(inner)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("age") is None, reason="the public age program is not here")
def test_an_auditor_needs_nothing_of_ours(tmp_path: Path) -> None:
    """2."""
    world = kit.inspection(tmp_path / "world", cases=1, standard="", index=False)
    bundle = send.send(world.laptops["marsh"], tmp_path / "bundles").path
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "auditor.key").write_text(f"{identity}\n")
    verify.reseal(world.lead, bundle, str(identity.to_public()), tmp_path / "bundle.age")
    world.close()
    inner = tmp_path / "inner"
    command = ["age", "-d", "-i", "auditor.key", "-o", str(inner), "bundle.age"]
    subprocess.run(command, cwd=tmp_path, check=True)
    path = script(tmp_path)
    done = run(path, inner)
    assert done.returncode == 0 and "bundle" in done.stdout, done.stderr
    whole = inner.read_bytes()
    header = whole.index(b'{"address"')
    stub, body = whole.rindex(b'"body_sha256"'), whole.rindex(b'"made_at"')
    for place in (4, 7, 50, 120, header + 30, stub + 20, body + 12):
        changed = bytearray(whole)
        changed[place] ^= 1
        inner.write_bytes(bytes(changed))
        assert run(path, inner).returncode != 0, place
