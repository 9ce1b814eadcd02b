"""One exception for everything the user's world can do to us; sentences are made in `wording`."""

from __future__ import annotations

Fact = str | int | float | bool | None


class FieldkitError(Exception):
    """A refusal or failure that a person can act on.

    `code` names what happened (``"store.wrong_passphrase"``); `facts` are the values that the
    sentence needs. No sentence is made here: `fieldkit.wording` turns code and facts into words.
    """

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in sorted(self.facts.items()))
        return f"{self.code}({told})" if told else self.code
