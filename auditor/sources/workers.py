"""A pool of threads that ends with the program: a thread that waits for a server never holds up Ctrl-C."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...]]


class Workers:
    """`size` daemon threads. (The standard pool's threads are joined at exit, however long they wait.)"""

    def __init__(self, size: int) -> None:
        """Start no thread yet: each starts with a job that finds none idle."""
        self._size = size
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Have a thread call the function; the future holds its result or exception."""
        future: Future[T] = Future()
        with self._lock:
            self._jobs.put((future, function, arguments))
            if self._idle > 0:
                self._idle -= 1
            elif len(self._threads) < self._size:
                thread = threading.Thread(target=self._work, daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def stop(self) -> None:
        """Drop the jobs that no thread has begun and let the threads end; does not wait for them."""
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None:
                job[0].cancel()
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            _run(*job)
            with self._lock:
                self._idle += 1


def _run(future: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function(*arguments))
    except BaseException as fault:  # Whoever asks for the result gets it.
        future.set_exception(fault)
