"""E-mails as .eml: plain and web bodies, attachments, a message within a message."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from fieldkit.sample.letters import letter
from fieldkit.sample.source import Table

_SUMMER = range(4, 11)


def mail(held: Table, key: str) -> bytes:
    """The message as bytes. `key` makes its ids and boundaries, always the same."""
    return _message(held, key).as_bytes(policy=SMTP)


def _message(held: Table, key: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = held["from"]
    message["To"] = held["to"]
    if held.get("cc"):
        message["Cc"] = held["cc"]
    when = datetime.fromisoformat(held["date"])
    when = when.replace(tzinfo=timezone(timedelta(hours=int(when.month in _SUMMER))))
    message["Date"] = format_datetime(when)
    message["Subject"] = held["subject"]
    message["Message-ID"] = f"<{key}@sample.invalid>"
    message.set_content(held["body"].strip() + "\n", cte="quoted-printable")
    if held.get("html"):
        message.add_alternative(held["html"].strip() + "\n", subtype="html", cte="quoted-printable")
    for number, one in enumerate(held.get("attached", ())):
        _attach(message, one, f"{key}.{number}")
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart" and not part.get_boundary():
            part.set_boundary(f"=_{key}_{number}")
    return message


def _attach(message: EmailMessage, held: Table, key: str) -> None:
    name = held.get("name", "")
    if "message" in held:
        message.add_attachment(_message(held["message"], key))
    elif "letter" in held:
        made = letter(held["letter"])
        message.add_attachment(made, maintype="application", subtype="pdf", filename=name)
    else:
        subtype = "csv" if name.endswith(".csv") else "plain"
        message.add_attachment(held["text"].strip() + "\n", subtype=subtype, filename=name)
