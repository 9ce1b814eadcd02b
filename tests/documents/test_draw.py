"""The first thing seen of a document: a page drawn in one request, with its size, not its words.

1. It is the same picture as a rendering at the scale that its width asks for, and tells the size.
2. A page that would have too many pixels is drawn smaller; pictures can be drawn as well.
3. A process that answers with another shape is not trusted any longer.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fieldkit.documents import wire
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from tests.documents import samples


def nothing(key: str) -> tuple[bytes, str, str | None]:
    raise FieldkitError("document.stopped", name=key)


@pytest.fixture
def worker() -> Iterator[DocumentWorker]:
    made = DocumentWorker(nothing)
    yield made
    made.stop()


def test_it_is_the_page(worker: DocumentWorker) -> None:
    """1."""
    worker.open("k", samples.pdf(3), "a.pdf")
    text = worker.page("k", 2)
    drawn = worker.draw("k", 2, text.width * 1.5, 8e6)
    assert (drawn.width, drawn.height) == (text.width, text.height)
    assert drawn.picture == worker.render("k", 2, 1.5)
    with pytest.raises(FieldkitError, match=r"document\.no_such_part"):
        worker.draw("k", 4, 600, 8e6)


def test_bounds_and_pictures(worker: DocumentWorker) -> None:
    """2."""
    worker.open("k", samples.pdf(1), "a.pdf")
    small = worker.draw("k", 1, 1e6, 10_000).picture
    assert 8_000 < small.width * small.height <= 10_500
    worker.open("p", samples.png(300, 200), "a.png")
    drawn = worker.draw("p", 1, 150, 8e6)
    assert drawn.picture.width == 150 and drawn.width > drawn.height


@pytest.mark.parametrize("size", [None, [1], ["a", "b"], [0, 10], [float("nan"), 5], [1e9, 1e9]])
def test_another_shape(
    worker: DocumentWorker, size: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3."""
    worker.open("k", samples.pdf(1), "a.pdf")
    real = wire.receive

    def lying(stream: object) -> tuple[dict[str, object], bytes]:
        reply, content = real(stream)  # type: ignore[arg-type]
        return ({**reply, "size": size} if "size" in reply else reply), content

    monkeypatch.setattr(wire, "receive", lying)
    process = worker._process
    with pytest.raises(FieldkitError, match=r"document\.crashed"):
        worker.draw("k", 1, 600, 8e6)
    assert process is not None and process.poll() is not None and worker._process is None
