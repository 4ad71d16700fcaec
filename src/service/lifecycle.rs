//! Handlers of the lifecycle: reading deliberations and rounds, and moving through the phases.

use beraad_client::v1::*;

use crate::domain::caller::Channel;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::ids::{DeliberationId, TextRef, Timestamp};
use crate::domain::limits::{REASON_CHARS_MAX, TITLE_CHARS_MAX};
use crate::domain::round::{self, RoundPlan};
use crate::domain::state::Deliberation as State;
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::{Accepted, Desk, Done, Mutation, found, written};
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::page::Page;
use crate::service::render::Renderer;

pub(super) async fn get_deliberation(
    desk: Desk,
    call: Call,
    q: GetDeliberationRequest,
) -> Result<GetDeliberationResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("name", names::deliberation(&q.name)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    let deliberation = one(&desk, &call, &state).await?;
    Ok(GetDeliberationResponse { deliberation: Some(deliberation) })
}

async fn one(desk: &Desk, call: &Call, state: &State) -> Result<Deliberation, Failure> {
    let challenge = state.challenge.as_ref().map(|(_, text)| text);
    let references: Vec<&TextRef> = state.title.iter().chain(challenge).collect();
    let texts = desk.texts(&state.id, &references).await?;
    let caller = call.within(&state.id);
    Ok(Renderer { state, caller: &caller, texts: &texts }.deliberation())
}

pub(super) async fn list_deliberations(
    desk: Desk,
    call: Call,
    q: ListDeliberationsRequest,
) -> Result<ListDeliberationsResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let after = page.after.as_deref().map(DeliberationId::parse).transpose();
    let after = fields.take("page_token", after);
    fields.check()?;
    let log = &desk.engine().ports().log;
    let ids = log.deliberations(after.flatten().as_ref(), page.size + 1);
    let (ids, next_page_token) = page.of(ids.into_iter().map(|id| (id.to_string(), id)));
    let mut deliberations = Vec::new();
    for id in ids {
        let state = desk.state(&id, 0).await?;
        deliberations.push(one(&desk, &call, &state).await?);
    }
    Ok(ListDeliberationsResponse { deliberations, next_page_token })
}

pub(super) async fn list_rounds(
    desk: Desk,
    call: Call,
    q: ListRoundsRequest,
) -> Result<ListRoundsResponse, Failure> {
    let asked = (q.page_size, q.page_token.as_str(), q.at_least_sequence);
    let (state, page) = desk.listing(&q.deliberation, asked).await?;
    let id = &state.id;
    let keyed = (1..).zip(&state.rounds).map(|round| (format!("{:010}", round.0), round));
    let (found, next_page_token) = page.of(keyed);
    let titles: Vec<&TextRef> =
        found.iter().filter_map(|(_, round)| round.plan.title.as_ref()).collect();
    let texts = desk.texts(id, &titles).await?;
    let caller = call.within(id);
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let rounds = found.into_iter().map(|(number, round)| renderer.round(number, round)).collect();
    Ok(ListRoundsResponse { rounds, next_page_token })
}

pub(super) async fn open_round(
    desk: Desk,
    call: Call,
    q: OpenRoundRequest,
) -> Result<OpenRoundResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "OpenRound", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let title = fields.optional_text("title", &q.title, TITLE_CHARS_MAX);
    let activities = activities(&mut fields, &q.activities);
    let closing = closing(&mut fields, q.closing.as_ref());
    let reason = &q.against_advice_reason;
    let reason = fields.optional_text("against_advice_reason", reason, REASON_CHARS_MAX);
    let (Some(id), Some(closing)) = (id, closing) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let body = CommandBody::OpenRound(RoundPlan {
        title: title.map(|text| drawer.shared(text)),
        activities,
        closing,
        extension: q.extension,
        against_advice_reason: reason.map(|text| drawer.shared(text)),
    });
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    let opened = |body: &EventBody| match body {
        EventBody::RoundOpened { round, .. } => {
            Some(names::within(&id, &format_args!("rounds/{round}")))
        }
        _ => None,
    };
    Ok(OpenRoundResponse {
        written: written(&id, &outcome),
        name: found(&outcome, opened).unwrap_or_default(),
    })
}

/// The activities, in order and without repeats.
fn activities(fields: &mut Fields, given: &[i32]) -> Vec<round::Activity> {
    let mut read = Vec::new();
    for (place, value) in given.iter().enumerate() {
        let field = format!("activities[{place}]");
        let activity = words::activity_from(*value).map_err(|_| "is not a value of Activity");
        read.extend(fields.take(&field, activity));
    }
    if given.is_empty() {
        fields.violate("activities", "is empty; give at least one, such as ACTIVITY_RATE");
    }
    read.sort_unstable();
    read.dedup();
    read
}

