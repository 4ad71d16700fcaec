"""The connection of the client for asyncio: calls and streams."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from beraad import v1
from beraad._request import copied, filled
from beraad._rules import ENDED, SILENCE_SECONDS_MAX, SILENT, Attempts, Failure, Following
from beraad._settings import Settings
from beraad.watch import Position, Update

A = TypeVar("A", bound=Message)
T = TypeVar("T")


class Stream(AsyncIterator[T]):
    """What comes over a stream, one by one. Leaving its `async with` block ends it."""

    def __init__(self, items: AsyncGenerator[T]) -> None:
        self._items = items

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def __aenter__(self) -> "Stream[T]":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Ends the stream. Cancel the task that iterates it when it waits for the next."""
        await self._items.aclose()


async def _next(call: Any, patience: float | None) -> Any:
    """The next answer; None at the end.

    Raises:
        TimeoutError: None came in so many seconds.
        grpc.RpcError: The stream broke.
    """
    async with asyncio.timeout(patience):
        answer = await call.read()
    return None if answer is grpc.aio.EOF else answer


@dataclass(frozen=True)
class Connection:
    """A channel to the server, with what all calls over it have in common."""

    channel: grpc.aio.Channel
    settings: Settings

    async def call(self, path: str, request: Message, answer: type[A]) -> A:
        """Sends a request until it is answered, refused for good, or too late."""
        filled(request)
        send = self.channel.unary_unary(path, _encoded, answer.FromString)
        metadata = self.settings.metadata()
        attempts = Attempts(self.settings)
        while True:
            try:
                return await send(request, timeout=attempts.left(), metadata=metadata)
            except grpc.RpcError as error:
                wait = attempts.wait_after(Failure.of(error))
            await asyncio.sleep(wait)

    def records(self, path: str, request: Message, answer: type[A]) -> Stream[A]:
        """A stream that is begun like a call, and then ends with its first error."""

        async def items() -> AsyncGenerator[A]:
            attempts = Attempts(self.settings)
            while True:
                came = False
                call = self._begin(path, request, answer)
                try:
                    while (
                        item := await _next(call, None if came else attempts.left())
                    ) is not None:
                        came = True
                        yield item
                    return
                except TimeoutError:
                    failure = SILENT
                except grpc.RpcError as error:
                    failure = Failure.of(error)
                finally:
                    call.cancel()
                if came:
                    raise failure.error(1, self.settings.deadline)
                await asyncio.sleep(attempts.wait_after(failure))

        return Stream(items())

    def updates(self, path: str, request: v1.WatchRequest) -> Stream[Update]:
        """Follows a log, and goes on after the last whole commit whenever the stream breaks."""
        at = Position(request)
        following = Following(self.settings, SILENCE_SECONDS_MAX)
        return Stream(self._follow(path, at.request, v1.WatchResponse, following, at.taken))

    def followed(self, path: str, request: Message, answer: type[A]) -> Stream[A]:
        """Follows what begins anew with everything whenever the stream breaks."""
        # It says nothing as long as nothing changes, so that silence tells nothing.
        following = Following(self.settings, silence=None)
        return Stream(self._follow(path, lambda: request, answer, following, lambda item: (item,)))

    def exchanged(
        self, path: str, requests: Iterable[Any] | AsyncIterable[Any], answer: type[A]
    ) -> Stream[A]:
        """Sends messages and gives their answers, once; every message gets a request id."""

        async def items() -> AsyncGenerator[A]:
            broken: list[Exception] = []

            async def sent() -> AsyncIterator[Any]:
                try:
                    async for request in _each(requests):
                        filled(request)
                        yield request
                except Exception as error:
                    # What was sent before is still answered.
                    broken.append(error)

            attempts = Attempts(self.settings)
            send = self.channel.stream_stream(path, _encoded, answer.FromString)
            call = send(sent(), metadata=self.settings.metadata())
            came = False
            try:
                while (item := await _next(call, None if came else attempts.left())) is not None:
                    came = True
                    yield item
            except (TimeoutError, grpc.RpcError) as error:
                failure = Failure.of(error) if isinstance(error, grpc.RpcError) else SILENT
                raise failure.error(1, self.settings.deadline) from None
            finally:
                call.cancel()
            if broken:
                raise broken[0]

        return Stream(items())

    def _begin(self, path: str, request: Message, answer: type[A]) -> Any:
        ask = self.channel.unary_stream(path, _encoded, answer.FromString)
        return ask(request, metadata=self.settings.metadata())

    async def _follow(
        self,
        path: str,
        request: Callable[[], Message],
        answer: type[A],
        following: Following,
        taken: Callable[[A], Iterable[T]],
    ) -> AsyncGenerator[T]:
        while True:
            call = self._begin(path, request(), answer)
            try:
                while (message := await _next(call, following.patience())) is not None:
                    following.answered()
                    for item in taken(message):
                        following.went_on()
                        yield item
                failure = ENDED
            except TimeoutError:
                failure = SILENT
            except grpc.RpcError as error:
                failure = Failure.of(error)
            finally:
                call.cancel()
            await asyncio.sleep(following.wait_after(failure))


async def pages(
    fetch: Callable[[Any], Any], request: Any, items: Callable[[Any], Iterable[T]]
) -> AsyncIterator[T]:
    """Every result of a list, page after page; a list without tokens has one page."""
    request = copied(request)
    while True:
        page = await fetch(request)
        for item in items(page):
            yield item
        token = getattr(page, "next_page_token", "")
        if not token:
            return
        request.page_token = token


async def _each(items: Iterable[T] | AsyncIterable[T]) -> AsyncIterator[T]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
    else:
        for item in items:
            yield item


def _encoded(message: Message) -> bytes:
    return message.SerializeToString()
