//! What happened with what parties brought in, once or whenever it changes.

mod follow;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use beraad_client::v1::{self as wire, *};

use crate::analysis::sentences::{Language, say};
use crate::analysis::sheet::trace::went_into;
use crate::domain::act::ClauseVersion;
use crate::domain::caller::Role;
use crate::domain::ids::{BodyId, ClauseRef, ItemId, PartyId, TextRef, Timestamp};
use crate::domain::state::{Deliberation, PartySet, ResponseState, Version};
use crate::log::codec::timestamp;
use crate::service::analysis::process::clause_version;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::page::Page;
use crate::service::query::{Query, asked};
use crate::service::render::{Renderer, clause_status, visible};

use crate::service::names;
pub(super) use follow::watch;

/// Which items are asked about.
struct Subject {
    item: Option<ItemId>,
    party: Option<PartyId>,
}

impl Subject {
    /// The items, in order of name, of which the caller sees a version, each with the last one.
    fn of<'a>(
        &'a self,
        state: &'a Deliberation,
        caller: &'a crate::domain::caller::Caller,
    ) -> impl Iterator<Item = (&'a ItemId, &'a Version)> {
        let seen = state.items.iter().filter_map(|(id, item)| {
            let (_, last) = visible(state, caller, id, item).last()?;
            Some((id, last))
        });
        seen.filter(|(id, version)| {
            let author = version.author.as_ref().map(|author| &author.party);
            self.item.as_ref().is_none_or(|item| item == *id)
                && self.party.as_ref().is_none_or(|party| Some(party) == author)
        })
    }
}

pub(super) async fn list(
    desk: Desk,
    call: Call,
    q: ListTracesRequest,
) -> Result<ListTracesResponse, Failure> {
    let mut query = Query::of(&q.deliberation, asked!(q));
    let item = query.only("item", &q.item, names::item);
    let party = query.only("party", &q.party, names::party);
    let (state, page) = query.run(&desk).await?;
    let (traces, next_page_token) =
        traces((&desk, &call), &state, (&Subject { item, party }, &page)).await?;
    Ok(ListTracesResponse { traces, next_page_token })
}

/// The traces of what was attended to least, and how many items there are: without an answer and
/// without a word on what became of it first, then without an answer.
pub(super) async fn worst(
    (desk, call): (&Desk, &Call),
    state: &Arc<Deliberation>,
    most: usize,
) -> Result<(Vec<Trace>, usize), Failure> {
    let caller = call.within(&state.id);
    let subject = Subject { item: None, party: None };
    let items: Vec<ItemId> = subject.of(state, &caller).map(|(id, _)| id.clone()).collect();
    let all = items.len();
    let (asked, whole) = (items.clone(), state.clone());
    let into = desk.engine().aside(move || went_into(&whole, &asked)).await?;
    let substantive = state.dialogue.responses.values().filter(|one| one.substantive == Some(true));
    let answered: BTreeSet<&ItemId> = substantive.map(|one| &one.response.to).collect();
    let mut found: Vec<(ItemId, Vec<ClauseVersion>)> = items.into_iter().zip(into).collect();
    found.sort_by_cached_key(|(id, into)| {
        let (answered, disposed) =
            (answered.contains(id), state.dialogue.disposals.contains_key(id));
        (answered || disposed || !into.is_empty(), answered, disposed)
    });
    found.truncate(most);
    Ok((told((desk, call), state, &found).await?, all))
}

async fn traces(
    (desk, call): (&Desk, &Call),
    state: &Arc<Deliberation>,
    (subject, page): (&Subject, &Page),
) -> Result<(Vec<Trace>, String), Failure> {
    let caller = call.within(&state.id);
    let keyed = subject.of(state, &caller).map(|(id, _)| (id.to_string(), id.clone()));
    let (items, token) = page.of(keyed);
    let (asked, whole) = (items.clone(), state.clone());
    let into = desk.engine().aside(move || went_into(&whole, &asked)).await?;
    let found: Vec<(ItemId, Vec<ClauseVersion>)> = items.into_iter().zip(into).collect();
    Ok((told((desk, call), state, &found).await?, token))
}

