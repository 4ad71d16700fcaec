"""Who is calling, as request metadata, until there are tokens."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who is calling: a role, a credential, and for whom. What is None is not sent.

    Without a role the server takes the caller for an observer.
    """

    role: str | None = None
    """The role, such as `facilitator`."""
    credential: str | None = None
    """What enters the events: 1 to 64 of a-z, 0-9 and hyphen; never a person's name."""
    acts_for: str | None = None
    """The member, as a resource name; the party's own name when it lists no members."""
    issuer: str | None = None
    """The issuer of the external identities of the members that an app acts for."""

    @classmethod
    def facilitator(cls, credential: str) -> "Caller":
        """The one who runs the process."""
        return cls("facilitator", credential)

    @classmethod
    def member(cls, credential: str, member: str) -> "Caller":
        """A member, by resource name; a party that lists no members by its own."""
        return cls("member", credential, member)

    @classmethod
    def spokesperson(cls, credential: str, member: str) -> "Caller":
        """The member who speaks for its party in formal acts, by resource name."""
        return cls("spokesperson", credential, member)

    @classmethod
    def clerk(cls, credential: str) -> "Caller":
        """The one who records what a deciding body does."""
        return cls("clerk", credential)

    @classmethod
    def observer(cls, credential: str) -> "Caller":
        """One who reads what is public."""
        return cls("observer", credential)

    @classmethod
    def auditor(cls, credential: str) -> "Caller":
        """One who reads what only auditors may."""
        return cls("auditor", credential)

    @classmethod
    def admin(cls, credential: str) -> "Caller":
        """The one who operates the service; sees no content."""
        return cls("admin", credential)

    @classmethod
    def app(cls, credential: str, issuer: str) -> "Caller":
        """A machine that acts for the members whose external identities carry its issuer."""
        return cls("app", credential, issuer=issuer)

    def metadata(self) -> list[tuple[str, str]]:
        """The caller as metadata of a request."""
        named = {
            "beraad-role": self.role,
            "beraad-credential": self.credential,
            "beraad-member": self.acts_for,
            "beraad-issuer": self.issuer,
        }
        return [(key, value) for key, value in named.items() if value is not None]
