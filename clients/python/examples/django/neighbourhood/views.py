"""The pages: all conversations, one conversation, and the form of a stance."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from beraad import Client, Refused, refusals, v1
from neighbourhood.engine import acting_for, engine, told
from neighbourhood.forms import StanceForm, answer_of
from neighbourhood.models import LogEvent, Membership

EVENTS_SHOWN_MAX = 10
# What a visitor is told of a round; whoever wants more asks the engine for all figures.
FIGURES_SHOWN = (
    "response_rate",
    "support_share",
    "opposition_share",
    "strong_objections",
    "agreement",
    "consensus_overall",
)
OPEN = v1.PHASE_ROUND_OPEN


@dataclass
class Shown:
    """A deliberation with the statements of its open round."""

    deliberation: v1.Deliberation
    statements: list[v1.Statement]

    @property
    def slug(self) -> str:
        """The last part of its name."""
        return self.deliberation.name.rpartition("/")[2]


@dataclass
class Rated:
    """A statement with the form of this visitor; None for who cannot answer now."""

    statement: v1.Statement
    form: StanceForm | None

    @property
    def slug(self) -> str:
        """The last part of its name."""
        return self.statement.name.rpartition("/")[2]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All deliberations, with the statements of the rounds that are open."""
    client = engine()
    found = client.deliberations.deliberations()
    shown = [Shown(each, open_statements(client, each)) for each in found]
    return render(request, "neighbourhood/overview.html", {"conversations": shown})


@require_safe
def conversation(request: HttpRequest, deliberation: str) -> HttpResponse:
    """One deliberation: statements with their forms, or figures after a round."""
    return shown_conversation(request, f"deliberations/{deliberation}")


@login_required
@require_POST
def cast(request: HttpRequest, deliberation: str, statement: str) -> HttpResponse:
    """Casts the stance of the member that the visitor is according to the session."""
    name = f"deliberations/{deliberation}"
    membership = membership_of(request, name)
    if membership is None:
        messages.error(request, "U doet in dit gesprek niet mee.")
        return shown_conversation(request, name, status=403)
    client = acting_for(membership.member)
    found = client.deliberations.get_deliberation(name=name).deliberation
    form = StanceForm(found.charter.scale, request.POST, prefix=statement)
    if not form.is_valid():
        return shown_conversation(request, name, {statement: form}, status=422)
    try:
        stance = form.stance(f"{name}/statements/{statement}", membership.member)
        client.participation.cast_stance(stance=stance)
    except Refused as refused:
        form.add_error("answer", told(refused))
        messages.error(request, told(refused))
        return shown_conversation(request, name, {statement: form}, status=409)
    messages.success(request, "Uw antwoord is opgeslagen. U kunt het wijzigen tot de ronde sluit.")
    return redirect("conversation", deliberation)


def shown_conversation(
    request: HttpRequest, name: str, forms: dict[str, StanceForm] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a deliberation, with these forms in place of fresh ones."""
    membership = membership_of(request, name)
    client = acting_for(membership.member) if membership else engine()
    found = client.deliberations.get_deliberation(name=name).deliberation
    statements = open_statements(client, found)
    rated = [Rated(statement, None) for statement in statements]
    if membership is not None:
        given = {
            stance.item: stance
            for stance in client.participation.stances(deliberation=name, round=found.round)
            if stance.member == membership.member
        }
        for each in rated:
            fresh = answer_of(given.get(each.statement.name))
            form = StanceForm(found.charter.scale, initial=fresh, prefix=each.slug)
            each.form = (forms or {}).get(each.slug, form)
    context: dict[str, Any] = {
        "conversation": Shown(found, statements),
        "rated": rated,
        "is_member": membership is not None,
        "figures": figures(client, found),
        "events": LogEvent.objects.filter(deliberation=name).order_by("-sequence")[
            :EVENTS_SHOWN_MAX
        ],
    }
    return render(request, "neighbourhood/conversation.html", context, status=status)


def membership_of(request: HttpRequest, name: str) -> Membership | None:
    """Who the visitor is in a deliberation: what the session says, and nothing else."""
    if not request.user.is_authenticated:
        return None
    return Membership.objects.filter(user=request.user, deliberation=name).first()


def open_statements(client: Client, found: v1.Deliberation) -> list[v1.Statement]:
    """The statements that the open round asks about; none when no round is open."""
    if found.phase != OPEN:
        return []
    return list(client.participation.statements(deliberation=found.name))


def figures(client: Client, found: v1.Deliberation) -> list[tuple[str, list[v1.Figure]]]:
    """The figures of the last closed round, by statement and then for all together."""
    try:
        answer = client.analysis.get_convergence(deliberation=found.name)
    except (refusals.RoundNotClosed, refusals.RoundUnknown):
        return []
    statements = client.participation.statements(deliberation=found.name)
    texts = {statement.name: statement.text.value for statement in statements}
    shown: dict[str, list[v1.Figure]] = {}
    for figure in answer.figures:
        if figure.name in FIGURES_SHOWN:
            title = texts.get(figure.item, figure.item) or "Alles samen"
            shown.setdefault(title, []).append(figure)
    return list(shown.items())
