//! Acts hidden until their round closes, and objections, which are public.

use crate::domain::ids::{ClauseRef, ItemVersion, MemberRef, PartyId, PseudonymId, TextRef};

/// Whose a stance, ballot or pulse is, as the log names it (rule 4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// A member by name of party and member.
    Named(MemberRef),
    /// A member under its one random pseudonym.
    Pseudonym(PseudonymId),
    /// A public body where others have pseudonyms: named after the close, and not in the
    /// envelope, because whom it does not name would show.
    PublicBody(MemberRef),
}

impl Voice {
    /// The party that the envelope may name.
    #[must_use]
    pub fn in_envelope(&self) -> Option<&PartyId> {
        match self {
            Voice::Named(member) => Some(&member.party),
            Voice::Pseudonym(_) | Voice::PublicBody(_) => None,
        }
    }

    /// The member, when the payload names it.
    #[must_use]
    pub fn member(&self) -> Option<&MemberRef> {
        match self {
            Voice::Named(member) | Voice::PublicBody(member) => Some(member),
            Voice::Pseudonym(_) => None,
        }
    }
}

/// What is said in a consent round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsentStance {
    /// No objection.
    Consent,
    /// A worry that is written down and blocks nothing.
    Concern,
    /// A paramount objection; with a reason it blocks until it is settled.
    Objection,
    /// Nothing either way; counts for the quorum.
    Abstain,
}

/// What is said where a majority decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// For.
    Agree,
    /// Against.
    Disagree,
    /// Neither; counts for the quorum.
    Abstain,
}

/// A ballot, in the form that the round's decision rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ballot {
    /// On one option, for the rule consent.
    Consent {
        /// The option.
        option: ItemVersion,
        /// What is said.
        stance: ConsentStance,
        /// Why; an objection without a reason counts as a concern.
        reason: Option<TextRef>,
    },
    /// On one option, for a majority rule.
    Vote {
        /// The option.
        option: ItemVersion,
        /// What is said.
        vote: Vote,
    },
    /// Options in order of preference, equals together; those left out share the last place.
    Ranking(Vec<Vec<ItemVersion>>),
    /// A grade per option.
    Grades(Vec<(ItemVersion, u32)>),
    /// The options approved of.
    Approvals(Vec<ItemVersion>),
}

impl Ballot {
    /// The one option that the ballot is about; `None` for a ballot over all options.
    #[must_use]
    pub fn option(&self) -> Option<&ItemVersion> {
        match self {
            Ballot::Consent { option, .. } | Ballot::Vote { option, .. } => Some(option),
            Ballot::Ranking(_) | Ballot::Grades(_) | Ballot::Approvals(_) => None,
        }
    }
}

/// A ballot, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotCast {
    /// Whose.
    pub voice: Voice,
    /// What it says.
    pub ballot: Ballot,
    /// The round in which it counts. Set by the rules.
    pub round: u32,
}

/// How a member feels about the process.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pulse {
    /// Seen, 1 to 5; `None` for a pass on this question, as with the others.
    pub seen: Option<u32>,
    /// Heard, 1 to 5.
    pub heard: Option<u32>,
    /// Valued, 1 to 5.
    pub valued: Option<u32>,
    /// The four questions on "this plan is ours", 1 to 7 each; empty when not answered.
    pub ownership: Vec<u32>,
    /// Would join again, 1 to 5.
    pub would_join_again: Option<u32>,
    /// "We would not have thought of this": clauses it holds for.
    pub new_to_us: Vec<ClauseRef>,
    /// Whether the plan is better than the party's own first one.
    pub better_than_own: Option<bool>,
}

/// A pulse, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PulseGiven {
    /// Whose.
    pub voice: Voice,
    /// What it says.
    pub pulse: Pulse,
    /// The round in which it counts. Set by the rules.
    pub round: u32,
}

/// A reasoned, paramount objection to a version, outside a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The version of a proposal.
    pub on: ItemVersion,
    /// Who objects.
    pub member: MemberRef,
    /// Why.
    pub reason: TextRef,
    /// The round; 0 outside a round. Set by the rules.
    pub round: u32,
}

/// A spokesperson makes a member's objection that of the party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionUpholding {
    /// The objection: sequence of the event that made it.
    pub objection: u64,
    /// The spokesperson.
    pub member: MemberRef,
}

/// How an objection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectionEnd {
    /// A later version takes it in, says the objector.
    Integrated {
        /// That version.
        version: u32,
    },
    /// The objector takes it back.
    Withdrawn,
    /// It is not reasoned or not paramount, says whoever rules on that, with a reason.
    NotArgued,
}

/// The end of an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionSettlement {
    /// The objection: sequence of the event that made it.
    pub objection: u64,
    /// How it ends.
    pub end: ObjectionEnd,
    /// The member who says so; `None` for the facilitator.
    pub member: Option<MemberRef>,
    /// Why.
    pub reason: Option<TextRef>,
}
