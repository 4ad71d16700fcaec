//! AnalysisService: figures of closed rounds, and advice.

use std::sync::Arc;

use beraad_client::v1::analysis_service_server::AnalysisService;
use beraad_client::v1::{self as wire, *};
use sha2::{Digest, Sha256};
use tonic::{Request, Response, Status};

use crate::analysis::figure;
use crate::analysis::sentences::{Labels, sentence};
use crate::analysis::tally::{COMPARES_ROUNDS, Tally};
use crate::domain::act::Target;
use crate::domain::caller::Caller;
use crate::domain::charter::StanceVisibility;
use crate::domain::ids::{DeliberationId, PartyId, TextRef};
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::domain::visibility::{self, TextUse};
use crate::engine::Report;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;

/// Sequences cited one by one before a range, a count and a digest stand for them.
const EVIDENCE_MAX: usize = 100;
/// Characters of a text that a sentence quotes.
const LABEL_CHARS_MAX: usize = 80;

#[tonic::async_trait]
impl AnalysisService for Desk {
    async fn get_convergence(
        &self,
        request: Request<GetConvergenceRequest>,
    ) -> Result<Response<GetConvergenceResponse>, Status> {
        self.call(request, convergence).await
    }

    async fn get_round_advice(
        &self,
        request: Request<GetRoundAdviceRequest>,
    ) -> Result<Response<GetRoundAdviceResponse>, Status> {
        self.call(request, advice).await
    }
}

/// A report with the names that its sentences use.
struct Named {
    state: Arc<Deliberation>,
    report: Arc<Report>,
    items: Vec<String>,
    parties: Vec<String>,
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
    // Who may read no content gets the figures with ids in the place of texts.
    let caller = call.within(id);
    let texts = desk.texts(id, &references(&state, &caller, &report)).await?;
    let said = |reference: Option<&TextRef>, otherwise: String| {
        let text = reference.and_then(|reference| texts.get(reference));
        text.map_or(otherwise, |text| text.text.clone())
    };
    let item = |on: &crate::domain::ids::ItemVersion| {
        let item = state.items.get(&on.item);
        let version = item.and_then(|item| item.versions.get(on.version as usize - 1));
        quoted(&said(version.map(|version| &version.text), on.to_string()))
    };
    let party = |id: &crate::domain::ids::PartyId| {
        said(state.parties.get(id).map(|party| &party.display_name), id.to_string())
    };
    let items = report.input.items.iter().map(item).collect();
    let parties = report.input.parties.iter().map(party).collect();
    Ok(Named { state, report, items, parties })
}

/// A text as part of a sentence: quoted, on one line, without its full stop, and not too long.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    let mut short: String = line.chars().take(LABEL_CHARS_MAX).collect();
    if short.len() < line.len() {
        short.truncate(short.trim_end().len());
        short.push('\u{2026}');
    }
    format!("\u{201c}{short}\u{201d}")
}

/// The texts that sentences quote, as far as this caller may read them; the others are named by id.
fn references<'a>(state: &'a Deliberation, caller: &Caller, report: &Report) -> Vec<&'a TextRef> {
    let items = report.input.items.iter().filter_map(|on| {
        let version = state.items.get(&on.item)?.versions.get(on.version as usize - 1)?;
        let party = version.author.as_ref().map(|author| author.party.clone());
        Some((&version.text, TextUse::Of(Target::Item(on.item.clone()), party)))
    });
    let parties = state.parties.values().map(|party| (&party.display_name, TextUse::Shared));
    let shown = |(_, used): &(&TextRef, TextUse)| visibility::text(state, caller, used).is_none();
    items.chain(parties).filter(shown).map(|(text, _)| text).collect()
}

async fn convergence(
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
    let input = &named.report.input;
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
    let figures = named.report.report.figures.iter().filter(wanted).filter(shown);
    Ok(GetConvergenceResponse {
        round: input.round,
        figures: figures.map(|figure| named.figure(&id, &named.told(figure, reader))).collect(),
        headcount: named.state.headcount() as u32,
    })
}

