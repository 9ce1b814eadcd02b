"""One document of each kind and trouble, for the pictures: invented people, made when needed."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import openpyxl
from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WHO = 'w:author="Manager 2" w:date="2025-01-21T16:05:00Z"'
_BODY = f"""
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Pre-sentence report</w:t></w:r></w:p>
<w:p><w:r><w:t>Prepared for Northvale Magistrates' Court, 22 January 2025.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>1 Offence analysis</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">The offence is stalking of a former partner over eleven weeks.
He accepts sending messages and waiting outside her workplace, but says he did not mean to frighten
her. </w:t></w:r><w:del w:id="1" {_WHO}><w:r><w:delText>He was not drinking at the time.
</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> Two earlier police call-outs in 2021 are
consistent with his account of jealousy </w:t></w:r><w:ins w:id="2" {_WHO}><w:r>
<w:t xml:space="preserve">and are treated as </w:t></w:r></w:ins><w:commentRangeStart w:id="0"/>
<w:r><w:t>isolated events</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:t>.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>2 Risk of harm</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Group</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Level</w:t></w:r>
</w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Known adult</w:t></w:r></w:p></w:tc><w:tc><w:p>
<w:del w:id="3" {_WHO}><w:r><w:delText>Medium</w:delText></w:r></w:del>
<w:ins w:id="4" {_WHO}><w:r><w:t>High</w:t></w:r></w:ins></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t xml:space="preserve">Risk is greatest when contact is refused or a new relationship
begins. No request was made to police or MARAC before this report, </w:t></w:r>
<w:commentRangeStart w:id="1"/><w:r><w:t>for lack of time</w:t></w:r><w:commentRangeEnd w:id="1"/>
<w:r><w:t>.</w:t></w:r></w:p>
"""
_COMMENTS = f"""<w:comments xmlns:w="{_W}">
<w:comment w:id="0" w:author="Manager 2" w:date="2025-01-21T16:05:00Z"><w:p><w:r><w:t>Are they?
See the 2021 log. Please check before this goes to court.</w:t></w:r></w:p></w:comment>
<w:comment w:id="1" w:author="Officer 3" w:date="2025-01-22T08:40:00Z"><w:p><w:r><w:t>Will ask for
it at the start of the order.</w:t></w:r></w:p></w:comment></w:comments>"""

_ASKED = """Please send us the call-outs to the address since 1 March.
He has moved in with a new partner and we think that children stay there
at weekends. The caller on 7 June was a neighbour.

The reference is PI-20931.

Officer 5, Northvale probation"""
_TOLD = """Thank you for your request, reference PI-20931. We hold three call-outs
to the address since 1 March: 7 June, 22 June and 3 August.
On each occasion the caller was a neighbour. Our system shows no children.
The log of 3 August is attached; the other two will follow.

