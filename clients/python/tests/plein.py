"""A small deliberation to try things on."""

from beraad import Caller, Client, v1

FACILITATOR = Caller.facilitator("front-office")


def party(deliberation: str, name: str = "bewoners") -> Caller:
    """A party that acts as its own only member."""
    return Caller.member("buurt-app", f"{deliberation}/parties/{name}")


def created(client: Client) -> str:
    """Creates a deliberation in Draft; gives its name."""
    calls = client.acting_as(FACILITATOR).deliberations
    charter = v1.Charter(scale=v1.Scale(lo=-2, hi=2, lo_is_veto=True))
    challenge = "Hoe wordt het plein van iedereen?"
    made = calls.create_deliberation(title="Het plein", challenge=challenge, charter=charter)
    return made.name


def opened(client: Client, statements: int = 1) -> str:
    """Creates a deliberation of two parties, with statements, and opens round 1."""
    name = created(client)
    facilitator = client.acting_as(FACILITATOR)
    for each in ("bewoners", "gemeente"):
        facilitator.deliberations.add_party(
            deliberation=name, party_id=each, display_name=each, kind=v1.PARTY_KIND_OTHER
        )
        client.acting_as(party(name, each)).deliberations.accept_charter(
            member=f"{name}/parties/{each}", charter_version=1, challenge_version=1
        )
    for number in range(1, statements + 1):
        add(client, name, f"s{number}")
    facilitator.deliberations.declare_ready(deliberation=name)
    facilitator.deliberations.open_round(
        deliberation=name,
        activities=[v1.ACTIVITY_RATE, v1.ACTIVITY_CONTRIBUTE],
        closing=v1.ClosingRule(by_facilitator=v1.ByFacilitator()),
    )
    return name


def add(client: Client, name: str, statement: str) -> v1.AddStatementResponse:
    """Adds a statement."""
    calls = client.acting_as(FACILITATOR).participation
    text = f"Er komen meer bomen ({statement})."
    return calls.add_statement(deliberation=name, statement_id=statement, text=text)


def stance(name: str, value: int, by: str = "bewoners", statement: str = "s1") -> v1.NewStance:
    """A stance of a party."""
    item, member = f"{name}/statements/{statement}", f"{name}/parties/{by}"
    return v1.NewStance(item=item, member=member, value=value)
