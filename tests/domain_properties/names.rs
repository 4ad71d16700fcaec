//! One world under two sets of names: the numbers of parties, members and items are the same, the
//! ids, their order and the kinds of the parties are not.

use beraad::domain::event::Event;
use beraad::domain::ids::{
    ItemId, MemberId, MemberRef, PartyId, ProposalId, StatementId, TextId, TextRef,
};
use beraad::domain::party::PartyKind;

/// How many names there are of each sort.
pub const NAMES: u8 = 6;

const KINDS: [PartyKind; 6] = [
    PartyKind::Resident,
    PartyKind::Entrepreneur,
    PartyKind::PaidProfessional,
    PartyKind::UnpaidProfessional,
    PartyKind::Municipality,
    PartyKind::Other,
];

/// A set of names, and of kinds.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    /// Number `n` is called by letter `n` from the beginning, or from the end of the alphabet.
    pub reversed: bool,
    /// How far the kinds are shifted.
    pub shift: u8,
}

pub const PLAIN: Names = Names { reversed: false, shift: 0 };

impl Names {
    fn name(self, n: u8) -> String {
        let n = n % NAMES;
        let letter = if self.reversed { b'z' - n } else { b'a' + n };
        format!("{}-id", char::from(letter))
    }

    pub fn party(self, n: u8) -> PartyId {
        PartyId::parse(&self.name(n)).unwrap()
    }

    pub fn kind(self, n: u8) -> PartyKind {
        KINDS[usize::from((n + self.shift) % 6)]
    }

    pub fn member_id(self, n: u8) -> MemberId {
        MemberId::parse(&self.name(n)).unwrap()
    }

    pub fn member(self, (party, member): (u8, Option<u8>)) -> MemberRef {
        MemberRef { party: self.party(party), member: member.map(|n| self.member_id(n)) }
    }

    pub fn statement(self, n: u8) -> StatementId {
        StatementId::parse(&self.name(n)).unwrap()
    }

    pub fn proposal(self, n: u8) -> ProposalId {
        ProposalId::parse(&self.name(n)).unwrap()
    }

    pub fn item(self, (is_proposal, n): (bool, u8)) -> ItemId {
        match is_proposal {
            true => ItemId::Proposal(self.proposal(n)),
            false => ItemId::Statement(self.statement(n)),
        }
    }

    /// Whether the item has this number.
    pub fn calls(self, n: u8, item: &ItemId) -> bool {
        [true, false].iter().any(|sort| self.item((*sort, n)) == *item)
    }

    /// The event as it is told in the plain names and kinds.
    pub fn plainly(self, event: &Event) -> String {
        let mut told = format!("{event:?}");
        for n in 0..NAMES {
            let kind = format!("kind: {:?}, ", self.kind(n));
            let own = format!("PartyAdded {{ party: PartyId({:?}), {kind}", self.name(n));
            told = told.replace(&own, &format!("PartyAdded {{ party: PartyId({n}), "));
            told = told.replace(&format!("{:?}", self.name(n)), &n.to_string());
        }
        told
    }
}

pub fn text(id: &str) -> TextRef {
    TextRef { id: TextId::parse(id).unwrap(), digest: [1; 32] }
}
