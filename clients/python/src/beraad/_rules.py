"""What is sent again, after how long, and what a failure is in the end: for both clients."""

import random
import time
from dataclasses import dataclass
from typing import Any, Protocol, cast

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from beraad._settings import Settings
from beraad.errors import (
    BeraadError,
    DeadlineExceeded,
    Refused,
    Unavailable,
    UnexpectedStatus,
    Violation,
)
from beraad.refusals import BY_REASON

# The `domain` of google.rpc.ErrorInfo in what the engine refuses.
DOMAIN = "beraad"
DETAILS_KEY = "grpc-status-details-bin"
WAIT_FIRST_SECONDS = 0.25
WAIT_FACTOR = 3
WAIT_FOLLOWING_SECONDS_MAX = 10.0
# The server sends a checkpoint every 15 seconds.
SILENCE_SECONDS_MAX = 45.0


class _Status(Protocol):
    """What both kinds of RpcError tell."""

    def code(self) -> grpc.StatusCode: ...
    def details(self) -> str | None: ...
    def trailing_metadata(self) -> Any: ...


@dataclass(frozen=True)
class Failure:
    """Why one attempt failed."""

    code: grpc.StatusCode
    message: str
    info: error_details_pb2.ErrorInfo | None = None
    localized: str | None = None
    violations: tuple[Violation, ...] = ()
    asked: float | None = None
    """How many seconds to wait at least, when the server says so."""

    @classmethod
    def of(cls, error: grpc.RpcError) -> "Failure":
        """Reads a status with its details."""
        told = cast(_Status, error)
        details = _details(told.trailing_metadata() or ())
        info = details.get(error_details_pb2.ErrorInfo)
        localized = details.get(error_details_pb2.LocalizedMessage)
        form = details.get(error_details_pb2.BadRequest)
        retry = details.get(error_details_pb2.RetryInfo)
        fields = form.field_violations if form else ()
        return cls(
            told.code(),
            told.details() or "",
            info if info and info.domain == DOMAIN else None,
            localized.message if localized else None,
            tuple(Violation(field.field, field.description) for field in fields),
            retry.retry_delay.ToNanoseconds() / 1e9 if retry else None,
        )

    def passes(self) -> bool:
        """Whether it passes by itself, so that it can be sent again."""
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            return self.asked is not None
        return self.code is grpc.StatusCode.UNAVAILABLE

    def error(self, attempts: int, deadline: float) -> BeraadError:
        """The exception that it is in the end."""
        if self.info is not None:
            return BY_REASON.get(self.info.reason, Refused)(
                self.info.reason,
                self.code,
                self.message,
                self.localized,
                dict(self.info.metadata),
                self.violations,
                self.asked,
            )
        if self.code is grpc.StatusCode.UNAVAILABLE:
            return Unavailable(attempts, self.message)
        if self.code is grpc.StatusCode.DEADLINE_EXCEEDED:
            return DeadlineExceeded(deadline)
        return UnexpectedStatus(self.code, self.message)


SILENT = Failure(grpc.StatusCode.DEADLINE_EXCEEDED, "nothing came in time")
ENDED = Failure(grpc.StatusCode.UNAVAILABLE, "the stream ended")


class _Details:
    """The details of a status by their type."""

    def __init__(self, status: status_pb2.Status) -> None:
        self._status = status

    def get(self, kind: type[Any]) -> Any:
        """The detail of this type; None without one."""
        for packed in self._status.details:
            if packed.Is(kind.DESCRIPTOR):
                detail = kind()
                packed.Unpack(detail)
                return detail
        return None


def _details(metadata: Any) -> _Details:
    """Reads the details of a status; there are none in what cannot be read."""
    status = status_pb2.Status()
    for key, value in metadata:
        if key == DETAILS_KEY:
            try:
                status.ParseFromString(value)
            except DecodeError:
                status.Clear()
    return _Details(status)


def wait_before(attempt: int, asked: float | None, most: float = float("inf")) -> float:
    """Seconds to wait before an attempt, 2 or later: what the server asked is kept."""
    whole: float = min(WAIT_FIRST_SECONDS * WAIT_FACTOR ** (attempt - 2), most)
    return max(whole * random.uniform(0.5, 1.0), asked or 0.0)


class Attempts:
    """The attempts of one logical call, under one deadline."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._until = time.monotonic() + settings.deadline
        self._made = 0

    def left(self) -> float:
        """Seconds until the deadline.

        Raises:
            DeadlineExceeded: It passed.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(self._settings.deadline)
        return left

    def wait_after(self, failure: Failure) -> float:
        """Seconds to wait before the next attempt.

        Raises:
            BeraadError: There is no next attempt.
        """
        self._made += 1
        wait = wait_before(self._made + 1, failure.asked)
        now = time.monotonic()
        if failure.code is grpc.StatusCode.CANCELLED and now >= self._until:
            # The server was told the deadline, and its clock was the first to say so.
            raise DeadlineExceeded(self._settings.deadline)
        last = self._made >= self._settings.attempts
        if last or not failure.passes() or now + wait >= self._until:
            raise failure.error(self._made, self._settings.deadline)
        return wait


class Following:
    """The attempts of a stream that is taken up again whenever it breaks.

    Until something came it is a call like any other; after that only what does not pass by itself
    ends it.
    """

    def __init__(self, settings: Settings, silence: float | None) -> None:
        self._settings = settings
        self._silence = silence
        self._first = Attempts(settings)
        self._answered = False
        self._begun = False
        self._failures = 0

    def patience(self) -> float | None:
        """Seconds to wait for the next message; None for as long as it takes."""
        return self._silence if self._answered else self._first.left()

    def answered(self) -> None:
        """A message came."""
        self._answered = True

    def went_on(self) -> None:
        """Something was handed to the caller."""
        self._begun = True
        self._failures = 0

    def wait_after(self, failure: Failure) -> float:
        """Seconds to wait before the stream is taken up again.

        Raises:
            BeraadError: It is not.
        """
        if not self._begun:
            return self._first.wait_after(failure)
        self._failures += 1
        if failure is not SILENT and not failure.passes():
            raise failure.error(self._failures, self._settings.deadline)
        return wait_before(self._failures + 1, failure.asked, WAIT_FOLLOWING_SECONDS_MAX)
