"""Client of the Beraad deliberation engine.

It knows the contract and nothing of the server. Every call has a deadline, is sent again when that
is safe, and fails with an exception that says why.

    from beraad import Caller, connect

    with connect("http://127.0.0.1:7440") as client:
        facilitator = client.acting_as(Caller.facilitator("front-office"))
        created = facilitator.deliberations.create_deliberation(title="A square for everybody")
        print(created.name)
"""

from beraad import refusals, v1
from beraad._request import new_request_id
from beraad._settings import VersionSkewWarning
from beraad._version import __version__
from beraad.aio import AsyncClient, connect_async
from beraad.caller import Caller
from beraad.client import Client, connect
from beraad.errors import (
    AddressUnusable,
    BeraadError,
    CallerUnusable,
    DeadlineExceeded,
    Refused,
    Unavailable,
    UnexpectedStatus,
    Unreachable,
    Violation,
)
from beraad.watch import Event, Update

__all__ = [
    "AddressUnusable",
    "AsyncClient",
    "BeraadError",
    "Caller",
    "CallerUnusable",
    "Client",
    "DeadlineExceeded",
    "Event",
    "Refused",
    "Unavailable",
    "UnexpectedStatus",
    "Unreachable",
    "Update",
    "VersionSkewWarning",
    "Violation",
    "__version__",
    "connect",
    "connect_async",
    "new_request_id",
    "refusals",
    "v1",
]
