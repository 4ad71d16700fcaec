"""The client that waits for every answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Self

import grpc

from beraad import v1
from beraad._address import CONNECT_SECONDS_MAX, OPTIONS, Address
from beraad._base import Derived
from beraad._settings import DEADLINE_SECONDS, Settings, warn_of_skew
from beraad._sync import Connection
from beraad.caller import Caller
from beraad.errors import DeadlineExceeded, Unavailable, Unreachable
from beraad.services import Groups


class Client(Derived, Groups):
    """A connection to a server; `connect` makes one.

    It may be used by many threads at once. Clients that were derived from one another share one
    connection, and closing one of them closes it for all.
    """

    _connection: Connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; what is under way ends."""
        self._connection.channel.close()


def connect(
    url: str,
    *,
    caller: Caller | None = None,
    language: str | None = None,
    headers: Mapping[str, str] | None = None,
    deadline: float = DEADLINE_SECONDS,
    root_certificates: bytes | None = None,
) -> Client:
    """Connects to a server.

    It asks once what the server is, so that a wrong address is told at once, and warns with
    `VersionSkewWarning` when the versions do not fit.

    Args:
        url: Its address, such as `http://127.0.0.1:7440`, or with https.
        caller: Who is calling; an observer when left out.
        language: The language of refusals, such as `nl`; English when left out.
        headers: Further headers of every call, such as those that a proxy asks for.
        deadline: How long a call may take, all its attempts together, in seconds.
        root_certificates: PEM of the certificates to trust with https, in place of those that
            the machine trusts.

    Raises:
        AddressUnusable: The address is none.
        CallerUnusable: Metadata cannot hold caller, language or headers.
        Unreachable: Nothing answers there.
        UnexpectedStatus: What answers there is no such server.
    """
    address = Address.parse(url, root_certificates)
    settings = Settings(caller, language, dict(headers or {}), deadline)
    if address.credentials is None:
        channel = grpc.insecure_channel(address.target, OPTIONS)
    else:
        channel = grpc.secure_channel(address.target, address.credentials, OPTIONS)
    first = replace(settings, caller=None, attempts=1, deadline=min(deadline, CONNECT_SECONDS_MAX))
    try:
        request = v1.GetServerInfoRequest()
        info = Client(Connection(channel, first)).server.get_server_info(request)
    except BaseException as error:
        channel.close()
        if isinstance(error, Unavailable):
            raise Unreachable(url, error.message) from None
        if isinstance(error, DeadlineExceeded):
            raise Unreachable(url, str(error)) from None
        raise
    warn_of_skew(info.version, stacklevel=2)
    return Client(Connection(channel, settings))
