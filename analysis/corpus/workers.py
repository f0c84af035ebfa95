"""Worker processes that may die or stall: only the document at fault is given up.

The usual pools of processes know a task that fails, but not which document of it was under way,
and they give up the tasks of all workers when one dies. Here each worker tells through shared
memory which document it has begun. A worker that dies, or spends too long on one document, is
replaced, and its shard is done again without the document, once that is beyond doubt.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple

from analysis.corpus.items import CorpusError
from analysis.corpus.manifest import Entry, part_name
from analysis.corpus.shards import Settings, Shard, Suspect, analyze_shard, warm_up

__all__ = ["Worker", "end_with_parent", "run_on_processes"]

ATTEMPTS = 3  # a document is given up when so many workers died on it
ATTEMPTS_OF_SHARD = 10  # a run is given up when so many died while no document was under way
LONGEST_WAIT = 1.0  # seconds between two looks at the workers
PR_SET_PDEATHSIG = 1


class Job(NamedTuple):
    """A shard, what its workers died of so far, and the documents that are left out."""

    shard: Shard
    deaths: Counter[int]
    suspects: dict[int, Suspect]


class Worker:
    """One process, the shard it has, and since when it has been busy with which document.

    Parameters
    ----------
    context : BaseContext
        How processes are started.
    """

    def __init__(self, context: BaseContext) -> None:
        self.connection, theirs = multiprocessing.Pipe()
        self.position = context.RawValue("q", -1)
        arguments = (theirs, self.position)
        self.process = context.Process(target=_work, args=arguments, daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.job: Job | None = None
        self.seen = -1
        self.since = 0.0

    def give(self, job: Job, settings: Settings) -> None:
        """Give the worker a shard; if it has died meanwhile, that is noticed later."""
        self.job = job
        self.position.value = self.seen = -1
        self.since = time.monotonic()
        with suppress(OSError):
            self.connection.send((job.shard, settings, job.suspects))

    def seconds(self) -> float:
        """How long it has been busy with the document under way."""
        position = self.position.value
        if position != self.seen:
            self.seen, self.since = position, time.monotonic()
        return time.monotonic() - self.since

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.connection.close()


def run_on_processes(
    shards: Iterator[Shard],
    settings: Settings,
    workers: int,
    context: BaseContext | None = None,
    crew: list[Worker] | None = None,
) -> Iterator[Entry]:
    """Analyze shards in worker processes.

    Parameters
    ----------
    shards : iterator of Shard
        Read as workers need them, so that memory stays constant.
    settings : Settings
        What holds for all documents.
    workers : int
        Number of processes.
    context : BaseContext, optional
        How processes are started.
    crew : list of Worker, optional
        Workers of an earlier call; those that are idle at the end stay in it.

    Yields
    ------
    Entry
        Of each shard, as it is done.

    Raises
    ------
    CorpusError
        If the output cannot be written, or workers die though no document is under way.
    """
    is_kept = crew is not None
    crew = [] if crew is None else crew
    waiting: deque[Job] = deque()
    exhausted = False
    try:
        while True:
            if not exhausted and len(waiting) < workers:
                # One at a time: the workers are looked after meanwhile.
                shard = next(shards, None)
                exhausted = shard is None
                if shard is not None:
                    waiting.append(Job(shard, Counter(), {}))
            _hand_out(crew, waiting, workers, context or multiprocessing.get_context(), settings)
            busy = [worker for worker in crew if worker.job is not None]
            if not busy and exhausted:
                return
            is_ahead = exhausted or len(waiting) >= workers
            yield from _attend(crew, busy, waiting, settings, is_ahead)
    finally:
        for worker in [w for w in crew if w.job is not None or not is_kept]:
            worker.end()
            crew.remove(worker)


def _hand_out(
    crew: list[Worker],
    waiting: deque[Job],
    workers: int,
    context: BaseContext,
    settings: Settings,
) -> None:
    """Give waiting shards to idle workers, and start workers that are missing."""
    while waiting:
        idle = next((worker for worker in crew if worker.job is None), None)
        if idle is None:
            if len(crew) >= workers:
                return
            warm_up()  # here, so that forked workers share the word lists
            idle = Worker(context)
            crew.append(idle)
        idle.give(waiting.popleft(), settings)


def _attend(
    crew: list[Worker],
    busy: list[Worker],
    waiting: deque[Job],
    settings: Settings,
    may_wait: bool,
) -> Iterator[Entry]:
    """Take what workers have done; replace those that died or spend too long on a document."""
    timeout = min(LONGEST_WAIT, settings.time_limit / 4) if may_wait else 0
    handles: list[Any] = [worker.connection for worker in busy]
    ready = wait(handles, timeout)
    for worker in busy:
        if worker.connection in ready:
            try:
                answer = worker.connection.recv()
            except (EOFError, OSError):
                waiting.appendleft(_after_death(worker))
                crew.remove(worker)
                continue
            if isinstance(answer, str):
                raise CorpusError(answer)
            worker.job = None
            yield answer
        elif worker.seconds() > settings.time_limit and _is_within(worker):
            waiting.appendleft(_after_stall(worker, settings.time_limit))
            crew.remove(worker)


def _is_within(worker: Worker) -> bool:
    """Whether the worker has a document under way; writing a shard takes what it takes."""
    return worker.job is not None and 0 <= worker.seen < len(worker.job.shard.items)


def _after_death(worker: Worker) -> Job:
    """Return the shard of a worker that died, without a document that several have died on."""
    assert worker.job is not None
    worker.end()
    job, position = worker.job, worker.position.value
    job.deaths[position] += 1
    if 0 <= position < len(job.shard.items):
        if job.deaths[position] >= ATTEMPTS:
            problem = f"{ATTEMPTS} workers died while they analyzed this document"
            job.suspects[position] = Suspect(problem, is_slow=False)
    elif job.deaths[position] >= ATTEMPTS_OF_SHARD:
        raise CorpusError(
            f"{ATTEMPTS_OF_SHARD} workers died while they wrote {part_name(job.shard.number)} (out "
            "of memory?); run the same command again with fewer --workers"
        )
    return job


def _after_stall(worker: Worker, time_limit: float) -> Job:
    """Return the shard of a worker that is stuck, without the document it is stuck in."""
    assert worker.job is not None
    worker.end()
    job, position = worker.job, worker.seen
    problem = f"took more than {time_limit:g} seconds; cut it into parts, or raise --time-limit"
    job.suspects[position] = Suspect(problem, is_slow=True)
    return job


# --- within a worker -----------------------------------------------------------------------------


def _work(connection: Connection, position: Any) -> None:
    """Analyze the shards that come through a connection until there are no more."""
    end_with_parent()
    warm_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    while True:
        try:
            shard, settings, suspects = connection.recv()
        except (EOFError, OSError):
            return

        def announce(index: int) -> None:
            position.value = index

        try:
            connection.send(analyze_shard(shard, settings, suspects, announce))
        except CorpusError as error:
            connection.send(str(error))
        except OSError as error:
            connection.send(f"{error}; what is done stays: run the same command again to go on")


def end_with_parent() -> None:
    """See to it that this process ends when its parent does, however that ends."""
    if sys.platform == "linux":
        # By the system, because a long search with a pattern lets no other thread run.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()
