//! A deliberation as a list tells of it.

use beraad_client::v1 as wire;

use super::verdict::mandate_status;
use super::{phase, withheld};
use crate::domain::caller::Caller;
use crate::domain::visibility;
use crate::engine::{Summary, Texts};
use crate::log::codec::timestamp;
use crate::service::names;

/// What a list tells: everything but challenge, charter, items and who engaged the facilitator.
pub(in crate::service) fn listed(
    summary: &Summary,
    caller: &Caller,
    texts: &Texts,
) -> wire::Deliberation {
    use wire::text::Content;
    let title = summary.title.as_ref().map(|reference| {
        let opened = texts.get(reference).map(|opened| Content::Value(opened.text.clone()));
        let content = match visibility::shared_text(caller) {
            Some(reason) => Content::Withheld(withheld(reason).into()),
            None => opened.unwrap_or(Content::Withheld(wire::Withheld::Erased.into())),
        };
        wire::Text { content: Some(content) }
    });
    wire::Deliberation { title, ..facts(summary) }
}

/// What everyone may know.
pub(super) fn facts(summary: &Summary) -> wire::Deliberation {
    let initiator = summary.initiator.as_ref().map(|party| names::of_party(&summary.id, party));
    wire::Deliberation {
        name: names::of_deliberation(&summary.id),
        phase: phase(summary.phase).0.into(),
        round: summary.round,
        sequence: summary.sequence,
        etag: summary.framing.to_string(),
        party_count: summary.parties,
        headcount: summary.headcount,
        create_time: Some(timestamp(summary.created)),
        update_time: Some(timestamp(summary.updated)),
        initiator: initiator.unwrap_or_default(),
        mandate_status: mandate_status(summary.mandate).into(),
        reading_until: summary.reading_until.map(timestamp),
        ..Default::default()
    }
}
