//! How one thing of the domain stands in a field of the contract, both ways, stated once.
//!
//! A message costs one [`message!`] and a oneof one [`oneof!`]; both directions come from that one
//! statement, and neither compiles when it leaves out a field of the domain or of the contract.

use beraad_client::v1;

use crate::domain::ids::{
    BodyId, ClauseId, ClauseRef, ContributionId, Credential, GroupId, MemberId, MemberRef, PartyId,
    ProposalId, PseudonymId, StatementId, TextId, TextRef, Timestamp,
};
use crate::log::codec::DecodeError;

/// What is read, or why it cannot be.
pub(crate) type Decoded<T> = Result<T, DecodeError>;

/// A thing of the domain that has the form `M` in the contract. One thing can have several forms:
/// a member is a message in most events, and two fields in the oldest ones.
pub(crate) trait Wire<M>: Sized {
    /// Its form in the contract.
    fn to_wire(&self) -> M;

    /// The thing behind a form, which comes from outside; an error is about `field`.
    fn from_wire(wire: M, field: &'static str) -> Decoded<Self>;
}

/// An error about one field.
pub(crate) fn invalid(field: &'static str, cause: impl ToString) -> DecodeError {
    DecodeError::Invalid { field, cause: cause.to_string() }
}

/// States a struct of the domain and its message: first the fields that have one name in both,
/// then what stands in fields of other names, with these in parentheses. A field that points at
/// the message must hold one.
macro_rules! message {
    ($domain:ident => $message:ident $fields:tt) => {
        crate::log::codec::wire::fields!($domain => $message $fields);
        crate::log::codec::wire::required!($domain => v1::$message);
    };
}

/// The same, for a message that is absent when the domain has its default, as it is in events
/// from before the contract had the message.
macro_rules! message_or_default {
    ($domain:ident => $message:ident $fields:tt) => {
        crate::log::codec::wire::fields!($domain => $message $fields);

        impl Wire<Option<v1::$message>> for $domain {
            fn to_wire(&self) -> Option<v1::$message> {
                (*self != $domain::default()).then(|| self.to_wire())
            }

            fn from_wire(wire: Option<v1::$message>, field: &'static str) -> Decoded<$domain> {
                wire.map_or_else(|| Ok($domain::default()), |wire| Wire::from_wire(wire, field))
            }
        }
    };
}

macro_rules! fields {
    ($domain:ident => $message:ident {
        $($field:ident),* $(; $($group:ident: ($($part:ident),+)),+)?
    }) => {
        impl Wire<v1::$message> for $domain {
            fn to_wire(&self) -> v1::$message {
                let $domain { $($field,)* $($($group,)+)? } = self;
                $(let $field = Wire::to_wire($field);)*
                $($(let ($($part,)+) = Wire::to_wire($group);)+)?
                v1::$message { $($field,)* $($($($part,)+)+)? }
            }

            fn from_wire(message: v1::$message, _: &'static str) -> Decoded<$domain> {
                let v1::$message { $($field,)* $($($($part,)+)+)? } = message;
                $(let $field = Wire::from_wire($field, stringify!($field))?;)*
                $($(let $group = Wire::from_wire(($($part,)+), stringify!($group))?;)+)?
                Ok($domain { $($field,)* $($($group,)+)? })
            }
        }
    };
}

/// States an enum of the domain and its oneof, of which every arm has one value.
macro_rules! oneof {
    ($domain:ident => $message:ident::$name:ident { $($arm:ident),* }) => {
        impl Wire<v1::$message::$name> for $domain {
            fn to_wire(&self) -> v1::$message::$name {
                match self {
                    $($domain::$arm(value) => v1::$message::$name::$arm(Wire::to_wire(value)),)*
                }
            }

            fn from_wire(wire: v1::$message::$name, field: &'static str) -> Decoded<$domain> {
                Ok(match wire {
                    $(v1::$message::$name::$arm(value) => {
                        $domain::$arm(Wire::from_wire(value, field)?)
                    })*
                })
            }
        }

        crate::log::codec::wire::required!($domain => v1::$message::$name);
    };
}

/// A message in a field can be absent; where the domain has no word for that it is an error.
macro_rules! required {
    ($domain:ty => $wire:ty) => {
        impl Wire<Option<$wire>> for $domain {
            fn to_wire(&self) -> Option<$wire> {
                Some(self.to_wire())
            }

            fn from_wire(wire: Option<$wire>, field: &'static str) -> Decoded<$domain> {
                Wire::from_wire(wire.ok_or(DecodeError::Missing(field))?, field)
            }
        }
    };
}

pub(super) use {fields, message, message_or_default, oneof, required};

macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Wire<$kind> for $kind {
            fn to_wire(&self) -> $kind {
                *self
            }

            fn from_wire(wire: $kind, _: &'static str) -> Decoded<$kind> {
                Ok(wire)
            }
        }
    )*};
}

