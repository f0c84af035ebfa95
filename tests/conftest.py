"""What the tests share: the folder with the real op-ed and the gold data, if it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reading.sources import read_document
from analysis.text.document import Document

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


# Whole files that run notebooks, processes, servers or gold sets, draw many figures, or simulate.
SLOW = {
    *("test_corpus", "test_corpus_faults", "test_figures", "test_hostile", "test_linear"),
    *("test_notebooks", "test_patterns", "test_validation", "test_web", "test_docs", "test_cli"),
    *("test_fuzz", "test_bias", "test_snapshot", "test_report", "test_wheel", "test_division"),
    *("test_audit_estimates", "test_quoting", "test_class"),
}
TIMED = "linear_time"  # in the name of a test that measures how time grows


# Files that take minutes begin first: one that is left for the end keeps the other cores idle.
LONGEST = (
    *("test_figures", "test_validation", "test_notebooks", "test_findings", "test_commands"),
    *("test_corpus_faults", "test_linear", "test_audit_estimates", "test_division", "test_report"),
    *("test_docs", "test_corpus", "test_wheel", "test_patterns", "test_hostile", "test_snapshot"),
)


def when(item: pytest.Item) -> int:
    name = item.path.stem
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=when)
    for item in items:
        if item.path.stem in SLOW or TIMED in item.name:
            item.add_marker(pytest.mark.slow)
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason="needs the folder ../shared, which is not there")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


@pytest.fixture(scope="session")
def real_path() -> Path:
    return SHARED / "documents" / "000_2c397f268076f7cd.txt"


@pytest.fixture(scope="session")
def real_document(real_path: Path) -> Document:
    return read_document(real_path)