impl Named {
    fn labels<'a>(items: &'a [&'a str], parties: &'a [&'a str]) -> Labels<'a> {
        Labels { items, parties }
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

    fn figure(&self, id: &DeliberationId, figure: &figure::Figure) -> wire::Figure {
        use wire::figure::Result as Says;
        let input = &self.report.input;
        let items: Vec<&str> = self.items.iter().map(String::as_str).collect();
        let parties: Vec<&str> = self.parties.iter().map(String::as_str).collect();
        let said = sentence(figure, &Self::labels(&items, &parties));
        let party = |place: usize| names::of_party(id, &input.parties[place]);
        wire::Figure {
            name: figure.name.to_owned(),
            item: figure.item.map(|i| names::of_version(id, &input.items[i])).unwrap_or_default(),
            party: figure.party.map(party).unwrap_or_default(),
            round: input.round,
            result: Some(match &figure.value {
                Ok(value) => Says::Value(value.to_f64()),
                Err(reason) => Says::Undefined(words::undefined_to(*reason)),
            }),
            exact: figure.value.as_ref().ok().and_then(|value| value.exact()).unwrap_or_default(),
            n: figure.n,
            worst_off: figure.worst_off.map(party).unwrap_or_default(),
            method: figure.method.to_owned(),
            method_version: figure.version,
            computed_through_sequence: input.through,
            input_digest: self.report.input_digest.to_vec(),
            evidence: Some(self.evidence(figure)),
            explanation_nl: said.nl,
            explanation_en: said.en,
        }
    }

    /// The stances behind a figure: those of its item, of both rounds where it compares them, or
    /// of the whole agenda.
    fn evidence(&self, figure: &figure::Figure) -> Evidence {
        let input = &self.report.input;
        let mut sequences: Vec<u64> = match figure.item {
            Some(item) => input.evidence[item].clone(),
            None => input.evidence.iter().flatten().copied().collect(),
        };
        if let (Some(item), true) = (figure.item, COMPARES_ROUNDS.contains(&figure.name)) {
            sequences.extend(&input.evidence_before[item]);
        }
        sequences.sort_unstable();
        let mut digest = Sha256::new();
        sequences.iter().for_each(|sequence| digest.update(sequence.to_be_bytes()));
        Evidence {
            first: sequences.first().copied().unwrap_or_default(),
            last: sequences.last().copied().unwrap_or_default(),
            count: sequences.len() as u64,
            digest: digest.finalize().to_vec(),
            sequences: if sequences.len() > EVIDENCE_MAX { Vec::new() } else { sequences },
        }
    }
}

async fn advice(
    desk: Desk,
    call: Call,
    q: GetRoundAdviceRequest,
) -> Result<GetRoundAdviceResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let named = named(&desk, &call, &id, (q.round, q.at_least_sequence)).await?;
    let (input, report) = (&named.report.input, &named.report.report);
    let item = |place: usize| names::of_version(&id, &input.items[place]);
    let caller = call.within(&id);
    let reader = visibility::own_member(&caller).map(|own| &own.party);
    // Who stands apart is known to that party alone where stances are not attributed.
    let invite = || report.invite.iter().filter(|invite| named.may_name(invite.party, reader));
    let invited: Vec<&str> = invite().map(|invite| named.parties[invite.party].as_str()).collect();
    let focus = report.focus.map(|place| named.items[place].as_str());
    let (explanation_nl, explanation_en) = explain(focus, &invited);
    use get_round_advice_response::Focus;
    Ok(GetRoundAdviceResponse {
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
                party: names::of_party(&id, &input.parties[invite.party]),
                below_collective: invite.below_collective,
            })
            .collect(),
        explanation_nl,
        explanation_en,
    })
}

/// Asks what is missing; it never tells anybody to move toward the others.
fn explain(focus: Option<&str>, invited: &[&str]) -> (String, String) {
    match (focus, invited) {
        (None, _) => (
            "Er is geen onderwerp waarover de partners duidelijk verschillen.".to_owned(),
            "There is no item on which the parties clearly differ.".to_owned(),
        ),
        (Some(item), []) => (
            format!("De partners verschillen het meest over {item}."),
            format!("The parties differ most on {item}."),
        ),
        (Some(item), invited) => (
            format!(
                "De partners verschillen het meest over {item}. Vraag {} wat er \
                 voor hen nog ontbreekt.",
                invited.join(", ")
            ),
            format!(
                "The parties differ most on {item}. Ask {} what is still missing \
                 for them.",
                invited.join(", ")
            ),
        ),
    }
}
