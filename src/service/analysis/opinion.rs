//! The opinion map as the contract tells it, and the statement to show a member next.

mod told;
mod watch;

pub(super) use watch::watch;

use std::sync::Arc;

use beraad_client::v1::*;

use crate::analysis::opinion::{self, Mode};
use crate::analysis::sheet::opinion::OpinionSheet;
use crate::domain::act::Voice;
use crate::domain::charter::StanceVisibility;
use crate::domain::decide::unanswered;
use crate::domain::ids::{DeliberationId, ItemId, StatementId};
use crate::domain::state::Deliberation;
use crate::domain::visibility::on_the_map;
use crate::service::analysis::opinion::told::Teller;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::query::{Query, asked, by_number};

/// How groups are made, from what was asked.
fn mode(fields: &mut Fields, asked: i32) -> Mode {
    match MapMode::try_from(asked) {
        Ok(MapMode::Unspecified | MapMode::Stable) => Mode::Stable,
        Ok(MapMode::Compat) => Mode::Compat,
        Err(_) => {
            fields.violate("mode", "is no mode; give 1 (stable), 2 (as Polis), or 0 for stable");
            Mode::Stable
        }
    }
}

/// The map up to the round that was asked for, 0 being the last closed one.
async fn sheet(
    desk: &Desk,
    state: &Arc<Deliberation>,
    (round, mode): (u32, Mode),
) -> Result<Arc<OpinionSheet>, Failure> {
    let round = if round == 0 { state.last_closed_round() } else { round };
    Ok(desk.engine().opinion(state, round, mode).await?)
}

pub(super) async fn map(
    desk: Desk,
    call: Call,
    q: GetOpinionMapRequest,
) -> Result<GetOpinionMapResponse, Failure> {
    let mut fields = Fields::default();
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let mode = mode(&mut fields, q.mode);
    let Some(id) = id else { return Err(fields.failure()) };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    let sheet = sheet(&desk, &state, (q.round, mode)).await?;
    let map = Teller::of(&call, &state, &sheet).map();
    Ok(GetOpinionMapResponse { map: Some(map) })
}

pub(super) async fn statements(
    desk: Desk,
    call: Call,
    q: ListMapStatementsRequest,
) -> Result<ListMapStatementsResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let mode = mode(query.fields(), q.mode);
    let (state, page) = query.run(&desk).await?;
    let sheet = sheet(&desk, &state, (q.round, mode)).await?;
    let teller = Teller::of(&call, &state, &sheet);
    let keyed = (sheet.input.statements.iter().enumerate())
        .map(|(column, statement)| (statement.to_string(), column));
    let (columns, next_page_token) = page.of(keyed);
    let statements = columns.into_iter().map(|column| teller.statement(column)).collect();
    Ok(ListMapStatementsResponse { statements, next_page_token })
}

pub(super) async fn participants(
    desk: Desk,
    call: Call,
    q: ListMapParticipantsRequest,
) -> Result<ListMapParticipantsResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let mode = mode(query.fields(), q.mode);
    let (state, page) = query.run(&desk).await?;
    let sheet = sheet(&desk, &state, (q.round, mode)).await?;
    let teller = Teller::of(&call, &state, &sheet);
    let caller = call.within(&state.id);
    let seats = sheet.input.seats.iter().enumerate();
    let known = seats.filter_map(|(row, seat)| Some((row, on_the_map(&state, &caller, *seat)?)));
    let (rows, next_page_token) = match state.stance_visibility() {
        // Nothing is hidden by their order.
        StanceVisibility::Attributed => {
            page.of(known.map(|known| (by_number(known.0 as u64), known)))
        }
        _ => {
            let mut keyed: Vec<(String, (usize, Voice))> =
                known.map(|(row, voice)| (told::voice(&state, &voice), (row, voice))).collect();
            keyed.sort_unstable_by(|left, right| left.0.cmp(&right.0));
            page.of(keyed.into_iter())
        }
    };
    let told = |(row, voice): (usize, Voice)| teller.participant(told::voice(&state, &voice), row);
    let participants = rows.into_iter().map(told).collect();
    Ok(ListMapParticipantsResponse { participants, next_page_token })
}

pub(super) async fn next_statement(
    desk: Desk,
    call: Call,
    q: GetNextStatementRequest,
) -> Result<GetNextStatementResponse, Failure> {
    let mut fields = Fields::default();
    let Some((id, member)) = fields.take("member", names::member(&q.member)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    let now = desk.engine().ports().clock.now();
    let (round, open) = unanswered(&state, &call.within(&id), &member, now)?;
    let sheet = sheet(&desk, &state, (0, Mode::Stable)).await?;
    let column = |statement: &StatementId| sheet.input.statements.binary_search(statement).ok();
    let weight = |statement| column(statement).map_or(1.0, |column| sheet.map.priority(column));
    let weighed: Vec<(usize, f64)> = open.iter().map(weight).enumerate().collect();
    let chosen = opinion::draw(&weighed, chance(&desk)).map(|at| &open[at]);
    let teller = Teller::of(&call, &state, &sheet);
    let priority = |statement| column(statement).map_or(1.0, |column| teller.priority(column));
    Ok(GetNextStatementResponse {
        statement: chosen.map(|statement| name(&id, statement)).unwrap_or_default(),
        priority: chosen.map_or(0.0, priority),
        remaining: open.len() as u32,
        round,
        computed_through_sequence: sheet.input.through,
    })
}

/// A number from 0 up to 1, from the server's source of randomness.
fn chance(desk: &Desk) -> f64 {
    let seed = desk.seed();
    let first: [u8; 8] = std::array::from_fn(|at| seed[at]);
    (u64::from_be_bytes(first) >> 11) as f64 / (1u64 << 53) as f64
}

/// The resource name of a statement.
fn name(id: &DeliberationId, statement: &StatementId) -> String {
    names::within(id, &ItemId::Statement(statement.clone()))
}
