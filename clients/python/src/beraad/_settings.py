"""What every call of one client has in common, and what is looked at when it connects."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from beraad._version import __version__
from beraad.caller import Caller
from beraad.errors import CallerUnusable

DEADLINE_SECONDS = 40.0
ATTEMPTS_MAX = 5


class VersionSkewWarning(UserWarning):
    """The server's version differs from the client's so far that they may not fit."""


@dataclass(frozen=True)
class Settings:
    """Caller, language, headers, deadline and attempts of a client's calls."""

    caller: Caller | None = None
    language: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    deadline: float = DEADLINE_SECONDS
    attempts: int = ATTEMPTS_MAX

    def __post_init__(self) -> None:
        if not self.deadline > 0:
            raise ValueError(f"deadline is {self.deadline}; give more than 0 seconds")
        if not 1 <= self.attempts <= ATTEMPTS_MAX:
            raise ValueError(f"attempts is {self.attempts}; give 1 to {ATTEMPTS_MAX}")
        for key, value in self.metadata():
            name_fits = re.fullmatch(r"[a-z0-9._-]+", key) and not key.endswith("-bin")
            if not name_fits or not re.fullmatch(r"[\x20-\x7e]*", value):
                raise CallerUnusable(key, value)

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """The metadata of every request."""
        metadata = self.caller.metadata() if self.caller else []
        if self.language is not None:
            metadata.append(("accept-language", self.language))
        return (*metadata, *((key.lower(), value) for key, value in self.headers.items()))


def warn_of_skew(server: str, stacklevel: int) -> None:
    """Warns when the major numbers differ, or the minor ones while the major is 0."""
    if _line(server) != _line(__version__):
        text = f"this client is of version {__version__}, the server of {server}; use the same"
        warnings.warn(text, VersionSkewWarning, stacklevel=stacklevel + 1)


def _line(version: str) -> list[str]:
    major, minor, *_ = [*version.split("."), "", ""]
    return [major, minor] if major == "0" else [major]
