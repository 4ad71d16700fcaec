//! Handlers of stances.

use std::collections::HashMap;

use beraad_client::v1::*;

use crate::domain::caller::Channel;
use crate::domain::command::CommandBody;
use crate::domain::event::Answer;
use crate::domain::ids::{
    DeliberationId, ItemId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId, StatementId,
};
use crate::domain::limits::BATCH_STANCES_MAX;
use crate::domain::state::Cell;
use crate::engine::submission::{CommandResult, Outcome, Refused};
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
    let stance = q.stance.as_ref().and_then(|given| {
        form.within(deliberation_of(&given.item));
        let lean = Lean::of(&form).and_then(|mut lean| lean.read(given));
        lean.or_else(|| parse(&mut form, "stance", given))
    });
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

/// The deliberation in which a well-formed name lies.
fn deliberation_of(name: &str) -> Option<DeliberationId> {
    let id = name.strip_prefix("deliberations/")?.split('/').next()?;
    DeliberationId::parse(id).ok()
}

/// Reads the stances of a batch.
pub(super) fn read_all(
    form: &mut Form<'_>,
    stances: &[NewStance],
) -> Option<Vec<(Way, CommandBody)>> {
    let mut lean = Lean::of(form);
    let all = lean.as_mut().filter(|_| (1..=BATCH_STANCES_MAX).contains(&stances.len()));
    let all: Option<Vec<_>> = all.and_then(|lean| stances.iter().map(|s| lean.read(s)).collect());
    // What the quick reader does not take is read again by the one that says what is wrong.
    all.or_else(|| form.list("stances", (stances, 1, BATCH_STANCES_MAX), parse))
}

/// Reads plain stances quickly: those that an app sends by the thousand, well formed and without
/// evidence. The items and parties of a batch recur, and are read once.
struct Lean<'a, 'b> {
    desk: &'a Desk,
    /// What every name begins with.
    prefix: String,
    items: HashMap<&'b str, ItemId>,
    parties: HashMap<&'b str, PartyId>,
}

impl<'a, 'b> Lean<'a, 'b> {
    fn of(form: &Form<'a>) -> Option<Lean<'a, 'b>> {
        let prefix = names::of_deliberation(form.id()?) + "/";
        Some(Lean { desk: form.desk, prefix, items: HashMap::new(), parties: HashMap::new() })
    }

    fn read(&mut self, stance: &'b NewStance) -> Option<(Way, CommandBody)> {
        if stance.channel != 0 || !stance.evidence.is_empty() {
            return None;
        }
        let answer = match stance.answer.as_ref()? {
            new_stance::Answer::Value(value) => Answer::Stance(*value),
            new_stance::Answer::Pass(_) => Answer::Pass,
        };
        let item = stance.item.strip_prefix(&self.prefix)?;
        let item = known(&mut self.items, item, |item| match item.split_once('/')? {
            ("statements", id) => StatementId::parse(id).ok().map(ItemId::Statement),
            ("proposals", id) => ProposalId::parse(id).ok().map(ItemId::Proposal),
            _ => None,
        })?;
        let member = stance.member.strip_prefix(&self.prefix)?.strip_prefix("parties/")?;
        let (party, member) = match member.split_once("/members/") {
            Some((party, member)) => (party, Some(MemberId::parse(member).ok()?)),
            None => (member, None),
        };
        let party = known(&mut self.parties, party, |party| PartyId::parse(party).ok())?;
        let body = CommandBody::CastStance {
            item,
            version: stance.version,
            member: MemberRef { party, member },
            answer,
            pseudonym: self.desk.pseudonym(),
        };
        Some((Way { channel: Some(Channel::App), evidence: None }, body))
    }
}

/// What was read before from the same text, or is read now.
fn known<'b, T: Clone>(
    before: &mut HashMap<&'b str, T>,
    text: &'b str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    if let Some(known) = before.get(text) {
        return Some(known.clone());
    }
    let new = read(text)?;
    before.insert(text, new.clone());
    Some(new)
}

pub(super) async fn batch_cast_stances(
    desk: Desk,
    call: Call,
    q: BatchCastStancesRequest,
) -> Result<BatchCastStancesResponse, Failure> {
    let mut form = form!(desk, call, q, "BatchCastStances");
    form.deliberation(&q.deliberation);
    let made = read_all(&mut form, &q.stances);
    let sent = form.send_batch(made).await?;
    Ok(BatchCastStancesResponse { written: sent.written(), results: results(&sent.done.outcome) })
}

/// What became of each stance.
pub(super) fn results(outcome: &Outcome) -> Vec<StanceResult> {
    outcome.results.iter().map(result).collect()
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
            let cells = column.cells.iter().filter_map(|(seat, cell)| {
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
