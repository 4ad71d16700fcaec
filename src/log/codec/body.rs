//! Every kind of event, both ways: one line where the event is an act, one block where it has
//! fields of its own.

use beraad_client::v1::{self, event_payload::Body};

use crate::domain::event::{Event, EventBody};
use crate::log::codec::wire::{Decoded, Wire};
use crate::log::codec::{DecodeError, SCHEMA};

/// The envelope as a message; what is stored is written by [`super::lean`].
#[cfg(test)]
pub(super) fn envelope(sequence: u64, event: &Event, digest: [u8; 32]) -> v1::EventEnvelope {
    v1::EventEnvelope {
        sequence,
        time: event.at.to_wire(),
        kind: event.body.kind().to_owned(),
        item: event.body.item().to_wire(),
        party: event.body.party().cloned().to_wire(),
        payload_digest: digest.to_wire(),
    }
}

pub(super) fn payload(event: &Event) -> v1::EventPayload {
    let body = event.body.to_wire();
    v1::EventPayload { schema: SCHEMA, entry: event.entry.to_wire(), body: Some(body) }
}

pub(super) fn event(envelope: &v1::EventEnvelope, payload: v1::EventPayload) -> Decoded<Event> {
    let body = payload.body.ok_or(DecodeError::Missing("body"))?;
    Ok(Event {
        at: Wire::from_wire(envelope.time, "time")?,
        entry: Wire::from_wire(payload.entry, "entry")?,
        body: Wire::from_wire(body, "body")?,
    })
}

/// States the kinds of event, which have one name in the domain and in the contract: those
/// without content, those that are an act with a message of its own, and those with fields, which
/// are stated as the fields of a message are.
macro_rules! events {
    (
        empty { $($empty:ident),* $(,)? }
        acts { $($act:ident),* $(,)? }
        fields { $($kind:ident {
            $($field:ident),* $(; $($group:ident: ($($part:ident),+)),+)?
        })* }
    ) => {
        impl Wire<Body> for EventBody {
            fn to_wire(&self) -> Body {
                match self {
                    $(EventBody::$empty => Body::$empty(v1::$empty {}),)*
                    $(EventBody::$act(act) => Body::$act(Wire::to_wire(act)),)*
                    $(EventBody::$kind { $($field,)* $($($group,)+)? } => {
                        $(let $field = Wire::to_wire($field);)*
                        $($(let ($($part,)+) = Wire::to_wire($group);)+)?
                        Body::$kind(v1::$kind { $($field,)* $($($($part,)+)+)? })
                    })*
                }
            }

            fn from_wire(body: Body, _: &'static str) -> Decoded<EventBody> {
                Ok(match body {
                    $(Body::$empty(_) => EventBody::$empty,)*
                    $(Body::$act(act) => EventBody::$act(Wire::from_wire(act, "body")?),)*
                    $(Body::$kind(v1::$kind { $($field,)* $($($($part,)+)+)? }) => {
                        $(let $field = Wire::from_wire($field, stringify!($field))?;)*
                        $($(
                            let $group = Wire::from_wire(($($part,)+), stringify!($group))?;
                        )+)?
                        EventBody::$kind { $($field,)* $($($group,)+)? }
                    })*
                })
            }
        }
    };
}

events! {
    empty { ReturnedToDraft, FollowUpStarted, DeliberationClosed }
    acts {
        CharterSet,
        FiguresRecorded,
        ProcessRecorded,
        ChallengeRated,
        AffiliationsDeclared,
        MotionMade,
        MotionConsented,
        MotionEnded,
        WorkingGroupFormed,
        PromiseMade,
        PromiseWithdrawn,
        PreconditionDeclared,
        ProvisionDeclared,
        ProvisionSettled,
        ConsequencesAcknowledged,
        ConsequencesChecked,
        ContributionAdded,
        Responded,
        Understood,
        ResponseClassified,
        Viewed,
        Disposed,
        FloorGranted,
        EditsAccepted,
        BallotCast,
        PulseGiven,
        ObjectionRaised,
        ObjectionUpheld,
        ObjectionSettled,
        DecisionRecorded,
        DecisionReversed,
        NoticeAcknowledged,
        PartyUnreachable,
        RecoveryResumed,
        CommitmentMade,
        CommitmentSettled,
        CommitmentWaived,
        Moderated,
        ModerationAppealed,
        AppealRuled,
        EntryConfirmed,
        EntryContested,
    CheckpointCountersigned, FlagReplied,
    }
    fields {
        DeliberationCreated { title, initiator, engaged_by }
        ChallengeRevised { version, text }
        PartyAdded { party, kind, display_name, affiliations }
        MemberAdded {
            party, member, display_name, spokesperson; identity: (identity_issuer, identity_value)
        }
        CharterAccepted { charter_version, challenge_version; member: (party, member) }
        ReadyDeclared { charter_version, challenge_version, silent }
        RoundOpened {
            round, charter_hash;
            plan: (
                title, activities, closing, extension, against_advice_reason, open_proposals,
                invited, group, ballot
            )
        }
        StatementAdded { statement, text, round, extras; author: (party, member) }
        ProposalVersionAdded {
            proposal, version, title, clauses, round, public_before;
            author: (party, member), sealed: (open)
        }
        StanceCast {
            answer, round; on: (item, version), voice: (party, member, pseudonym, public_body)
        }
        RoundClosed { round, cause }
        ConclusionCalled { against_advice_reason }
        DeliberationCancelled { reason }
        Erased { scope; member: (party, member) }
        MotionCarried { motion }
        PseudonymBound { member, pseudonym, round }
        RollPublished { round, members }
        TermPassed { due; term: (kind, subject) }
    }
}
