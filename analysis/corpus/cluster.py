"""Archives on several computers, through a Dask scheduler."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from analysis.corpus.items import CorpusError
from analysis.corpus.manifest import Entry
from analysis.corpus.shards import Settings, Shard
from analysis.corpus.workers import run_on_processes
from analysis.files import one_line

__all__ = ["run_on_dask"]

SHARDS_AHEAD = 2  # shards given out for each thread of a worker, so that memory stays constant

OF_THREAD = threading.local()  # the worker process of each thread of a Dask worker


def run_on_dask(shards: Iterator[Shard], settings: Settings, address: str) -> Iterator[Entry]:
    """Analyze shards on the workers of a Dask scheduler.

    Parameters
    ----------
    shards : iterator of Shard
        Read as workers need them.
    settings : Settings
        The workers must see the output folder under the same path.
    address : str
        Such as ``tcp://host:8786``.

    Yields
    ------
    Entry
        Of each shard, as it is done.

    Raises
    ------
    CorpusError
        If the scheduler cannot be reached, ends during the run, or has no workers that live.
    """
    try:
        import dask.distributed
    except ImportError:
        raise CorpusError(
            "scheduler: Dask is not installed; pip install 'dask[distributed]'"
        ) from None
    distributed: Any = dask.distributed
    settings = settings._replace(output=str(Path(settings.output).resolve()))
    try:
        client = distributed.Client(address)
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"scheduler={address}: cannot be reached ({one_line(error)}); start one with "
            "`dask scheduler`, and give the address that it prints"
        ) from None
    tqdm.write(f"Dask's dashboard: {client.dashboard_link}", file=sys.stderr)
    try:
        yield from _collect(client, distributed, shards, settings)
    except (OSError, CancelledError, distributed.KilledWorker) as error:
        raise CorpusError(
            f"scheduler={address}: the scheduler or its workers ended during the run "
            f"({one_line(error)}); what is done stays: start them again, and run the same command"
        ) from None
    finally:
        client.close(timeout=5)


def _collect(
    client: Any, distributed: Any, shards: Iterator[Shard], settings: Settings
) -> Iterator[Entry]:
    """Keep the workers busy and yield what they have done."""

    def submit(shard: Shard) -> Any:
        return client.submit(_analyze_guarded, shard, settings, pure=False)

    ahead = max(1, sum(client.nthreads().values())) * SHARDS_AHEAD
    pending = distributed.as_completed([submit(shard) for shard in islice(shards, ahead)])
    for future in pending:
        yield future.result()
        for shard in islice(shards, 1):
            pending.add(submit(shard))


def _analyze_guarded(shard: Shard, settings: Settings) -> Entry:
    """Analyze a shard in a process of its own, so that time limits and deaths are looked after."""
    # Dask's workers are daemons, which may have no children; these end with their parent.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    is_known = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if is_known else "spawn")
    if not hasattr(OF_THREAD, "crew"):
        OF_THREAD.crew = []
    (entry,) = run_on_processes(iter([shard]), settings, 1, context, OF_THREAD.crew)
    return entry
