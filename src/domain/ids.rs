//! The names of things. A value of these types is valid: parsing happens once, at the edge.

use std::fmt;

use thiserror::Error;

use crate::domain::limits::ID_CHARS_MAX;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// No characters, or more than allowed.
    #[error("has {0} characters; use 1 to {ID_CHARS_MAX}")]
    Length(usize),
    /// A character that no id may hold, or a first one that is not a letter.
    #[error("use a-z, 0-9 and hyphen only, beginning with a letter")]
    Characters,
}

/// Checks the one form that all ids share: ASCII, so that they are unambiguous in resource names
/// and in the bytes the chain is computed over.
fn check(text: &str, first_digit: bool) -> Result<(), IdError> {
    if text.is_empty() || text.len() > ID_CHARS_MAX {
        return Err(IdError::Length(text.chars().count()));
    }
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let begins = |c: u8| c.is_ascii_lowercase() || (first_digit && c.is_ascii_digit());
    match text.as_bytes() {
        [first, ..] if !begins(*first) => Err(IdError::Characters),
        bytes if !bytes.iter().copied().all(allowed) => Err(IdError::Characters),
        _ => Ok(()),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, first_digit: $digit:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Parses an id.
            ///
            /// # Errors
            /// [`IdError`] when it is not of the one form that ids have.
            pub fn parse(text: &str) -> Result<$name, IdError> {
                check(text, $digit).map(|()| $name(text.into()))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A deliberation.
    DeliberationId, first_digit: false
}
id! {
    /// A party of one deliberation.
    PartyId, first_digit: false
}
id! {
    /// A member: random, so that the log names nobody.
    MemberId, first_digit: false
}
id! {
    /// A statement of one deliberation.
    StatementId, first_digit: false
}
id! {
    /// A proposal of one deliberation.
    ProposalId, first_digit: false
}
id! {
    /// A clause of one proposal.
    ClauseId, first_digit: true
}
id! {
    /// A text in the vault: random.
    TextId, first_digit: true
}
id! {
    /// A credential that acts: never a person's name.
    Credential, first_digit: true
}

/// A member as others point at it: the party, and the member's id when the party lists members.
/// A party without listed members is its own only member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberRef {
    /// The party.
    pub party: PartyId,
    /// The member; `None` for a party that is its own only member.
    pub member: Option<MemberId>,
}

impl fmt::Display for MemberRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.member {
            Some(member) => write!(f, "parties/{}/members/{member}", self.party),
            None => write!(f, "parties/{}", self.party),
        }
    }
}

/// A statement or a proposal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemId {
    /// A proposal.
    Proposal(ProposalId),
    /// A statement.
    Statement(StatementId),
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemId::Statement(id) => write!(f, "statements/{id}"),
            ItemId::Proposal(id) => write!(f, "proposals/{id}"),
        }
    }
}

/// One version of an item, which is what a stance is bound to (rule 5).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemVersion {
    /// The item.
    pub item: ItemId,
    /// The version, from 1; always 1 for a statement.
    pub version: u32,
}

impl fmt::Display for ItemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            ItemId::Statement(_) => write!(f, "{}", self.item),
            ItemId::Proposal(_) => write!(f, "{}/versions/{}", self.item, self.version),
        }
    }
}

/// A reference to a text in the vault: the log holds this and never the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRef {
    /// The text's random id.
    pub id: TextId,
    /// SHA-256 over the text salt and the text.
    pub digest: [u8; 32],
}

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_checked_at_the_limit_and_one_beyond() {
        assert!(PartyId::parse(&"a".repeat(ID_CHARS_MAX)).is_ok());
        let long = PartyId::parse(&"a".repeat(ID_CHARS_MAX + 1));
        assert_eq!(long, Err(IdError::Length(ID_CHARS_MAX + 1)));
        assert_eq!(PartyId::parse(""), Err(IdError::Length(0)));
    }

    #[test]
    fn an_id_is_plain_ascii() {
        for bad in ["1a", "-a", "A", "a b", "a/b", "é", "a\0"] {
            assert!(PartyId::parse(bad).is_err(), "{bad:?}");
        }
        assert!(PartyId::parse("a-1").is_ok());
        assert!(ClauseId::parse("1a").is_ok());
    }
}
