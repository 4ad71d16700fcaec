//! Which texts an event refers to.

use beraad_client::v1::{EventPayload, TextRef, event_payload::Body};

/// The references to texts in a payload, in the order of its fields: the order in which an export
/// gives the texts.
#[must_use]
pub fn text_refs(payload: &EventPayload) -> Vec<&TextRef> {
    let Some(body) = &payload.body else {
        return Vec::new();
    };
    let fields: [Option<&TextRef>; 2] = match body {
        Body::DeliberationCreated(body) => [body.title.as_ref(), None],
        Body::ChallengeRevised(body) => [body.text.as_ref(), None],
        Body::PartyAdded(body) => [body.display_name.as_ref(), None],
        Body::MemberAdded(body) => [body.display_name.as_ref(), body.identity_value.as_ref()],
        Body::RoundOpened(body) => [body.title.as_ref(), body.against_advice_reason.as_ref()],
        Body::StatementAdded(body) => [body.text.as_ref(), None],
        Body::ProposalVersionAdded(body) => {
            let clauses = body.clauses.iter().map(|clause| clause.text.as_ref());
            return std::iter::once(body.title.as_ref()).chain(clauses).flatten().collect();
        }
        Body::ConclusionCalled(body) => [body.against_advice_reason.as_ref(), None],
        Body::DeliberationCancelled(body) => [body.reason.as_ref(), None],
        // Named one by one, so that a new kind of event has to be thought of here.
        Body::CharterSet(_)
        | Body::CharterAccepted(_)
        | Body::ReadyDeclared(_)
        | Body::ReturnedToDraft(_)
        | Body::StanceCast(_)
        | Body::RoundClosed(_)
        | Body::FiguresRecorded(_)
        | Body::FollowUpStarted(_)
        | Body::DeliberationClosed(_)
        | Body::Erased(_) => [None, None],
    };
    fields.into_iter().flatten().collect()
}
