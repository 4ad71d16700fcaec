//! Figures as the log records them, and the words for what is undefined and what is advised.

use crate::domain::ids::{ItemVersion, PartyId};

/// Why a figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undefined {
    /// No party was asked.
    NoEligibleParties,
    /// No party gave a stance.
    NoExpressedStances,
    /// The measure compares parties, and only one gave a stance.
    FewerThanTwoParties,
    /// The measure needs at least three categories.
    ScaleTooShort,
    /// All answers are equal, so there is nothing to compare.
    NoVariation,
    /// Nothing to compare with: this version was not rated in an earlier round.
    FirstRound,
    /// No member gave a stance in both rounds.
    NoPairedParties,
    /// The measure needs parties of one member.
    MultiMemberParty,
    /// More parties than can be enumerated exactly.
    TooManyParties,
    /// On no item are there stances of two parties.
    NoItemWithTwoStances,
    /// Nothing to point at: the parties agree on every item.
    FullConsensus,
    /// The two rounds were rated on different scales.
    ScalesDiffer,
    /// There is no outcome yet.
    NoOutcome,
    /// Nothing was adopted that somebody wrote.
    NothingAdopted,
    /// Nobody contributed anything, or not this party.
    NoContributions,
    /// Nothing was promised that had to be done by now.
    NothingDue,
    /// Nobody gave a pulse, or not this party.
    NoPulse,
    /// The charter names no authority.
    NoAuthority,
    /// There are no substantive responses.
    NoResponses,
    /// There are too few substantive responses to say anything.
    TooFewResponses,
    /// One party alone wrote what was adopted.
    NotJoint,
    /// No proposal that one party made under seal was rated again in the closing round.
    NoSoloBaseline,
    /// Fewer than two parties rated every plan.
    FewerThanTwoRaters,
    /// The party stood where the others stood.
    NoGap,
    /// Nobody moved.
    NoMovement,
    /// Nothing was decided on what was adopted.
    NothingDecided,
    /// No deciding body promised anything.
    NoPromise,
    /// The measure compares items, and there is only one.
    FewerThanTwoItems,
    /// Every party ranked everything equal.
    AllTied,
    /// On no item are there two stances to compare.
    NoPairableValues,
    /// No two parties can be compared on both sides.
    NoDefinedPairs,
    /// Every permutation gives the same value, so that nothing can be tested.
    NotTestable,
    /// No rankings were cast.
    NoRankings,
    /// No statements were rated in this round or one before it.
    NoStatementsRated,
    /// The charter divides the parties into no groups.
    NoGroups,
    /// A group is too small to show how it stands.
    GroupTooSmall,
}

impl Undefined {
    /// Every reason, in the order of declaration.
    pub const ALL: [Undefined; 36] = [
        Undefined::NoEligibleParties,
        Undefined::NoExpressedStances,
        Undefined::FewerThanTwoParties,
        Undefined::ScaleTooShort,
        Undefined::NoVariation,
        Undefined::FirstRound,
        Undefined::NoPairedParties,
        Undefined::MultiMemberParty,
        Undefined::TooManyParties,
        Undefined::NoItemWithTwoStances,
        Undefined::FullConsensus,
        Undefined::ScalesDiffer,
        Undefined::NoOutcome,
        Undefined::NothingAdopted,
        Undefined::NoContributions,
        Undefined::NothingDue,
        Undefined::NoPulse,
        Undefined::NoAuthority,
        Undefined::NoResponses,
        Undefined::TooFewResponses,
        Undefined::NotJoint,
        Undefined::NoSoloBaseline,
        Undefined::FewerThanTwoRaters,
        Undefined::NoGap,
        Undefined::NoMovement,
        Undefined::NothingDecided,
        Undefined::NoPromise,
        Undefined::FewerThanTwoItems,
        Undefined::AllTied,
        Undefined::NoPairableValues,
        Undefined::NoDefinedPairs,
        Undefined::NotTestable,
        Undefined::NoRankings,
        Undefined::NoStatementsRated,
        Undefined::NoGroups,
        Undefined::GroupTooSmall,
    ];

