"""The client for asyncio with the interface of the one that waits: one test tries both."""

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import Future
from typing import Any, cast

from beraad import AsyncClient, Client, connect, connect_async

_END = object()
_LOOP = asyncio.new_event_loop()
threading.Thread(target=_LOOP.run_forever, daemon=True).start()


def _submit(work: Coroutine[Any, Any, Any]) -> "Future[Any]":
    return asyncio.run_coroutine_threadsafe(work, _LOOP)


class _Waiting:
    """Waits for what the wrapped object does."""

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def __enter__(self) -> "_Waiting":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        _submit(self._wrapped.close()).result()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._wrapped, name)
        if not callable(found):
            return _Waiting(found)

        def called(*arguments: Any, **named: Any) -> Any:
            result = found(*arguments, **named)
            if inspect.iscoroutine(result):
                return _submit(result).result()
            if isinstance(result, AsyncIterator):
                return _Items(result)
            return _Waiting(result) if isinstance(result, AsyncClient) else result

        return called


class _Items(Iterator[Any]):
    """Iterates over an asynchronous iterator."""

    def __init__(self, items: Any) -> None:
        self._items = items
        self._task: asyncio.Task[Any] | None = None

    def __enter__(self) -> "_Items":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __next__(self) -> Any:
        found = _submit(self._following()).result()
        if found is _END:
            raise StopIteration
        return found

    async def _following(self) -> Any:
        self._task = asyncio.ensure_future(anext(self._items, _END))
        await asyncio.wait([self._task])
        return _END if self._task.cancelled() else self._task.result()

    def close(self) -> None:
        _submit(self._closed()).result()

    async def _closed(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._items.aclose()


def connect_waiting(url: str, **settings: Any) -> Client:
    """Connects with the client for asyncio."""

    async def connected() -> AsyncClient:
        return await connect_async(url, **settings)

    return cast(Client, _Waiting(_submit(connected()).result()))


CONNECTS = {"sync": connect, "async": connect_waiting}
