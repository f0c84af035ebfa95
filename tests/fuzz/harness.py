"""Fuzzing of the readers, guided by coverage: ``python tests/fuzz/harness.py TARGET [FLAGS]``.

Needs atheris (``pip install -e .[fuzz]``; Linux). FLAGS are those of libFuzzer, such as
``-max_total_time=1200``. An input is at fault if it raises anything but the reader's own error, if
what is read breaks a rule that holds for every text, or if it takes longer than `MAX_SECONDS`. One
input of each kind of fault is kept in the folder FUZZ_FAULTS (``fuzz-faults`` by default) and the
search goes on; libFuzzer prints the number of inputs ("runs") at the end.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
MAX_SECONDS = 2.0  # of processor time, for an input of a few thousand bytes
SEPARATOR = b"\n%%%%\n"  # parts the two files of a lexicon, and a review from its text


def read_text(folder: Path, data: bytes) -> None:
    """Read a plain text, also as running prose."""
    for plain in (False, True):
        _read(folder / "x.txt", data, plain=plain)


def read_markdown(folder: Path, data: bytes) -> None:
    """Read Markdown."""
    _read(folder / "x.md", data)


def read_html(folder: Path, data: bytes) -> None:
    """Read a web page."""
    _read(folder / "x.html", data)


def read_lexicon(folder: Path, data: bytes) -> None:
    """Read a lexicon as each format in turn; after the separator, what describes the own format."""
    from analysis.matching.formats.registry import FORMATS
    from analysis.matching.lexicon import LexiconError, read_lexicon
    from analysis.text.document import Document

    words, _, about = data.partition(SEPARATOR)
    document = Document("x", "It may rain. No doubt it proves little; doubt remains, they say.")
    for form in FORMATS:
        for ending in form.endings:
            path = (folder / "x").with_suffix(ending)
            path.write_bytes(words)
            path.with_suffix(".toml").unlink(missing_ok=True)
            if ending == ".tsv" and about:
                path.with_suffix(".toml").write_bytes(about)
            try:
                lexicon = read_lexicon(path)
            except LexiconError as error:
                _check_message(error)
                continue
            for hit in lexicon.find(document):
                assert 0 <= hit.first < hit.stop <= len(document.words)


def read_review(folder: Path, data: bytes) -> None:
    """Read the file of a review; whatever happens, the file stays as it is."""
    from analysis.tables.review import ReviewError, open_review
    from analysis.text.document import Document

    path = folder / "x.review.json"
    path.write_bytes(data)
    document = Document("x", "It may rain. No doubt it proves little; doubt remains, they say.")
    try:
        open_review(document, path)
    except ReviewError as error:
        _check_message(error)
    assert path.read_bytes() == data


TARGETS: dict[str, Callable[[Path, bytes], None]] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "lexicon": read_lexicon,
    "review": read_review,
}


def _read(path: Path, data: bytes, *, plain: bool = False) -> None:
    from analysis.reading.sources import ReadingError, read_document

    path.write_bytes(data)
    try:
        document = read_document(path, plain=plain)
    except ReadingError as error:
        _check_message(error)
        return
    document.text.encode()  # no lone surrogates
    assert "\0" not in document.text
    assert document.words or not document.body
    _check_order(document.blocks, len(document.text))
    _check_order(document.sentences, len(document.text))
    for sentence in document.sentences:
        section = document.section_at(sentence.start)
        assert section is not None
        assert section.start <= sentence.start < sentence.end <= section.end
        assert document[sentence] == document[sentence].strip()
    for quote in document.quotes:
        assert 0 <= quote.start < quote.end <= len(document.text)


def _check_order(spans: tuple[object, ...], length: int) -> None:
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= length  # type: ignore[attr-defined]
        end = span.end  # type: ignore[attr-defined]


def _check_message(error: Exception) -> None:
    message = str(error)
    assert message.strip()
    assert len(message) < 2_000
    message.encode()


class Watch:
    """Runs a target over inputs and keeps one input of each kind of fault."""

    def __init__(self, name: str, faults: Path) -> None:
        self.name, self.target, self.faults = name, TARGETS[name], faults
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=_fast_folder()))
        self.kinds: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        begin = time.process_time()
        try:
            self.target(self.folder, data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            place = next((f for f in reversed(frames) if "analysis" in f.filename), frames[-1])
            self._keep(data, f"{type(error).__name__}-{Path(place.filename).stem}-{place.lineno}")
        taken = time.process_time() - begin
        if taken > MAX_SECONDS:
            self._keep(data, f"slow-{int(taken)}")

    def _keep(self, data: bytes, kind: str) -> None:
        if kind in self.kinds:
            return
        self.kinds.add(kind)
        self.faults.mkdir(parents=True, exist_ok=True)
        name = f"{self.name}-{kind}-{hashlib.sha256(data).hexdigest()[:8]}"
        (self.faults / name).write_bytes(data)
        print(f"fault: {name}", flush=True)


def _fast_folder() -> str | None:
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


def main() -> None:
    """Fuzz one target until libFuzzer's limits are reached."""
    import atheris

    name, *flags = sys.argv[1:]
    with atheris.instrument_imports(include=["analysis"]):
        import analysis.matching.lexicon
        import analysis.reading.formats.html
        import analysis.reading.formats.markdown
        import analysis.reading.sources
        import analysis.tables.review  # noqa: F401
    watch = Watch(name, Path(os.environ.get("FUZZ_FAULTS", "fuzz-faults")))
    # New inputs go to a folder of their own, so that the seeds stay as they are.
    corpus = tempfile.mkdtemp(prefix=f"fuzz-corpus-{name}-")
    atheris.Setup([sys.argv[0], corpus, str(SEEDS / name), "-max_len=4096", *flags], watch)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
