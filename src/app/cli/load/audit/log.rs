//! What the log of a deliberation tells of the writes of a load, verified on the way.

use std::collections::HashMap;

use beraad_client::v1::{self, event_payload::Body};
use beraad_client::{Client, Error};
use futures::TryStreamExt;

use crate::app::cli::load::audit::Write;
use crate::app::cli::load::drive::Played;
use crate::app::recompute::{Recomputed, Recomputer};
use crate::domain::ids::DeliberationId;
use crate::log::verify::Verifier;

/// What a log holds.
pub(super) struct Exported {
    /// Writes of the load, by sequence.
    pub(super) writes: HashMap<u64, Write>,
    /// Events that were verified.
    pub(super) events: u64,
    /// What was wrong with it.
    pub(super) defects: Vec<String>,
}

/// Exports the log and verifies it on the way.
pub(super) async fn export(
    observer: &Client,
    played: &Played,
    pseudonymous: bool,
) -> Result<Exported, Error> {
    let members = members(played);
    let request =
        v1::ExportRequest { deliberation: played.place.name.clone(), ..Default::default() };
    let id = played.place.name.trim_start_matches("deliberations/");
    let mut recomputer = DeliberationId::parse(id).ok().map(Recomputer::new);
    let mut verifier = Verifier::new(None);
    let mut exported = Exported { writes: HashMap::new(), events: 0, defects: Vec::new() };
    let mut records = Box::pin(observer.log().export(request).await?);
    let mut line = 0;
    while let Some(record) = records.try_next().await? {
        line += 1;
        let events = match verifier.push(line, record) {
            Ok(events) => events,
            Err(finding) => {
                exported.defects.push(finding.to_string());
                return Ok(exported);
            }
        };
        for event in events {
            exported.events += 1;
            let check = recomputer.as_mut().and_then(|replay| replay.push(&event));
            if let Some(Recomputed::Differs(lines)) = check.map(|check| check.outcome) {
                exported.defects.push(format!("recorded figures differ: {}", lines.join("; ")));
            }
            let body = event.payload.and_then(|payload| payload.body);
            let write = body.and_then(|body| told(&body, &members, pseudonymous));
            exported.writes.extend(write.map(|write| (event.sequence, write)));
        }
    }
    if let Err(finding) = verifier.finish() {
        exported.defects.push(finding.to_string());
    }
    Ok(exported)
}

/// The position of each member, by the ids of party and member.
pub(super) fn members(played: &Played) -> HashMap<(String, String), u32> {
    let ids = |name: &String| {
        let mut parts = name.split('/').skip(3).step_by(2).map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    };
    let numbered = (0..).zip(&played.place.members);
    numbered.filter_map(|(at, name)| Some((ids(name)?, at))).collect()
}

/// An event as a write of the load; `None` for what others wrote.
fn told(
    body: &Body,
    members: &HashMap<(String, String), u32>,
    pseudonymous: bool,
) -> Option<Write> {
    let member = |party: &str, member: &str| {
        members.get(&(party.to_owned(), member.to_owned())).copied().unwrap_or(u32::MAX)
    };
    match body {
        Body::StanceCast(stance) => {
            let item = number(&stance.item, "s").unwrap_or(u32::MAX) as u16;
            let answer = match stance.answer {
                Some(v1::stance_cast::Answer::Value(value)) => Some(value),
                _ => None,
            };
            let member = (!pseudonymous).then(|| member(&stance.party, &stance.member));
            Some(Write::Stance(stance.round, item, member, answer))
        }
        Body::ProposalVersionAdded(version) => {
            let proposal = number(&version.proposal, "q").unwrap_or(u32::MAX);
            let member = member(&version.party, &version.member);
            Some(Write::Version(proposal, version.version, member))
        }
        _ => None,
    }
}

/// The number in an id such as `s0012`, or in a resource name that ends with one.
pub(super) fn number(id: &str, letter: &str) -> Option<u32> {
    id.rsplit('/').next()?.strip_prefix(letter)?.parse().ok()
}
