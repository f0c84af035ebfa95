"""The split of the labelled texts: by name alone, and respected by what is learned from them."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from analysis.validation.split import LABELLED_EARLIER, is_test, split_of


def test_a_name_alone_decides():
    names = [f"text {number}" for number in range(300)]
    expected = [int.from_bytes(sha256(name.encode()).digest(), "big") % 3 == 0 for name in names]
    assert [is_test(name) for name in names] == expected
    assert [split_of(name) == "test" for name in names] == expected
    assert 70 < sum(expected) < 130  # about one in three


def test_op_eds_that_were_read_before_test_nothing():
    assert len(LABELLED_EARLIER) == 14
    assert not any(map(is_test, LABELLED_EARLIER))
    # The rule alone would take some of them: it is the list that keeps them out.
    by_rule = [int(sha256(name.encode()).hexdigest(), 16) % 3 for name in LABELLED_EARLIER]
    assert 0 in by_rule


@pytest.mark.shared
def test_27_of_the_91_op_eds_are_kept_for_testing(shared):
    names = {path.stem for path in shared.glob("gold/opeds/*.txt")}
    assert len(names) == 91
    assert names >= LABELLED_EARLIER
    assert sum(map(is_test, names)) == 27
    with (shared / "gold/evidence/webis_editorials.jsonl").open(encoding="utf-8") as lines:
        assert names <= {json.loads(line)["id"] for line in lines}


@pytest.mark.shared
@pytest.mark.slow
def test_nothing_is_learned_from_what_is_kept_for_testing(shared):
    from analysis.learning.gold import read_gold

    texts = read_gold(shared / "gold")
    assert sum(text.collection == "opeds" for text in texts) == 91 - 27
    assert {text.collection for text in texts} == {"babe", "ptc", "opeds"}
    assert not any(is_test(text.document.id) for text in texts)


@pytest.mark.shared
def test_folds_part_all_texts_and_keep_each_together(shared):
    from analysis.learning.gold import held_out
    from analysis.learning.ratings import read_all_ratings

    ratings = read_all_ratings(shared / "gold", None)
    assert not any(is_test(rating.group) for rating in ratings if rating.genre == "oped")
    parts = list(held_out(ratings))
    assert (sum(part.astype(int) for part in parts) == 1).all()
    for part in parts:
        measured = {(r.genre, r.group) for r, is_in in zip(ratings, part, strict=True) if is_in}
        learned = {(r.genre, r.group) for r, is_in in zip(ratings, part, strict=True) if not is_in}
        assert measured
        assert not measured & learned


def test_word_lists_of_learning_hold_whole_words():
    from analysis.learning.words import hand_rated, word_list

    for name in ("function_words", "identity", "groups"):
        assert not [w for w in word_list(name) if w.startswith("-") or w.endswith("-")]
    assert "same-sex" in word_list("identity")
    assert not {"same-", "sex"} & word_list("identity")
    assert set(hand_rated().values()) == {-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0}
