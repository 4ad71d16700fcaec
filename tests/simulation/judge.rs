//! Holds what is durable against what the callers were told.

use std::collections::{BTreeMap, HashMap};

use beraad::domain::event::{Answer, Event, EventBody};
use beraad::domain::ids::{DeliberationId, Timestamp};
use beraad::domain::round::ClosingRule;
use beraad::log::StoredCommit;
use beraad::log::chain::envelope_digest;
use beraad_client::v1::{NewStance, new_stance, stance_result};

use crate::mirror::{Fate, Intent};
use crate::stage::Stage;

/// What only the engine writes.
const OF_THE_ENGINE: [&str; 4] =
    ["round_closed", "figures_recorded", "process_recorded", "term_passed"];

/// Where a request stands in the log.
struct Claim<'a> {
    commit: &'a StoredCommit,
    first: u64,
    last: u64,
}

/// Holds the log of each deliberation against the mirror, after a crash and at the end.
pub fn judge(stage: &Stage) {
    for id in &stage.ids {
        let commits = stage.disk.commits(id);
        let events: BTreeMap<u64, Event> = stage.events(id).into_iter().collect();
        contiguous(stage, id, &commits);
        let claims = claims(&commits);
        let intents = stage.mirror().intents.clone();
        for (number, intent) in intents.iter().enumerate().filter(|(_, i)| i.deliberation == *id) {
            let found = claims.get(&intent.request_id).map_or(&[][..], Vec::as_slice);
            if let Err((check, detail)) = as_told(intent, found, &events) {
                let word = intent.ask.word();
                stage.broke(check, format!("{id}, write {number}, {word}: {detail}"));
            }
        }
        owned(stage, id, &claims, &events);
        in_open_rounds(stage, id, &events);
    }
}

fn contiguous(stage: &Stage, id: &DeliberationId, commits: &[StoredCommit]) {
    let sequences = commits.iter().flat_map(|commit| &commit.events).map(|e| e.sequence);
    if let Some((place, found)) = (1..).zip(sequences).find(|(place, found)| place != found) {
        stage.broke("contiguous", format!("{id}: {found} stands in place {place}"));
    }
}

fn claims(commits: &[StoredCommit]) -> HashMap<[u8; 16], Vec<Claim<'_>>> {
    let mut claims: HashMap<_, Vec<_>> = HashMap::new();
    for commit in commits {
        for request in &commit.requests {
            let (first, last) = (request.first_sequence, request.last_sequence);
            claims.entry(request.id).or_default().push(Claim { commit, first, last });
        }
    }
    claims
}

