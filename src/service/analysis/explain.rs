//! One figure explained: what it says, how it is computed, what it goes with, and how to check it.

use beraad_client::v1::*;

use crate::analysis::sentences::{Language, say};
use crate::domain::state::Deliberation;
use crate::service::analysis::{details, integrity, process, rounds};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;

/// The most figures that are told beside it.
const BESIDE_MAX: usize = 20;

pub(super) async fn explain(
    desk: Desk,
    call: Call,
    q: ExplainFigureRequest,
) -> Result<ExplainFigureResponse, Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    if q.figure.is_empty() {
        fields.violate("figure", "is empty; give the name of a figure, such as agreement");
    }
    let Some(id) = id else { return Err(fields.failure()) };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    let all = figures(&desk, &call, &state, &q).await?;
    // An item without a version stands for the last one that has figures.
    let mut versions = all.iter().filter(|one| of_item(&one.item, &q.item));
    let item = versions.next_back().map_or(q.item.clone(), |one| one.item.clone());
    let same = |one: &&Figure| {
        one.item == item && one.party == q.party && (q.round == 0 || one.round == q.round)
    };
    let Some(figure) = all.iter().filter(same).find(|one| one.name == q.figure) else {
        let mut fields = Fields::default();
        let mut named: Vec<&str> = all.iter().filter(same).map(|one| one.name.as_str()).collect();
        named.sort_unstable();
        named.dedup();
        let there = if named.is_empty() { "there is none".to_owned() } else { named.join(", ") };
        let rule = format!("is no figure that you may see of this subject; of it {there}");
        fields.violate("figure", rule);
        return Err(fields.failure());
    };
    let family = |one: &&Figure| {
        let of = |method: &str| method.split('/').next().map(str::to_owned);
        one.name != figure.name && (of(&one.method) == of(&figure.method) || one.n == figure.n)
    };
    let beside = all.iter().filter(same).filter(family).take(BESIDE_MAX);
    let recorded_sequence = recorded(&state, figure);
    let method = |language| say(&format!("method.{}", figure.method), language, |_| String::new());
    Ok(ExplainFigureResponse {
        method_nl: method(Language::Dutch),
        method_en: method(Language::English),
        beside: beside.cloned().collect(),
        check_nl: check(figure, recorded_sequence, Language::Dutch),
        check_en: check(figure, recorded_sequence, Language::English),
        figure: Some(figure.clone()),
        recorded_sequence,
    })
}

/// Whether a figure is about this item, in whatever version unless one is named.
fn of_item(figure: &str, asked: &str) -> bool {
    let rest = figure.strip_prefix(asked).filter(|_| !asked.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("/versions/"))
}

/// Every figure of a deliberation that this caller may see, of the round that is asked about.
async fn figures(
    desk: &Desk,
    call: &Call,
    state: &Deliberation,
    q: &ExplainFigureRequest,
) -> Result<Vec<Figure>, Failure> {
    let deliberation = q.deliberation.clone();
    let mut all = Vec::new();
    let round = GetConvergenceRequest {
        deliberation: deliberation.clone(),
        round: q.round,
        ..Default::default()
    };
    match rounds::convergence(desk.clone(), call.clone(), round).await {
        Ok(answer) => all.extend(answer.figures),
        // Before the first close there are only figures of the process.
        Err(failure) if q.round > 0 || state.last_closed_round() > 0 => return Err(failure),
        Err(_) => {}
    }
    // Details take work of their own, so only who asks for one gets them.
    if crate::analysis::sheet::details::NAMES.contains(&q.figure.as_str())
        && state.last_closed_round() > 0
    {
        let request = GetConvergenceDetailsRequest {
            deliberation: deliberation.clone(),
            round: q.round,
            at_least_sequence: 0,
        };
        all.extend(details::details(desk.clone(), call.clone(), request).await?.figures);
    }
    // Of all together the first page tells everything.
    let of_all = q.party.is_empty();
    let size = if of_all { 1 } else { 1000 };
    let of_process = |page_token| (deliberation.clone(), page_token, size);
    macro_rules! pages {
        ($call:path, $request:ident) => {
            let mut token = String::new();
            loop {
                let (deliberation, page_token, page_size) = of_process(token);
                let request =
                    $request { deliberation, page_token, page_size, ..Default::default() };
                let answer = $call(desk.clone(), call.clone(), request).await?;
                if token_is_first(&all, &answer.figures) {
                    all.extend(answer.figures);
                }
                all.extend(answer.parties.into_iter().flat_map(|party| party.figures));
                token = answer.next_page_token;
                if of_all || token.is_empty() {
                    break;
                }
            }
        };
    }
    pages!(process::ownership, GetOwnershipRequest);
    pages!(process::recognition, GetRecognitionRequest);
    let synergy = GetSynergyRequest { deliberation: deliberation.clone(), at_least_sequence: 0 };
    all.extend(process::synergy(desk.clone(), call.clone(), synergy).await?.figures);
    let list =
        GetPartySensitivityRequest { deliberation: deliberation.clone(), at_least_sequence: 0 };
    all.extend(process::party_sensitivity(desk.clone(), call.clone(), list).await?.figures);
    let kept = GetIntegrityRequest { deliberation, at_least_sequence: 0 };
    all.extend(integrity::integrity(desk.clone(), call.clone(), kept).await?.figures);
    Ok(all)
}

/// Whether the figures about all together are not there yet.
fn token_is_first(all: &[Figure], figures: &[Figure]) -> bool {
    figures.first().is_none_or(|first| !all.iter().any(|one| one.name == first.name))
}

/// The event that recorded a figure; 0 when none did.
fn recorded(state: &Deliberation, figure: &Figure) -> u64 {
    let round = state.round(figure.round);
    let record = round.and_then(|round| round.figures.as_ref());
    let there =
        record.is_some_and(|record| record.figures.iter().any(|one| *one.name == *figure.name));
    round.filter(|_| there).map_or(0, |round| round.figures_at)
}

fn check(figure: &Figure, recorded: u64, language: Language) -> Vec<String> {
    let evidence = figure.evidence.clone().unwrap_or_default();
    let told = say("explain.events", language, |slot| match slot {
        "number" => evidence.count.to_string(),
        "through" => figure.computed_through_sequence.to_string(),
        other => other.to_owned(),
    });
    let mut lines = vec![told];
    if recorded > 0 {
        lines.push(say("explain.recorded", language, |_| recorded.to_string()));
    }
    lines.push(say("explain.check", language, |_| String::new()));
    lines
}
