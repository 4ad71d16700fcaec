//! The hidden things: how each is recognised, and who may see it when.

use beraad_client::v1::*;

use super::asking::Asked;
use crate::visibility::{SEALED, holds, holds_stance};

/// A moment at which everybody asks everything.
pub struct Stop {
    pub name: &'static str,
    pub phase: Phase,
    pub visibility: StanceVisibility,
    /// The rounds up to this one were closed.
    pub closed: u32,
}

/// What something hidden is, which decides who sees it after the close.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A stance, ballot or pulse.
    Act,
    /// The same of a public body.
    PublicAct,
    /// A sealed proposal.
    Proposal,
    /// Who is behind a pseudonym.
    Binding,
    /// That something was entered for a member.
    Entry,
    /// Where it can be seen that it was.
    Evidence,
}

/// By what something is recognised.
pub enum Mark {
    /// Bytes that occur nowhere else.
    Bytes(Vec<u8>),
    /// A step of the scale.
    Step(i32),
    /// Any mark of the sealed proposal.
    Sealed,
    /// An act of this sequence that is not withheld.
    Act(u64),
    /// An entry of this number that names its member.
    Entry(u64),
}

/// Something hidden.
pub struct Thing {
    pub label: &'static str,
    pub kind: Kind,
    pub round: u32,
    pub mark: Mark,
    /// The readers whose own it is, or who entered it.
    pub own: &'static [&'static str],
}

pub const OF_ANNA: &[&str] = &["the member itself", "its spokesperson"];
pub const OF_BRAM: &[&str] = &["a member of the same party", "the app that entered"];
pub const OF_WINKEL: &[&str] =
    &["a member of another party", "a member on the same device", "facilitator"];
pub const OF_GEMEENTE: &[&str] = &["the municipality"];
pub const OF_BUURT: &[&str] =
    &["the member itself", "its spokesperson", "a member of the same party", "another one"];

impl Thing {
    /// Whether the reader may see it at this stop.
    pub fn may(&self, reader: &str, stop: &Stop) -> bool {
        let over = self.round <= stop.closed;
        let attributed = stop.visibility == StanceVisibility::Attributed;
        let secret = stop.visibility == StanceVisibility::Secret;
        if reader == "admin" {
            // Who operates the service reads ids and no content.
            return over && self.kind == Kind::Proposal;
        }
        let after = match self.kind {
            Kind::Act => !secret,
            Kind::Entry => attributed,
            Kind::PublicAct | Kind::Proposal => true,
            Kind::Binding | Kind::Evidence => false,
        };
        // An auditor reads who is behind a pseudonym in the log, and in no list of entries.
        let audits = reader == "auditor" && self.kind != Kind::Entry;
        // Behind a pseudonym no credential is kept, so that an app is not known again.
        let known = attributed || reader != "the app that entered";
        self.own.contains(&reader) && known || over && (after || audits)
    }

    /// Whether an answer shows it.
    pub fn shows(&self, asked: &Asked) -> bool {
        match &self.mark {
            Mark::Bytes(bytes) => holds(&asked.bytes, bytes),
            Mark::Step(step) => holds_stance(&asked.bytes, *step),
            Mark::Sealed => SEALED.iter().any(|mark| holds(&asked.bytes, mark.as_bytes())),
            Mark::Act(sequence) => asked.acts.contains(sequence),
            Mark::Entry(number) => asked.entries.contains(number),
        }
    }

    /// Whether bytes alone show it, in what a caller could not have sent itself.
    pub fn told_by(&self, bytes: &[u8]) -> bool {
        match &self.mark {
            Mark::Bytes(mark) => holds(bytes, mark),
            Mark::Step(step) => holds_stance(bytes, *step),
            Mark::Sealed => SEALED[1..3].iter().any(|mark| holds(bytes, mark.as_bytes())),
            Mark::Act(_) | Mark::Entry(_) => false,
        }
    }
}
