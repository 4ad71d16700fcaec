//! The small words of the contract, both ways, and the forms that ids take in it.

use beraad_client::v1;

use crate::domain::caller::{Channel, Role};
use crate::domain::charter::StanceVisibility;
use crate::domain::event::ErasureScope;
use crate::domain::figure::{RoundAdvice, Undefined};
use crate::domain::ids::{ClauseId, ItemId, ItemVersion, MemberRef, ProposalId, StatementId};
use crate::domain::party::PartyKind;
use crate::domain::round::{Activity, CloseCause};
use crate::log::codec::DecodeError;

/// An error about one field.
pub(super) fn invalid(field: &'static str, cause: impl ToString) -> DecodeError {
    DecodeError::Invalid { field, cause: cause.to_string() }
}

/// Two functions for one list of words, so that the two directions cannot drift apart; a word
/// that is added to the domain does not compile before it is listed.
macro_rules! words {
    ($to:ident, $from:ident, $field:literal, $domain:ident, $wire:ident {
        $($mine:ident => $theirs:ident,)*
    }) => {
        pub(crate) fn $to(word: $domain) -> i32 {
            match word {
                $($domain::$mine => v1::$wire::$theirs.into(),)*
            }
        }

        pub(crate) fn $from(number: i32) -> Result<$domain, DecodeError> {
            match v1::$wire::try_from(number) {
                $(Ok(v1::$wire::$theirs) => Ok($domain::$mine),)*
                _ => Err(invalid($field, format!("{number} is no word of the contract"))),
            }
        }
    };
}

words!(role_to, role_from, "entry.role", Role, Role {
    Facilitator => Facilitator,
    Member => Member,
    Spokesperson => Spokesperson,
    Clerk => Clerk,
    Observer => Observer,
    Auditor => Auditor,
    Admin => Admin,
    App => App,
    Engine => Engine,
});

words!(channel_to, channel_from, "entry.channel", Channel, Channel {
    App => App,
    Paper => Paper,
    Meeting => Meeting,
    Phone => Phone,
});

words!(kind_to, kind_from, "kind", PartyKind, PartyKind {
    Resident => Resident,
    Entrepreneur => Entrepreneur,
    PaidProfessional => PaidProfessional,
    UnpaidProfessional => UnpaidProfessional,
    Municipality => Municipality,
    Other => Other,
});

words!(activity_to, activity_from, "activities", Activity, Activity {
    Contribute => Contribute,
    Propose => Propose,
    Respond => Respond,
    Rate => Rate,
    Ballot => Ballot,
    Commit => Commit,
    Reflect => Reflect,
});

words!(cause_to, cause_from, "cause", CloseCause, CloseCause {
    Time => Time,
    EveryPartyAnswered => EveryPartyAnswered,
    Facilitator => Facilitator,
});

words!(visibility_to, visibility_from, "stance_visibility", StanceVisibility, StanceVisibility {
    Attributed => Attributed,
    Pseudonymous => Pseudonymous,
    Secret => Secret,
});

words!(undefined_to, undefined_from, "undefined", Undefined, UndefinedReason {
    NoEligibleParties => NoEligibleParties,
    NoExpressedStances => NoExpressedStances,
    FewerThanTwoParties => FewerThanTwoParties,
    ScaleTooShort => ScaleTooShort,
    NoVariation => NoVariation,
    FirstRound => FirstRound,
    NoPairedParties => NoPairedParties,
    MultiMemberParty => MultiMemberParty,
    TooManyParties => TooManyParties,
    NoItemWithTwoStances => NoProposalWithTwoStances,
    FullConsensus => FullConsensus,
    ScalesDiffer => ScalesDiffer,
});

words!(advice_to, advice_from, "advice", RoundAdvice, RoundAdvice {
    NotApplicable => NotApplicable,
    ExtendRound => ExtendRound,
    Continue => Continue,
    ResolveObjection => ResolveObjection,
    StopConsensusFor => StopConsensusFor,
    StopConsensusAgainst => StopConsensusAgainst,
    StalematePolarised => StalematePolarised,
    StopStableDissent => StopStableDissent,
    StopMaxRounds => StopMaxRounds,
});

words!(scope_to, scope_from, "scope", ErasureScope, ErasureScope {
    Texts => Texts,
    All => All,
});

/// A member as the two fields that events have for it; no id is empty.
pub(super) fn member_to(member: &MemberRef) -> (String, String) {
    let own = member.member.as_ref();
    (member.party.to_string(), own.map_or_else(String::new, ToString::to_string))
}

/// An item without its version: `statements/s` or `proposals/p`.
pub(super) fn item_from(field: &'static str, text: &str) -> Result<ItemId, DecodeError> {
    let bad = |error| invalid(field, error);
    match text.split_once('/') {
        Some(("statements", id)) => StatementId::parse(id).map(ItemId::Statement).map_err(bad),
        Some(("proposals", id)) => ProposalId::parse(id).map(ItemId::Proposal).map_err(bad),
        _ => Err(invalid(field, "it names neither a statement nor a proposal")),
    }
}

/// An item with its version: `statements/s` or `proposals/p/versions/2`.
pub(super) fn version_from(field: &'static str, text: &str) -> Result<ItemVersion, DecodeError> {
    let Some((item, number)) = text.split_once("/versions/") else {
        let item = item_from(field, text)?;
        return match item {
            ItemId::Statement(_) => Ok(ItemVersion { item, version: 1 }),
            ItemId::Proposal(_) => Err(invalid(field, "a proposal is named without its version")),
        };
    };
    let version = number.parse().map_err(|error| invalid(field, error))?;
    let item = item_from(field, item)?;
    let version = ItemVersion { item, version };
    if version.to_string() == text {
        Ok(version)
    } else {
        Err(invalid(field, "it is not written the way items are"))
    }
}

/// A clause of this proposal, `c`, or of another, `p/c`.
pub(super) fn derived_from(text: &str) -> Result<(Option<ProposalId>, ClauseId), DecodeError> {
    let bad = |error| invalid("clauses.derives_from", error);
    match text.split_once('/') {
        None => Ok((None, ClauseId::parse(text).map_err(bad)?)),
        Some((proposal, clause)) => {
            let proposal = ProposalId::parse(proposal).map_err(bad)?;
            Ok((Some(proposal), ClauseId::parse(clause).map_err(bad)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_are_written_and_in_no_other_way() {
        for text in ["statements/s-1", "proposals/p/versions/12"] {
            assert_eq!(version_from("item", text).unwrap().to_string(), text);
        }
        for text in [
            "proposals/p",
            "statements/s/versions/1",
            "proposals/p/versions/01",
            "proposals/p/versions/x",
            "items/p",
            "",
        ] {
            assert!(version_from("item", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_no_word_is_refused_by_field() {
        assert!(matches!(role_from(0), Err(DecodeError::Invalid { field: "entry.role", .. })));
        assert_eq!(role_from(role_to(Role::Engine)), Ok(Role::Engine));
        for reason in Undefined::ALL {
            assert_eq!(undefined_from(undefined_to(reason)), Ok(reason));
        }
    }
}
