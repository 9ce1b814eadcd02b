"""Scans without text: pages drawn as pictures, a little askew and specked, as PDF or TIFF."""

from __future__ import annotations

import io
import random
import textwrap
import time
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from fieldkit.sample.prose import chance
from fieldkit.sample.source import Table

_PIXELS = (1240, 1754)
_DOTS = 150
_WHEN = time.struct_time((2025, 1, 2, 9, 0, 0, 3, 2, 0))


def scan(held: Table, crn: str) -> bytes:
    """The pages as one image-only file, of the kind its name ends with (.pdf, .tif, .tiff)."""
    rng = chance(crn, held["file"])
    pages = [_page(words, rng) for words in held["pages"]]
    return _tiff(pages) if held["file"].endswith((".tif", ".tiff")) else _pdf(pages)


def _page(words: str, rng: random.Random) -> Image.Image:
    sheet = Image.new("L", _PIXELS, 250)
    pen = ImageDraw.Draw(sheet)
    y = 130
    for line in words.strip().split("\n"):
        size = 34 if line.startswith("# ") else 25
        font = ImageFont.load_default(size)
        for piece in textwrap.wrap(line.removeprefix("# "), 82) or [""]:
            pen.text((130, y), piece, fill=35, font=font)
            y += size + 13
    for _ in range(220):
        x, y = rng.randrange(_PIXELS[0]), rng.randrange(_PIXELS[1])
        pen.ellipse((x, y, x + rng.choice((1, 1, 2, 3)), y + rng.choice((1, 1, 2))), fill=120)
    pen.line((18, 0, 21, _PIXELS[1]), fill=200, width=5)
    askew = rng.choice((-1.3, -0.9, 0.7, 1.1))
    turned = sheet.rotate(askew, resample=Image.Resampling.BILINEAR, fillcolor=245)
    return turned.point(lambda shade: 255 if shade > 150 else 0).convert("1")


def _pdf(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(
        out,
        "PDF",
        resolution=_DOTS,
        save_all=True,
        append_images=pages[1:],
        creationDate=_WHEN,
        modDate=_WHEN,
    )
    return out.getvalue()


def _tiff(pages: Sequence[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(
        out,
        "TIFF",
        compression="group4",
        dpi=(_DOTS, _DOTS),
        save_all=True,
        append_images=pages[1:],
    )
    return out.getvalue()
