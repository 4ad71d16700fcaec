"""The connection of the client that waits: calls and streams."""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from beraad import v1
from beraad._request import copied, filled
from beraad._rules import ENDED, SILENT, Attempts, Failure, Following
from beraad._rules import SILENCE_SECONDS_MAX as SILENCE
from beraad._settings import Settings
from beraad.watch import Position, Update

A = TypeVar("A", bound=Message)
T = TypeVar("T")


class _Reading(Generic[A]):
    """One stream of answers, cancelled by a guard when an answer takes too long."""

    def __init__(self, call: Any) -> None:
        self._call = call
        self._changed = threading.Condition()
        self._until: float | None = None
        self._silent = False
        self._done = False
        threading.Thread(target=self._guard, name="beraad-guard", daemon=True).start()

    def next(self, patience: float | None) -> A | None:
        """The next answer; None at the end.

        Raises:
            TimeoutError: None came in so many seconds.
            grpc.RpcError: The stream broke.
        """
        self._expect(None if patience is None else time.monotonic() + patience)
        try:
            return next(self._call, None)
        except grpc.RpcError:
            if self._silent:
                raise TimeoutError from None
            raise
        finally:
            self._expect(None)

    def cancel(self) -> None:
        """Ends the stream; from any thread."""
        with self._changed:
            self._done = True
            self._changed.notify()
        self._call.cancel()

    def _expect(self, until: float | None) -> None:
        with self._changed:
            if self._until != until:
                self._until = until
                self._changed.notify()

    def _guard(self) -> None:
        with self._changed:
            while not self._done:
                left = None if self._until is None else self._until - time.monotonic()
                if left is not None and left <= 0:
                    self._silent = self._done = True
                else:
                    self._changed.wait(left)
        if self._silent:
            self._call.cancel()


class _Stop:
    """Says that a stream was closed, and wakes what waits for it."""

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._reading: _Reading[Any] | None = None
        self.wait = self._closed.wait

    def __bool__(self) -> bool:
        return self._closed.is_set()

    def reading(self, call: Any) -> _Reading[Any]:
        """Reads a call until this is closed."""
        reading: _Reading[Any] = _Reading(call)
        self._reading = reading
        if self:
            reading.cancel()
        return reading

    def close(self) -> None:
        self._closed.set()
        if self._reading is not None:
            self._reading.cancel()


class Stream(Iterator[T]):
    """What comes over a stream, one by one.

    Leaving its `with` block ends it, and so does `close`, which any thread may call; iterating
    then ends as well.
    """

    def __init__(self, items: Callable[[_Stop], Generator[T]]) -> None:
        self._stop = _Stop()
        self._items = items(self._stop)

    def __next__(self) -> T:
        return next(self._items)

    def __enter__(self) -> "Stream[T]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Ends the stream."""
        self._stop.close()


@dataclass(frozen=True)
class Connection:
    """A channel to the server, with what all calls over it have in common."""

    channel: grpc.Channel
    settings: Settings

    def call(self, path: str, request: Message, answer: type[A]) -> A:
        """Sends a request until it is answered, refused for good, or too late."""
        filled(request)
        send = self.channel.unary_unary(path, _encoded, answer.FromString)
        metadata = self.settings.metadata()
        attempts = Attempts(self.settings)
        while True:
            try:
                return send(request, timeout=attempts.left(), metadata=metadata)
            except grpc.RpcError as error:
                wait = attempts.wait_after(Failure.of(error))
            time.sleep(wait)

    def records(self, path: str, request: Message, answer: type[A]) -> Stream[A]:
        """A stream that is begun like a call, and then ends with its first error."""

        def items(stop: _Stop) -> Generator[A]:
            attempts = Attempts(self.settings)
            while not stop:
                came = False
                reading = self._begin(path, request, answer, stop)
                try:
                    while (item := reading.next(None if came else attempts.left())) is not None:
                        came = True
                        yield item
                    return
                except TimeoutError:
                    failure = SILENT
                except grpc.RpcError as error:
                    failure = Failure.of(error)
                finally:
                    reading.cancel()
                if stop:
                    return
                if came:
                    raise failure.error(1, self.settings.deadline)
                stop.wait(attempts.wait_after(failure))

        return Stream(items)

    def updates(self, path: str, request: v1.WatchRequest) -> Stream[Update]:
        """Follows a log, and goes on after the last whole commit whenever the stream breaks."""
        at = Position(request)

        def items(stop: _Stop) -> Generator[Update]:
            following = Following(self.settings, SILENCE)
            yield from self._follow(path, at.request, v1.WatchResponse, stop, following, at.taken)

        return Stream(items)

    def followed(self, path: str, request: Message, answer: type[A]) -> Stream[A]:
        """Follows what begins anew with everything whenever the stream breaks."""

        def items(stop: _Stop) -> Generator[A]:
            # It says nothing as long as nothing changes, so that silence tells nothing.
            following = Following(self.settings, silence=None)
            yield from self._follow(
                path, lambda: request, answer, stop, following, lambda item: (item,)
            )

        return Stream(items)

    def exchanged(self, path: str, requests: Iterable[Any], answer: type[A]) -> Stream[A]:
        """Sends messages and gives their answers, once; every message gets a request id."""

        def items(stop: _Stop) -> Generator[A]:
            broken: list[Exception] = []

            def sent() -> Iterator[Any]:
                try:
                    for request in requests:
                        filled(request)
                        yield request
                except Exception as error:
                    # What was sent before is still answered.
                    broken.append(error)

            attempts = Attempts(self.settings)
            send = self.channel.stream_stream(path, _encoded, answer.FromString)
            reading = stop.reading(send(sent(), metadata=self.settings.metadata()))
            came = False
            try:
                while (item := reading.next(None if came else attempts.left())) is not None:
                    came = True
                    yield item
            except (TimeoutError, grpc.RpcError) as error:
                if stop:
                    return
                failure = Failure.of(error) if isinstance(error, grpc.RpcError) else SILENT
                raise failure.error(1, self.settings.deadline) from None
            finally:
                reading.cancel()
            if broken:
                raise broken[0]

        return Stream(items)

    def _begin(self, path: str, request: Message, answer: type[A], stop: _Stop) -> _Reading[A]:
        ask = self.channel.unary_stream(path, _encoded, answer.FromString)
        return stop.reading(ask(request, metadata=self.settings.metadata()))

    def _follow(
        self,
        path: str,
        request: Callable[[], Message],
        answer: type[A],
        stop: _Stop,
        following: Following,
        taken: Callable[[A], Iterable[T]],
    ) -> Generator[T]:
        while not stop:
            reading = self._begin(path, request(), answer, stop)
            try:
                while (message := reading.next(following.patience())) is not None:
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
                reading.cancel()
            if stop:
                return
            stop.wait(following.wait_after(failure))


def pages(
    fetch: Callable[[Any], Any], request: Any, items: Callable[[Any], Iterable[T]]
) -> Iterator[T]:
    """Every result of a list, page after page; a list without tokens has one page."""
    request = copied(request)
    while True:
        page = fetch(request)
        yield from items(page)
        token = getattr(page, "next_page_token", "")
        if not token:
            return
        request.page_token = token


def _encoded(message: Message) -> bytes:
    return message.SerializeToString()
