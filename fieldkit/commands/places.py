"""Commands for the place where laptops and the centre meet: choosing it, and meeting there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.steps import sync as step
from fieldkit.wording import sentence

place_app = typer.Typer(help="The folder, share, stick or object store that everybody meets at.")


@place_app.command("set")
def set_place(
    where: Annotated[str, typer.Argument(help="A folder, or s3://bucket/prefix?endpoint=URL.")],
    casebook: CasebookOption,
    passphrase_file: PassphraseOption = None,
    approval: Annotated[
        str, typer.Option("--approval", help="Who allowed a stick or card: the reference.")
    ] = "",
    keys_file: Annotated[
        Path | None,
        typer.Option(
            "--keys-file",
            help="Two lines: access key and secret. They go to the system's keyring.",
        ),
    ] = None,
) -> None:
    """Choose the place, see that it answers, and remember it."""
    keys = None
    if keys_file is not None:
        lines = common.read_file(keys_file).decode("utf-8", "replace").split()
        if len(lines) != 2:
            raise FieldkitError("place.keys_file", file=keys_file.name)
        keys = step.Credentials(lines[0], lines[1])
    with common.session(casebook, passphrase_file) as session:
        step.choose(session, where, approval, keys)
        common.out(f"The place is {where}.")


@place_app.command("show")
def show_place(casebook: CasebookOption, passphrase_file: PassphraseOption = None) -> None:
    """Say which place was chosen."""
    with common.session(casebook, passphrase_file) as session:
        chosen = step.where(session)
        if chosen is None:
            raise FieldkitError("place.none")
        common.out(chosen.name + (f" (approved: {chosen.approval})" if chosen.approval else ""))


def sync(
    casebook: CasebookOption,
    more: Annotated[
        list[Path] | None, typer.Argument(help="Further parcels to take along, for example packs.")
    ] = None,
    passphrase_file: PassphraseOption = None,
    words: Annotated[
        str | None, typer.Option("--words", help="The founder's six words, for a first pack.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Take what is ours to the place and bring what is for us, verified, in one go."""
    with common.session(casebook, passphrase_file) as session:
        done = step.sync(session, words, more or ())
    if as_json:
        common.out_json(
            {
                "sent": done.sent,
                "waiting_for_receipt": done.waiting,
                "taken_in": [
                    {"kind": one.kind, "from": one.sender_name, "new": one.taken.new}
                    for one in done.arrivals
                ],
                "receipts": done.receipts,
                "others": done.others,
                "words_needed": done.words_needed,
                "refused": [{"file": name, "reason": sentence(why)} for name, why in done.refused],
            }
        )
        return
    common.out(f"Taken there: {done.sent}. Brought and taken in: {len(done.arrivals)}.")
    for one in done.arrivals:
        common.out(f"  {one.kind} from {one.sender_name}: {one.taken.new} new")
    for name, why in done.refused:
        common.out(f"  {name} is set aside: {sentence(why)}")
    if done.words_needed:
        common.out("A first pack is here. Give the founder's six words with --words to open it.")
