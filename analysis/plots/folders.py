"""Where the figures of a text go: a folder named after it, which no other text shares.

In each folder ``text.json`` says whose it is, by hashes alone. A text keeps its folder when it is
edited (the path is the same) or moved (the words are the same). Another text of the same name gets
a folder of its own, with a hash at the end of its name.
"""

from __future__ import annotations

import json
from pathlib import Path

from analysis.files import write_text
from analysis.tables.decisions import document_hash
from analysis.tables.kept_file import plain_name, text_hash
from analysis.text.document import Document

__all__ = ["figure_folder"]

OWNER = "text.json"
N_DIGITS = 8  # of a hash in a folder's name


def figure_folder(folder: str | Path, document: Document) -> Path:
    """Return the folder for the figures of a text, and note there whose it is.

    Parameters
    ----------
    folder : str or Path
        Where all figures go.
    document : Document
        Its id names the folder, unless another text of that name has it already.

    Returns
    -------
    Path
        The same in every later run, also after the text was edited or moved.

    Raises
    ------
    WritingError
        If the folder cannot be written to.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> texts = [Document("essay", text) for text in ("It may rain.", "It rains.")]
    >>> [figure_folder(folder, text).name for text in (*texts, texts[0])]
    ['essay', 'essay-6f58a762', 'essay']
    """
    name = plain_name(document.id)
    own = _identity(document)
    # An edited text is looked for among those of its name before it gets a folder of its own.
    place = Path(folder) / name
    others = sorted(Path(folder).glob(f"{name}-{N_DIGITS * '?'}"))
    owners = {known: _owner(known) for known in (place, *others)}
    same_place = [known for known, noted in owners.items() if _agree(noted, own, "place")]
    same_words = [known for known, noted in owners.items() if _agree(noted, own, "words")]
    if same_words and not same_place:
        return same_words[0]
    if same_place:
        place = same_place[0]
    elif (place / OWNER).exists():
        place = Path(folder) / f"{name}-{own['words'][:N_DIGITS]}"
    if owners.get(place) != own:
        write_text(place / OWNER, json.dumps(own) + "\n")
    return place


def _identity(document: Document) -> dict[str, str]:
    """Tell a text by its words, and by where it lies or was got from."""
    words = {"words": document_hash(document)}
    place = document.meta.get("path") or document.meta.get("source")
    return {**words, "place": text_hash(str(place))} if place else words


def _owner(place: Path) -> dict[str, str]:
    """Return what a folder notes of its text; one that says nothing readable is nobody's."""
    try:
        noted = json.loads((place / OWNER).read_bytes())
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _agree(noted: dict[str, str], own: dict[str, str], what: str) -> bool:
    return what in own and noted.get(what) == own[what]
