"""Real servers and a real browser: JupyterLab, Notebook and Voila on loopback, Debian's chromium.

Without chromium or Playwright these tests are skipped, and say how to get them.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from analysis.reader.lab import CONFIG_PATH, config_path

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROMPTS = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
    .map((prompt) => prompt.innerText)"""
LOOPBACK = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "file:", "about:")


def missing() -> str | None:
    """Say what is missing for the browser tests, and how to get it."""
    if importlib.util.find_spec("playwright") is None:
        return "BROWSER TESTS SKIPPED: no Playwright; get it with: pip install -r requirements.txt"
    if CHROMIUM is None:
        return "BROWSER TESTS SKIPPED: no chromium; get it with: sudo apt-get install chromium"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    if reason := missing():
        for item in items:
            if here in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Trouble:
    """What a page should never do: fail in its script, or ask for something outside."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)
        page.on("requestfailed", self._forgive)

    def _note(self, request: Any) -> None:
        if not request.url.startswith(LOOPBACK):
            self.outside.append(request.url)

    def _forgive(self, request: Any) -> None:
        # What a page's own policy forbids never leaves the browser.
        if request.failure == "csp" and request.url in self.outside:
            self.outside.remove(request.url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One chromium for a module; it is stopped so that other tests can use asyncio."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def chromium_options() -> dict[str, Any]:
    """What another chromium is launched with."""
    return {"executable_path": CHROMIUM, "headless": True, "args": list(FLAGS)}


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
def open_page(browser: Any, trouble: Trouble) -> Iterator[Callable[..., Any]]:
    """Open pages that are watched; afterwards nothing may have gone wrong on them."""
    contexts = []

    def open_one(url: str, **options: Any) -> Any:
        options.setdefault("viewport", {"width": 1400, "height": 1000})
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)  # two pages and their kernels share the cores
        trouble.watch(page)
        page.goto(url, timeout=60_000)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert trouble.errors == []
    assert trouble.outside == []


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace")[-3000:])


@dataclass
class Server:
    """A server that runs, and the folder it serves."""

    base: str
    token: str
    folder: Path

    @staticmethod
    def run_all_cells(page: Any) -> None:
        """Choose "Run All Cells" until the cells run, as a person would.

        JupyterLab drops the command without a word while it is still binding the kernel.
        """
        before = page.evaluate(PROMPTS)
        for _ in range(4):
            page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
            page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
            for _ in range(20):
                page.wait_for_timeout(500)
                if page.evaluate(PROMPTS) != before:
                    return
        raise AssertionError("the cells do not run")


def jupyter_environment(home: Path) -> dict[str, str]:
    """Keep a server's settings away from the user's; ours are as ``make lab`` has them."""
    settings = {
        # All outputs are on the page, not only those in view, so that tests can look for them.
        "notebook-extension/tracker": {"windowingMode": "none"},
    }
    for name, values in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "XDG_DATA_HOME": "data",
    }
    places = {name: str(home / folder) for name, folder in folders.items()}
    return dict(os.environ, **{CONFIG_PATH: config_path()}, **places)


def _fill(word: str, places: dict[str, str]) -> str:
    for place, value in places.items():
        word = word.replace(place, value)
    return word


@pytest.fixture(scope="module")
def run_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a Jupyter application or Voila in a folder with copies of the notebooks."""
    processes = []

    def start(*command: str, url: str, notebooks: tuple[str, ...] = ()) -> Server:
        home = tmp_path_factory.mktemp("server")
        folder = home / "work" / "notebooks"
        folder.mkdir(parents=True)
        for name in notebooks:
            shutil.copy(NOTEBOOKS / name, folder / name)
        port, token = free_port(), secrets.token_hex(16)
        places = {"{port}": str(port), "{token}": token, "{folder}": str(folder)}
        words = [_fill(word, places) for word in command]
        log = home / "log"
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=jupyter_environment(home),
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        processes.append(process)
        base = f"http://127.0.0.1:{port}"
        wait_for(base + _fill(url, places), process, log)
        return Server(base, token, folder)

    yield start
    for process in processes:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


JUPYTER_OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--port={port}",
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token={token}",
    "--ServerApp.root_dir={folder}",
)
AXE = "axe-core@4.14.1"


@pytest.fixture(scope="module")
def jupyter_options() -> tuple[str, ...]:
    return JUPYTER_OPTIONS


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core, got from npm once and kept in .cache."""
    home = NOTEBOOKS.parent / ".cache" / "axe"
    script = home / "node_modules" / "axe-core" / "axe.min.js"
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "lock"):
        _get_axe(home, script)
    return script.read_text(encoding="utf-8")


def _get_axe(home: Path, script: Path) -> None:
    if not script.is_file():
        if shutil.which("npm") is None:
            pytest.skip("no npm to get axe-core with: sudo apt-get install npm")
        command = ["npm", "install", "--no-save", "--ignore-scripts", "--prefix", str(home), AXE]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not get {AXE}: {done.stderr[-200:]}")


@pytest.fixture
def violations(axe: str) -> Callable[[Any, str], list[str]]:
    """Return a function that tells what of WCAG 2.2 AA an element of a page violates."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": tags}}

    def find(page: Any, within: str) -> list[str]:
        page.evaluate(axe)
        result = page.evaluate("([where, options]) => axe.run(where, options)", [within, options])
        return [
            f"{violation['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
            for violation in result["violations"]
            for node in violation["nodes"][:3]
        ]

    return find
