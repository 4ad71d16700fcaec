//! Applies what parties do with each other's input.

use std::sync::Arc;

use crate::domain::act::{ContributionKind, Response, ResponseKind};
use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::framing::note_alone;
use crate::domain::evolve::items::restore;
use crate::domain::ids::MemberRef;
use crate::domain::state::{
    CommitmentState, Deliberation, Dialogue, ModerationState, ObjectionOf, ObjectionState,
    ReplyState, ResponseState,
};

pub(super) fn apply(state: &mut Deliberation, event: &Event) {
    let (sequence, at) = (state.sequence, event.at);
    match &event.body {
        EventBody::Responded(response) => respond(state, event, response),
        EventBody::Understood(word) => {
            speaks(state, &word.member);
            if let Some(response) = edit(state).responses.get_mut(&word.response) {
                (response.substantive, response.classified) = (Some(word.understood), false);
            }
        }
        EventBody::ResponseClassified(word) => {
            if let Some(response) = edit(state).responses.get_mut(&word.response) {
                (response.substantive, response.classified) = (Some(word.substantive), true);
            }
        }
        EventBody::Viewed(view) => {
            note_alone(state, &view.member);
            if let Some(party) = state.parties.get(&view.member.party).map(|party| party.index) {
                edit(state).views.entry(view.item.clone()).or_default().insert(party);
            }
        }
        EventBody::Disposed(disposal) => {
            let disposed = (disposal.clone(), sequence, at);
            edit(state).disposals.insert(disposal.item.clone(), disposed);
        }
        EventBody::FloorGranted(grant) => {
            edit(state).floor.insert(sequence, grant.clone());
        }
        EventBody::EditsAccepted(accepted) => {
            note_alone(state, &accepted.member);
            for one in &accepted.edits {
                let parties = edit(state).accepted_edits.entry(one.clone()).or_default();
                parties.insert(accepted.member.party.clone());
            }
        }
        EventBody::Moderated(moderation) => {
            let moderation = moderation.clone();
            let hidden = ModerationState { moderation, at, appeal: None, restored: None };
            edit(state).moderations.insert(sequence, hidden);
        }
        EventBody::ModerationAppealed(appeal) => {
            speaks(state, &appeal.member);
            if let Some(hidden) = edit(state).moderations.get_mut(&appeal.moderation) {
                hidden.appeal = Some(appeal.clone());
            }
        }
        EventBody::AppealRuled(ruling) => {
            if let Some(hidden) = edit(state).moderations.get_mut(&ruling.moderation) {
                hidden.restored = Some(ruling.restored);
            }
        }
        EventBody::FlagReplied(reply) => {
            reply.member.iter().for_each(|member| speaks(state, member));
            let entry = event.entry.clone();
            edit(state).replies.insert(sequence, ReplyState { reply: reply.clone(), entry, at });
        }
        _ => promise(state, event),
    }
}

/// Objections and commitments.
fn promise(state: &mut Deliberation, event: &Event) {
    let (sequence, at) = (state.sequence, event.at);
    match &event.body {
        EventBody::ObjectionRaised(objection) => {
            speaks(state, &objection.member);
            let objection = ObjectionOf::Raised(objection.clone());
            let raised = ObjectionState { objection, at, upheld: false, end: None, since: (0, 0) };
            state.objections.insert(sequence, raised);
        }
        EventBody::ObjectionUpheld(word) => {
            note_alone(state, &word.member);
            if let Some(held) = state.objections.get_mut(&word.objection) {
                (held.upheld, held.since.0) = (true, sequence);
            }
        }
        EventBody::ObjectionSettled(settled) => {
            settled.member.iter().for_each(|member| speaks(state, member));
            let objections = &mut state.objections;
            if let Some(ended) = objections.get_mut(&settled.objection) {
                (ended.end, ended.since.1) = (Some(settled.end), sequence);
            }
        }
        EventBody::CommitmentMade(made) => {
            speaks(state, &made.member);
            let made = CommitmentState {
                commitment: made.clone(),
                at,
                kept: None,
                settled: 0,
                waived_by: Default::default(),
                waived: false,
            };
            state.commitments.insert(sequence, made);
        }
        EventBody::CommitmentSettled(settled) => {
            settled.member.iter().for_each(|member| speaks(state, member));
            let commitments = &mut state.commitments;
            if let Some(ended) = commitments.get_mut(&settled.commitment) {
                (ended.kept, ended.settled) = (Some(settled.kept), sequence);
            }
        }
        EventBody::CommitmentWaived(waived) => {
            note_alone(state, &waived.member);
            let parties = state.parties.len();
            let commitments = &mut state.commitments;
            if let Some(left) = commitments.get_mut(&waived.commitment) {
                left.waived_by.insert(waived.member.party.clone());
                left.waived = left.waived_by.len() + 1 >= parties;
            }
        }
        _ => {}
    }
}

fn edit(state: &mut Deliberation) -> &mut Dialogue {
    Arc::make_mut(&mut state.dialogue)
}

/// Who gives a text acted, and has something to erase again.
fn speaks(state: &mut Deliberation, member: &MemberRef) {
    note_alone(state, member);
    restore(state, member);
}

fn respond(state: &mut Deliberation, event: &Event, response: &Response) {
    speaks(state, &response.author);
    let sequence = state.sequence;
    let made = ResponseState {
        response: response.clone(),
        entry: event.entry.clone(),
        at: event.at,
        substantive: None,
        classified: false,
    };
    edit(state).responses.insert(sequence, made);
    let answers =
        response.kind == ResponseKind::Answer && state.authority() == Some(&response.author.party);
    let question = state.items.get(&response.to).and_then(|item| item.contribution);
    let asked = question.is_some_and(|asked| {
        asked.kind == ContributionKind::Question && asked.to_authority && asked.answered.is_none()
    });
    if answers && asked {
        let items = &mut state.items;
        if let Some(asked) = items.get_mut(&response.to).and_then(|i| i.contribution.as_mut()) {
            asked.answered = Some(sequence);
        }
    }
}
