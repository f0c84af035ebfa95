"""NLTK's data: found, downloaded or built, and a clear remedy if not."""

from __future__ import annotations

import pytest

from analysis.files import cache_folder, notebooks_folder
from analysis.sentiment import resources


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache with nothing in it, no other place to look, and no network."""
    import nltk

    monkeypatch.setenv("RHETORIC_NLTK_DATA", str(tmp_path))
    monkeypatch.setenv("RHETORIC_OFFLINE", "1")
    monkeypatch.setattr(nltk.data, "path", [])
    return tmp_path


@pytest.mark.parametrize("resource", list(resources.RESOURCES))
def test_built_once_then_present(empty_cache, resource):
    assert resources.ensure(resource) == "built"
    assert resources.ensure(resource) == "present"
    assert not list(empty_cache.glob("tmp*")), "the temporary folder stayed behind"


def test_vader_scores_with_the_built_lexicon(empty_cache):
    resources.ensure("vader_lexicon")
    from nltk.sentiment.vader import SentimentIntensityAnalyzer

    assert SentimentIntensityAnalyzer().polarity_scores("A great day")["compound"] > 0.5


def test_punkt_splits_with_the_built_parameters(empty_cache):
    resources.ensure("punkt_tab")
    from nltk.tokenize import PunktTokenizer

    assert PunktTokenizer().tokenize("Mr. Lee left. It rained.") == ["Mr. Lee left.", "It rained."]


def test_without_network_and_packages_the_remedy_is_said(empty_cache, monkeypatch):
    def missing(folder):
        raise ModuleNotFoundError("vaderSentiment")

    monkeypatch.setitem(resources.BUILDERS, "vader_lexicon", missing)
    with pytest.raises(LookupError, match=r"pip install -r requirements\.txt"):
        resources.ensure("vader_lexicon")


def test_a_failed_download_is_no_error(empty_cache, monkeypatch):
    monkeypatch.delenv("RHETORIC_OFFLINE")

    def refuse(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr("nltk.download", refuse)
    assert resources.ensure("vader_lexicon") == "built"


def test_an_unknown_resource_names_those_there_are():
    with pytest.raises(LookupError, match="vader_lexicon"):
        resources.ensure("wordnets")


def test_language_data_is_kept_with_all_else_that_can_be_made_anew(monkeypatch):
    monkeypatch.delenv("RHETORIC_NLTK_DATA", raising=False)
    assert resources.nltk_folder() == notebooks_folder().parent / ".cache" / "nltk_data"
    monkeypatch.setattr(resources, "in_checkout", lambda: False)
    assert resources.nltk_folder() == cache_folder() / "nltk_data"
