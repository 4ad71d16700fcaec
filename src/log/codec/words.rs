//! The small words of the contract, both ways.

use beraad_client::v1;

use crate::domain::act::{
    ConsentStance, ContributionKind, DeviationGround, Disposition, Level, ResponseKind, Vote,
};
use crate::domain::caller::{Channel, Role};
use crate::domain::charter::{Admission, AuthorityRole, BodyKind, Rule, StanceVisibility};
use crate::domain::event::ErasureScope;
use crate::domain::figure::{RoundAdvice, Undefined};
use crate::domain::flag::FlagCode;
use crate::domain::outcome::OutcomeResult;
use crate::domain::party::PartyKind;
use crate::domain::round::{Activity, CloseCause, MissingGrades};
use crate::log::codec::wire::{Decoded, Wire, invalid};

/// Both directions for one list of words, so that they cannot drift apart; a word that is added
/// to the domain does not compile before it is listed. The two functions are for callers that
/// have a word at hand and no field.
macro_rules! words {
    ($to:ident, $from:ident, $field:literal, $domain:ident, $wire:ident {
        $($mine:ident => $theirs:ident,)*
    }) => {
        impl Wire<i32> for $domain {
            fn to_wire(&self) -> i32 {
                match self {
                    $($domain::$mine => v1::$wire::$theirs.into(),)*
                }
            }

            fn from_wire(number: i32, field: &'static str) -> Decoded<$domain> {
                match v1::$wire::try_from(number) {
                    $(Ok(v1::$wire::$theirs) => Ok($domain::$mine),)*
                    _ => Err(invalid(field, format!("{number} is no word of the contract"))),
                }
            }
        }

        #[allow(dead_code, reason = "not every word is asked for outside a message")]
        pub(crate) fn $to(word: $domain) -> i32 {
            word.to_wire()
        }

        #[allow(dead_code, reason = "not every word is asked for outside a message")]
        pub(crate) fn $from(number: i32) -> Decoded<$domain> {
            Wire::from_wire(number, $field)
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
    NoOutcome => NoOutcome,
    NothingAdopted => NothingAdopted,
    NoContributions => NoContributions,
    NothingDue => NothingDue,
    NoPulse => NoPulse,
    NoAuthority => NoAuthority,
    NoResponses => NoResponses,
    TooFewResponses => TooFewResponses,
    NotJoint => NotJoint,
    NoSoloBaseline => NoSoloBaseline,
    FewerThanTwoRaters => FewerThanTwoRaters,
    NoGap => NoGap,
    NoMovement => NoMovement,
    NothingDecided => NothingDecided,
    NoPromise => NoPromise,
    FewerThanTwoItems => FewerThanTwoItems,
    AllTied => AllTied,
    NoPairableValues => NoPairableValues,
    NoDefinedPairs => NoDefinedPairs,
    NotTestable => NotTestable,
    NoRankings => NoRankings,
    NoStatementsRated => NoStatementsRated,
    NoGroups => NoGroups,
    GroupTooSmall => GroupTooSmall,
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

words!(level_to, level_from, "level", Level, ParticipationLevel {
    Inform => Inform,
    Consult => Consult,
    Advise => Advise,
    CoProduce => CoProduce,
    CoDecide => CoDecide,
});

words!(ground_to, ground_from, "grounds", DeviationGround, DeviationGround {
    Precondition => Precondition,
    ExternalBinding => ExternalBinding,
    FormalProcedure => FormalProcedure,
});

words!(contribution_to, contribution_from, "kind", ContributionKind, ContributionKind {
    Perspective => Perspective,
    Concern => Concern,
    Idea => Idea,
    Question => Question,
    Information => Information,
});

words!(response_to, response_from, "kind", ResponseKind, ResponseKind {
    Answer => Answer,
    Support => Support,
    Counter => Counter,
    AcknowledgesObjection => AcknowledgesObjection,
});

words!(disposition_to, disposition_from, "disposition", Disposition, Disposition {
    Adopted => Adopted,
    RejectedWithReason => RejectedWithReason,
    RejectedWithoutReason => RejectedWithoutReason,
    Deferred => Deferred,
    Open => Open,
});

words!(consent_to, consent_from, "stance", ConsentStance, ConsentStance {
    Consent => Consent,
    Concern => Concern,
    Objection => Objection,
    Abstain => Abstain,
});

words!(vote_to, vote_from, "vote", Vote, Vote {
    Agree => Agree,
    Disagree => Disagree,
    Abstain => Abstain,
});

words!(rule_to, rule_from, "rule", Rule, DecisionRuleKind {
    Consent => Consent,
    SupermajorityFloor => SupermajorityFloor,
    Condorcet => Condorcet,
    Schulze => Schulze,
    RankedPairs => RankedPairs,
    MajorityJudgment => MajorityJudgment,
    Star => Star,
    Score => Score,
    Approval => Approval,
    EqualShares => EqualShares,
    SequentialPhragmen => SequentialPhragmen,
    BudgetGreedy => BudgetGreedy,
    BudgetEqualShares => BudgetEqualShares,
    BudgetEqualSharesAdd1 => BudgetEqualSharesAdd1,
    BudgetEqualSharesAdd1Greedy => BudgetEqualSharesAdd1Greedy,
});

words!(result_to, result_from, "result", OutcomeResult, OutcomeResult {
    Adopted => Adopted,
    Blocked => Blocked,
    NotReached => NotReached,
    NoQuorum => NoQuorum,
});

words!(authority_to, authority_from, "authority.role", AuthorityRole, AuthorityRole {
    Deciding => Deciding,
    Facilitating => Facilitating,
});

words!(body_to, body_from, "authority.bodies.kind", BodyKind, BodyKind {
    Council => Council,
    Executive => Executive,
    Mayor => Mayor,
    Other => Other,
});

words!(admission_to, admission_from, "admission", Admission, Admission {
    Closed => Closed,
    ByFacilitator => ByFacilitator,
    ByConsent => ByConsent,
});

words!(flag_to, flag_from, "flag", FlagCode, FlagCode {
    LatePrecondition => LatePrecondition,
    ForegoneText => ForegoneText,
    Unanswered => Unanswered,
    UnexplainedDeviation => UnexplainedDeviation,
    Reversal => Reversal,
    LateInformation => LateInformation,
    UnequalFloor => UnequalFloor,
    OneSidedMovement => OneSidedMovement,
    LowReciprocity => LowReciprocity,
    FeltGap => FeltGap,
    LevelGap => LevelGap,
    DecidedBeforeClose => DecidedBeforeClose,
    PartyNotInvited => PartyNotInvited,
    PromiseLowered => PromiseLowered,
    TermMissed => TermMissed,
    AuthorityBroke => AuthorityBroke,
    SameReason => SameReason,
});

/// Events from before there were such rules say nothing of missing grades.
impl Wire<i32> for MissingGrades {
    fn to_wire(&self) -> i32 {
        let word = match self {
            MissingGrades::Exclude => v1::MissingGrades::Unspecified,
            MissingGrades::Lowest => v1::MissingGrades::Lowest,
        };
        word.into()
    }

    fn from_wire(wire: i32, field: &'static str) -> Decoded<MissingGrades> {
        match v1::MissingGrades::try_from(wire) {
            Ok(v1::MissingGrades::Unspecified | v1::MissingGrades::Exclude) => {
                Ok(MissingGrades::Exclude)
            }
            Ok(v1::MissingGrades::Lowest) => Ok(MissingGrades::Lowest),
            Err(_) => Err(invalid(field, "no such word")),
        }
    }
}

pub(crate) fn missing_grades_from(number: i32) -> Decoded<MissingGrades> {
    Wire::from_wire(number, "missing_grades")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::codec::DecodeError;

    #[test]
    fn a_number_that_is_no_word_is_refused_by_field() {
        assert!(matches!(role_from(0), Err(DecodeError::Invalid { field: "entry.role", .. })));
        assert_eq!(role_from(role_to(Role::Engine)), Ok(Role::Engine));
        for reason in Undefined::ALL {
            assert_eq!(undefined_from(undefined_to(reason)), Ok(reason));
        }
    }
}
