"""JupyterLab on the notebooks: those of the checkout, or a copy in a folder of one's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from analysis.files import make_folder, notebooks_folder

__all__ = ["CONFIG_PATH", "config_path", "copy_notebooks", "lab_options", "run_lab"]

CONFIG_PATH = "JUPYTER_CONFIG_PATH"


def copy_notebooks(folder: str | Path) -> Path:
    """Copy the notebooks into ``folder/notebooks``; what lies there already is left as it is.

    Parameters
    ----------
    folder : str or Path
        It is made if it is not there. The notebooks write their figures to ``folder/figures``.

    Returns
    -------
    Path
        The folder of the copies.

    Raises
    ------
    WritingError
        If the folder cannot be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     print(len(list(copy_notebooks(folder).glob("*.ipynb"))))
    11
    """
    copies = make_folder(Path(folder) / "notebooks")
    for source in sorted(notebooks_folder().glob("*.*")):
        target = copies / source.name
        if not target.exists():
            shutil.copyfile(source, target)
    return copies


def lab_options(notebooks: Path) -> list[str]:
    """Return the options with which JupyterLab runs: for this computer and this user only."""
    return [
        str(notebooks),
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_remote_access=False",
        "--PasswordIdentityProvider.hashed_password=",
    ]


def config_path() -> str:
    """Return where JupyterLab looks for settings: in ours first, then where it would anyway.

    Ours ask nobody for news or newer versions, and so no question about them covers the page.
    """
    return os.pathsep.join(
        filter(None, [str(Path(__file__).with_name("jupyter")), os.environ.get(CONFIG_PATH)])
    )


def run_lab(folder: str | Path | None = None, *options: str) -> int:
    """Open JupyterLab on the notebooks until it is stopped.

    Parameters
    ----------
    folder : str or Path, optional
        Work on copies in this folder; by default on the notebooks where they lie.
    *options : str
        More options for JupyterLab, such as ``--no-browser``.

    Returns
    -------
    int
        0 when it was stopped.
    """
    from jupyterlab.labapp import LabApp

    notebooks = notebooks_folder() if folder is None else copy_notebooks(folder)
    os.environ[CONFIG_PATH] = config_path()
    LabApp.launch_instance([*lab_options(notebooks), *options])
    return 0
