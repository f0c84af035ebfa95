"""Sentiment: our own scorer, its peers, and the language data they need."""

from analysis.sentiment.ours import explain, score, score_sentences

__all__ = ["explain", "score", "score_sentences"]
