//! Images of charter, rounds, parties, figures and outcomes.

use crate::domain::charter::{
    Admission, Authority, AuthorityRole, Body, BodyKind, Charter, CharterGroup, DecisionRule,
    Partition, PlannedRound, Ratio, Rule, StanceVisibility, Terms, Thresholds,
};
use crate::domain::event::{Answer, Clause, TallyRecord};
use crate::domain::figure::{FigureResult, ItemAdvice, RecordedFigure, RoundAdvice, Undefined};
use crate::domain::outcome::{Outcome, OutcomeResult, OutcomeStep};
use crate::domain::party::{Party, PartyKind, Seat};
use crate::domain::round::{
    Activity, BallotPlan, CloseCause, ClosingRule, MissingGrades, RoundPlan,
};
use crate::domain::scale::Scale;
#[cfg(test)]
use crate::engine::snapshot::image::Shapes;
use crate::engine::snapshot::image::{Damaged, Image, Reader, image};

impl Image for Scale {
    fn put(&self, out: &mut Vec<u8>) {
        (self.lo(), self.hi()).put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Scale, Damaged> {
        let (lo, hi) = Image::take(from)?;
        Scale::new(lo, hi).map_err(|_| Damaged("a scale is none"))
    }

    #[cfg(test)]
    fn shape(_: &mut Shapes) -> String {
        "Scale".to_owned()
    }
}

image! {
    struct Ratio { numerator, denominator }
    struct Charter {
        version, hash, scale, labels, lo_is_veto, visibility, thresholds, subgroup_min, terms,
        decision, authority, admission, working_groups, planned_rounds,
    }
    struct Terms { answer_days, decide_days, accept_days, understood_days, reading_hours }
    enum Rule {
        0: Consent, 1: SupermajorityFloor, 2: Condorcet, 3: Schulze, 4: RankedPairs,
        5: MajorityJudgment, 6: Star, 7: Score, 8: Approval, 9: EqualShares,
        10: SequentialPhragmen, 11: BudgetGreedy, 12: BudgetEqualShares,
        13: BudgetEqualSharesAdd1, 14: BudgetEqualSharesAdd1Greedy,
    }
    struct DecisionRule { rule, quorum, threshold, floor, partition, group_min }
    enum Partition { 0: Kind, 1: Whole, 2: Declared(groups) }
    struct CharterGroup { group, parties }
    struct Authority { party, role, bodies }
    enum AuthorityRole { 0: Deciding, 1: Facilitating }
    struct Body { id, kind, name }
    enum BodyKind { 0: Council, 1: Executive, 2: Mayor, 3: Other }
    enum Admission { 0: Closed, 1: ByFacilitator, 2: ByConsent }
    struct PlannedRound { title, activities }
    enum StanceVisibility { 0: Attributed, 1: Pseudonymous, 2: Secret }
    struct Thresholds { quorum, stability, support, agreement, min_rounds, max_rounds }
}

image! {
    enum Activity {
        0: Contribute, 1: Propose, 2: Respond, 3: Rate, 4: Ballot, 5: Commit, 6: Reflect,
    }
    enum ClosingRule { 0: At(moment), 1: EveryPartyAnswered { latest }, 2: ByFacilitator }
    enum CloseCause { 0: Time, 1: EveryPartyAnswered, 2: Facilitator }
    struct RoundPlan {
        title, activities, closing, extension, against_advice_reason, open_proposals, invited,
        group, ballot,
    }
    struct BallotPlan {
        rule, options, seats, budget, costs, grade_max, grade_labels, missing_grades, seed,
    }
    enum MissingGrades { 0: Exclude, 1: Lowest }
}

image! {
    enum PartyKind {
        0: Resident, 1: Entrepreneur, 2: PaidProfessional, 3: UnpaidProfessional, 4: Municipality,
        5: Other,
    }
    struct Party {
        index, kind, display_name, affiliations, members, own_seat, acted_alone, spokesperson,
        accepted, challenge_rating, entered_after,
    }
    struct Seat { party, party_index, member, display_name, identity }
}

image! {
    enum Answer { 0: Pass, 1: Stance(value) }
    struct Clause { id, text, derives_from, authors, body }
    struct TallyRecord { round, conclusion, input_digest, figures, advice, outcome }
    enum Undefined {
        0: NoEligibleParties, 1: NoExpressedStances, 2: FewerThanTwoParties, 3: ScaleTooShort,
        4: NoVariation, 5: FirstRound, 6: NoPairedParties, 7: MultiMemberParty, 8: TooManyParties,
        9: NoItemWithTwoStances, 10: FullConsensus, 11: ScalesDiffer,
        12: NoOutcome, 13: NothingAdopted, 14: NoContributions, 15: NothingDue, 16: NoPulse,
        17: NoAuthority, 18: NoResponses, 19: TooFewResponses, 20: NotJoint, 21: NoSoloBaseline,
        22: FewerThanTwoRaters, 23: NoGap, 24: NoMovement, 25: NothingDecided,
        26: NoPromise, 27: FewerThanTwoItems, 28: AllTied, 29: NoPairableValues,
        30: NoDefinedPairs, 31: NotTestable, 32: NoRankings, 33: NoStatementsRated, 34: NoGroups,
        35: GroupTooSmall,
    }
    enum RoundAdvice {
        0: NotApplicable, 1: ExtendRound, 2: Continue, 3: ResolveObjection, 4: StopConsensusFor,
        5: StopConsensusAgainst, 6: StalematePolarised, 7: StopStableDissent, 8: StopMaxRounds,
    }
    enum FigureResult { 0: Value { value, exact }, 1: Undefined(reason) }
    struct RecordedFigure { name, item, party, result, n, method, method_version }
    struct ItemAdvice { item, advice }
    enum OutcomeResult { 0: Adopted, 1: Blocked, 2: NotReached, 3: NoQuorum }
    struct Outcome {
        rule, result, adopted, ranking, tied, groups_under_floor, steps, headcount,
    }
    struct OutcomeStep {
        name, option, other, options, rank, group, value, whole, against, threshold, passed,
    }
}
