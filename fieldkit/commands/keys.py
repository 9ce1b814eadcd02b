"""Commands about who can open a casebook: passphrase, recovery by the team, a new data key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import enrol, health, recover
from fieldkit.store import rekey as rekey_store

recover_app = typer.Typer(
    help="Open a casebook whose passphrase is forgotten, by the team.", no_args_is_help=True
)

NewPassphrase = Annotated[
    Path | None,
    typer.Option("--new-passphrase-file", help="A file with the new one; asked for if absent."),
]
OutOption = Annotated[Path, typer.Option("-o", "--out", help="The file to write.")]


def passphrase(
    folder: CasebookOption,
    passphrase_file: PassphraseOption = None,
    new_passphrase_file: NewPassphrase = None,
) -> None:
    """Change the passphrase of a casebook, and of its backups that can be reached."""
    old = common.passphrase(passphrase_file)
    new = common.passphrase(new_passphrase_file, twice=True)
    with common.opened(folder, old) as session:
        done = health.change_passphrase(session, old, new, common.kdf(Settings.default()))
    common.out("The passphrase is changed. The old one opens this casebook no more.")
    if done:
        common.out(f"{done} backups take the new one too. Older copies elsewhere do not.")


def rekey(folder: CasebookOption, passphrase_file: PassphraseOption = None) -> None:
    """Encrypt the whole casebook anew under a new data key; the passphrase stays."""
    if not folder.is_dir():
        raise FieldkitError("keys.missing", folder=folder.name)
    said = common.passphrase(passphrase_file)
    rekey_store.rekey(folder, said, common.kdf(Settings.default()))
    common.out("The casebook has a new data key; everything in it was encrypted anew and verified.")
    common.out("Backups from before keep the old key. Make a new one, then remove those.")


@recover_app.command("make-identity")
def make_identity(out: OutOption, passphrase_file: PassphraseOption = None) -> None:
    """Make the team's recovery identity. Keep the file offline, never in or near a casebook."""
    said = common.passphrase(passphrase_file, twice=True)
    recipient = recover.make_identity(out, said)
    common.out(f"Recipient for the roster: {recipient}")
    common.out(f"Keep {out.name} offline: whoever has it and its passphrase opens every casebook.")


@recover_app.command("name")
@common.of_inspection
def name_recipient(
    recipient: Annotated[str, typer.Argument(help="The recipient (age1...); none: no recovery.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Name the team's recovery recipient in the roster; casebooks add a slot when they get it."""
    with common.session(casebook, passphrase_file) as session:
        enrol.name_recovery(session, "" if recipient == "none" else recipient)
        common.out(f"Roster version {session.roster.number} signed. Packs carry it to everybody.")


@recover_app.command("ask")
def ask(
    casebook: CasebookOption,
    out: OutOption,
    name: Annotated[str, typer.Option("--name", help="Who asks.")] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Forgotten: ask the team. The passphrase given here is the one to be, once the reply is in."""
    said = common.passphrase(passphrase_file, twice=True)
    request = recover.ask(casebook, name, said, common.kdf(Settings.default()))
    common.write_file(out, request.to_bytes())
    common.out(f"Six words of this request: {request.words}")
    common.out("Give the file to the team and read them the words, in person or by phone.")


@recover_app.command("answer")
def answer(
    request: Annotated[Path, typer.Argument(help="The owner's request.")],
    identity: Annotated[Path, typer.Option("--identity", help="The recovery identity file.")],
    words: Annotated[str, typer.Option("--words", help="The six words as read to you.")],
    out: OutOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """The team's answer, sealed to the request's one-off key. Needs no casebook."""
    asked = recover.read_request(common.read_file(request))
    data = common.read_file(identity)
    said = common.passphrase(passphrase_file) if recover.needs_passphrase(data) else ""
    common.write_file(out, recover.answer(asked, words, data, said))
    common.out(f"Answered the request of {asked.name or 'a casebook'} made {asked.made_at}.")


@recover_app.command("finish")
def finish(
    reply: Annotated[Path, typer.Argument(help="The team's reply.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Open the casebook with the reply; the passphrase chosen when asking opens it from now on."""
    said = common.passphrase(passphrase_file)
    data = common.read_file(reply)
    recover.finish(casebook, data, said, common.kdf(Settings.default())).close()
    common.out("The casebook opens with the new passphrase. That it was recovered is recorded.")
