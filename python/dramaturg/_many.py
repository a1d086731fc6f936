"""Many books at once."""
from __future__ import annotations

import collections
import os
from collections.abc import Iterable, Iterator

from . import _dramaturg
from ._story import Story

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


def read_many(
    paths: Iterable[str | os.PathLike[str]],
    *,
    threads: int | None = None,
    errors: Literal["raise", "return"] = "raise",
    progress: bool = True,
    force: bool = False,
    max_bytes: int | None = None,
) -> Iterator[Story | Exception]:
    """Reads books side by side, and gives them in the order of the paths.

    No more than two books a thread wait to be taken, so memory stays flat however many
    there are. With ``errors="return"`` a book that cannot be read is its exception, and
    the others go on. `progress` shows a bar on a terminal or in a notebook.
    """
    if errors not in ("raise", "return"):
        raise ValueError(f'errors is "raise" or "return", not {errors!r}')
    return _read_many(list(paths), threads or os.cpu_count() or 1, errors, progress, force, max_bytes)


def _read_many(
    paths: list[str | os.PathLike[str]],
    threads: int,
    errors: str,
    progress: bool,
    force: bool,
    max_bytes: int | None,
) -> Iterator[Story | Exception]:
    import concurrent.futures

    from tqdm.auto import tqdm

    def read(path: str | os.PathLike[str], is_last: bool) -> Story:
        # Books are what is shared out, so each has one thread; but beside the last one there is
        # soon no other.
        own = 2 if is_last and threads > 1 else 1
        reading = _dramaturg.read_path(path, force=force, max_bytes=max_bytes, threads=own)
        return Story(reading)

    # None: hidden where standard error is no terminal.
    bar = tqdm(total=len(paths), unit="book", disable=None if progress else True)
    with bar, concurrent.futures.ThreadPoolExecutor(threads) as pool:
        waiting: collections.deque[concurrent.futures.Future[Story]] = collections.deque()
        left = collections.deque(paths)
        try:
            while True:
                while len(waiting) < 2 * threads and left:
                    path = left.popleft()
                    waiting.append(pool.submit(read, path, not left))
                if not waiting:
                    return
                try:
                    story: Story | Exception = waiting.popleft().result()
                except (OSError, _dramaturg.DramaturgError) as error:
                    if errors == "raise":
                        raise
                    story = error
                bar.update()
                yield story
        finally:
            for future in waiting:
                future.cancel()