/// A write is in the log exactly as its caller knows.
fn as_told(
    intent: &Intent,
    found: &[Claim<'_>],
    events: &BTreeMap<u64, Event>,
) -> Result<(), (&'static str, String)> {
    if found.len() > 1 {
        return Err(("at most once", format!("is in the log {} times", found.len())));
    }
    if let Some(claim) = found.first() {
        says_what_was_asked(intent, claim, events)?;
    }
    match (&intent.fate, found.first()) {
        (Fate::Unknown, _) | (Fate::Unwritten | Fate::Refused(_), None) => Ok(()),
        (Fate::Refused(_), Some(_)) if intent.loose => Ok(()),
        (Fate::Unwritten | Fate::Refused(_), Some(claim)) => {
            let detail = format!("{:?}, but is in the log at {}", intent.fate, claim.first);
            Err(("refused is not written", detail))
        }
        (Fate::Acknowledged(answer), None) => {
            Err(("acknowledged is written", format!("{answer:?} is not in the log")))
        }
        (Fate::Acknowledged(answer), Some(claim)) => {
            let Some(written) = &answer.written else { return Ok(()) };
            let Some(receipt) = &written.receipt else {
                return Err(("receipt", "there is none".to_owned()));
            };
            let first = claim.commit.events.iter().find(|event| event.sequence == claim.first);
            let digest = first.map(|event| envelope_digest(&event.envelope).to_vec());
            let same = written.sequence == claim.last
                && receipt.sequence == claim.first
                && Some(&receipt.envelope_digest) == digest.as_ref()
                && receipt.link == claim.commit.link
                && receipt.signature == claim.commit.signature;
            let stands = format!("{written:?}, but it stands at {} to {}", claim.first, claim.last);
            if same { Ok(()) } else { Err(("receipt", stands)) }
        }
    }
}

/// The stances that a request wrote are those that it asked for, those refused left out.
fn says_what_was_asked(
    intent: &Intent,
    claim: &Claim<'_>,
    events: &BTreeMap<u64, Event>,
) -> Result<(), (&'static str, String)> {
    let written: Vec<String> = events
        .range(claim.first..=claim.last)
        .filter_map(|(_, event)| match &event.body {
            EventBody::StanceCast { on, answer, .. } => Some(format!("{} {answer:?}", on.item)),
            _ => None,
        })
        .collect();
    let asked: Vec<String> = match &intent.fate {
        Fate::Acknowledged(answer) if !answer.results.is_empty() => {
            let accepted =
                intent.ask.stances().iter().zip(&answer.results).filter(|(_, result)| {
                    matches!(result.result, Some(stance_result::Result::Sequence(_)))
                });
            accepted.map(|(stance, _)| said(stance)).collect()
        }
        Fate::Acknowledged(_) => intent.ask.stances().iter().map(said).collect(),
        _ => return Ok(()),
    };
    if written == asked {
        return Ok(());
    }
    Err(("written as asked", format!("asked for {asked:?}, and {written:?} is written")))
}

fn said(stance: &NewStance) -> String {
    let item = stance.item.splitn(3, '/').nth(2).unwrap_or_default();
    let answer = match stance.answer {
        Some(new_stance::Answer::Value(value)) => Answer::Stance(value),
        _ => Answer::Pass,
    };
    format!("{item} {answer:?}")
}

/// A stance stands between the opening and the close of its round, and before its moment. Each
/// round is tallied once, and a version of a proposal follows on the one before it.
fn in_open_rounds(stage: &Stage, id: &DeliberationId, events: &BTreeMap<u64, Event>) {
    let (mut open, mut tallied, mut versions) = (None, 0, BTreeMap::new());
    for (sequence, event) in events {
        let stands = match &event.body {
            EventBody::RoundOpened { round, plan, .. } => {
                let until = match plan.closing {
                    ClosingRule::At(at) | ClosingRule::EveryPartyAnswered { latest: at } => at,
                    ClosingRule::ByFacilitator => Timestamp(i64::MAX),
                };
                open.replace((*round, until)).is_none()
            }
            EventBody::StanceCast { round, .. } => {
                open.is_some_and(|(number, until)| number == *round && event.at < until)
            }
            EventBody::RoundClosed { round, .. } => {
                open.take().is_some_and(|(number, _)| number == *round)
            }
            EventBody::FiguresRecorded(record) if !record.conclusion => {
                tallied += 1;
                open.is_none() && record.round == tallied
            }
            EventBody::ProposalVersionAdded { proposal, version, .. } => {
                let last: &mut u32 = versions.entry(proposal.clone()).or_default();
                *last += 1;
                *last == *version
            }
            _ => true,
        };
        if !stands {
            let detail = format!("{id}: {} at {sequence}, {:?}", event.body.kind(), event.body);
            stage.broke("in its round", detail);
        }
    }
}

/// Every event belongs to one request, but for what only the engine writes.
fn owned(
    stage: &Stage,
    id: &DeliberationId,
    claims: &HashMap<[u8; 16], Vec<Claim<'_>>>,
    events: &BTreeMap<u64, Event>,
) {
    let mut owners: BTreeMap<u64, usize> = BTreeMap::new();
    for claim in claims.values().flatten() {
        (claim.first..=claim.last).for_each(|at| *owners.entry(at).or_default() += 1);
    }
    for (sequence, event) in events {
        let owners = owners.get(sequence).copied().unwrap_or_default();
        let kind = event.body.kind();
        if owners > 1 || owners == 0 && !OF_THE_ENGINE.contains(&kind) {
            let detail = format!("{id}: {kind} at {sequence} belongs to {owners} requests");
            stage.broke("nobody else writes", detail);
        }
    }
    let asked = stage.mirror().intents.iter().map(|i| i.request_id).collect::<Vec<_>>();
    for request in claims.keys().filter(|id| !asked.contains(id)) {
        stage.broke("nobody else writes", format!("{id}: nobody sent {request:?}"));
    }
}
