"""How what comes from the engine is shown."""

from datetime import UTC, datetime

from django import template
from google.protobuf.timestamp_pb2 import Timestamp

from beraad import v1

register = template.Library()

PHASES = {
    v1.PHASE_DRAFT: "In voorbereiding",
    v1.PHASE_READY: "Klaar om te beginnen",
    v1.PHASE_ROUND_OPEN: "Ronde {round} is open",
    v1.PHASE_TALLYING: "Ronde {round} wordt geteld",
    v1.PHASE_BETWEEN: "Ronde {round} is gesloten",
    v1.PHASE_CONCLUDED: "Afgerond",
    v1.PHASE_DECIDED: "Besloten",
    v1.PHASE_FOLLOW_UP: "In uitvoering",
    v1.PHASE_CLOSED: "Gesloten",
    v1.PHASE_CANCELLED: "Gestopt",
    v1.PHASE_RECOVERY: "In herstel",
}
KINDS = {
    "deliberation_created": "Het gesprek is gemaakt",
    "challenge_revised": "De opgave kreeg een nieuwe tekst",
    "charter_set": "De spelregels zijn vastgelegd",
    "party_added": "Een partij kwam erbij",
    "member_added": "Een deelnemer kwam erbij",
    "charter_accepted": "Een partij aanvaardde de spelregels",
    "ready_declared": "Alles is klaar voor de eerste ronde",
    "round_opened": "Een ronde ging open",
    "round_closed": "Een ronde sloot",
    "statement": "Een stelling kwam erbij",
    "stance": "Een antwoord kwam binnen",
    "figures_recorded": "De cijfers zijn vastgelegd",
}


@register.filter
def text(shown: v1.Text) -> str:
    """A text, or that it is not shown."""
    return shown.value if shown.WhichOneof("content") == "value" else "(tekst niet zichtbaar)"


@register.filter
def phase(deliberation: v1.Deliberation) -> str:
    """The phase in Dutch."""
    return PHASES.get(deliberation.phase, "").format(round=deliberation.round)


@register.filter
def kind(name: str) -> str:
    """What kind of event it is, in Dutch where this site has a sentence for it."""
    return KINDS.get(name, name.replace("_", " "))


@register.filter
def moment(time: Timestamp) -> datetime:
    """A moment of the engine as one of Django."""
    return time.ToDatetime(tzinfo=UTC)
