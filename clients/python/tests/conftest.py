"""What tests share: each runs with the client that waits and with the one for asyncio."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blocking import CONNECTS
from running import Server

from beraad import Client

Connect = Callable[..., Client]


@pytest.fixture(params=sorted(CONNECTS))
def connect_with(request: pytest.FixtureRequest) -> Connect:
    """Either way to connect."""
    return CONNECTS[request.param]


@pytest.fixture(scope="session")
def shared() -> Iterator[Server]:
    """A server in memory, for tests that only make deliberations of their own."""
    with Server() as server:
        yield server


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Server]:
    """A server with a log that outlives it."""
    with Server(tmp_path / "data") as server:
        yield server


@pytest.fixture
def client(shared: Server, connect_with: Connect) -> Iterator[Client]:
    """A client of the shared server."""
    with connect_with(shared.url) as client:
        yield client