fn closing(fields: &mut Fields, given: Option<&ClosingRule>) -> Option<round::ClosingRule> {
    use closing_rule::Rule;
    match given.and_then(|closing| closing.rule.as_ref()) {
        Some(Rule::ByFacilitator(_)) => Some(round::ClosingRule::ByFacilitator),
        Some(Rule::At(at)) => {
            fields.take("closing.at", moment(Some(at))).map(round::ClosingRule::At)
        }
        Some(Rule::EveryPartyAnswered(rule)) => {
            let field = "closing.every_party_answered.latest";
            let latest = fields.take(field, moment(rule.latest.as_ref()))?;
            Some(round::ClosingRule::EveryPartyAnswered { latest })
        }
        None => {
            let rule = "is missing; give at, every_party_answered or by_facilitator";
            fields.violate("closing", rule);
            None
        }
    }
}

/// A moment between the years 1 and 9999, rounded down to the millisecond.
fn moment(given: Option<&prost_types::Timestamp>) -> Result<Timestamp, &'static str> {
    const FIRST: i64 = -62_135_596_800;
    const LAST: i64 = 253_402_300_799;
    match given {
        None => Err("is missing; give a moment"),
        Some(at)
            if !(FIRST..=LAST).contains(&at.seconds) || !(0..1_000_000_000).contains(&at.nanos) =>
        {
            Err("is not a moment between the years 1 and 9999")
        }
        Some(at) => Ok(Timestamp(at.seconds * 1000 + i64::from(at.nanos / 1_000_000))),
    }
}

/// A move to another phase that needs nothing but the deliberation.
async fn step(
    desk: &Desk,
    call: &Call,
    (method, mutation): (&str, Mutation<'_>),
    deliberation: &str,
    body: CommandBody,
) -> Result<Option<Written>, Failure> {
    let mut fields = Fields::default();
    let accepted = desk.accept(&mut fields, call, method, &mutation);
    let Some(id) = fields.take("deliberation", names::deliberation(deliberation)) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let outcome = desk.submit(call, &id, accepted, (Channel::App, body), Vec::new()).await?;
    Ok(written(&id, &outcome))
}

pub(super) async fn declare_ready(
    desk: Desk,
    call: Call,
    q: DeclareReadyRequest,
) -> Result<DeclareReadyResponse, Failure> {
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let method = ("DeclareReady", mutation);
    let written = step(&desk, &call, method, &q.deliberation, CommandBody::DeclareReady).await?;
    Ok(DeclareReadyResponse { written })
}

pub(super) async fn start_follow_up(
    desk: Desk,
    call: Call,
    q: StartFollowUpRequest,
) -> Result<StartFollowUpResponse, Failure> {
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let method = ("StartFollowUp", mutation);
    let written = step(&desk, &call, method, &q.deliberation, CommandBody::StartFollowUp).await?;
    Ok(StartFollowUpResponse { written })
}

pub(super) async fn close_deliberation(
    desk: Desk,
    call: Call,
    q: CloseDeliberationRequest,
) -> Result<CloseDeliberationResponse, Failure> {
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let method = ("CloseDeliberation", mutation);
    let body = CommandBody::CloseDeliberation;
    let written = step(&desk, &call, method, &q.deliberation, body).await?;
    Ok(CloseDeliberationResponse { written })
}

pub(super) async fn close_round(
    desk: Desk,
    call: Call,
    q: CloseRoundRequest,
) -> Result<CloseRoundResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "CloseRound", &mutation);
    let Some((id, round)) = fields.take("name", names::round(&q.name)) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let body = CommandBody::CloseRound { round };
    let outcome = tallied(&desk, &call, &id, accepted, body, Vec::new()).await?;
    Ok(CloseRoundResponse { written: written(&id, &outcome) })
}

pub(super) async fn conclude(
    desk: Desk,
    call: Call,
    q: ConcludeRequest,
) -> Result<ConcludeResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "Conclude", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let reason = &q.against_advice_reason;
    let reason = fields.optional_text("against_advice_reason", reason, REASON_CHARS_MAX);
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let reason = reason.map(|text| drawer.shared(text));
    let body = CommandBody::Conclude { against_advice_reason: reason };
    let outcome = tallied(&desk, &call, &id, accepted, body, drawer.texts).await?;
    Ok(ConcludeResponse { written: written(&id, &outcome) })
}

/// Submits what starts a tally, and answers when the figures are recorded: whoever closes a round
/// wants to read them next.
async fn tallied(
    desk: &Desk,
    call: &Call,
    id: &DeliberationId,
    accepted: Accepted,
    body: CommandBody,
    texts: Vec<crate::engine::PlainText>,
) -> Result<Done, Failure> {
    let done = desk.submit(call, id, accepted, (Channel::App, body), texts).await?;
    if done.outcome.written.is_some() {
        desk.engine().settle(id).await?;
    }
    Ok(done)
}

pub(super) async fn cancel_deliberation(
    desk: Desk,
    call: Call,
    q: CancelDeliberationRequest,
) -> Result<CancelDeliberationResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, &q.etag);
    let accepted = desk.accept(&mut fields, &call, "CancelDeliberation", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let reason = fields.text("reason", &q.reason, REASON_CHARS_MAX);
    let (Some(id), Some(reason)) = (id, reason) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let mut drawer = desk.drawer();
    let body = CommandBody::CancelDeliberation { reason: drawer.shared(reason) };
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), drawer.texts).await?;
    Ok(CancelDeliberationResponse { written: written(&id, &outcome) })
}
