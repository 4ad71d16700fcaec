//! The names of things. A value of these types is valid: parsing happens once, at the edge.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::domain::limits::ID_CHARS_MAX;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// No characters, or more than allowed.
    #[error("has {0} characters; use 1 to {ID_CHARS_MAX}")]
    Length(usize),
    /// A character that no id may hold, or a first one that is not what it may begin with.
    #[error("is not written as ids are; use a-z, 0-9 and hyphen only, beginning with {0}")]
    Characters(&'static str),
}

/// Checks the one form that all ids share: ASCII, so that they are unambiguous in resource names
/// and in the bytes the chain is computed over.
fn check(text: &str, first_digit: bool) -> Result<(), IdError> {
    if text.is_empty() || text.len() > ID_CHARS_MAX {
        return Err(IdError::Length(text.chars().count()));
    }
    let allowed = |c: u8| c.is_ascii_lowercase() | c.is_ascii_digit() | (c == b'-');
    let beginning = if first_digit { "a letter or digit" } else { "a letter" };
    let begins = |c: u8| c.is_ascii_lowercase() || (first_digit && c.is_ascii_digit());
    match text.as_bytes() {
        [first, ..] if !begins(*first) => Err(IdError::Characters(beginning)),
        // Looking at all of them, whatever is found, lets the compiler take many at once.
        bytes if !bytes.iter().fold(true, |all, c| all & allowed(*c)) => {
            Err(IdError::Characters(beginning))
        }
        _ => Ok(()),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, first_digit: $digit:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

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
    /// A contribution of one deliberation that is not voted on.
    ContributionId, first_digit: false
}
id! {
    /// A working group of one deliberation.
    GroupId, first_digit: false
}
id! {
    /// A deciding body, as the charter names it.
    BodyId, first_digit: false
}
id! {
    /// What the log calls a member where stances are not attributed: random.
    PseudonymId, first_digit: false
}
id! {
    /// A text in the vault: random.
    TextId, first_digit: true
}
id! {
    /// A credential that acts: never a person's name.
    Credential, first_digit: true
}

/// A number that becomes the pseudonym of a member who needs one: 128 random bits, so that it tells
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreshPseudonym(pub u128);

impl FreshPseudonym {
    /// The pseudonym.
    #[must_use]
    pub fn id(self) -> PseudonymId {
        PseudonymId(lettered('y', self.0).into())
    }
}

/// A letter and 128 bits in Crockford's base 32, lower case: 26 digits that sort as the number.
#[must_use]
pub fn lettered(letter: char, number: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut text = String::with_capacity(27);
    text.push(letter);
    text.extend((0..26).rev().map(|place| DIGITS[(number >> (5 * place) & 31) as usize] as char));
    text
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

/// A clause of a proposal, whatever the version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseRef {
    /// The proposal.
    pub proposal: ProposalId,
    /// The clause.
    pub clause: ClauseId,
}

impl fmt::Display for ClauseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.proposal, self.clause)
    }
}

/// Something brought in: a contribution, a statement or a proposal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemId {
    /// A contribution that is not voted on.
    Contribution(ContributionId),
    /// A proposal.
    Proposal(ProposalId),
    /// A statement.
    Statement(StatementId),
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemId::Contribution(id) => write!(f, "contributions/{id}"),
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
    /// The version, from 1; always 1 for what is no proposal.
    pub version: u32,
}

impl fmt::Display for ItemVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            ItemId::Statement(_) | ItemId::Contribution(_) => write!(f, "{}", self.item),
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

impl fmt::Display for Timestamp {
    /// As in RFC 3339, in UTC and to the second. The calendar is the proleptic Gregorian one,
    /// counted in eras of 400 years that begin on the first of March.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(1000);
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let leaps = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leaps) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

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
    fn a_moment_is_told_as_a_date() {
        let told = |seconds: i64| Timestamp(seconds * 1000).to_string();
        assert_eq!(told(0), "1970-01-01T00:00:00Z");
        assert_eq!(told(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(told(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(told(4_107_542_400), "2100-03-01T00:00:00Z");
        assert_eq!(told(-1), "1969-12-31T23:59:59Z");
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