/// The traces of items that went into these clauses.
async fn told(
    (desk, call): (&Desk, &Call),
    state: &Deliberation,
    found: &[(ItemId, Vec<ClauseVersion>)],
) -> Result<Vec<Trace>, Failure> {
    let caller = call.within(&state.id);
    let mut responses: Responses = BTreeMap::new();
    for (number, one) in state.dialogue.responses.iter() {
        responses.entry(&one.response.to).or_default().push((*number, one));
    }
    let made = desk.shown(call, state, |renderer| {
        let tracer = Tracer { state, renderer, responses: &responses };
        let one = |(id, into): &(ItemId, Vec<ClauseVersion>)| {
            let item = state.items.get(id)?;
            let (_, version) = visible(state, &caller, id, item).last()?;
            Some(tracer.trace(id, (version, item.versions.first()?), into))
        };
        found.iter().filter_map(one).collect()
    });
    made.await
}

/// The responses to each item, in order.
type Responses<'a> = BTreeMap<&'a ItemId, Vec<(u64, &'a ResponseState)>>;

struct Tracer<'a> {
    state: &'a Deliberation,
    renderer: &'a Renderer<'a>,
    responses: &'a Responses<'a>,
}

/// A text as it can be put in a sentence; what may not be read leaves nothing.
pub(super) fn plain(text: Option<&wire::Text>) -> String {
    match text.and_then(|text| text.content.as_ref()) {
        Some(wire::text::Content::Value(text)) => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        _ => "\u{2026}".to_owned(),
    }
}

/// The day of a moment.
pub(super) fn day(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}

