"""Commands that found an inspection and say who takes part: inspection, enrol, roster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.settings import Settings
from fieldkit.steps import enrol, prepare
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Owner

inspection_app = typer.Typer(help="Found an inspection.", no_args_is_help=True)
enrol_app = typer.Typer(help="Enrol a laptop.", no_args_is_help=True)
roster_app = typer.Typer(help="Who takes part, on which laptop.", no_args_is_help=True)

NameOption = Annotated[str, typer.Option("--name", help="The person's name.")]
LabelOption = Annotated[str, typer.Option("--label", help="What this laptop is called.")]


def person_id(name: str) -> str:
    """A person id from a name; an id never changes, a name may."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "person"


def _create_or_unlock(folder: Path, file: Path | None, name: str, label: str) -> Session:
    said = common.passphrase(file, twice=not (folder / "store.fkkeys").exists())
    if (folder / "store.fkkeys").exists():
        return Session.unlock(folder, said)
    if not name:
        raise FieldkitError("cli.name_needed")
    owner = Owner(person_id(name), name, label)
    return Session.create(folder, said, owner, common.kdf(Settings.default()))


@inspection_app.command("new")
def inspection_new(
    casebook: CasebookOption,
    form: Annotated[str, typer.Option("--form", help="A standards set's id, or a form file.")],
    title: Annotated[str, typer.Option("--title", help="What the inspection is called.")],
    label: Annotated[
        str, typer.Option("--public-label", help="Shown before unlocking; name no service.")
    ] = "Inspection",
    name: NameOption = "",
    laptop: LabelOption = "centre",
    recovery: Annotated[
        str, typer.Option("--recovery", help="The team's recovery recipient (age1...).")
    ] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Found an inspection's roster in a casebook, which is made if it is not there."""
    text = prepare.form_text(form)
    session = _create_or_unlock(casebook, passphrase_file, name, laptop)
    try:
        enrol.found(session, text, recovery)
        prepare.define(session, title, label)
        common.out(f"Founded {title}. Six words of this casebook: {enrol.own_words(session)}")
        common.out("Read them to every inspector who opens a first pack.")
    finally:
        session.close()


@enrol_app.command("card")
def enrol_card(
    casebook: CasebookOption,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the card goes.")],
    name: NameOption = "",
    label: LabelOption = "laptop",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Make this laptop's enrolment card (and its casebook, if it is not there yet)."""
    session = _create_or_unlock(casebook, passphrase_file, name, label)
    try:
        common.write_file(out, enrol.make_card(session))
        common.out(f"Six words of this laptop: {enrol.own_words(session)}")
    finally:
        session.close()


@enrol_app.command("add")
@common.of_inspection
def enrol_add(
    card: Annotated[Path, typer.Argument(help="The card that the laptop made.")],
    casebook: CasebookOption,
    role: Annotated[str, typer.Option("--role", help="The person's role.")],
    words: Annotated[str, typer.Option("--words", help="The six words as read to you.")],
    signer: Annotated[bool, typer.Option("--signer", help="May sign roster versions.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Add a laptop to the roster, once its six words were compared."""
    with common.session(casebook, passphrase_file) as session:
        found = enrol.read_card(common.read_file(card))
        enrol.add(session, found, role, words, signer)
        common.out(f"{found.name} ({found.label}) is in the roster as {role}.")


@roster_app.command("show")
@common.of_inspection
def roster_show(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Show the roster."""
    with common.session(casebook, passphrase_file) as session:
        roster = session.roster
        rows = [
            {
                "device": one.id,
                "person": one.person,
                "name": one.name,
                "label": one.label,
                "role": one.role,
                "signer": one.signer,
            }
            for one in roster.devices.values()
        ]
    if json:
        common.out_json({"version": roster.number, "devices": rows})
    else:
        common.out(f"Roster version {roster.number}")
        head = ["device", "person", "name", "label", "role"]
        common.out_table(
            head,
            [[str(row[n])[:12] if n == "device" else str(row[n]) for n in head] for row in rows],
        )


def _device(session: Session, given: str) -> str:
    found = [one for one in session.roster.devices if one.startswith(given)]
    if len(found) != 1:
        raise FieldkitError("enrol.unknown_device", device=given)
    return found[0]


@roster_app.command("role")
@common.of_inspection
def roster_role(
    device: Annotated[str, typer.Argument(help="The device id, or how it begins.")],
    role: Annotated[str, typer.Argument(help="The new role.")],
    casebook: CasebookOption,
    since: Annotated[
        int | None, typer.Option("--from", help="From which place in its chain on.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Change a laptop's role from a place in its chain on."""
    with common.session(casebook, passphrase_file) as session:
        enrol.set_role(session, _device(session, device), role, since)
        common.out(f"Roster version {session.roster.number} signed.")


@roster_app.command("revoke")
@common.of_inspection
def roster_revoke(
    device: Annotated[str, typer.Argument(help="The device id, or how it begins.")],
    casebook: CasebookOption,
    since: Annotated[
        int | None, typer.Option("--from", help="From which place in its chain on.")
    ] = None,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Revoke a lost laptop: what it recorded from there on is refused, and kept."""
    with common.session(casebook, passphrase_file) as session:
        enrol.set_role(session, _device(session, device), "none", since)
        common.out(f"Roster version {session.roster.number} signed.")
