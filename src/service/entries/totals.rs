//! How much came in through which channel.

use std::collections::BTreeMap;

use beraad_client::v1::*;

use crate::domain::caller;
use crate::domain::ids::ItemId;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, EntryWord, Round};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::query::known_round;

/// Counts by round, kind and channel.
type Totals = BTreeMap<(u32, &'static str, caller::Channel), ChannelTotal>;

pub(in crate::service) async fn get(
    desk: Desk,
    _: Call,
    q: GetChannelTotalsRequest,
) -> Result<GetChannelTotalsResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let state = desk.state(&id, q.at_least_sequence).await?;
    known_round(&state, q.round)?;
    if q.round > 0 && !is_over(&state, q.round) {
        return Err(Rejection::RoundNotClosed { round: q.round }.into());
    }
    let totals = count(&state).into_values();
    let totals = totals.filter(|total| q.round == 0 || q.round == total.round).collect();
    Ok(GetChannelTotalsResponse { totals })
}

fn is_over(state: &Deliberation, round: u32) -> bool {
    round == 0 || state.round(round).is_some_and(|round| round.closed.is_some())
}

/// What others entered counts as often as it was entered, and what members gave themselves as it
/// stands. Nothing of an open round is counted: how much came in would tell who answered.
fn count(state: &Deliberation) -> Totals {
    let mut totals = Totals::new();
    for entry in state.entries.values().filter(|entry| is_over(state, entry.round)) {
        let total = total(&mut totals, (entry.round, entry.kind, entry.entry.channel));
        total.entries += 1;
        match entry.word {
            EntryWord::Confirmed => total.confirmed += 1,
            EntryWord::Contested => total.contested += 1,
            EntryWord::Unconfirmed => total.unconfirmed += 1,
        }
    }
    let mut own = |round: u32, kind, (sequence, channel): (u64, caller::Channel)| {
        if is_over(state, round) && !state.entries.contains_key(&sequence) {
            total(&mut totals, (round, kind, channel)).entries += 1;
        }
    };
    for (id, item) in state.items.iter() {
        let kind = match id {
            ItemId::Contribution(_) => "contribution",
            ItemId::Proposal(_) => "proposal",
            ItemId::Statement(_) => "statement",
        };
        for version in &item.versions {
            own(version.round, kind, (version.sequence, version.entry.channel));
        }
    }
    for (number, one) in &state.dialogue.responses {
        own(one.response.round, "response", (*number, one.entry.channel));
    }
    for (number, round) in (1..).zip(&state.rounds) {
        hidden(round, |kind, origin| own(number, kind, origin));
    }
    totals
}

fn total<'t>(
    totals: &'t mut Totals,
    key: (u32, &'static str, caller::Channel),
) -> &'t mut ChannelTotal {
    totals.entry(key).or_insert_with(|| ChannelTotal {
        round: key.0,
        kind: key.1.to_owned(),
        channel: words::channel_to(key.2),
        ..ChannelTotal::default()
    })
}

/// What was hidden until the close of a round, with sequence and channel.
fn hidden(round: &Round, mut found: impl FnMut(&'static str, (u64, caller::Channel))) {
    let stances = round.columns.iter().flat_map(|(_, column)| column.cells.values());
    let ballots = round.ballots.values().flat_map(|column| column.cells.values());
    let pulses = round.pulses.cells.values();
    stances.for_each(|cell| found("stance", (cell.origin.sequence, cell.origin.channel)));
    ballots.for_each(|(_, origin)| found("ballot", (origin.sequence, origin.channel)));
    pulses.for_each(|(_, origin)| found("pulse", (origin.sequence, origin.channel)));
}
