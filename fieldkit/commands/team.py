"""Commands that found an inspection and say who takes part: inspection, enrol, roster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.commands import common
from fieldkit.commands.common import CasebookOption, JsonOption, PassphraseOption
from fieldkit.errors import FieldkitError
from fieldkit.inspection import team
from fieldkit.settings import Settings
from fieldkit.steps import allocate, enrol, found, prepare
from fieldkit.steps import roster as roster_step
from fieldkit.steps.session import Session
from fieldkit.store.casebook import Owner
from fieldkit.wording import line

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
    prepare.form_text(form)  # refused before a casebook is made
    session = _create_or_unlock(casebook, passphrase_file, name, laptop)
    try:
        words = found.found(session, form, title, label, recovery)
        common.out(f"Founded {title}. Six words of this casebook: {words}")
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
        _advise(session)


@roster_app.command("show")
@common.of_inspection
def roster_show(
    casebook: CasebookOption, json: JsonOption = False, passphrase_file: PassphraseOption = None
) -> None:
    """Show the roster."""
    with common.session(casebook, passphrase_file) as session:
        roster, advice = session.roster, roster_step.advice(session)
        rows = [
            {
                "device": one.id,
                "person": one.person,
                "name": one.name,
                "label": one.label,
                "role": one.role,
                "signer": one.signer,
                "turns": [{"role": turn.role, "from": turn.since} for turn in one.turns],
                "predecessor": one.predecessor or None,
            }
            for one in roster.devices.values()
        ]
    if json:
        told = [line(one.code, one.facts) for one in advice]
        common.out_json({"version": roster.number, "devices": rows, "advice": told})
    else:
        common.out(f"Roster version {roster.number}")
        head = ["device", "person", "name", "label", "role"]
        common.out_table(
            head,
            [[str(row[n])[:12] if n == "device" else str(row[n]) for n in head] for row in rows],
        )
        for one in advice:
            common.out(line(one.code, one.facts))


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


@roster_app.command("signer")
@common.of_inspection
def roster_signer(
    device: Annotated[str, typer.Argument(help="The device id, or how it begins.")],
    casebook: CasebookOption,
    off: Annotated[bool, typer.Option("--off", help="May sign no longer.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Let another lead's laptop sign the roster too, or no longer."""
    with common.session(casebook, passphrase_file) as session:
        roster_step.set_signer(session, _device(session, device), not off)
        common.out(f"Roster version {session.roster.number} signed.")
        _advise(session)


@roster_app.command("lost")
@common.of_inspection
def roster_lost(
    casebook: CasebookOption,
    sign: Annotated[bool, typer.Option("--sign-again", help="Sign them once more.")] = False,
    forget: Annotated[bool, typer.Option("--let-go", help="They are not wanted.")] = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """List roster changes of yours that lost against another lead's; sign them again."""
    with common.session(casebook, passphrase_file) as session:
        names = session.roster.name_of
        for one in roster_step.lost(session):
            named = {"name": names(str(one.get("device", ""))), **one}
            facts = {name: str(value) for name, value in named.items()}
            common.out(line(f"roster.change_{one.get('kind')}", facts))
        if sign:
            roster_step.sign_again(session)
            common.out(f"Roster version {session.roster.number} signed.")
        elif forget:
            roster_step.forget_lost(session)


@roster_app.command("send")
@common.of_inspection
def roster_send(
    casebook: CasebookOption,
    to: Annotated[Path, typer.Option("--to", help="The folder for the files.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Write the roster for every other laptop that takes part."""
    with common.session(casebook, passphrase_file) as session:
        for device, path in roster_step.write_rosters(session, to):
            common.out(f"Roster for {session.roster.name_of(device)}: {path.name}")


@roster_app.command("note")
@common.of_inspection
def roster_note(
    person: Annotated[str, typer.Argument(help="The person, as the roster names them.")],
    casebook: CasebookOption,
    new: Annotated[bool, typer.Option("--new", help="New to this work.")] = False,
    days: Annotated[int, typer.Option("--days", help="Days for reading; 0 if not told.")] = 0,
    conflict: Annotated[
        list[str] | None,
        typer.Option("--conflict", help="A case number, office, team or officer; repeatable."),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="What the conflict is.")] = "",
    passphrase_file: PassphraseOption = None,
) -> None:
    """Note a person's days, whether they are new, and declared conflicts of interest."""
    with common.session(casebook, passphrase_file) as session:
        note = team.note(person, new, days, conflict or (), why)
        allocate.note(session, note)
    common.out(line("allocate.noted", {"name": person}))


def _advise(session: Session) -> None:
    for one in roster_step.advice(session):
        common.out(line(one.code, one.facts))


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