plain!(bool, i32, u32, u64);

macro_rules! ids {
    ($($id:ident),* $(,)?) => {$(
        impl Wire<String> for $id {
            fn to_wire(&self) -> String {
                self.to_string()
            }

            fn from_wire(wire: String, field: &'static str) -> Decoded<$id> {
                $id::parse(&wire).map_err(|error| invalid(field, error))
            }
        }
    )*};
}

ids!(
    BodyId,
    ClauseId,
    ContributionId,
    Credential,
    GroupId,
    MemberId,
    PartyId,
    ProposalId,
    PseudonymId,
    StatementId,
    TextId,
);

impl Wire<String> for Box<str> {
    fn to_wire(&self) -> String {
        self.to_string()
    }

    fn from_wire(wire: String, _: &'static str) -> Decoded<Box<str>> {
        Ok(wire.into())
    }
}

/// A text that is absent is empty: no id is.
impl<T: Wire<String>> Wire<String> for Option<T> {
    fn to_wire(&self) -> String {
        self.as_ref().map_or_else(String::new, Wire::to_wire)
    }

    fn from_wire(wire: String, field: &'static str) -> Decoded<Option<T>> {
        (!wire.is_empty()).then(|| Wire::from_wire(wire, field)).transpose()
    }
}

impl<M, T: Wire<M>> Wire<Option<M>> for Option<T> {
    fn to_wire(&self) -> Option<M> {
        self.as_ref().map(Wire::to_wire)
    }

    fn from_wire(wire: Option<M>, field: &'static str) -> Decoded<Option<T>> {
        wire.map(|wire| Wire::from_wire(wire, field)).transpose()
    }
}

macro_rules! zero_is_none {
    ($($number:ty),*) => {$(
        /// A number that is absent is 0, which no thing that has one can be.
        impl Wire<$number> for Option<$number> {
            fn to_wire(&self) -> $number {
                self.unwrap_or_default()
            }

            fn from_wire(wire: $number, _: &'static str) -> Decoded<Option<$number>> {
                Ok((wire != 0).then_some(wire))
            }
        }
    )*};
}

zero_is_none!(u32, u64);

impl<M, T: Wire<M>> Wire<Vec<M>> for Vec<T> {
    fn to_wire(&self) -> Vec<M> {
        self.iter().map(Wire::to_wire).collect()
    }

    fn from_wire(wire: Vec<M>, field: &'static str) -> Decoded<Vec<T>> {
        wire.into_iter().map(|one| Wire::from_wire(one, field)).collect()
    }
}

impl<M, T: Wire<M>> Wire<M> for Box<T> {
    fn to_wire(&self) -> M {
        (**self).to_wire()
    }

    fn from_wire(wire: M, field: &'static str) -> Decoded<Box<T>> {
        T::from_wire(wire, field).map(Box::new)
    }
}

/// A flag alone in parentheses says the opposite, so that a field that older events lack stands
/// for what they meant.
impl Wire<(bool,)> for bool {
    fn to_wire(&self) -> (bool,) {
        (!self,)
    }

    fn from_wire((wire,): (bool,), _: &'static str) -> Decoded<bool> {
        Ok(!wire)
    }
}

