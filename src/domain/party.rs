//! Parties and their members.

use crate::domain::event::Answer;
use crate::domain::ids::{MemberId, PartyId, TextRef};

/// The kinds of party. No rule depends on it (rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyKind {
    /// Residents.
    Resident,
    /// Entrepreneurs.
    Entrepreneur,
    /// Paid professionals.
    PaidProfessional,
    /// Unpaid professionals.
    UnpaidProfessional,
    /// A municipality.
    Municipality,
    /// Another kind.
    Other,
}

impl PartyKind {
    /// The kind in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PartyKind::Resident => "resident",
            PartyKind::Entrepreneur => "entrepreneur",
            PartyKind::PaidProfessional => "paid_professional",
            PartyKind::UnpaidProfessional => "unpaid_professional",
            PartyKind::Municipality => "municipality",
            PartyKind::Other => "other",
        }
    }
}

/// A party: the unit of equal weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Place in the order of addition.
    pub index: u32,
    /// Its kind.
    pub kind: PartyKind,
    /// What it is called.
    pub display_name: TextRef,
    /// Parties it declares a tie with.
    pub affiliations: Vec<PartyId>,
    /// Seats of its listed members, in order of addition.
    pub members: Vec<u32>,
    /// The seat of the party as its own only member.
    pub own_seat: u32,
    /// Whether the party acted as its own only member, after which it can list none.
    pub acted_alone: bool,
    /// The seat of its spokesperson.
    pub spokesperson: Option<u32>,
    /// The charter and challenge versions it accepted.
    pub accepted: Option<(u32, u32)>,
    /// Its view of the challenge: version and answer.
    pub challenge_rating: Option<(u32, Answer)>,
    /// How many rounds had opened when it entered; more than 0 is a late entry.
    pub entered_after: u32,
}

impl Party {
    /// People in it: its listed members, or the party itself.
    #[must_use]
    pub fn headcount(&self) -> usize {
        self.members.len().max(1)
    }

    /// The seats that can express a stance for it.
    #[must_use]
    pub fn seats(&self) -> &[u32] {
        if self.members.is_empty() { std::slice::from_ref(&self.own_seat) } else { &self.members }
    }
}

/// A place from which a stance can be given: a listed member, or a party by itself. Seats are
/// numbered in order of addition, so that stances can lie in columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The party.
    pub party: PartyId,
    /// Place of the party in the order of addition.
    pub party_index: u32,
    /// The member; `None` for the party itself.
    pub member: Option<MemberId>,
    /// What the member is called.
    pub display_name: Option<TextRef>,
    /// The external identity: its issuer, and its value in the vault.
    pub identity: Option<(Box<str>, TextRef)>,
}