    /// The reason as a stable name in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Undefined::NoEligibleParties => "no_eligible_parties",
            Undefined::NoExpressedStances => "no_expressed_stances",
            Undefined::FewerThanTwoParties => "fewer_than_two_parties",
            Undefined::ScaleTooShort => "scale_too_short",
            Undefined::NoVariation => "no_variation",
            Undefined::FirstRound => "first_round",
            Undefined::NoPairedParties => "no_paired_parties",
            Undefined::MultiMemberParty => "multi_member_party",
            Undefined::TooManyParties => "too_many_parties",
            Undefined::NoItemWithTwoStances => "no_proposal_with_two_stances",
            Undefined::FullConsensus => "full_consensus",
            Undefined::ScalesDiffer => "scales_differ",
            Undefined::NoOutcome => "no_outcome",
            Undefined::NothingAdopted => "nothing_adopted",
            Undefined::NoContributions => "no_contributions",
            Undefined::NothingDue => "nothing_due",
            Undefined::NoPulse => "no_pulse",
            Undefined::NoAuthority => "no_authority",
            Undefined::NoResponses => "no_responses",
            Undefined::TooFewResponses => "too_few_responses",
            Undefined::NotJoint => "not_joint",
            Undefined::NoSoloBaseline => "no_solo_baseline",
            Undefined::FewerThanTwoRaters => "fewer_than_two_raters",
            Undefined::NoGap => "no_gap",
            Undefined::NoMovement => "no_movement",
            Undefined::NothingDecided => "nothing_decided",
            Undefined::NoPromise => "no_promise",
            Undefined::FewerThanTwoItems => "fewer_than_two_items",
            Undefined::AllTied => "all_tied",
            Undefined::NoPairableValues => "no_pairable_values",
            Undefined::NoDefinedPairs => "no_defined_pairs",
            Undefined::NotTestable => "not_testable",
            Undefined::NoRankings => "no_rankings",
            Undefined::NoStatementsRated => "no_statements_rated",
            Undefined::NoGroups => "no_groups",
            Undefined::GroupTooSmall => "group_too_small",
        }
    }
}

/// The advice on one item after a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoundAdvice {
    /// Fewer than two parties could answer.
    NotApplicable,
    /// Too few parties answered: leave the round open longer.
    ExtendRound,
    /// Hold another round: it is too early, or the answers still move.
    Continue,
    /// There is support and a strong objection: work on the objection first.
    ResolveObjection,
    /// Stable agreement in favour.
    StopConsensusFor,
    /// Stable agreement against.
    StopConsensusAgainst,
    /// Two stable camps: change the method instead of asking again.
    StalematePolarised,
    /// Stable without agreement: record the reasons of majority and minority.
    StopStableDissent,
    /// The last round is over while the answers still moved or too few came in.
    StopMaxRounds,
}

impl RoundAdvice {
    /// The advice as a stable name in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RoundAdvice::NotApplicable => "NOT_APPLICABLE",
            RoundAdvice::ExtendRound => "EXTEND_ROUND",
            RoundAdvice::Continue => "CONTINUE",
            RoundAdvice::ResolveObjection => "RESOLVE_OBJECTION",
            RoundAdvice::StopConsensusFor => "STOP_CONSENSUS_FOR",
            RoundAdvice::StopConsensusAgainst => "STOP_CONSENSUS_AGAINST",
            RoundAdvice::StalematePolarised => "STALEMATE_POLARISED",
            RoundAdvice::StopStableDissent => "STOP_STABLE_DISSENT",
            RoundAdvice::StopMaxRounds => "STOP_MAX_ROUNDS",
        }
    }
}

/// What a recorded figure says.
#[derive(Debug, Clone, PartialEq)]
pub enum FigureResult {
    /// It has a value.
    Value {
        /// The nearest double.
        value: f64,
        /// The exact fraction or whole number; `None` when it is not rational.
        exact: Option<Box<str>>,
    },
    /// It has none, for this reason.
    Undefined(Undefined),
}

/// A figure as the log records it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFigure {
    /// Name.
    pub name: Box<str>,
    /// The item; `None` for the agenda.
    pub item: Option<ItemVersion>,
    /// The party; `None` for all together.
    pub party: Option<PartyId>,
    /// The value, or why there is none.
    pub result: FigureResult,
    /// What it rests on.
    pub n: u64,
    /// Method.
    pub method: Box<str>,
    /// Version of the method.
    pub method_version: u32,
}

/// The advice on one item after a close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemAdvice {
    /// The item.
    pub item: ItemVersion,
    /// The advice.
    pub advice: RoundAdvice,
}
