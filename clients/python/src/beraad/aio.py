"""The client for asyncio: the same calls, to be awaited."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any, Self

import grpc.aio

from beraad import v1
from beraad._address import CONNECT_SECONDS_MAX, OPTIONS, Address
from beraad._aio import Connection
from beraad._base import Derived
from beraad._settings import DEADLINE_SECONDS, Settings, warn_of_skew
from beraad.aio_services import Groups
from beraad.caller import Caller
from beraad.errors import DeadlineExceeded, Unavailable, Unreachable


class AsyncClient(Derived, Groups):
    """A connection to a server for asyncio; `connect_async` makes one.

    It belongs to the event loop in which it was made. Clients that were derived from one another
    share one connection, and closing one of them closes it for all.
    """

    _connection: Connection

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connection; what is under way ends."""
        await self._connection.channel.close()


class Connecting:
    """A connection that is being made: await it, or open it with `async with`."""

    def __init__(self, url: str, address: Address, settings: Settings) -> None:
        self._url = url
        self._address = address
        self._settings = settings
        self._client: AsyncClient | None = None

    def __await__(self) -> Generator[Any, None, AsyncClient]:
        return self._connect().__await__()

    async def __aenter__(self) -> AsyncClient:
        self._client = await self._connect()
        return self._client

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.close()

    async def _connect(self) -> AsyncClient:
        target, credentials = self._address.target, self._address.credentials
        if credentials is None:
            channel = grpc.aio.insecure_channel(target, OPTIONS)
        else:
            channel = grpc.aio.secure_channel(target, credentials, OPTIONS)
        deadline = min(self._settings.deadline, CONNECT_SECONDS_MAX)
        first = replace(self._settings, caller=None, attempts=1, deadline=deadline)
        try:
            request = v1.GetServerInfoRequest()
            info = await AsyncClient(Connection(channel, first)).server.get_server_info(request)
        except BaseException as error:
            await channel.close()
            if isinstance(error, Unavailable):
                raise Unreachable(self._url, error.message) from None
            if isinstance(error, DeadlineExceeded):
                raise Unreachable(self._url, str(error)) from None
            raise
        warn_of_skew(info.version, stacklevel=3)
        return AsyncClient(Connection(channel, self._settings))


def connect_async(
    url: str,
    *,
    caller: Caller | None = None,
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
    deadline: float = DEADLINE_SECONDS,
    root_certificates: bytes | None = None,
) -> Connecting:
    """Connects to a server, for asyncio: `async with connect_async(url) as client`.

    Awaiting it gives the client without closing it. Arguments and errors are those of `connect`.
    """
    address = Address.parse(url, root_certificates)
    settings = Settings(caller, language, dict(headers or {}), deadline)
    return Connecting(url, address, settings)
