//! Figures of closed rounds, and advice.

use std::cell::OnceCell;
use std::sync::Arc;

use beraad_client::v1::{self as wire, *};

use crate::analysis::figure;
use crate::analysis::sentences::{Language, say};
use crate::analysis::tally::{COMPARES_ROUNDS, Tally};
use crate::domain::charter::StanceVisibility;
use crate::domain::ids::{DeliberationId, PartyId};
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::domain::visibility;
use crate::engine::Report;
use crate::log::codec::words;
use crate::service::analysis::figures::{Frame, evidence};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;

/// A report with the names that its sentences use.
struct Named {
    state: Arc<Deliberation>,
    report: Arc<Report>,
    frame: Frame,
    agenda: OnceCell<Evidence>,
}

async fn named(
    desk: &Desk,
    call: &Call,
    id: &DeliberationId,
    (round, at_least): (u32, u64),
) -> Result<Named, Failure> {
    let state = desk.state(id, at_least).await?;
    let round = match (round, state.last_closed_round()) {
        (0, 0) => return Err(Rejection::RoundNotClosed { round: 1 }.into()),
        (0, last) => last,
        (round, _) => round,
    };
    let report = desk.engine().report(&state, Tally::Round(round)).await?;
    let input = &report.input;
    let computed = (input.round, input.through, report.input_digest);
    let frame = Frame::of(call, &state, computed, (&input.items, &input.parties));
    Ok(Named { state, report, frame, agenda: OnceCell::new() })
}

pub(super) async fn convergence(
    desk: Desk,
    call: Call,
    q: GetConvergenceRequest,
) -> Result<GetConvergenceResponse, Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let only = fields.inside_if_given("item", id.as_ref(), &q.item, names::item);
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let named = named(&desk, &call, &id, (q.round, q.at_least_sequence)).await?;
    let report = named.report.clone();
    let input = &report.input;
    if let Some(unknown) =
        only.as_ref().filter(|only| !input.items.iter().any(|on| on.item == **only))
    {
        return Err(Rejection::ItemUnknown(unknown.clone()).into());
    }
    let wanted = |figure: &&figure::Figure| match (&only, figure.item) {
        (None, _) => true,
        (Some(only), Some(item)) => input.items[item].item == *only,
        (Some(_), None) => false,
    };
    let caller = call.within(&id);
    let reader = visibility::own_member(&caller).map(|own| &own.party);
    let shown = |figure: &&figure::Figure| input.is_shown(figure, reader);
    let figures = report.report.figures.iter().filter(wanted).filter(shown);
    let figures: Vec<figure::Figure> = figures.map(|figure| named.told(figure, reader)).collect();
    let told = |named: &Named| figures.iter().map(|figure| named.figure(figure)).collect();
    let (round, headcount) = (input.round, named.state.headcount() as u32);
    Ok(GetConvergenceResponse { round, figures: named.named(&desk, told).await?, headcount })
}

impl Named {
    /// What is told, with the names that it says.
    async fn named<T>(mut self, desk: &Desk, told: impl Fn(&Named) -> T) -> Result<T, Failure> {
        told(&self);
        self.frame.open(desk).await?;
        Ok(told(&self))
    }

    /// The stances of the whole agenda, which every figure on it rests on.
    fn of_agenda(&self) -> Evidence {
        let all = || self.report.input.evidence.iter().flatten().copied();
        let proved = self.agenda.get_or_init(|| {
            let mut sequences: Vec<u64> = all().collect();
            sequences.sort_unstable();
            evidence(&sequences)
        });
        proved.clone()
    }

    /// A figure without the party for which it is least favourable, where only that party may know
    /// how it stands (rule 4).
    fn told(&self, figure: &figure::Figure, reader: Option<&PartyId>) -> figure::Figure {
        let worst_off = figure.worst_off.filter(|party| self.may_name(*party, reader));
        figure::Figure { worst_off, ..figure.clone() }
    }

    /// Whether a reader may know how a party stands.
    fn may_name(&self, party: usize, reader: Option<&PartyId>) -> bool {
        let attributed = self.state.stance_visibility() == StanceVisibility::Attributed;
        attributed || reader == self.report.input.parties.get(party)
    }

    /// Proved by the stances on its item, of both rounds where it compares them, or on the whole
    /// agenda.
    fn figure(&self, figure: &figure::Figure) -> wire::Figure {
        let input = &self.report.input;
        let proved = || {
            let Some(item) = figure.item else { return self.of_agenda() };
            let mut sequences = input.evidence[item].clone();
            if COMPARES_ROUNDS.contains(&figure.name) {
                sequences.extend(&input.evidence_before[item]);
            }
            sequences.sort_unstable();
            evidence(&sequences)
        };
        self.frame.figure(figure, proved)
    }
}

pub(super) async fn advice(
    desk: Desk,
    call: Call,
    q: GetRoundAdviceRequest,
) -> Result<GetRoundAdviceResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let named = named(&desk, &call, &id, (q.round, q.at_least_sequence)).await?;
    let caller = call.within(&id);
    let reader = visibility::own_member(&caller).map(|own| own.party.clone());
    named.named(&desk, |named| advised(named, reader.as_ref())).await
}

fn advised(named: &Named, reader: Option<&PartyId>) -> GetRoundAdviceResponse {
    let (input, report) = (&named.report.input, &named.report.report);
    let item = |place: usize| named.frame.item(place);
    // Who stands apart is known to that party alone where stances are not attributed.
    let invite = || report.invite.iter().filter(|invite| named.may_name(invite.party, reader));
    let invited: Vec<String> =
        invite().map(|invite| named.frame.party_label(invite.party)).collect();
    let invited: Vec<&str> = invited.iter().map(String::as_str).collect();
    let focus = report.focus.map(|place| named.frame.item_label(place));
    let focus = focus.as_deref();
    use get_round_advice_response::Focus;
    GetRoundAdviceResponse {
        round: input.round,
        advice: (report.advice.iter())
            .map(|(place, advice)| ItemAdvice {
                item: item(*place),
                advice: words::advice_to(*advice),
            })
            .collect(),
        focus: match (report.focus, report.focus_reason) {
            (Some(place), _) => Some(Focus::Item(item(place))),
            (None, Some(reason)) => Some(Focus::None(words::undefined_to(reason))),
            (None, None) => None,
        },
        invite: invite()
            .map(|invite| Invite {
                party: named.frame.party(invite.party),
                below_collective: invite.below_collective,
            })
            .collect(),
        explanation_nl: explain(focus, &invited, Language::Dutch),
        explanation_en: explain(focus, &invited, Language::English),
    }
}

/// Asks what is missing; it never tells anybody to move toward the others.
fn explain(focus: Option<&str>, invited: &[&str], language: Language) -> String {
    let key = match (focus, invited) {
        (None, _) => "round_advice.none",
        (Some(_), []) => "round_advice.focus",
        (Some(_), _) => "round_advice.ask",
    };
    say(key, language, |slot| match slot {
        "item" => focus.unwrap_or_default().to_owned(),
        _ => invited.join(", "),
    })
}
