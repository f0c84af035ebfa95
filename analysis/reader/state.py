"""How a reader left the page: sensitivity and filters, kept beside the review.

The file is ``<name>.reader.json``. It holds no decision and no word of the text; without it, or if
it is broken, the page opens as it does the first time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis.files import write_text

__all__ = ["VOICES", "clean_view", "read_state", "state_path", "write_state"]

VOICES = ("both", "author", "quoted")
COUNTED = ("reviewed", "raw", "both")
MOST_FILTERS = 500


def state_path(review_path: Path) -> Path:
    """Return where the state of a reader is kept: beside its review.

    Examples
    --------
    >>> state_path(Path("river_water.review.json")).name
    'river_water.reader.json'
    """
    return review_path.with_name(review_path.name.removesuffix(".review.json") + ".reader.json")


def clean_view(view: Any) -> dict[str, Any]:
    """Return what of a view makes sense: hidden kinds, voice, and which hits are counted.

    Examples
    --------
    >>> clean_view({"off": ["hedge", 3], "voice": "everybody", "counted": "raw"})
    {'off': ['hedge'], 'counted': 'raw'}
    """
    if not isinstance(view, dict):
        return {}
    cleaned: dict[str, Any] = {}
    if isinstance(view.get("off"), list):
        cleaned["off"] = [name for name in view["off"] if isinstance(name, str)][:MOST_FILTERS]
    if view.get("voice") in VOICES:
        cleaned["voice"] = view["voice"]
    if view.get("counted") in COUNTED:
        cleaned["counted"] = view["counted"]
    return cleaned


def read_state(path: Path) -> dict[str, Any]:
    """Read a state; an empty one if there is none or it is broken.

    Examples
    --------
    >>> read_state(Path("nowhere.reader.json"))
    {}
    """
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    state: dict[str, Any] = {"view": clean_view(content.get("view"))}
    sensitivity: Any = content.get("sensitivity")
    is_number = isinstance(sensitivity, int | float) and not isinstance(sensitivity, bool)
    if is_number and 0 <= sensitivity <= 1:
        state["sensitivity"] = float(sensitivity)
    return state


def write_state(path: Path, sensitivity: float, view: dict[str, Any]) -> None:
    """Write a state in one step, so that it is never half written.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    content = {"sensitivity": sensitivity, "view": clean_view(view)}
    write_text(path, json.dumps(content, ensure_ascii=False) + "\n")
