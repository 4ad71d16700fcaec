"""A server that answers what a test tells it to, and keeps what it was sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self

import grpc
from google.protobuf.any_pb2 import Any as Packed
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from beraad import __version__, v1


@dataclass
class Fault:
    """One failure to answer with."""

    code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    reason: str = ""
    retry_seconds: float | None = None
    domain: str = "beraad"

    def abort(self, context: grpc.ServicerContext) -> None:
        """Answers with it."""
        details: list[Any] = []
        if self.reason:
            info = error_details_pb2.ErrorInfo(reason=self.reason, domain=self.domain)
            info.metadata["phase"] = "draft"
            details.append(info)
        if self.retry_seconds is not None:
            delay = Duration(nanos=int(self.retry_seconds * 1e9))
            details.append(error_details_pb2.RetryInfo(retry_delay=delay))
        status = status_pb2.Status(code=self.code.value[0], message="not now")
        for detail in details:
            packed = Packed()
            packed.Pack(detail)
            status.details.append(packed)
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(self.code, "not now")


Told = v1.WatchRecord | Fault


@dataclass
class Sent:
    """What the server was sent once."""

    request: Any
    metadata: dict[str, str | bytes]
    seconds_left: float | None


@dataclass
class Faulty:
    """Fails with one fault after the other, then answers."""

    faults: list[Fault] = field(default_factory=list)
    watches: list[list[Told]] = field(default_factory=list)
    version: str = __version__
    seen: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = grpc.server(ThreadPoolExecutor(4))
        unary, stream = grpc.unary_unary_rpc_method_handler, grpc.unary_stream_rpc_method_handler
        self._serve("ServerService", "GetServerInfo", unary(self._info, **_codec("GetServerInfo")))
        self._serve("AdminService", "EraseSubject", unary(self._erase, **_codec("EraseSubject")))
        self._serve("LogService", "Export", stream(self._export, **_codec("Export")))
        self._serve("LogService", "Watch", stream(self._watch, **_codec("Watch")))
        port = self._server.add_insecure_port("127.0.0.1:0")
        self.url = f"http://127.0.0.1:{port}"
        self._server.start()

    def _serve(self, service: str, method: str, handler: Any) -> None:
        handlers = grpc.method_handlers_generic_handler(f"beraad.v1.{service}", {method: handler})
        self._server.add_generic_rpc_handlers((handlers,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(0).wait()

    def _take(self, request: Any, context: grpc.ServicerContext) -> None:
        metadata = dict(context.invocation_metadata() or ())
        self.seen.append(Sent(request, metadata, context.time_remaining()))

    def _info(self, request: Any, context: Any) -> v1.GetServerInfoResponse:
        return v1.GetServerInfoResponse(version=self.version)

    def _erase(self, request: Any, context: Any) -> v1.EraseSubjectResponse:
        self._take(request, context)
        if self.faults:
            self.faults.pop(0).abort(context)
        return v1.EraseSubjectResponse()

    def _export(self, request: Any, context: Any) -> Iterator[v1.ExportResponse]:
        self._take(request, context)
        if self.faults:
            self.faults.pop(0).abort(context)
        yield v1.ExportResponse(header=v1.ExportHeader(format=1))
        Fault(grpc.StatusCode.UNAVAILABLE).abort(context)

    def _watch(self, request: Any, context: Any) -> Iterator[v1.WatchResponse]:
        self._take(request, context)
        for record in self.watches.pop(0) if self.watches else []:
            if isinstance(record, Fault):
                record.abort(context)
            else:
                yield v1.WatchResponse(records=[record])
        # As long as nothing more is told, the stream stays silent.
        while not self.watches and context.is_active():
            if not self._server.wait_for_termination(0.02):
                return


def _codec(method: str) -> Any:
    request, answer = getattr(v1, f"{method}Request"), getattr(v1, f"{method}Response")
    return {
        "request_deserializer": request.FromString,
        "response_serializer": answer.SerializeToString,
    }


def event(sequence: int) -> v1.WatchRecord:
    """An event of a log."""
    envelope = v1.EventEnvelope(sequence=sequence, kind="statement").SerializeToString()
    withheld = v1.WITHHELD_AUDITOR_ONLY
    return v1.WatchRecord(event=v1.ExportedEvent(envelope=envelope, withheld=withheld))


def commit(first: int, last: int) -> v1.WatchRecord:
    """The seal of a commit."""
    sealed = v1.ExportedCommit(first_sequence=first, last_sequence=last)
    return v1.WatchRecord(commit=sealed)


def checkpoint(sequence: int) -> v1.WatchRecord:
    """The end of a log."""
    return v1.WatchRecord(checkpoint=v1.WatchCheckpoint(sequence=sequence))
