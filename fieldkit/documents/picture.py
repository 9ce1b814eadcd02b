"""Pictures by Pillow: photographs, scans and many-paged TIFF files, as pages without text."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from fieldkit.documents.display import Opened, PageText, RenderedPage
from fieldkit.documents.parsed import Parsed
from fieldkit.errors import FieldkitError

MAX_PIXELS = 100_000_000
MAX_SHOWN = 40_000_000
MAX_PAGES = 2_000
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
_ORIENTATION = 0x0112
_POINTS_AN_INCH = 72.0
_USUAL_DPI = 96.0

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def load(data: bytes, name: str, otherwise: str = "document.picture_unknown") -> Image.Image:
    """The picture in `data`, not yet unpacked.

    Raises `otherwise` when it is no picture of a known format, `document.too_large` above
    100 million pixels.
    """
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as problem:
        raise FieldkitError("document.too_large", name=name) from problem
    except UnidentifiedImageError as problem:
        raise FieldkitError(otherwise, name=name) from problem
    _check(image, name)
    return image


def _check(image: Image.Image, name: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise FieldkitError("document.too_large", name=name)


def pixels(image: Image.Image, wide: int, high: int) -> RenderedPage:
    """A picture as red, green, blue at `wide` x `high` pixels, upright, clear parts white."""
    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", (max(wide, high), max(wide, high)))
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        flat = Image.new("RGB", clear.size, "white")
        flat.paste(clear, mask=clear.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    if flat.size != (wide, high):
        flat = flat.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return RenderedPage(wide, high, wide * 3, flat.tobytes())


def _eight_bits(image: Image.Image) -> Image.Image:
    """A picture of more shades than a screen has, in those of a screen."""
    wide = image.convert("F")
    _, high = wide.getextrema()
    most = next((one for one in (255.0, 65_535.0) if float(str(high)) <= one), float(str(high)))
    return wide.point(lambda shade: shade * (255.0 / most)).convert("L")


def shown_within(data: bytes, name: str, longest: int = 1600) -> RenderedPage:
    """A picture inside a document, upright and no longer than `longest` pixels."""
    image = load(data, name)
    wide, high = _upright_size(image)
    share = min(1.0, longest / max(wide, high))
    return pixels(image, max(1, round(wide * share)), max(1, round(high * share)))


def _turned(image: Image.Image) -> bool:
    return image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    return (image.height, image.width) if _turned(image) else (image.width, image.height)


class PictureFile(Parsed):
    """A picture, or a TIFF of several. Each page is a scan: it has no text."""

    def __init__(self, data: bytes, name: str) -> None:
        self._image = load(data, name, "document.damaged")
        many = self._image.format == "TIFF"
        pages = getattr(self._image, "n_frames", 1) if many else 1
        if pages > MAX_PAGES:
            raise FieldkitError("document.too_large", name=name)
        turned = self._image.getexif().get(_ORIENTATION, 1) not in (0, 1)
        self._data = data
        self._image.load()
        opened = Opened(
            kind="picture",
            title=name,
            pages=pages,
            shape="pages",
            notes=("rotated",) if turned else (),
        )
        super().__init__(name, opened)

    def page(self, number: int) -> PageText:
        """A page without text, of the size the picture says in its dots an inch."""
        wide, high = self._points(self._at(number))
        return PageText(number, wide, high, "", (), scan=True)

    def render(self, number: int, scale: float) -> RenderedPage:
        """The picture's pixels, `scale` pixels a point, never more than 40 million."""
        image = self._at(number)
        wide, high = self._points(image)
        scale = min(scale, (MAX_SHOWN / max(wide * high, 1e-6)) ** 0.5)
        return pixels(image, max(1, round(wide * scale)), max(1, round(high * scale)))

    def texts(self) -> tuple[str, ...]:
        """No text on any page."""
        return ("",) * self.opened.pages

    def any_scan(self) -> bool:
        """Always: a picture has no text."""
        return True

    def _at(self, number: int) -> Image.Image:
        if not 1 <= number <= self.opened.pages:
            raise self.no_such_part()
        image = load(self._data, self.name)
        if self.opened.pages > 1:
            image.seek(number - 1)
            _check(image, self.name)
        return image

    def _points(self, image: Image.Image) -> tuple[float, float]:
        said = image.info.get("dpi", (_USUAL_DPI, _USUAL_DPI))
        across, down = (float(one) for one in (*said, *said)[:2])
        if not (30 <= across <= 2400 and 30 <= down <= 2400):
            across = down = _USUAL_DPI
        if _turned(image):
            across, down = down, across
        wide, high = _upright_size(image)
        return wide * _POINTS_AN_INCH / across, high * _POINTS_AN_INCH / down
