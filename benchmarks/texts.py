"""Texts to measure with: new ones, written from the sentences of the samples, or one's own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from analysis.reading.sources import list_samples, make_document, read_document
from analysis.text.document import Document

__all__ = ["SEED", "fresh", "one_text", "texts_of", "written_texts"]

BLOCKS = 7  # rounds in which all take turns
TEXTS = 12  # texts in a block
SENTENCES = 60  # in a text that is written here
SEED = 1


def sentences_of_samples() -> list[str]:
    """Return every sentence of the samples."""
    documents = [read_document(name) for name in list_samples()]
    return [document[span] for document in documents for span in document.sentences]


def written_texts(
    generator: random.Random, n_texts: int = TEXTS, n_sentences: int = SENTENCES
) -> list[str]:
    """Write texts that nobody has read: sentences drawn anew, and a new number a paragraph."""
    sentences = sentences_of_samples()
    numbers = count(generator.randrange(10**6))
    texts = []
    for _ in range(n_texts):
        chosen = generator.choices(sentences, k=n_sentences)
        paragraphs = [
            " ".join([*chosen[place : place + 4], f"That was case {next(numbers)}."])
            for place in range(0, n_sentences, 4)
        ]
        texts.append("\n\n".join(paragraphs))
    return texts


def one_text(n_words: int) -> str:
    """Write one text of about so many words."""
    return written_texts(random.Random(SEED), 1, max(4, n_words // 17))[0]


def texts_of(folder: str | None) -> Iterator[list[str]]:
    """Yield blocks of texts: of a folder, or written ones."""
    if folder is None:
        generator = random.Random(SEED)
        for _ in range(BLOCKS):
            yield written_texts(generator)
        return
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    texts = [read_document(path).text for path in paths]
    for start in range(0, len(texts), TEXTS):
        yield texts[start : start + TEXTS]


def fresh(text: str) -> Document:
    """Return a document with nothing computed yet."""
    return make_document("x", text)
