"""Every shared case file, none made here, opens or is refused with a sentence."""

from __future__ import annotations

import re
import tomllib

import pytest

from fieldkit import wording
from fieldkit.documents.display import NO_BOX, PageText, RenderedPage
from fieldkit.documents.preflight import Checked, preflight
from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from tests.documents import samples

REFUSED = {
    "odd-libreoffice-writer-password.pdf": "document.password",
    "odd-password.docx": "document.office_password",
    "odd-truncated.docx": "document.damaged",
}


def test_the_case_files_are_here_or_named_as_absent(
    record_property: pytest.FixtureRequest,
) -> None:
    said = f"{len(samples.FILES)} case files" if samples.FILES else "shared/casefiles is absent"
    record_property("casefiles", said)  # type: ignore[operator]
    print(said)


def test_every_case_file_opens_or_is_refused_with_a_sentence(worker: DocumentWorker) -> None:
    files = [(file.name, file.read_bytes()) for file in samples.FILES]
    found: dict[str, Checked] = {one.file: one for one in preflight(files, worker)}
    assert len(found) == len(files)
    for name, checked in found.items():
        if name in REFUSED:
            assert checked.reason is not None, name
            assert checked.reason.code == REFUSED[name]
            assert name in wording.sentence(checked.reason)
        else:
            assert checked.reason is None, (name, checked.reason)
            assert checked.pages >= 1
            assert checked.characters > 0 or checked.scan, name


def test_every_page_and_flow_reads_alike_in_all_its_forms(worker: DocumentWorker) -> None:
    for file in samples.FILES:
        if file.name in REFUSED:
            continue
        opened = worker.open("f", file.read_bytes(), file.name)
        texts = worker.text("f")
        if opened.shape == "pages":
            assert len(texts) == opened.pages
            for number in (1, opened.pages):
                page = worker.page("f", number)
                assert page.text == texts[number - 1]
                assert len(page.boxes) == len(page.text)
        elif opened.shape == "flow":
            flow = worker.flow("f")
            assert texts == (flow.text,)
            for block in flow.blocks:
                assert flow.text.startswith(block.text, block.start)
        else:
            sheets = worker.sheets("f")
            assert texts == (sheets.text,)
        for number in range(len(opened.attachments)):
            worker.attachment("f", number)


def _dark(page: PageText, shown: RenderedPage, scale: float, index: int) -> bool:
    left, top, right, bottom = (round(edge * scale) for edge in page.boxes[index])
    for row in range(max(top, 0), min(bottom + 1, shown.height)):
        start = row * shown.stride
        part = shown.pixels[start + max(left, 0) * 3 : start + min(right + 1, shown.width) * 3]
        if part and min(part) < 128:
            return True
    return False


@pytest.mark.parametrize("number", [2, 60, 135])
def test_boxes_of_found_text_lie_over_dark_pixels(worker: DocumentWorker, number: int) -> None:
    if not samples.FILES:
        return
    worker.open("a", samples.casefile("approved-premises.pdf"), "approved-premises.pdf")
    page, scale = worker.page("a", number), 2.0
    shown = worker.render("a", number, scale)
    found = list(re.finditer(r"[A-Za-z]{4,}", page.text))
    assert found
    for word in found[:100]:
        for index in range(*word.span()):
            assert page.boxes[index] != NO_BOX
            assert _dark(page, shown, scale, index), (word[0], index)


def test_boxes_of_rotated_pages_lie_over_dark_pixels(worker: DocumentWorker) -> None:
    for rotate in (0, 90, 180, 270):
        worker.open("r", samples.pdf(1, rotate=rotate, up=400), "r.pdf")
        page, shown = worker.page("r", 1), worker.render("r", 1, 2.0)
        assert shown.width == pytest.approx(page.width * 2, abs=1)
        assert all(
            _dark(page, shown, 2.0, index)
            for index, letter in enumerate(page.text)
            if letter.isalnum()
        ), rotate


def test_every_code_this_room_raises_has_a_sentence() -> None:
    room = samples.ROOT / "fieldkit" / "documents"
    raised = set()
    for file in room.glob("*.py"):
        raised |= set(re.findall(r'"(document\.[a-z_]+)"', file.read_text(encoding="utf-8")))
    told = tomllib.loads(
        (samples.ROOT / "resources/translations/en/documents.toml").read_text(encoding="utf-8")
    )["errors"]
    assert raised == set(told)
    facts = {"name": "a.pdf", "size": "1 KB", "seconds": 20}
    for code in told:
        sentence = wording.sentence(FieldkitError(code, **facts))
        assert "not known" not in sentence
        assert not re.search(r"\b(error|invalid)\b|!", sentence, re.IGNORECASE)
        assert sentence.count(".") >= 2
