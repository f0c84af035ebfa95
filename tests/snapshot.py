"""A snapshot of what is found in samples and labelled texts, to change code without changing hits.

``python tests/snapshot.py`` compares what is found now with what was found when the snapshot was
taken; ``--renew`` takes it anew, once every difference has been judged. Of each document the
snapshot holds its name, a hash of its text, its numbers of words, where its sections, sentences and
hits stand, and what evidence a sentence is: no word of a text.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from analysis.reading.sources import list_samples, make_document, read_document
from analysis.tables.annotations import annotate
from analysis.text.document import Document
from analysis.validation.split import is_test

STORE = Path(__file__).with_name("snapshot.json.xz")
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
VOICES = ("author", "quoted")
# Weights and scores are kept to two digits; one digit more or less in the last is no difference.
TOLERANCE = 0.011

Key = tuple[str, str, int, int, str]


class Found(NamedTuple):
    """What is found in a document: spans with a weight, of sentences a score, of evidence none."""

    text_hash: str
    n_words: int
    n_analysed: int
    spans: dict[Key, float | None]


class Difference(NamedTuple):
    """One span that only one side has ("new", "gone") or whose number differs ("number")."""

    document: str
    kind: str
    marker: str
    category: str
    start: int
    end: int


def documents() -> Iterator[tuple[str, Document]]:
    """Yield the samples and, where they are there, the labelled texts, with the name of each."""
    for name in list_samples():
        yield f"samples/{name}", read_document(name)
    for path in sorted(SHARED.glob("gold/opeds/*.txt")):
        yield f"opeds/{path.stem}", make_document(path.stem, path.read_bytes().decode("utf-8"))
    for path in SHARED.glob("gold/attribution/polnear_dev.jsonl"):
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield row["id"], make_document(row["id"], row["text"], plain=True)


def find(document: Document) -> Found:
    """Return what is found in a document."""
    spans: dict[Key, float | None] = {}
    for record in annotate(document):
        place = (record["start"], record["end"], record["voice"])
        number = record.get("sentiment", record["weight"])
        rounded = None if number is None else round(number, 2)
        spans[(record["marker"], record["category"], *place)] = rounded
        if record.get("evidence"):
            spans[("evidence", record["evidence"], *place)] = None
    n_analysed = sum(len(words) for words in document.sentence_words)
    text_hash = sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Found(text_hash, len(document.words), n_analysed, spans)


@cache
def take() -> dict[str, Found]:
    """Return what is found now in every document that is there."""
    return {name: find(document) for name, document in documents()}


def write(found: dict[str, Found], path: Path = STORE) -> None:
    """Write a snapshot: lists of small numbers, which compress well."""
    kinds = sorted({key[:2] for one in found.values() for key in one.spans})
    rows = {
        name: _pack(one, {kind: i for i, kind in enumerate(kinds)}) for name, one in found.items()
    }
    text = json.dumps({"kinds": kinds, "documents": rows}, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9))


def _pack(one: Found, kinds: dict[tuple[str, ...], int]) -> list[Any]:
    columns: list[list[Any]] = [[], [], [], [], []]
    last = dict.fromkeys(kinds.values(), 0)
    for (marker, category, start, end, voice), number in one.spans.items():
        kind = kinds[marker, category]
        row = (kind, start - last[kind], end - start, VOICES.index(voice), number)
        last[kind] = start
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return [one.text_hash, one.n_words, one.n_analysed, columns]


def read(path: Path = STORE) -> dict[str, Found]:
    """Read a snapshot."""
    stored = json.loads(lzma.decompress(path.read_bytes()))
    return {name: _unpack(row, stored["kinds"]) for name, row in stored["documents"].items()}


def _unpack(row: list[Any], kinds: list[list[str]]) -> Found:
    text_hash, n_words, n_analysed, columns = row
    last = [0] * len(kinds)
    spans: dict[Key, float | None] = {}
    for kind, step, length, voice, number in zip(*columns, strict=True):
        last[kind] += step
        marker, category = kinds[kind]
        spans[(marker, category, last[kind], last[kind] + length, VOICES[voice])] = number
    return Found(text_hash, n_words, n_analysed, spans)


def compare(before: dict[str, Found], now: dict[str, Found]) -> list[Difference]:
    """List what differs, in the documents that are there now.

    Offsets of a text that was read otherwise cannot be compared: that is one difference, "text".
    """
    differences = []
    for name, one in now.items():
        old = before.get(name)
        if old is None or old.text_hash != one.text_hash:
            differences.append(Difference(name, "text", "", "", 0, len(one.spans)))
            continue
        for key in sorted(old.spans.keys() | one.spans.keys(), key=lambda key: key[2:4]):
            kind = _kind(key, old, one)
            if kind:
                differences.append(Difference(name, kind, *key[:4]))
    return differences


def _kind(key: Key, old: Found, one: Found) -> str:
    if key not in old.spans:
        return "new"
    if key not in one.spans:
        return "gone"
    before, now = old.spans[key], one.spans[key]
    if before is None or now is None:
        return "" if before is now else "number"
    return "number" if abs(before - now) > TOLERANCE else ""


def is_kept_unread(name: str) -> bool:
    """Tell whether a document belongs to the test part, of which only counts may be shown."""
    return is_test(name.removeprefix("opeds/")) and not name.startswith("samples/")


def share_analysed(found: Iterable[Found]) -> float:
    """Return the share of all words that stand in the body's sentences."""
    pairs = [(one.n_analysed, one.n_words) for one in found]
    return sum(analysed for analysed, _ in pairs) / sum(words for _, words in pairs)


def describe(differences: list[Difference], most: int = 60) -> str:
    """Say what differs: totals by marker, and the places in texts that may be read."""
    totals = Counter((one.marker or "text", one.kind) for one in differences)
    lines = [f"{marker:20} {kind:7} {n:6}" for (marker, kind), n in sorted(totals.items())]
    unread = sum(is_kept_unread(one.document) for one in differences)
    shown = [one for one in differences if not is_kept_unread(one.document)]
    lines.append(f"{unread} of {len(differences)} in texts of the test part: counted, not shown")
    lines += [" ".join(map(str, one)) for one in shown[:most]]
    if len(shown) > most:
        lines.append(f"… and {len(shown) - most} more")
    return "\n".join(lines)


def main() -> int:
    """Compare, or take the snapshot anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renew", action="store_true", help="take the snapshot anew")
    parser.add_argument("--most", type=int, default=60, help="how many places to show")
    options = parser.parse_args()
    before, now = read() if STORE.exists() else {}, take()
    if options.renew and not SHARED.is_dir():
        parser.error("the labelled texts are not there: they would be lost from the snapshot")
    differences = compare(before, now)
    print(describe(differences, options.most))
    if before:
        print(f"share of words analysed: {share_analysed(before.values()):.4f} before", end=", ")
    print(f"{share_analysed(now.values()):.4f} now")
    if options.renew:
        write(now)
        print(f"{STORE.name}: {STORE.stat().st_size:,} bytes")
    return int(bool(differences) and not options.renew)


if __name__ == "__main__":
    raise SystemExit(main())