impl<const N: usize> Wire<Vec<u8>> for [u8; N] {
    fn to_wire(&self) -> Vec<u8> {
        self.to_vec()
    }

    fn from_wire(wire: Vec<u8>, field: &'static str) -> Decoded<[u8; N]> {
        let wrong = || invalid(field, format!("it has {} bytes and not {N}", wire.len()));
        wire.as_slice().try_into().map_err(|_| wrong())
    }
}

/// The log knows whole milliseconds only; these are whole nanoseconds, and the remainder is never
/// negative.
impl Wire<prost_types::Timestamp> for Timestamp {
    fn to_wire(&self) -> prost_types::Timestamp {
        prost_types::Timestamp {
            seconds: self.0.div_euclid(1000),
            nanos: i32::try_from(self.0.rem_euclid(1000)).unwrap_or(0) * 1_000_000,
        }
    }

    fn from_wire(wire: prost_types::Timestamp, field: &'static str) -> Decoded<Timestamp> {
        let (seconds, nanos) = (wire.seconds, i64::from(wire.nanos));
        let whole = (0..1_000_000_000).contains(&nanos) && nanos % 1_000_000 == 0;
        let ms = seconds.checked_mul(1000).and_then(|ms| ms.checked_add(nanos / 1_000_000));
        ms.filter(|_| whole)
            .map(Timestamp)
            .ok_or_else(|| invalid(field, "it is no moment in whole milliseconds"))
    }
}

required!(Timestamp => prost_types::Timestamp);

/// The text's own field names would tell nothing, so an error names the field that points at it.
impl Wire<v1::TextRef> for TextRef {
    fn to_wire(&self) -> v1::TextRef {
        v1::TextRef { id: self.id.to_wire(), digest: self.digest.to_wire() }
    }

    fn from_wire(wire: v1::TextRef, field: &'static str) -> Decoded<TextRef> {
        let (id, digest) = (wire.id, wire.digest);
        Ok(TextRef { id: Wire::from_wire(id, field)?, digest: Wire::from_wire(digest, field)? })
    }
}

required!(TextRef => v1::TextRef);

message!(MemberRef => MemberRef { party, member });
message!(ClauseRef => ClauseRef { proposal, clause });

/// A member as the two fields that the oldest events have for it.
impl Wire<(String, String)> for MemberRef {
    fn to_wire(&self) -> (String, String) {
        (self.party.to_wire(), self.member.to_wire())
    }

    fn from_wire((party, member): (String, String), _: &'static str) -> Decoded<MemberRef> {
        let party = Wire::from_wire(party, "party")?;
        Ok(MemberRef { party, member: Wire::from_wire(member, "member")? })
    }
}

impl Wire<(String, String)> for Option<MemberRef> {
    fn to_wire(&self) -> (String, String) {
        self.as_ref().map(Wire::to_wire).unwrap_or_default()
    }

    fn from_wire(wire: (String, String), field: &'static str) -> Decoded<Option<MemberRef>> {
        let nobody = wire.0.is_empty() && wire.1.is_empty();
        (!nobody).then(|| Wire::from_wire(wire, field)).transpose()
    }
}

/// An external identity as its issuer and its value, which are there together or not at all.
impl Wire<(String, Option<v1::TextRef>)> for Option<(Box<str>, TextRef)> {
    fn to_wire(&self) -> (String, Option<v1::TextRef>) {
        self.as_ref().map(|(issuer, value)| (issuer.to_wire(), value.to_wire())).unwrap_or_default()
    }

    fn from_wire(
        (issuer, value): (String, Option<v1::TextRef>),
        field: &'static str,
    ) -> Decoded<Option<(Box<str>, TextRef)>> {
        match (issuer.is_empty(), value) {
            (true, None) => Ok(None),
            (false, Some(value)) => Ok(Some((issuer.into(), Wire::from_wire(value, field)?))),
            _ => Err(invalid(field, "an identity has an issuer and a value")),
        }
    }
}
