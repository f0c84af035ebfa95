"""Links of README, guides, cards and notebooks: what is near exists, what is far is well formed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("docs", "docs/cards", "notebooks", "analysis/samples", "figures")
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *(path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))),
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.S | re.M)
# [words](address), also of pictures; an address may hold brackets in pairs, as DOIs do.
INLINE = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))+)\)")
BARE = re.compile(r"<(https?://[^>\s]+)>|(?<![(<\w/])(https?://[^\s|>\"]*[^\s|>\".,;:)])")


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return CODE.sub("", text)


def anchors(path: Path) -> set[str]:
    """Return the names that headings have as targets of links."""
    heads = re.findall(r"^#+ (.*)$", text_of(path), re.M)
    plain = [re.sub(r"[^\w\- ]", "", re.sub(r"\[(.*?)\]\(.*?\)", r"\1", head)) for head in heads]
    return {head.strip().lower().replace(" ", "-") for head in plain}


def is_well_formed(address: str) -> bool:
    parts = urlsplit(address)
    is_public = re.fullmatch(r"[\w-]+(\.[\w-]+)+", parts.netloc) is not None
    is_doi = parts.netloc != "doi.org" or re.fullmatch(r"/10\.\d{4,}/\S+", parts.path) is not None
    return parts.scheme in ("http", "https") and is_public and is_doi and "…" not in address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    text = text_of(path)
    far = [one or other for one, other in BARE.findall(text)]
    for address in INLINE.findall(text):
        if address.startswith(("http:", "https:")):
            far.append(address)
            continue
        name, _, anchor = address.partition("#")
        # The documentation is built with a copy of the notebooks.
        base = (
            ROOT if path.parent == ROOT / "docs" and name.startswith("notebooks/") else path.parent
        )
        target = (base / unquote(name)).resolve() if name else path
        assert target.exists(), address
        assert target.is_relative_to(ROOT), address
        assert not anchor or target.suffix == ".rst" or anchor in anchors(target), address
    assert [address for address in far if not is_well_formed(address)] == []


def test_there_are_links_to_look_at():
    near = [INLINE.findall(text_of(path)) for path in PAGES]
    assert len(PAGES) > 20
    assert sum(map(len, near)) > 60


def test_faults_of_links_are_seen():
    wrong = ["https://doi.org/11.1/x", "https://doi.org/", "ftp://a.org/x", "https://nowhere"]
    assert not any(map(is_well_formed, wrong))
    assert is_well_formed("https://doi.org/10.1016/0271-5309(90)90002-S")
    assert INLINE.findall("[a](b.md#c) ![d](https://doi.org/10.1/(x)y)") == [
        *("b.md#c", "https://doi.org/10.1/(x)y")
    ]
