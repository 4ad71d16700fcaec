"""What a client can be turned into: the same for both."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from beraad._settings import Settings
from beraad.caller import Caller


class Derived:
    """A client that gives itself with other settings, over the same connection."""

    _connection: Any

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @property
    def _settings(self) -> Settings:
        settings: Settings = self._connection.settings
        return settings

    def _with(self, **settings: Any) -> Self:
        changed = replace(self._connection, settings=replace(self._settings, **settings))
        return type(self)(changed)

    def acting_as(self, caller: Caller) -> Self:
        """The same connection for another caller.

        Raises:
            CallerUnusable: Metadata cannot hold the caller.
        """
        return self._with(caller=caller)

    def in_language(self, tag: str) -> Self:
        """The same connection, with refusals told in a language such as `nl`.

        The server speaks English when it does not know the language.

        Raises:
            CallerUnusable: Metadata cannot hold the tag.
        """
        return self._with(language=tag)

    def with_headers(self, headers: Mapping[str, str]) -> Self:
        """The same connection with these further headers, in place of those before.

        Raises:
            CallerUnusable: Metadata cannot hold one of them.
        """
        return self._with(headers=dict(headers))

    def with_deadline(self, seconds: float) -> Self:
        """The same connection with another deadline, in seconds, above 0."""
        return self._with(deadline=seconds)

    def with_attempts(self, most: int) -> Self:
        """The same connection with at most so many attempts of a call, 1 to 5."""
        return self._with(attempts=most)
