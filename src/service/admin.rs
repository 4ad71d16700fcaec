//! AdminService: care of personal data.

use beraad_client::v1::admin_service_server::AdminService;
use beraad_client::v1::*;
use tonic::{Request, Response, Status};

use crate::domain::caller::{Caller, Channel};
use crate::domain::command::CommandBody;
use crate::domain::event;
use crate::domain::ids::{MemberRef, TextRef};
use crate::domain::state::Deliberation;
use crate::service::call::Call;
use crate::service::desk::{Desk, Mutation, written};
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names;
use crate::service::render::visible;

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
    let mut fields = Fields::default();
    let mutation = Mutation::of(&q, &q.request_id, q.validate_only, "");
    let accepted = desk.accept(&mut fields, &call, "EraseSubject", &mutation);
    let member = fields.take("member", names::member(&q.member));
    let scope = match q.scope() {
        ErasureScope::Texts => Some(event::ErasureScope::Texts),
        ErasureScope::All => Some(event::ErasureScope::All),
        ErasureScope::Unspecified => {
            let rule = "is missing; give ERASURE_SCOPE_TEXTS or ERASURE_SCOPE_ALL";
            fields.violate("scope", rule);
            None
        }
    };
    let (Some((id, member)), Some(scope)) = (member, scope) else {
        return Err(fields.failure());
    };
    fields.check()?;
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
    let outcome = desk.submit(&call, &id, accepted, (Channel::App, body), Vec::new()).await?;
    Ok(EraseSubjectResponse { written: written(&id, &outcome), text_count: count as u32 })
}

/// The texts of a member, without those of proposals that are sealed from the caller: how many
/// they are would tell that they are there.
fn held<'a>(
    state: &'a Deliberation,
    caller: &'a Caller,
    member: &MemberRef,
    scope: event::ErasureScope,
) -> Vec<&'a TextRef> {
    let mut references = Vec::new();
    if let Some(seat) = state.seat_of.get(member).map(|seat| &state.seats[*seat as usize]) {
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
            references.push(&version.text);
            references.extend(version.clauses.iter().map(|clause| &clause.text));
        }
    }
    references
}
