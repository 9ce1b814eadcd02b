"""Keys and slots.

1. Public vectors through our own functions: Argon2id (RFC 9106), HKDF-SHA256, AES-256-GCM.
2. Every field of a recovery slot edited, slots swapped, added, taken away: refused, quickly.
3. A hostile key file (sizes, shapes) is refused before anything is derived.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import canonical
from fieldkit.store import key_recovery, key_slots, keys
from fieldkit.store.key_slots import Kdf
from tests import kit

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "wycheproof"


def vectors(name: str) -> Iterator[dict[str, Any]]:
    """Test groups' tests of a file, each with its group's facts; none where there is no folder."""
    path = VECTORS / name
    if not path.is_file():
        pytest.skip("the folder of public vectors is not here")
    for group in json.loads(path.read_text("utf-8"))["testGroups"]:
        yield from ({**group, **one} for one in group["tests"])


def test_argon2id() -> None:
    """1. RFC 9106, section 5.3."""
    made = key_slots.argon2id(
        bytes([1]) * 32, bytes([2]) * 16, Kdf(32, 3, 4), bytes([3]) * 8, bytes([4]) * 12
    )
    assert made.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_hkdf() -> None:
    """1."""
    seen = 0
    for one in vectors("hkdf_sha256_test.json"):
        given = [bytes.fromhex(one[name]) for name in ("ikm", "salt", "info")]
        if one["result"] == "valid":
            assert keys.hkdf(*given, one["size"]).hex() == one["okm"], one["tcId"]
            seen += 1
        else:
            with pytest.raises(ValueError):
                keys.hkdf(*given, one["size"])
    assert seen > 50


def test_aes_gcm() -> None:
    """1."""
    seen = 0
    for one in vectors("aes_gcm_test.json"):
        key, nonce, bound, data, sealed, tag = (
            bytes.fromhex(one[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")
        )
        if len(key) != 32 or len(nonce) != 12 or len(tag) != 16:
            continue
        opened = key_slots.unseal(key, nonce, sealed + tag, bound)
        if one["result"] == "valid":
            assert opened == data and key_slots.seal(key, nonce, data, bound) == sealed + tag
            seen += 1
        else:
            assert opened is None, one["tcId"]
    assert seen > 20


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    recipient, _ = key_recovery.make_identity("", "")
    key, made = keys.create(tmp_path, kit.PASSPHRASE, kit.KDF)
    keys.save(tmp_path, key, keys.with_recovery(key, made, [recipient]))
    return tmp_path


def edited(folder: Path, edit: Callable[[dict[str, Any]], object]) -> str:
    """What unlocking says once somebody edited the file and mended its hashes."""
    path = folder / keys.FILE
    both = json.loads(path.read_bytes())
    for copy in both.values():
        edit(copy["value"])
        copy["sha256"] = hashlib.sha256(canonical(copy["value"])).hexdigest()
    path.write_bytes(canonical(both))
    began = time.monotonic()
    with pytest.raises(FieldkitError) as why:
        keys.unlock(folder, kit.PASSPHRASE)
    assert time.monotonic() - began < 20
    return why.value.code


EDITS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "recipient": (lambda v: v["slots"][1].update(recipient="age1other"), "keys.tampered"),
    "sealed": (lambda v: v["slots"][1].update(sealed="00" * 200), "keys.tampered"),
    "taken away": (lambda v: v["slots"].pop(1), "keys.tampered"),
    "added": (lambda v: v["slots"].append(v["slots"][1]), "keys.tampered"),
    "order": (lambda v: v["slots"].reverse(), "keys.tampered"),
    "type to recovery": (lambda v: v["slots"][0].update(type="recovery"), "keys.damaged"),
    "type to passphrase": (lambda v: v["slots"][1].update(type="passphrase"), "keys.damaged"),
    "type to one-off": (lambda v: v["slots"][0].update(type="one-off"), "keys.damaged"),
    "no passphrase slot": (lambda v: v["slots"].pop(0), "keys.wrong_passphrase"),
    "kdf name": (lambda v: v["slots"][0].update(kdf="pbkdf2"), "keys.damaged"),
    "inflated": (lambda v: v["slots"][0].update(memory_kib=1 << 40), "keys.kdf"),
    "deflated": (lambda v: v["slots"][0].update(memory_kib=64), "keys.kdf"),
    "not a number": (lambda v: v["slots"][0].update(rounds="3"), "keys.kdf"),
    "huge sealed": (lambda v: v["slots"][1].update(sealed="00" * 9000), "keys.damaged"),
    "many slots": (lambda v: v.update(slots=v["slots"] * 20), "keys.damaged"),
    "heads": (lambda v: v.update(heads={"x": [1, "y"]}), "keys.tampered"),
    "heads shape": (lambda v: v.update(heads={"x": 1}), "keys.damaged"),
    "recovery": (lambda v: v.update(recovery="2025-01-01T00:00:00Z"), "keys.tampered"),
    "mac": (lambda v: v.update(mac="é" * 64), "keys.tampered"),
    "salt": (lambda v: v.update(salt="00"), "keys.tampered"),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits(folder: Path, name: str) -> None:
    """2. 3."""
    edit, code = EDITS[name]
    assert edited(folder, edit) == code


def test_a_slot_from_another_store_does_not_open(folder: Path, tmp_path: Path) -> None:
    """2. The passphrase is the same; the slot is bound to its own store all the same."""
    other = tmp_path / "other"
    other.mkdir()
    _, made = keys.create(other, kit.PASSPHRASE, kit.KDF)
    value = made.slots[0].to_value()
    assert edited(folder, lambda v: v["slots"].__setitem__(0, value)) == "keys.wrong_passphrase"


def test_an_edit_by_the_passphrase_holder_needs_the_data_key(folder: Path) -> None:
    """2. Another data key under the right passphrase does not pass for ours."""
    held, _ = keys.load(folder)
    forged = key_slots.wrap_passphrase(held.store, b"x" * 32, kit.PASSPHRASE, kit.KDF)
    code = edited(folder, lambda v: v["slots"].__setitem__(0, forged.to_value()))
    assert code == "keys.tampered"
