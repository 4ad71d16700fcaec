//! Handlers of stances.

use beraad_client::v1::*;

use crate::domain::caller;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event;
use crate::domain::ids::{DeliberationId, ItemVersion, MemberRef, Timestamp};
use crate::domain::limits::BATCH_STANCES_MAX;
use crate::domain::party::Seat;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Cell, Deliberation};
use crate::domain::visibility;
use crate::engine::submission::{CommandResult, Refused, Submission};
use crate::service::call::Call;
use crate::service::desk::{Desk, Mutation, written};
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::page::Page;
use crate::service::participation::channel;
use crate::service::render::{self, Renderer};

pub(super) async fn cast_stance(
    desk: Desk,
    call: Call,
    q: CastStanceRequest,
) -> Result<CastStanceResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "CastStance", &mutation);
    let Some(stance) = &q.stance else {
        fields.violate("stance", "is missing; give item, member and value or pass");
        return Err(fields.failure());
    };
    let item = fields.take("stance.item", names::item(&stance.item));
    let id = item.as_ref().map(|(id, _)| id);
    let parsed = parse(&mut fields, "stance", id, stance);
    let (Some((id, _)), Some((channel, body))) = (item, parsed) else {
        return Err(fields.failure());
    };
    fields.check()?;
    let outcome = desk.submit(&call, &id, accepted, (channel, body), Vec::new()).await?;
    Ok(CastStanceResponse { written: written(&id, &outcome) })
}

/// Reads one stance; all its violations are noted.
fn parse(
    fields: &mut Fields,
    field: &str,
    deliberation: Option<&DeliberationId>,
    stance: &NewStance,
) -> Option<(caller::Channel, CommandBody)> {
    use new_stance::Answer;
    let within = |name: &str| format!("{field}.{name}");
    let item = fields.inside(&within("item"), deliberation, names::item(&stance.item));
    let member = fields.inside(&within("member"), deliberation, names::member(&stance.member));
    let channel = channel(fields, &within("channel"), stance.channel);
    let answer = match &stance.answer {
        Some(Answer::Value(value)) => Some(event::Answer::Stance(*value)),
        Some(Answer::Pass(_)) => Some(event::Answer::Pass),
        None => {
            fields.violate(within("answer"), "is missing; give value or pass");
            None
        }
    };
    let body = CommandBody::CastStance {
        item: item?,
        version: stance.version,
        member: member?,
        answer: answer?,
    };
    Some((channel, body))
}

pub(super) async fn batch_cast_stances(
    desk: Desk,
    call: Call,
    q: BatchCastStancesRequest,
) -> Result<BatchCastStancesResponse, Failure> {
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "BatchCastStances", &mutation);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    if q.stances.is_empty() || q.stances.len() > BATCH_STANCES_MAX {
        let rule = format!("has {} entries; give 1 to {BATCH_STANCES_MAX}", q.stances.len());
        fields.violate("stances", rule);
        return Err(fields.failure());
    }
    let mut commands = Vec::with_capacity(q.stances.len());
    for (place, stance) in q.stances.iter().enumerate() {
        if let Some(parsed) = parse(&mut fields, &format!("stances[{place}]"), id.as_ref(), stance)
        {
            commands.push(parsed);
        }
    }
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let caller = call.within(&id);
    let command = |(channel, body)| Command {
        caller: caller.clone(),
        at: Timestamp(0),
        channel,
        expected: None,
        body,
    };
    let submission = Submission {
        deliberation: id.clone(),
        commands: commands.into_iter().map(command).collect(),
        request: accepted.request,
        texts: Vec::new(),
        validate_only: accepted.validate_only,
        batch: true,
    };
    let outcome = desk.engine().submit(submission).await?;
    Ok(BatchCastStancesResponse {
        written: outcome.written.as_ref().map(|written| render::written(&id, written)),
        results: outcome.results.iter().map(result).collect(),
    })
}

fn result(result: &CommandResult) -> StanceResult {
    use stance_result::Result as Became;
    let became = match result {
        CommandResult::Accepted(sequence) => Became::Sequence(*sequence),
        CommandResult::Refused(refused) => Became::Refused(refusal(refused)),
    };
    StanceResult { result: Some(became) }
}

fn refusal(refused: &Refused) -> Refusal {
    let reason = Reason::from_str_name(&format!("REASON_{}", refused.reason));
    let fact = |(key, value): &(String, String)| Fact { key: key.clone(), value: value.clone() };
    Refusal {
        reason: reason.unwrap_or_default().into(),
        message: refused.message.clone(),
        facts: refused.facts.iter().map(fact).collect(),
    }
}

pub(super) async fn list_stances(
    desk: Desk,
    call: Call,
    q: ListStancesRequest,
) -> Result<ListStancesResponse, Failure> {
    let mut fields = Fields::default();
    let page = Page::parse(&mut fields, q.page_size, &q.page_token);
    let id = fields.take("deliberation", names::deliberation(&q.deliberation));
    let only = fields.inside_if_given("item", id.as_ref(), &q.item, names::item);
    let Some(id) = id else {
        return Err(fields.failure());
    };
    fields.check()?;
    let state = desk.state(&id, q.at_least_sequence).await?;
    let last = state.last_round();
    if q.round > last {
        return Err(Rejection::RoundUnknown { round: q.round, last }.into());
    }
    let caller = call.within(&id);
    let mut keyed = Vec::new();
    for (number, round) in (1..).zip(&state.rounds) {
        let columns = round.columns.iter().filter(|(on, _)| {
            (q.round == 0 || q.round == number) && only.as_ref().is_none_or(|id| *id == on.item)
        });
        for (on, column) in columns {
            let cells = (0..).zip(&column.cells).filter_map(|(seat, cell)| {
                let cell = cell.as_ref()?;
                let seat = &state.seats[seat as usize];
                sees(&state, &caller, number, seat, cell).then_some((on, number, seat, cell))
            });
            keyed.extend(cells.map(|found| (key(found.0, number, found.2), found)));
        }
    }
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (found, next_page_token) = page.of(keyed.into_iter());
    let texts = crate::engine::Texts::default();
    let renderer = Renderer { state: &state, caller: &caller, texts: &texts };
    let render = |(on, round, seat, cell): (&ItemVersion, u32, &Seat, &Cell)| {
        renderer.stance(on, round, seat, cell)
    };
    Ok(ListStancesResponse { stances: found.into_iter().map(render).collect(), next_page_token })
}

fn sees(
    state: &Deliberation,
    caller: &caller::Caller,
    round: u32,
    seat: &Seat,
    cell: &Cell,
) -> bool {
    let member = MemberRef { party: seat.party.clone(), member: seat.member.clone() };
    let entered_by = &state.credentials[cell.entered_by as usize];
    visibility::stance(state, caller, round, &member, entered_by).is_none()
}

/// Sorts by round, item, version, party and member; a space sorts before every character of an id.
fn key(on: &ItemVersion, round: u32, seat: &Seat) -> String {
    let member = seat.member.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{round:010} {} {:010} {} {member}", on.item, on.version, seat.party)
}
