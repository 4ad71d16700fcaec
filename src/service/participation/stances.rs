//! Handlers of stances.

use beraad_client::v1::*;

use crate::domain::command::CommandBody;
use crate::domain::ids::ItemVersion;
use crate::domain::limits::BATCH_STANCES_MAX;
use crate::domain::state::Cell;
use crate::engine::submission::{CommandResult, Refused};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{Form, Way, form};
use crate::service::names;
use crate::service::query::{Query, asked, known_round};
use crate::service::render::Speaker;

pub(super) async fn cast_stance(
    desk: Desk,
    call: Call,
    q: CastStanceRequest,
) -> Result<CastStanceResponse, Failure> {
    let mut form = form!(desk, call, q, "CastStance");
    if q.stance.is_none() {
        form.fields.violate("stance", "is missing; give item, member and value or pass");
    }
    let stance = q.stance.as_ref().and_then(|given| parse(&mut form, "stance", given));
    let made = stance.map(|(way, body)| {
        form.came(way);
        body
    });
    let sent = form.send(made).await?;
    Ok(CastStanceResponse { written: sent.written() })
}

/// Reads one stance; all its violations are noted.
fn parse(form: &mut Form<'_>, field: &str, stance: &NewStance) -> Option<(Way, CommandBody)> {
    use new_stance::Answer as Said;
    let within = |name: &str| format!("{field}.{name}");
    let item = form.name(&within("item"), names::item(&stance.item));
    let member = form.member(&within("member"), &stance.member);
    let way = form.way(&within(""), stance.channel, &stance.evidence);
    let said = match &stance.answer {
        Some(Said::Value(value)) => (Some(*value), false),
        Some(Said::Pass(_)) => (None, true),
        None => (None, false),
    };
    let answer = form.answer(&within("answer"), said);
    let body = CommandBody::CastStance {
        item: item?,
        version: stance.version,
        member: member?,
        answer: answer?,
        pseudonym: form.desk.pseudonym(),
    };
    Some((way, body))
}

pub(super) async fn batch_cast_stances(
    desk: Desk,
    call: Call,
    q: BatchCastStancesRequest,
) -> Result<BatchCastStancesResponse, Failure> {
    let mut form = form!(desk, call, q, "BatchCastStances");
    form.deliberation(&q.deliberation);
    let made = form.list("stances", (q.stances.as_slice(), 1, BATCH_STANCES_MAX), parse);
    let sent = form.send_batch(made).await?;
    Ok(BatchCastStancesResponse {
        written: sent.written(),
        results: sent.done.outcome.results.iter().map(result).collect(),
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
    let mut query = Query::of(&q.deliberation, asked!(q));
    let only = query.only("item", &q.item, names::item);
    let (state, page) = query.run(&desk).await?;
    known_round(&state, q.round)?;
    let caller = call.within(&state.id);
    let mut keyed: Vec<(String, (&ItemVersion, Speaker, &Cell))> = Vec::new();
    for (number, round) in (1..).zip(&state.rounds) {
        let columns = round.columns.iter().filter(|(on, _)| {
            (q.round == 0 || q.round == number) && only.as_ref().is_none_or(|id| *id == on.item)
        });
        for (on, column) in columns {
            let cells = (0..).zip(&column.cells).filter_map(|(seat, cell)| {
                let cell = cell.as_ref()?;
                let speaker = Speaker::seen(&state, &caller, (number, seat), &cell.origin)?;
                let key = format!("{number:010} {} {:010} {}", on.item, on.version, speaker.key);
                Some((key, (on, speaker, cell)))
            });
            keyed.extend(cells);
        }
    }
    keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
    let (found, next_page_token) = page.of(keyed.into_iter());
    let stances = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(on, speaker, cell)| renderer.stance(on, speaker, cell)).collect()
    });
    Ok(ListStancesResponse { stances: stances.await?, next_page_token })
}
