"""Keys to a place, kept by the operating system's own keyring, never in a file of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fieldkit.errors import FieldkitError

SERVICE = "fieldkit"


@dataclass(frozen=True)
class Credentials:
    """The name and secret with which an object store is opened."""

    name: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(...)"


def keep(where: str, credentials: Credentials) -> None:
    """Hand them to the keyring under the place's URL. Raises FieldkitError ``place.no_keyring``."""
    import keyring  # asks the system for its keyrings when it is loaded

    data = json.dumps([credentials.name, credentials.secret])
    try:
        keyring.set_password(SERVICE, where, data)
    except (keyring.errors.KeyringError, RuntimeError) as why:
        raise FieldkitError("place.no_keyring") from why


def find(where: str) -> Credentials | None:
    """What the keyring holds for a place; None when it holds nothing or there is no keyring."""
    import keyring  # asks the system for its keyrings when it is loaded

    try:
        data = keyring.get_password(SERVICE, where)
    except (keyring.errors.KeyringError, RuntimeError):
        return None
    if not data:
        return None
    name, secret = json.loads(data)
    return Credentials(name, secret)
