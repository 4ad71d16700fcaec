//! Everything of one deliberation, made through one and the same sequence at least.

use std::sync::Arc;

use beraad_client::v1::*;

use crate::domain::state::Deliberation;
use crate::log::codec::timestamp;
use crate::service::analysis::{advice, details, integrity, opinion, process, rounds, trace};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::page::Page;
use crate::service::{entries, names};

pub(super) async fn report(
    desk: Desk,
    call: Call,
    q: GetReportRequest,
) -> Result<GetReportResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, "");
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let Some(id) = id else { return Err(fields.failure()) };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    let (deliberation, at_least_sequence) = (q.deliberation.clone(), state.sequence);
    macro_rules! part {
        ($call:path, $request:ident { $($field:ident: $value:expr),* }) => {{
            let (deliberation, at_least_sequence) = (deliberation.clone(), at_least_sequence);
            let request = $request { deliberation, at_least_sequence, $($field: $value),* };
            $call(desk.clone(), call.clone(), request).await?
        }};
    }
    let size = page.size as i32;
    let first = String::new;
    let told = shared((&desk, &call), &state, page.size).await?;
    let (traces, items) = trace::worst((&desk, &call), &state, page.size).await?;
    Ok(GetReportResponse {
        flags: part!(integrity::flags, ListFlagsRequest {}).flags,
        integrity: Some(part!(integrity::integrity, GetIntegrityRequest {})),
        recognition: Some(part!(
            process::recognition,
            GetRecognitionRequest { page_size: size, page_token: first() }
        )),
        ownership: Some(part!(
            process::ownership,
            GetOwnershipRequest { page_size: size, page_token: first() }
        )),
        synergy: Some(part!(process::synergy, GetSynergyRequest {})),
        sensitivity: Some(part!(process::party_sensitivity, GetPartySensitivityRequest {})),
        convergence: convergence((&desk, &call), &state, &deliberation).await?,
        details: details((&desk, &call), &state, &deliberation).await?,
        map: Some(part!(opinion::map, GetOpinionMapRequest { round: 0, mode: 0 }))
            .and_then(|answer| answer.map)
            .filter(|map| map.vote_count > 0),
        channels: part!(entries::totals::get, GetChannelTotalsRequest { round: 0 }).totals,
        advice: part!(advice::list, ListAdviceRequest {}).advice,
        traces,
        trace_count: items as u32,
        computed_through_sequence: state.sequence,
        time: Some(timestamp(state.updated)),
        ..told
    })
}

/// What stands in the state as it is read elsewhere too.
async fn shared(
    (desk, call): (&Desk, &Call),
    state: &Arc<Deliberation>,
    size: usize,
) -> Result<GetReportResponse, Failure> {
    let made = desk.shown(call, state, |renderer| GetReportResponse {
        deliberation: Some(renderer.deliberation()),
        parties: (state.parties.iter().take(size))
            .map(|(id, party)| renderer.party(id, party))
            .collect(),
        rounds: ((1..).zip(&state.rounds))
            .map(|(number, round)| renderer.round(number, round))
            .collect(),
        mandate: Some(renderer.mandate()),
        outcome: Some(renderer.verdict()),
        decisions: (state.verdict.decisions.iter())
            .map(|(number, of)| renderer.decision(*number, of))
            .collect(),
        notices: (state.verdict.notices.iter())
            .map(|(number, notice)| renderer.notice(*number, notice))
            .collect(),
        ..Default::default()
    });
    made.await
}

/// The figures of the last closed round, but those of one party; `None` without any.
pub(super) async fn convergence(
    (desk, call): (&Desk, &Call),
    state: &Deliberation,
    deliberation: &str,
) -> Result<Option<GetConvergenceResponse>, Failure> {
    if state.last_closed_round() == 0 {
        return Ok(None);
    }
    let request =
        GetConvergenceRequest { deliberation: deliberation.to_owned(), ..Default::default() };
    let mut answer = rounds::convergence(desk.clone(), call.clone(), request).await?;
    // How each party stands to the others is asked for apart: here it would be most of the report.
    answer.figures.retain(|figure| figure.party.is_empty());
    Ok(Some(answer).filter(|answer| !answer.figures.is_empty()))
}

async fn details(
    (desk, call): (&Desk, &Call),
    state: &Deliberation,
    deliberation: &str,
) -> Result<Option<GetConvergenceDetailsResponse>, Failure> {
    if state.last_closed_round() == 0 {
        return Ok(None);
    }
    let request = GetConvergenceDetailsRequest {
        deliberation: deliberation.to_owned(),
        ..Default::default()
    };
    let mut answer = details::details(desk.clone(), call.clone(), request).await?;
    answer.figures.retain(|figure| figure.party.is_empty());
    Ok(Some(answer))
}
