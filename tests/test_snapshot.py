"""What is found in samples and labelled texts is what was found when the snapshot was taken.

After a change that is meant to find more or less: look at ``python tests/snapshot.py``, judge the
differences, then ``python tests/snapshot.py --renew``.
"""

from __future__ import annotations

import importlib.util
import lzma
import sys
from pathlib import Path

import pytest

from analysis.text.document import Document
from analysis.validation.split import LABELLED_EARLIER

SPEC = importlib.util.spec_from_file_location("snapshot", Path(__file__).with_name("snapshot.py"))
snapshot = sys.modules.setdefault("snapshot", importlib.util.module_from_spec(SPEC))
SPEC.loader.exec_module(snapshot)

TEXT = "It may rain. Ann said it was a disaster. “It will never rain,” she said."


def test_nothing_is_found_otherwise_in_the_samples():
    now = {name: snapshot.find(doc) for name, doc in snapshot.documents() if "samples/" in name}
    differences = snapshot.compare(snapshot.read(), now)
    assert not differences, "\n" + snapshot.describe(differences)


@pytest.mark.shared
def test_nothing_is_found_otherwise_in_the_labelled_texts():
    before, now = snapshot.read(), snapshot.take()
    differences = snapshot.compare(before, now)
    assert not differences, "\n" + snapshot.describe(differences)
    assert before.keys() == now.keys()
    shares = [snapshot.share_analysed(found.values()) for found in (before, now)]
    assert shares[1] == pytest.approx(shares[0], abs=1e-4)


def test_what_is_written_is_read_again(tmp_path):
    found = {"a": snapshot.find(Document("a", TEXT)), "empty": snapshot.find(Document("empty", ""))}
    snapshot.write(found, tmp_path / "it.xz")
    assert snapshot.read(tmp_path / "it.xz") == found
    assert not snapshot.compare(found, snapshot.read(tmp_path / "it.xz"))


def test_every_kind_of_difference_is_seen():
    old = snapshot.find(Document("a", TEXT))
    hit = next(key for key in old.spans if key[0] == "hedge")
    sentence = next(key for key in old.spans if key[0] == "sentence")
    evidence = next(key for key in old.spans if key[0] == "evidence")
    spans = {key: number for key, number in old.spans.items() if key not in (hit, evidence)}
    spans[("evidence", "anecdote", *evidence[2:])] = None
    spans[("booster", "certainty", 0, 2, "author")] = 0.5
    spans[sentence] = (old.spans[sentence] or 0) + 0.02
    now = old._replace(spans=spans)
    kinds = {(one.kind, one.marker) for one in snapshot.compare({"a": old}, {"a": now})}
    assert kinds == {
        *(("gone", "hedge"), ("new", "booster"), ("number", "sentence")),
        *(("gone", "evidence"), ("new", "evidence")),
    }
    changed = snapshot.compare({"a": old}, {"a": old._replace(text_hash="other")})
    assert [one.kind for one in changed] == ["text"]


def test_of_texts_kept_unread_only_counts_are_shown():
    read = f"opeds/{min(LABELLED_EARLIER)}"
    unread = next(f"opeds/{i}" for i in range(99) if snapshot.is_kept_unread(f"opeds/{i}"))
    differences = [
        snapshot.Difference(name, "new", "hedge", "modal", 7, 9) for name in (read, unread)
    ]
    shown = snapshot.describe(differences)
    assert read in shown
    assert unread not in shown
    assert "1 of 2 in texts of the test part" in shown


def test_the_snapshot_is_small_and_holds_no_words():
    assert snapshot.STORE.stat().st_size < 300_000
    stored = lzma.decompress(snapshot.STORE.read_bytes()).decode()
    assert len(snapshot.read()) > 90
    assert " " not in stored.replace("us_them", "")
