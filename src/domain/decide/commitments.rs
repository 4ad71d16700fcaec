//! Who does what by when, and whether it was done.

use crate::domain::act::{Commitment, CommitmentSettlement, CommitmentWaiver};
use crate::domain::command::Command;
use crate::domain::decide::contributions::round_now;
use crate::domain::decide::permission::seat_for;
use crate::domain::decide::stances::open_round;
use crate::domain::decide::within;
use crate::domain::event::EventBody;
use crate::domain::limits::RECORDS_MAX;
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::domain::state::{CommitmentState, Deliberation, Phase};

pub(super) fn make(
    state: &Deliberation,
    command: &Command,
    made: &Commitment,
) -> Result<Vec<EventBody>, Rejection> {
    let party = &made.member.party;
    seat_for(state, command, &made.member)?;
    if let Phase::RoundOpen { .. } = state.phase {
        open_round(state, Activity::Commit, party, command.at)?;
    }
    within("RECORDS_MAX", RECORDS_MAX, state.commitments.len() + 1)?;
    let round = round_now(state);
    Ok(vec![EventBody::CommitmentMade(Commitment { round, ..made.clone() })])
}

fn found(state: &Deliberation, number: u64) -> Result<&CommitmentState, Rejection> {
    let found = state.commitments.get(&number);
    found.ok_or(Rejection::NumberUnknown("commitment", number))
}

/// The party itself says so, or the facilitator; a broken one can be kept after all.
pub(super) fn settle(
    state: &Deliberation,
    command: &Command,
    settled: &CommitmentSettlement,
) -> Result<Vec<EventBody>, Rejection> {
    let number = settled.commitment;
    let commitment = found(state, number)?;
    match &settled.member {
        Some(member) => {
            seat_for(state, command, member)?;
            if member.party != commitment.commitment.member.party {
                return Err(Rejection::NotTheAuthor(format!("commitment {number}")));
            }
        }
        None if command.caller.role != crate::domain::caller::Role::Facilitator => {
            return Err(Rejection::NotTheAuthor(format!("commitment {number}")));
        }
        None => {}
    }
    match commitment.kept {
        None if !commitment.waived => {}
        Some(false) if settled.kept => {}
        _ => return Err(Rejection::AlreadySettled("commitment", number)),
    }
    Ok(vec![EventBody::CommitmentSettled(settled.clone())])
}

/// A commitment is waived when every other party lets it off.
pub(super) fn waive(
    state: &Deliberation,
    command: &Command,
    waived: &CommitmentWaiver,
) -> Result<Vec<EventBody>, Rejection> {
    let party = &waived.member.party;
    seat_for(state, command, &waived.member)?;
    let commitment = found(state, waived.commitment)?;
    if commitment.commitment.member.party == *party {
        return Err(Rejection::OwnAct(party.clone(), "let itself off a commitment of"));
    }
    if commitment.kept.is_some() || commitment.waived_by.contains(party) {
        return Err(Rejection::AlreadySettled("commitment", waived.commitment));
    }
    Ok(vec![EventBody::CommitmentWaived(waived.clone())])
}
