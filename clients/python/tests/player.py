"""Plays a scenario: JSON from standard input, a transcript as JSON on standard output.

`clients/README.md` describes both. With `--async` the client for asyncio plays it.
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from blocking import CONNECTS
from google.protobuf.descriptor_pool import Default
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from beraad import BeraadError, Caller, Client, Event, Refused, Update, v1

GROUPS = {
    "DeliberationService": "deliberations",
    "ParticipationService": "participation",
    "DecisionService": "decisions",
    "ModerationService": "moderations",
    "EntryService": "entries",
    "AnalysisService": "analysis",
    "LogService": "log",
    "AdminService": "admin",
    "ServerService": "server",
}


def shown(message: Message) -> Any:
    """A message as JSON, fields at their default left out."""
    return MessageToDict(message)


def shown_event(event: Event) -> dict[str, Any]:
    """An event of an update."""
    told: dict[str, Any] = {
        "sequence": str(event.sequence),
        "kind": event.kind,
        "envelope": shown(event.envelope),
        "texts": dict(event.texts),
    }
    if event.payload is not None:
        told["payload"] = shown(event.payload)
    if event.withheld is not None:
        told["withheld"] = v1.Withheld.Name(event.withheld)
    return told


def shown_update(update: Update) -> dict[str, Any]:
    """An update of a watch."""
    told: dict[str, Any] = {
        "position": str(update.position),
        "events": [shown_event(event) for event in update.events],
    }
    for name in ("commit", "checkpoint", "disclosure"):
        message = getattr(update, name)
        if message is not None:
            told[name] = shown(message)
    return told


def shown_error(error: BeraadError) -> dict[str, Any]:
    """How a step went wrong."""
    if not isinstance(error, Refused):
        return {"failed": type(error).__name__}
    violations = [{"field": a.field, "description": a.description} for a in error.violations]
    refused = {
        "type": type(error).__name__,
        "reason": error.reason,
        "code": error.code.name,
        "message": error.message,
        "localized": error.localized or "",
        "facts": error.facts,
        "violations": violations,
        "retry_after_ms": round((error.retry_after or 0) * 1000),
    }
    return {"refused": refused}


class Player:
    """Plays steps over one connection, which is made when the first step needs it."""

    def __init__(self, url: str, way: str) -> None:
        self._url = url
        self._connect = CONNECTS[way]
        self._client: Client | None = None

    def play(self, step: dict[str, Any]) -> dict[str, Any]:
        """Does one step; gives what came of it."""
        try:
            return self._outcome(self._acting(step), step)
        except BeraadError as error:
            return shown_error(error)

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()

    def _acting(self, step: dict[str, Any]) -> Client:
        """The client as the step wants it."""
        if self._client is None:
            self._client = self._connect(self._url)
        client = self._client
        if by := step.get("as"):
            parts = (by.get(part) for part in ("role", "credential", "member", "issuer"))
            client = client.acting_as(Caller(*parts))
        if "language" in step:
            client = client.in_language(step["language"])
        if "headers" in step:
            client = client.with_headers(step["headers"])
        if "attempts" in step:
            client = client.with_attempts(step["attempts"])
        if "deadline_ms" in step:
            client = client.with_deadline(step["deadline_ms"] / 1000)
        return client

    def _outcome(self, client: Client, step: dict[str, Any]) -> dict[str, Any]:
        match step:
            case {"call": str(path)}:
                method, request = named(client, path, step)
                return {"answer": shown(method(request))}
            case {"pages": str(path)}:
                method, request = named(client, path, step, of_list=True)
                return {"items": list(map(shown, method(request)))}
            case {"export": request}:
                records = client.log.export(ParseDict(request, v1.ExportRequest()))
                return {"records": list(map(shown, records))}
            case {"watch": request}:
                updates = client.log.watch(ParseDict(request, v1.WatchRequest()))
                return {"updates": list(map(shown_update, until_checkpoint(updates)))}
            case {"stances": requests}:
                messages = [ParseDict(one, v1.StreamStancesRequest()) for one in requests]
                return {"answers": list(map(shown, client.participation.stream_stances(messages)))}
            case {"analysis": request}:
                figures = client.analysis.watch_analysis(
                    ParseDict(request, v1.WatchAnalysisRequest())
                )
                return {"answers": list(map(shown, islice(figures, step["take"])))}
            case {"traces": request}:
                traces = client.analysis.watch_traces(ParseDict(request, v1.WatchTracesRequest()))
                return {"answers": list(map(shown, islice(traces, step["take"])))}
        raise SystemExit(f"a step does one thing; this one does none that is known: {step}")


def named(client: Client, path: str, step: dict[str, Any], of_list: bool = False) -> Any:
    """The method of a path such as `LogService.GetCheckpoint`, and the request to give it."""
    service, _, name = path.partition(".")
    about = Default().FindServiceByName(f"beraad.v1.{service}").methods_by_name[name]
    request = ParseDict(step.get("request", {}), GetMessageClass(about.input_type)())
    called = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    called = called.removeprefix("list_") if of_list else called
    return getattr(getattr(client, GROUPS[service]), called), request


def until_checkpoint(updates: Any) -> Iterator[Update]:
    """The updates up to the first with a checkpoint, that one included."""
    with updates:
        for update in updates:
            yield update
            if update.checkpoint is not None:
                return


def main() -> None:
    """Plays the scenario of the standard input."""
    scenario = json.load(sys.stdin)
    player = Player(scenario["server"], "async" if "--async" in sys.argv[1:] else "sync")
    steps = [player.play(step) for step in scenario["steps"]]
    player.close()
    json.dump({"steps": steps}, sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
