"""The worker: one bad document takes only its own request with it.

1. crash, hang, memory, a lying reply: each a coded refusal, within the time limit.
2. after each, other documents go on, opened again by `fetch`.
3. the process has no network, reads no file but the program's, writes none.
4. stop ends it in the middle of a request.
5. rest ends it too, until something is asked again.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator

import pytest

from fieldkit.documents.worker import DocumentWorker
from fieldkit.errors import FieldkitError
from tests.documents import samples

GOOD = {"good": (samples.pdf(), "good.pdf", None)}


def bad_command(memory: int) -> list[str]:
    return [sys.executable, "-B", "-m", "tests.documents.bad_child", f"--memory={memory}"]


@pytest.fixture(scope="module")
def bad() -> Iterator[DocumentWorker]:
    made = DocumentWorker(lambda key: GOOD[key], timeout=3.0, command=bad_command(400 << 20))
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (b"segfault", "document.crashed"),
        (b"hang", "document.too_slow"),
        (b"eat", "document.too_large"),
        (b"leave", "document.crashed"),
        (b"babble", "document.crashed"),
    ],
)
def test_1_2_misbehaviour_is_told_and_others_go_on(
    bad: DocumentWorker, act: bytes, code: str
) -> None:
    before = bad.page("good", 1)
    with pytest.raises(FieldkitError) as refusal:
        bad.open("bad", act, "bad.txt")
    assert refusal.value.code == code
    assert refusal.value.facts["name"] == "bad.txt"
    assert bad.page("good", 1) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")
@pytest.mark.parametrize("act", [b"read", b"write", b"dial", b"python dial"])
def test_3_no_network_no_files(bad: DocumentWorker, act: bytes) -> None:
    bad.open("act", act, "act.txt")
    assert bad.flow("act").text.startswith("refused")


def test_3_nothing_of_our_environment_reaches_the_process(
    bad: DocumentWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDKIT_SECRET", "canary")
    from fieldkit.documents import worker

    assert "canary" not in worker._environment().values()
    assert set(worker._environment()) <= {"LC_ALL", "SYSTEMROOT", "WINDIR"}


def test_4_stop_ends_a_request_under_way() -> None:
    made = DocumentWorker(lambda key: GOOD[key], timeout=60, command=bad_command(1 << 30))
    made.warm()
    told: list[str] = []

    def ask() -> None:
        try:
            made.open("bad", b"hang", "bad.txt")
        except FieldkitError as refusal:
            told.append(refusal.code)

    asking = threading.Thread(target=ask)
    asking.start()
    made.stop()
    asking.join(10)
    assert told == ["document.stopped"]
    with pytest.raises(FieldkitError, match=r"document\.stopped"):
        made.open("good", *GOOD["good"])


def test_5_rest_gives_the_memory_back_and_is_no_end() -> None:
    made = DocumentWorker(lambda key: GOOD[key])
    try:
        made.rest()  # nothing runs yet
        first = made.page("good", 1)
        process = made._process
        made.rest()
        assert process is not None and process.poll() is not None and made._process is None
        assert made.page("good", 1) == first
    finally:
        made.stop()


def test_many_threads_may_ask_at_once() -> None:
    made = DocumentWorker(lambda key: GOOD[key])
    pages: list[str] = []
    asking = [
        threading.Thread(target=lambda: pages.append(made.page("good", 2).text)) for _ in range(8)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join(30)
    made.stop()
    assert len(pages) == 8
    assert len(set(pages)) == 1


def test_documents_closed_for_room_are_opened_again() -> None:
    fetched: list[str] = []

    def fetch(key: str) -> tuple[bytes, str, str | None]:
        fetched.append(key)
        return samples.pdf(1, words=key), f"{key}.pdf", None

    made = DocumentWorker(fetch)
    for number in range(20):
        assert made.page(f"d{number}", 1).text.strip().startswith(f"d{number}")
    assert made.page("d0", 1).text.strip().startswith("d0")
    made.stop()
    assert len(fetched) == 21


def test_an_attachment_can_be_fetched_through_the_same_worker() -> None:
    def fetch(key: str) -> tuple[bytes, str, str | None]:
        if key == "mail":
            return samples.letter(), "mail.eml", None
        name, data = made.attachment("mail", 2)
        return data, name, None

    made = DocumentWorker(fetch)
    assert made.sheets("mail/2").tables[0].rows
    made.stop()


def test_every_part_comes_through(worker: DocumentWorker) -> None:
    opened = worker.open("m", samples.letter(), "m.eml")
    assert [one.name for one in opened.attachments][1:] == ["Inner.eml", "list.csv"]
    picture = worker.picture("m", 0)
    assert (picture.width, picture.height, len(picture.pixels)) == (30, 20, 30 * 20 * 3)
    assert worker.text("m") == (worker.flow("m").text,)
    assert worker.survey("m").characters == len(worker.flow("m").text)
    with pytest.raises(FieldkitError, match=r"document\.no_such_part"):
        worker.attachment("m", 99)
    with pytest.raises(FieldkitError, match=r"document\.no_such_part"):
        worker.page("m", 1)


def test_the_process_imports_nothing_of_ours_but_its_room() -> None:
    import subprocess

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, fieldkit.documents.child, fieldkit.documents.pdf, fieldkit.documents.word,"
            "fieldkit.documents.sheet, fieldkit.documents.mail, fieldkit.documents.outlook\n"
            "print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'sqlalchemy',"
            " 'cryptography', 'pyrage', 'sqlcipher3') or m.startswith(('fieldkit.store',"
            " 'fieldkit.envelope', 'fieldkit.ui', 'fieldkit.steps'))])",
        ],
        cwd=samples.ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"


def test_a_command_that_does_not_start_is_told() -> None:
    made = DocumentWorker(lambda key: GOOD[key], command=[sys.executable, "-c", "pass"])
    with pytest.raises(FieldkitError, match=r"document\.no_worker"):
        made.warm()
    made.stop()
