"""The built package runs outside the checkout: its command, notebooks, samples and lexicons."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analysis.figures import build_folder, notebook_paths
from analysis.reader.lab import config_path, copy_notebooks, lab_options
from analysis.reading.sources import list_samples

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a folder into which the built wheel alone was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run(build, check=True, timeout=300)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True)
    return target


def run(installed, folder, *arguments):
    """Run Python with the installed package in an empty folder, far from the checkout."""
    places = [str(installed), *(path for path in sys.path if "site-packages" in path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(places)}
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_what_the_checkout_holds(installed):
    names = {path.relative_to(ROOT / "analysis") for path in (ROOT / "analysis").rglob("*.*")}
    shipped = {
        path.relative_to(installed / "analysis") for path in installed.rglob("analysis/**/*.*")
    }
    missing = {name for name in names - shipped if "__pycache__" not in name.parts}
    assert not missing
    notebooks = {path.name for path in notebook_paths()}
    assert notebooks <= {path.name for path in (installed / "analysis" / "notebooks").iterdir()}


def test_the_wheel_names_its_command(installed):
    (wheel,) = installed.parent.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "rhetoric-notebooks = analysis.__main__:main" in archive.read(name).decode()


def test_the_installed_package_profiles_a_sample(installed, tmp_path):
    assert "What is said" in run(installed, tmp_path, "-m", "analysis", "profile", "river_water")


def test_the_installed_package_runs_a_notebook(installed, tmp_path):
    code = f"""
import analysis, pathlib
from analysis.figures import build_folder, notebook_paths, run_notebook
from analysis.reader.app import START_PAGE
here = pathlib.Path({str(installed)!r})
assert here in pathlib.Path(analysis.__file__).parents, analysis.__file__
assert here in START_PAGE.parents and START_PAGE.is_file()
assert here not in build_folder().parents
run_notebook(notebook_paths()[7], "", pathlib.Path("figures").resolve(), pathlib.Path("out.ipynb"))
"""
    script = tmp_path / "try.py"
    script.write_text(code)
    run(installed, tmp_path, script)
    assert (tmp_path / "out.ipynb").is_file()


def test_copied_notebooks_are_not_written_over(tmp_path):
    copies = copy_notebooks(tmp_path)
    assert {path.name for path in notebook_paths()} <= {path.name for path in copies.iterdir()}
    first = copies / notebook_paths()[0].name
    first.write_text("mine")
    copy_notebooks(tmp_path)
    assert first.read_text() == "mine"


def test_jupyterlab_is_open_to_this_computer_only(tmp_path):
    options = lab_options(tmp_path)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "--ServerApp.allow_remote_access=False" in options


def test_jupyterlab_asks_nobody_for_news_or_versions():
    """The settings that say so are settings that the installed JupyterLab knows."""
    folder = Path(config_path().split(os.pathsep)[0]) / "labconfig"
    (ours,) = json.loads((folder / "default_setting_overrides.json").read_text()).items()
    package, name = ours[0].split(":")
    schema = Path(sys.prefix) / "share/jupyter/lab/schemas" / package / f"{name}.json"
    known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
    assert {key: known[key]["type"] for key in ours[1]} == {
        "checkForUpdates": "boolean",
        "fetchNews": "string",
    }
    assert not ours[1]["checkForUpdates"]
    assert ours[1]["fetchNews"] == "false"


def test_executed_notebooks_go_into_the_checkout():
    assert build_folder() == ROOT / "build"
    assert list_samples()