impl Tracer<'_> {
    fn trace(
        &self,
        id: &ItemId,
        (version, first): (&Version, &Version),
        into: &[ClauseVersion],
    ) -> Trace {
        static NOBODY: LazyLock<PartySet> = LazyLock::new(PartySet::default);
        let (state, renderer) = (self.state, self.renderer);
        let author = version.author.as_ref().map(|author| &author.party);
        let responses = self.responses.get(id).into_iter().flatten();
        let views = state.dialogue.views.get(id).unwrap_or(&NOBODY);
        let mut trace = Trace {
            item: names::within(&state.id, id),
            party: author.map(|party| names::of_party(&state.id, party)).unwrap_or_default(),
            text: renderer.of(id, version, &version.text),
            time: Some(timestamp(first.at)),
            disposition: Some(renderer.disposition(id, views)),
            other_parties: (state.parties.len() - usize::from(author.is_some())) as u32,
            responses: responses.map(|(number, one)| renderer.response(*number, one)).collect(),
            went_into: into.iter().map(|clause| self.clause(clause)).collect(),
            ..Trace::default()
        };
        trace.lines_nl = self.lines(&trace, first, Language::Dutch);
        trace.lines_en = self.lines(&trace, first, Language::English);
        trace
    }

    fn clause(&self, of: &ClauseVersion) -> TracedClause {
        let state = self.state;
        let place = ClauseRef { proposal: of.proposal.clone(), clause: of.clause.clone() };
        let (status, sequence) = state
            .verdict
            .clauses
            .get(&place)
            .cloned()
            .unwrap_or((crate::domain::act::ClauseStatus::Pending, 0));
        let (body, reason) = self.decided(&place, sequence);
        let id = ItemId::Proposal(of.proposal.clone());
        let version = state.items.get(&id);
        let version = version.and_then(|item| item.versions.get(of.version as usize - 1));
        let text = version.and_then(|version| {
            let clause = version.clauses.iter().find(|clause| clause.id == of.clause)?;
            self.renderer.of(&id, version, &clause.text)
        });
        TracedClause {
            clause: Some(clause_version(&state.id, of)),
            text,
            status: clause_status(&status).into(),
            body: body.map(ToString::to_string).unwrap_or_default(),
            reason: reason.and_then(|reason| self.renderer.shared(reason)),
            sequence,
        }
    }

    /// Which body did last what was done with a clause, and why.
    fn decided(&self, place: &ClauseRef, sequence: u64) -> (Option<&BodyId>, Option<&TextRef>) {
        let verdict = &self.state.verdict;
        if let Some((reversal, _)) = verdict.reversals.get(&sequence) {
            return (Some(&reversal.body), Some(&reversal.reason));
        }
        let decision = verdict.decisions.get(&sequence).map(|made| &made.decision);
        let clause = decision.and_then(|made| made.clauses.iter().find(|one| one.clause == *place));
        let reason = clause.and_then(|clause| clause.reason.as_ref());
        (decision.map(|decision| &decision.body), reason)
    }

    fn party(&self, id: &PartyId) -> String {
        let party = self.state.parties.get(id);
        plain(party.and_then(|party| self.renderer.shared(&party.display_name)).as_ref())
    }

    fn lines(&self, trace: &Trace, first: &Version, language: Language) -> Vec<String> {
        let line = |key: &str, slots: &[(&str, &str)]| {
            say(&format!("trace.{key}"), language, |slot| {
                let found = slots.iter().find(|(name, _)| *name == slot);
                found.map(|(_, text)| (*text).to_owned()).unwrap_or_default()
            })
        };
        let author = first.author.as_ref().map(|author| &author.party);
        let authority = self.state.authority().filter(|_| first.entry.role == Role::Clerk);
        let date = day(first.at);
        let mut lines = vec![match (author, authority) {
            (Some(party), _) => line("brought", &[("party", &self.party(party)), ("date", &date)]),
            (None, Some(authority)) => {
                line("brought_by_clerk", &[("party", &self.party(authority)), ("date", &date)])
            }
            (None, None) => line("brought_by_facilitator", &[("date", &date)]),
        }];
        let disposition = trace.disposition.clone().unwrap_or_default();
        let others = disposition.viewed_by.iter().filter(|party| **party != trace.party).count();
        let all = trace.other_parties.to_string();
        lines.push(match others {
            0 => line("unopened", &[]),
            _ => line("opened", &[("number", &others.to_string()), ("all", &all)]),
        });
        lines.extend(self.responded(trace, &line));
        // What stands in an adopted clause needs no word on what became of it.
        let open = disposition.disposition == 0 && !trace.went_into.is_empty();
        lines.extend(disposed(&disposition, &line).into_iter().filter(|_| !open));
        for clause in &trace.went_into {
            lines.push(line("into", &[("clause", &plain(clause.text.as_ref()))]));
            let status = clause.status().as_str_name();
            let status = status.trim_start_matches("CLAUSE_STATUS_KIND_").to_lowercase();
            let body = self.body(&clause.body);
            lines.push(line(&format!("decided.{status}"), &[("body", &body)]));
            if clause.reason.is_some() {
                lines.push(line("because", &[("reason", &plain(clause.reason.as_ref()))]));
            }
        }
        if trace.went_into.is_empty() && self.state.verdict.outcome.is_some() {
            lines.push(line("into_none", &[]));
        }
        lines
    }

    fn responded(
        &self,
        trace: &Trace,
        line: &impl Fn(&str, &[(&str, &str)]) -> String,
    ) -> Vec<String> {
        let told = trace.responses.iter().map(|response| {
            let mark = match (response.substantive, response.classified) {
                (None, _) => "responded",
                (Some(true), false) => "responded.understood",
                (Some(false), false) => "responded.not_understood",
                (Some(true), true) => "responded.substantive",
                (Some(false), true) => "responded.not_substantive",
            };
            let id = response.party.rsplit('/').next().and_then(|id| PartyId::parse(id).ok());
            let at = response.time.unwrap_or_default();
            let at = Timestamp(at.seconds * 1000 + i64::from(at.nanos) / 1_000_000);
            let party = id.map(|id| self.party(&id)).unwrap_or_default();
            line(mark, &[("party", &party), ("date", &day(at))])
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { vec![line("unanswered", &[])] } else { told }
    }

    fn body(&self, id: &str) -> String {
        let body = self.state.bodies().find(|body| body.id.as_str() == id);
        body.map_or_else(|| id.to_owned(), |body| body.name.to_string())
    }
}

fn disposed(
    disposition: &ItemDisposition,
    line: &impl Fn(&str, &[(&str, &str)]) -> String,
) -> Vec<String> {
    let word = disposition.disposition().as_str_name();
    let word = word.trim_start_matches("DISPOSITION_").to_lowercase();
    if word == "unspecified" {
        return vec![line("open", &[])];
    }
    vec![line(&word, &[("reason", &plain(disposition.reason.as_ref()))])]
}
