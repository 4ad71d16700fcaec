"""What `log.watch` gives, and how it is put together from what the server sends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import grpc
from google.protobuf.message import DecodeError

from beraad import v1
from beraad.errors import UnexpectedStatus


@dataclass(frozen=True)
class Event:
    """One event of the log, decoded."""

    sequence: int
    """Place in the deliberation's log, from 1 without gaps."""
    kind: str
    """What kind of event it is, such as `round_opened`."""
    time: datetime
    """When it was logged, in UTC, cut off at microseconds."""
    envelope: v1.EventEnvelope
    """What everyone may know of it."""
    payload: v1.EventPayload | None
    """Its content; None when it is withheld from this caller."""
    withheld: v1.Withheld.ValueType | None
    """Why the content is withheld; None when it is not."""
    texts: Mapping[str, str | None] = field(default_factory=dict)
    """The texts that the payload refers to, by id; None for one that is withheld."""


@dataclass(frozen=True)
class Update:
    """One whole commit with its events, or a checkpoint, or a disclosure."""

    position: int
    """The sequence to go on from: give it as `start_after_sequence`."""
    events: tuple[Event, ...] = ()
    """The events of the commit, in order; none for the others."""
    commit: v1.ExportedCommit | None = None
    """The seal of the commit."""
    checkpoint: v1.WatchCheckpoint | None = None
    """Where the log ends now."""
    disclosure: v1.WatchDisclosure | None = None
    """A stretch of the log that can be read anew, because its round closes in the next commit."""


def event_of(exported: v1.ExportedEvent) -> Event:
    """Decodes an event.

    Raises:
        UnexpectedStatus: Its bytes cannot be read.
    """
    payload, withheld, texts = None, None, {}
    try:
        envelope = v1.EventEnvelope.FromString(exported.envelope)
        if exported.WhichOneof("content") == "disclosed":
            payload = v1.EventPayload.FromString(exported.disclosed.payload)
            texts = {text.id: _text(text) for text in exported.disclosed.texts}
        else:
            withheld = exported.withheld
    except DecodeError as error:
        raise _outside(f"an event that cannot be read ({error})") from None
    time = envelope.time.ToDatetime(tzinfo=UTC)
    return Event(envelope.sequence, envelope.kind, time, envelope, payload, withheld, texts)


def _text(exported: v1.ExportedText) -> str | None:
    return exported.text.value if exported.WhichOneof("content") == "text" else None


def _outside(problem: str) -> UnexpectedStatus:
    return UnexpectedStatus(grpc.StatusCode.DATA_LOSS, f"the server sent {problem}")


class Position:
    """The place in a log that is watched: it makes updates and never gives an unfinished commit."""

    def __init__(self, request: v1.WatchRequest) -> None:
        self._request = request
        self._events: list[v1.ExportedEvent] = []
        self._disclosures: list[v1.WatchDisclosure] = []

    def request(self) -> v1.WatchRequest:
        """Asks for what comes after the last whole commit."""
        self._events.clear()
        self._disclosures.clear()
        return self._request

    def taken(self, message: v1.WatchResponse) -> Iterator[Update]:
        """The updates that a message completes.

        Raises:
            UnexpectedStatus: An event is missing, or cannot be read.
        """
        for record in message.records:
            match record.WhichOneof("record"):
                case "event":
                    self._events.append(record.event)
                case "commit":
                    # Before the commit, so that whoever goes on after it has had them.
                    for disclosure in self._disclosures:
                        yield Update(self._at(), disclosure=disclosure)
                    self._disclosures.clear()
                    yield self._committed(record.commit)
                case "checkpoint":
                    yield Update(self._at(), checkpoint=record.checkpoint)
                case "disclosure":
                    self._disclosures.append(record.disclosure)

    def _at(self) -> int:
        return self._request.start_after_sequence

    def _committed(self, commit: v1.ExportedCommit) -> Update:
        events = tuple(map(event_of, self._events))
        self._events.clear()
        found = [event.sequence for event in events]
        if found != list(range(self._at() + 1, commit.last_sequence + 1)):
            raise _outside(f"events {found} after sequence {self._at()}")
        self._request.start_after_sequence = commit.last_sequence
        return Update(commit.last_sequence, events, commit)
