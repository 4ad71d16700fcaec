"""What can go wrong with a call."""

from collections.abc import Mapping
from dataclasses import dataclass

import grpc


class BeraadError(Exception):
    """Why a call failed."""


class AddressUnusable(BeraadError):
    """The address cannot be used."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, problem)
        self.url = url
        """The address as given."""
        self.problem = problem
        """What is wrong with it."""

    def __str__(self) -> str:
        return (
            f"server address `{self.url}` is unusable: {self.problem}; "
            "write it as http://127.0.0.1:7440 or https://beraad.example.org"
        )


class Unreachable(BeraadError):
    """Nothing answered at the address."""

    def __init__(self, url: str, cause: str) -> None:
        super().__init__(url, cause)
        self.url = url
        """The address."""
        self.cause = cause
        """What the network said."""

    def __str__(self) -> str:
        remedy = "start one with `beraad serve`"
        if self.url.startswith("https:"):
            remedy = "see whether it speaks https, with a certificate that is trusted here"
        return f"no server answers at {self.url}: {self.cause}; {remedy}"


class CallerUnusable(BeraadError):
    """A caller, language or header that request metadata cannot hold."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(key, value)
        self.key = key
        """The metadata key, such as `beraad-credential`."""
        self.value = value
        """Its value."""

    def __str__(self) -> str:
        return (
            f"{self.key!r} with value {self.value!r} is no metadata; "
            "use visible ASCII, and in the name a-z, 0-9, dot, hyphen and underscore only"
        )


class Unavailable(BeraadError):
    """The server did not answer, or was not able to, in every attempt.

    A write may have been written: send it again with the same `request_id`.
    """

    def __init__(self, attempts: int, message: str) -> None:
        super().__init__(attempts, message)
        self.attempts = attempts
        """How often the call was sent."""
        self.message = message
        """What the last attempt met."""

    def __str__(self) -> str:
        return f"the server is unavailable after {self.attempts} attempts: {self.message}"


class DeadlineExceeded(BeraadError):
    """No answer within the deadline.

    A write may have been written: send it again with the same `request_id`.
    """

    def __init__(self, after: float) -> None:
        super().__init__(after)
        self.after = after
        """The deadline of the whole call, in seconds."""

    def __str__(self) -> str:
        return f"no answer within {self.after:.1f} s; send it again with the same request_id"


class UnexpectedStatus(BeraadError):
    """An answer outside the contract, such as one of a proxy."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        """The gRPC code."""
        self.message = message
        """What came with it."""

    def __str__(self) -> str:
        return f"unexpected answer {self.code.name}: {self.message}"


@dataclass(frozen=True)
class Violation:
    """One field that breaks a rule of form."""

    field: str
    """The field, such as `stances[3].value`."""
    description: str
    """The rule and the remedy."""


class Refused(BeraadError):
    """The engine refused, and says why.

    Each reason has a class of its own in `beraad.refusals`. A reason that this client does not know
    yet comes as `Refused` itself, with the name in `reason`.
    """

    def __init__(
        self,
        reason: str,
        code: grpc.StatusCode,
        message: str,
        localized: str | None = None,
        facts: Mapping[str, str] | None = None,
        violations: tuple[Violation, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason, code, message, localized, facts, violations, retry_after)
        self.reason = reason
        """The reason as the server wrote it, such as `PHASE_NOT_ALLOWED`."""
        self.code = code
        """The gRPC code."""
        self.message = message
        """Names the thing, the rule and the remedy, in English."""
        self.localized = localized
        """One sentence for a person in the language that was asked for; None where there is none,
        as for the form of a request."""
        self.facts = dict(facts or {})
        """The facts behind it, such as `phase`, `expected` and `limit`."""
        self.violations = violations
        """The fields that break a rule of form, all of them."""
        self.retry_after = retry_after
        """After how many seconds to try again at the earliest; None for what does not pass by
        itself."""

    def __str__(self) -> str:
        # The message holds the first of them as a rule.
        fields = [f"{one.field}: {one.description}" for one in self.violations]
        more = "".join(f"\n  {field}" for field in fields if field not in self.message)
        return f"{self.reason}: {self.message}{more}"
