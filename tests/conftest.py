"""What the tests share: the folder with the real op-ed and the gold data, if it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reading.sources import read_document
from analysis.text.document import Document

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
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