Police information desk"""


def _old_word() -> bytes:
    """The least that is a file of an old Word: a compound file with one empty stream."""
    none, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 0, 0, 4096, end, 0, end, 0, 1),
    )
    head += struct.pack("<108I", *[none] * 108)

    def entry(name: str, kind: int, child: int) -> bytes:
        said = name.encode("utf-16-le")
        links = struct.pack("<BBIII36xIQ", kind, 1, none, none, child, end, 0)
        return said.ljust(64, b"\0") + struct.pack("<H", len(said) + 2) + links

    names = entry("Root Entry", 5, 1) + entry("WordDocument", 2, none)
    used = struct.pack("<128I", end, table, *[none] * 126)
    return head + names.ljust(512, b"\0") + used


def _word() -> bytes:
    def links(*parts: tuple[str, str]) -> str:
        each = "".join(
            f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(parts)
        )
        return f'<Relationships xmlns="{_PACKAGE}">{each}</Relationships>'

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", links(("officeDocument", "word/document.xml")))
        document = f'<w:document xmlns:w="{_W}"><w:body>{_BODY}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        archive.writestr("word/_rels/document.xml.rels", links(("comments", "comments.xml")))
        archive.writestr("word/comments.xml", _COMMENTS)
    return out.getvalue()


def _mail(
    sender: str,
    to: str,
    at: str,
    body: str,
    files: Sequence[tuple[str, bytes]] = (),
    html: str = "",
) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Date"] = sender, to, at
    made["Subject"] = "Police information request: PI-20931"
    made.set_content(body + "\n")
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in files:
        kind = "pdf" if name.endswith("pdf") else "csv"
        made.add_attachment(content, "application", kind, filename=name)
    return made.as_bytes(policy=SMTP)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _mails() -> dict[str, bytes]:
    officer = "Officer 5 <officer5@northvale.invalid>"
    police = "Police information desk <desk@police.invalid>"
    changed = _TOLD.replace("was a neighbour", "was the same neighbour").replace(
        "shows no children", "shows no children at this address"
    )
    reply = f"{_TOLD}\n\nOn Thu 14 Aug 2025 at 10:12 Officer 5 wrote:\n{_quoted(_ASKED)}"
    answer = (
        "Two children, aged 6 and 9, stay at weekends. I will ask the school and come back to "
        "you. The plan will be changed this week.\n\n"
        f"On Tue 19 Aug 2025 at 15:47 Police information desk wrote:\n{_quoted(changed)}"
    )
    log = pdf_of(2, "Call-out of 3 August")
    visits = b"date,who\n2025-06-07,neighbour\n2025-06-22,neighbour\n"
    picture = "<p>Dear all,</p><p>The case conference is on 4 September at ten.</p>"
    picture += '<p><img src="https://pictures.invalid/logo.png" alt="Northvale"></p>'
    return {
        "2025-08-14 E-mail police request.eml": _mail(
            officer, police, "Thu, 14 Aug 2025 10:12:00 +0100", _ASKED
        ),
        "2025-08-19 E-mail police reply.eml": _mail(
            police,
            officer,
            "Tue, 19 Aug 2025 15:47:00 +0100",
            reply,
            (("call-out-0308.pdf", log), ("visits.csv", visits)),
        ),
        "2025-08-20 E-mail answer to police.eml": _mail(
            officer, police, "Wed, 20 Aug 2025 09:05:00 +0100", answer
        ),
        "2025-08-27 E-mail conference.eml": _mail(
            officer, police, "Wed, 27 Aug 2025 09:05:00 +0100", "See the page.", html=picture
        ),
    }


def pdf_of(pages: int, title: str, password: str = "") -> bytes:
    """A plain PDF; every third page lies on its side."""
    out = io.BytesIO()
    made = canvas.Canvas(
        out,
        pagesize=A4,
        invariant=1,
        encrypt=StandardEncryption(password) if password else None,
    )
    for number in range(1, pages + 1):
        made.setPageSize(landscape(A4) if number % 3 == 0 else A4)
        made.setFont("Helvetica-Bold", 15)
        made.drawString(72, 520, f"{title}, page {number}")
        made.setFont("Helvetica", 11)
        for line in range(18):
            made.drawString(72, 490 - 18 * line, "A neighbour called. Raised voices were heard.")
        made.showPage()
    made.save()
    return out.getvalue()


def _log() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contacts"
    sheet.append(["Date", "Time", "Contact", "Outcome", "Note"])
    kinds = ("Office appointment", "Telephone call", "Home visit", "E-mail", "Case record")
    at = date(2025, 1, 30)
    for number in range(412):
        at += timedelta(days=50 if number == 170 else number % 3 // 2)
        note = "Talked about work. Has two days a week in a warehouse."
        if number % 17 == 3:
            note = "Seen at the new address.\nChildren's shoes in the hall.\nNo check with police."
        if number % 40 == 5:
            note = "\n".join(
                f"Line {n}: what the police said about the call-out." for n in range(14)
            )
        outcome = "Did not attend" if number % 9 == 4 else "Attended"
        row = [f"{at:%d/%m/%Y}", f"{9 + number % 8:02}:10", kinds[number % 5], outcome, note]
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _tiff() -> bytes:
    pages = []
    for number in range(1, 4):
        page = Image.new("L", (900, 1270), 236)
        pen = ImageDraw.Draw(page)
        pen.text((90, 90), f"LICENCE, sheet {number} of 3", fill=30, font_size=34)
        for line in range(9):
            words = f"({line + 1}) keep in touch with the supervising officer as told;"
            pen.text((90, 190 + 56 * line), words, fill=40, font_size=24)
        pages.append(page.rotate(0.8, fillcolor=236))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    return out.getvalue()


def _photograph() -> bytes:
    picture = Image.new("RGB", (1200, 800), "#b9c4c9")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((430, 120, 780, 700), fill="#6d5a49")
    pen.text((480, 300), "map to follow -\nnot given on the day", fill="#1b2a4a", font_size=30)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


_JSON = {
    "recommendation": "not recalled",
    "person": {"name": "Test Person", "crn": "X999999", "risk": {"known adult": "high"}},
    "contacts": [
        {"date": "2025-06-07", "kind": "police"},
        {"date": "2025-06-22", "kind": "police"},
    ],
}
_HTML = b"""<html><head><title>Move to a hostel</title></head><body><h1>Move to a hostel</h1>
<p>Asked for on <b>2 June 2025</b>. <a href="https://example.invalid/form">Form</a></p>
<table><tr><th>Room</th><th>From</th></tr><tr><td>4</td><td>11 June</td></tr></table>
</body></html>"""


def documents() -> dict[str, bytes]:
    """Every kind, then everything that cannot be shown, by file name."""
    return {
        "2025-01-22 Pre-sentence report.docx": _word(),
        **_mails(),
        "2025-09-30 Contact log.xlsx": _log(),
        "2025-01-30 Licence signed.tiff": _tiff(),
        "2025-01-30 Photograph of the door.jpg": _photograph(),
        "2025-02-04 Consider a recall.json": json.dumps(_JSON).encode(),
        "2025-06-02 Hostel move.html": _HTML,
        "2025-03-01 Note of a call.txt": b"He rang at ten.\n\nHe will come on Tuesday.\n",
        "2025-03-04 Letter.rtf": rb"{\rtf1\ansi Dear officer,\par he has not been seen.\par}",
        "2025-07-01 Approved premises referral.pdf": pdf_of(135, "Approved premises referral"),
        "2025-07-02 Locked letter.pdf": pdf_of(1, "Locked letter", "northvale"),
        "2025-07-03 Damaged report.pdf": b"%PDF-1.7\n" + b"\x00\xff" * 400,
        "2025-07-04 Empty note.docx": b"",
        "2025-07-05 Plan of the house.dwg": b"AC1027" + bytes(range(256)) * 9,
        "2025-07-06 Old letter.doc": _old_word(),
    }


def write(folder: Path) -> Path:
    """Write them into a folder, which is made."""
    folder.mkdir(parents=True)
    for name, content in documents().items():
        (folder / name).write_bytes(content)
    return folder
