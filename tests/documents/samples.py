"""Small documents of every kind, made here, and the shared case files where they are present."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

ROOT = Path(__file__).resolve().parents[2]
CASEFILES = ROOT.parent / "shared" / "casefiles"
FILES = sorted(file for file in CASEFILES.glob("*") if file.suffix != ".md")


def casefile(name: str) -> bytes:
    return (CASEFILES / name).read_bytes()


def pdf(
    pages: int = 2, words: str = "Risk of harm reviewed", rotate: int = 0, up: int = 700
) -> bytes:
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4, invariant=1)
    for number in range(pages):
        if rotate:
            made.setPageRotation(rotate)
        made.bookmarkPage(f"p{number}")
        made.addOutlineEntry(f"Part {number + 1}", f"p{number}", level=0)
        made.drawString(72, up, f"{words} {number + 1}")
        made.linkURL("https://example.org/a", (72, 600, 200, 620))
        made.showPage()
    made.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    out = io.BytesIO()
    made = canvas.Canvas(out, pagesize=A4, invariant=1)
    picture = io.BytesIO(png(300, 400))
    from reportlab.lib.utils import ImageReader

    made.drawImage(ImageReader(picture), 0, 0, *A4)
    made.showPage()
    made.save()
    return out.getvalue()


def png(wide: int = 30, high: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), (200, 10, 10)).save(out, "PNG")
    return out.getvalue()


def tiff(pages: int = 3) -> bytes:
    out = io.BytesIO()
    images = [Image.new("L", (40 + number, 50)) for number in range(pages)]
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:])
    return out.getvalue()


def word() -> bytes:
    made = docx.Document()
    made.add_heading("Sentence plan", level=1)
    paragraph = made.add_paragraph("Seen by ")
    paragraph.add_run("J Smith").bold = True
    made.add_paragraph("First", style="List Bullet")
    made.add_paragraph("Second", style="List Number")
    table = made.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    made.add_picture(io.BytesIO(png()))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def word_of(
    body: str, extra: dict[str, str] | None = None, links: str = "", strict: bool = False
) -> bytes:
    """A Word file of hand-written body XML, further parts, and relationships."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document {STRICT if strict else W} xmlns:r="{office}"><w:body>{body}</w:body>'
            "</w:document>",
        )
        if links:
            archive.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="{package}">{links.replace("OFFICE", office)}'
                "</Relationships>",
            )
        for name, text in (extra or {}).items():
            archive.writestr(name, text)
    return out.getvalue()


def workbook(rows: int = 3) -> bytes:
    import datetime as dt

    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Contacts"
    sheet.append(["Date", "Type", "Notes"])
    for number in range(rows):
        when = dt.datetime(2024, 3, 5, 14, 30) + dt.timedelta(days=number)
        sheet.append([when, "Office visit", f"Note {number}"])
    made.create_sheet("Empty")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def letter() -> bytes:
    made = EmailMessage()
    made["From"] = "Officer <officer@example.org>"
    made["To"] = "court@example.org"
    made["Subject"] = "Pré-sentence report"
    made["Date"] = "Tue, 05 Mar 2024 14:30:00 +0000"
    made.set_content("Plain words\n> quoted once\n> > quoted twice\n")
    made.add_alternative(
        '<p>Rich <b>words</b></p><blockquote>quoted</blockquote><script>alert("x")</script>'
        '<img src="https://example.org/pixel.gif"><img src="cid:one">',
        subtype="html",
    )
    alternative = made.get_payload()[1]  # type: ignore[index]
    alternative.add_related(png(), "image", "png", cid="<one>")  # type: ignore[union-attr]
    inner = EmailMessage()
    inner["Subject"] = "Inner"
    inner.set_content("Inner words")
    made.add_attachment(inner)
    made.add_attachment(b"a,b\n1,2\n", "text", "csv", filename="list.csv")
    return made.as_bytes()


RTF = rb"{\rtf1\ansi\ansicpg1252 First line\par Caf\'e9 visit\par}"
HTML = (
    b"<html><head><title>Record</title><style>p{}</style></head><body><h2>Case</h2>"
    b"<p onclick='x()'>Words <i>here</i></p><ul><li>one<ul><li>inner</li></ul></li></ul>"
    b"<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    b"<pre>kept   space</pre><script>bad()</script><img src='http://example.org/x.png'></body></html>"
)
CSV = "Date;Contact;Notes\r\n05/03/2024;Visit;Caf\xe9\r\n06/03/2024;Call;Fine\r\n".encode("cp1252")
JSON = b'{"crn": "X1", "dateOfBirth": "1990-01-01", "notes": [{"text": "a"}, {"text": "b"}]}'


def one_of_each() -> dict[str, bytes]:
    """A small document of every kind, by name."""
    return {
        "a.pdf": pdf(),
        "a.docx": word(),
        "a.xlsx": workbook(),
        "a.eml": letter(),
        "a.rtf": RTF,
        "a.html": HTML,
        "a.csv": CSV,
        "a.json": JSON,
        "a.txt": b"plain words\nsecond line\n",
        "a.png": png(),
        "a.tiff": tiff(),
    }
