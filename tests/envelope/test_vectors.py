"""Public test vectors through fieldkit's own functions; nothing to run where the data are absent.

1. Ed25519 (Wycheproof): `keys.verify`. Points of low order (CCTV): refused at enrolment.
2. X25519 (Wycheproof): age files made by hand from each vector, opened by `unseal`.
3. age (CCTV): what must open opens to the right bytes, everything else is a refusal.
4. RFC 8785: the sorting and the string example, through `canonical`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.envelope import keys as key_room
from fieldkit.envelope.open import unseal
from fieldkit.envelope.staging import Staging
from fieldkit.errors import FieldkitError
from fieldkit.inspection.entry import Value, canonical

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors"
here = pytest.mark.skipif(not VECTORS.is_dir(), reason="the public vectors are not here")


def wycheproof(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / "wycheproof" / name).read_text())[
        "testGroups"
    ]
    return found


@here
def test_ed25519() -> None:
    """1."""
    count = 0
    for group in wycheproof("ed25519_test.json"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        for test in group["tests"]:
            good = key_room.verify(public, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            assert good == (test["result"] == "valid"), test["tcId"]
            count += 1
    assert count > 100


@here
def test_points_at_the_edge_are_never_enrolled() -> None:
    """1. A key of low order, or not canonically written, is refused; others are taken."""
    taken = refused = 0
    for one in json.loads((VECTORS / "ed25519_points.json").read_text()):
        flags = set(one["flags"] or ())
        weak = bool(flags & {"low_order_A", "non_canonical_A"})
        try:
            key_room.check_public_key(bytes.fromhex(one["key"]))
            taken += 1
            assert not weak, one["number"]
        except FieldkitError as why:
            refused += 1
            assert why.code == "key.weak" and weak, one["number"]
    assert taken and refused


def _kdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(secret)


def _plain64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def bech32_identity(data: bytes) -> str:
    """An age identity string of 32 secret bytes. Source: BIP 173."""
    letters, name = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", "age-secret-key-"
    number = int.from_bytes(data, "big") << 4
    words = [(number >> (5 * place)) & 31 for place in range(51, -1, -1)]
    check = 1
    spread = [ord(one) >> 5 for one in name] + [0] + [ord(one) & 31 for one in name]
    for value in spread + words + [0] * 6:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if (top >> place) & 1 else 0
    words += [((check ^ 1) >> (5 * place)) & 31 for place in range(5, -1, -1)]
    return (name + "1" + "".join(letters[one] for one in words)).upper()


def age_file(share: bytes, shared: bytes, recipient: bytes, content: bytes) -> bytes:
    """An age file whose one recipient stanza has this ephemeral share and shared secret."""
    file_key, nonce = b"\x07" * 16, b"\x09" * 16
    wrapping = _kdf(shared, share + recipient, b"age-encryption.org/v1/X25519")
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    head = b"age-encryption.org/v1\n-> X25519 " + _plain64(share) + b"\n"
    head += _plain64(wrapped) + b"\n---"
    mac = hmac.new(_kdf(file_key, b"", b"header"), head, hashlib.sha256).digest()
    payload = ChaCha20Poly1305(_kdf(file_key, nonce, b"payload"))
    return (
        head
        + b" "
        + _plain64(mac)
        + b"\n"
        + nonce
        + payload.encrypt(bytes(11) + b"\x01", content, None)
    )


def unsealed(data: bytes, identity: str) -> bytes:
    staging = Staging(io.BytesIO(), 1 << 30)
    unseal(io.BytesIO(data), [identity], staging)
    return staging.at(0, staging.length)


@here
def test_x25519() -> None:
    """2. A shared secret of zero, which a point of low order gives, is refused."""
    opened = refused = 0
    for group in wycheproof("x25519_test.json"):
        for test in group["tests"]:
            private, share = bytes.fromhex(test["private"]), bytes.fromhex(test["public"])
            shared = bytes.fromhex(test["shared"])
            key = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
            data = age_file(share, shared, key, b"the content")
            if shared == bytes(32):
                with pytest.raises(FieldkitError):
                    unsealed(data, bech32_identity(private))
                refused += 1
                continue
            assert unsealed(data, bech32_identity(private)) == b"the content", test["tcId"]
            wrong = bytes([shared[0] ^ 1]) + shared[1:]
            with pytest.raises(FieldkitError):
                unsealed(age_file(share, wrong, key, b"the content"), bech32_identity(private))
            opened += 1
    assert opened > 100 and refused > 5


AGE = sorted((VECTORS / "age").iterdir()) if VECTORS.is_dir() else []


@pytest.mark.parametrize("file", AGE, ids=lambda one: one.name)
def test_age(file: Path) -> None:
    """3. Ours are binary files to X25519 recipients: every other kind is refused."""
    head, _, data = file.read_bytes().partition(b"\n\n")
    said = [line.split(": ", 1) for line in head.decode().splitlines()]
    named = dict(said)
    identities = [value for name, value in said if name == "identity"]
    identities = [one for one in identities if one.startswith("AGE-SECRET-KEY-1")]
    plain = not {"armored", "passphrase", "compressed"} & set(named)
    staging = Staging(io.BytesIO(), 1 << 30)
    if named["expect"] == "success" and identities and plain and "hybrid" not in file.name:
        unseal(io.BytesIO(data), identities, staging)
        found = staging.at(0, staging.length)
        assert hashlib.sha256(found).hexdigest() == named["payload"]
        return
    with pytest.raises(FieldkitError) as why:
        unseal(io.BytesIO(data), identities, staging)
    assert why.value.code in ("envelope.damaged", "envelope.not_for_us")


def test_rfc_8785_sorting() -> None:
    """4. Names are in the order of their UTF-16 code units (section 3.2.3)."""
    value: Value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    wanted = (
        '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",'
        '"\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
    )
    assert canonical(value) == wanted.encode()


def test_rfc_8785_strings() -> None:
    """4. Section 3.2.2.2's string and literals, character by character."""
    value: Value = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    wanted = '{"literals":[null,true,false],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    assert canonical(value) == wanted.encode()
