"""Writing: all of a file or nothing of it, and a line that says why not."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pandas as pd
import pytest

from analysis.files import (
    WritingError,
    make_folder,
    one_line,
    open_output,
    table_bytes,
    table_format,
    write_bytes,
    write_table,
    write_text,
)

ODD = "a\x00b\x0bc\x1bd\ud800e\ufffff\u2028g\rh"


def test_missing_folders_are_made(tmp_path):
    write_bytes(tmp_path / "new" / "é ü" / "x.txt", b"x")
    assert (tmp_path / "new" / "é ü" / "x.txt").read_bytes() == b"x"


def test_what_is_broken_off_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")
    with pytest.raises(TypeError), open_output(path) as file:
        file.write("no bytes")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.txt"]


def test_a_link_stays_a_link_and_a_mode_its_mode(tmp_path):
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "real.txt").chmod(0o600)
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"
    assert (tmp_path / "real.txt").stat().st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to_and_stays(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        write_bytes(tmp_path / "pipe", b"It may rain.")
        assert reader.communicate()[0] == b"It may rain."
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("folder", "this is a folder"),
        ("file.txt/below.txt", "is a file, not a folder"),
        ("file.txt/far/below.txt", "is a file, not a folder"),
        ("x" * 300, "File name too long"),
        ("nul\0.txt", "null"),
    ],
)
def test_what_cannot_be_written_is_one_line(name, why, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("kept")
    with pytest.raises(WritingError, match=why) as told:
        write_bytes(tmp_path / name, b"x")
    assert "\n" not in str(told.value)
    assert (tmp_path / "file.txt").read_text() == "kept"
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "file.txt"}


def test_a_folder_below_a_file_is_told(tmp_path):
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(WritingError, match="is a file, not a folder"):
        make_folder(tmp_path / "file.txt" / "new")
    with pytest.raises(WritingError, match="is a file, not a folder"):
        make_folder(tmp_path / "file.txt")


def test_a_full_disk_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.bin"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from analysis.files import WritingError, write_bytes\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    write_bytes(sys.argv[1], bytes(10_000))\n"
        "except WritingError as error:\n    print(error)\n"
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert done.stdout.strip() == f"{path}: cannot be written: File too large"
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["x.bin"]


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_a_table_with_odd_characters_is_written_and_read_again(format, tmp_path):
    titles = pd.Series([ODD, "=1+1", "Rain"], dtype=object)
    table = pd.DataFrame({"title": titles, "n": [1.5, float("nan"), 3]})
    path = write_table(tmp_path / f"x.{format}", table)
    read = {"csv": pd.read_csv, "json": pd.read_json, "xlsx": pd.read_excel}[format]
    again = read(path)
    assert again["n"].tolist()[0] == 1.5
    assert again["title"].tolist()[2] == "Rain"
    assert len(again) == 3


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("name", ["=1+1", "a\x0bb", "-x\x1b\rh"])
def test_a_column_may_have_any_name_and_none_is_a_formula(format, name, tmp_path):
    path = write_table(tmp_path / f"x.{format}", pd.DataFrame({name: [1], "n": [2]}))
    read = {"csv": pd.read_csv, "json": pd.read_json, "xlsx": pd.read_excel}[format]
    first, second = read(path).columns
    assert second == "n"
    assert format == "json" or not first.startswith(("=", "+", "-", "@"))


def test_impossible_endings_are_refused_with_those_that_are_possible():
    assert [table_format(name) for name in ("a.CSV", "b.json", "c.d.xlsx")] == [
        *("csv", "json", "xlsx")
    ]
    for name in ("p.docx", "p", ".csv", "p.csv.gz"):
        with pytest.raises(WritingError, match=r"possible are \.csv, \.json, \.xlsx"):
            table_format(name)
    with pytest.raises(ValueError, match="possible are csv, json, xlsx"):
        table_bytes(pd.DataFrame(), "pdf")


def test_a_message_is_one_line():
    line = one_line(f"{ODD}\r\n\x85\u202ez" + "y" * 1000)
    assert line.isprintable()
    assert len(line) == 300
