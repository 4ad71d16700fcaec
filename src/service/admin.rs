//! AdminService: care of personal data.

use beraad_client::v1::admin_service_server::AdminService;
use beraad_client::v1::*;
use tonic::{Request, Response, Status};

use crate::domain::caller::Caller;
use crate::domain::command::CommandBody;
use crate::domain::event;
use crate::domain::ids::{MemberRef, TextRef};
use crate::domain::state::{Deliberation, ObjectionOf};
use crate::log::codec::words;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::form;
use crate::service::render::{Speaker, visible};

#[tonic::async_trait]
impl AdminService for Desk {
    async fn erase_subject(
        &self,
        request: Request<EraseSubjectRequest>,
    ) -> Result<Response<EraseSubjectResponse>, Status> {
        self.call(request, erase_subject).await
    }
}

async fn erase_subject(
    desk: Desk,
    call: Call,
    q: EraseSubjectRequest,
) -> Result<EraseSubjectResponse, Failure> {
    let mut form = form!(desk, call, q, "EraseSubject");
    let member = form.member("member", &q.member);
    let scope = form.word("scope", words::scope_from(q.scope), "ErasureScope");
    let (Some(id), Some(member), Some(scope)) = (form.id().cloned(), member, scope) else {
        return Err(form.fields.failure());
    };
    // Counted before, because afterwards nobody can tell what there was.
    let state = desk.state(&id, 0).await?;
    let caller = call.within(&id);
    let references = held(&state, &caller, &member, scope);
    let before = desk.texts(&id, &references).await?;
    let there = references.iter().filter(|reference| before.get(reference).is_some()).count();
    // What is erased already can only be a retry, whose first try destroyed what is gone.
    let gone = match (state.erased.get(&member), scope) {
        (Some(true), _) | (Some(false), event::ErasureScope::Texts) => true,
        (Some(false), event::ErasureScope::All) | (None, _) => false,
    };
    let count = if gone { references.len() - there } else { there };
    let body = CommandBody::Erase { member, scope };
    let sent = form.send(Some(body)).await?;
    Ok(EraseSubjectResponse { written: sent.written(), text_count: count as u32 })
}

/// The texts of a member, without those of proposals that are sealed from the caller: how many
/// they are would tell that they are there.
fn held<'a>(
    state: &'a Deliberation,
    caller: &'a Caller,
    member: &'a MemberRef,
    scope: event::ErasureScope,
) -> Vec<&'a TextRef> {
    let mut references = Vec::new();
    if let Some(seat) = state.seats.of(member).map(|seat| &state.seats[seat]) {
        references.extend(&seat.display_name);
        if scope == event::ErasureScope::All {
            references.extend(seat.identity.as_ref().map(|(_, value)| value));
        }
    }
    if member.member.is_none() {
        references.extend(state.parties.get(&member.party).map(|party| &party.display_name));
    }
    let versions = state.items.iter().flat_map(|(id, item)| visible(state, caller, id, item));
    for (_, version) in versions {
        if version.author.as_ref() == Some(member) {
            let extras = &version.extras;
            references.push(&version.text);
            references.extend(version.clauses.iter().map(|clause| &clause.text));
            references.extend(extras.attachments.iter().map(|attachment| &attachment.address));
            references.extend(&extras.place);
        }
    }
    references.extend(said(state, caller, member));
    references
}

/// What a member said of items and of the plan.
fn said<'a>(
    state: &'a Deliberation,
    caller: &'a Caller,
    member: &'a MemberRef,
) -> impl Iterator<Item = &'a TextRef> {
    let responses = state.dialogue.responses.values().map(|one| &one.response);
    let responses = responses.filter(|one| one.author == *member).map(|one| &one.text);
    let commitments = state.commitments.values().map(|one| &one.commitment);
    let commitments = commitments.filter(|one| one.member == *member).map(|one| &one.text);
    let appeals = state.dialogue.moderations.values().filter_map(|one| one.appeal.as_ref());
    let appeals = appeals.filter(|one| one.member == *member).map(|one| &one.reason);
    let raised = state.objections.values().filter_map(move |one| match &one.objection {
        ObjectionOf::Raised(raised) => (raised.member == *member).then_some(&raised.reason),
        ObjectionOf::Ballot { seat, reason, .. } => {
            let own = state.seats.of(member) == Some(*seat);
            (own && Speaker::objects(state, caller, one).is_some()).then_some(reason)
        }
    });
    responses.chain(commitments).chain(appeals).chain(raised)
}
