//! The charter: the rules of one deliberation, frozen when round 1 opens (rule 6).

use crate::domain::ids::{BodyId, GroupId, PartyId};
use crate::domain::limits::SUBGROUP_MIN_DEFAULT;
use crate::domain::round::Activity;
use crate::domain::scale::Scale;

/// An exact fraction, so that a threshold of 3/20 is 3/20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub numerator: u32,
    /// Denominator, 1 or more.
    pub denominator: u32,
}

/// The charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// Version, from 1.
    pub version: u32,
    /// SHA-256 over the public message without version, hash and frozen.
    pub hash: [u8; 32],
    /// The scale of stances.
    pub scale: Scale,
    /// Labels of steps, in order of step.
    pub labels: Vec<(i32, Box<str>)>,
    /// Whether a stance at `lo` is a strong objection.
    pub lo_is_veto: bool,
    /// What becomes of stances after a close.
    pub visibility: StanceVisibility,
    /// The thresholds of the round advice.
    pub thresholds: Thresholds,
    /// Least number of parties in a distribution that is shown where stances are not attributed.
    pub subgroup_min: u32,
    /// How long things may take.
    pub terms: Terms,
    /// How an outcome is decided.
    pub decision: DecisionRule,
    /// The authority, its role and its deciding bodies.
    pub authority: Option<Authority>,
    /// Who can enter after round 1 opened.
    pub admission: Admission,
    /// Groups that may meet without the other parties.
    pub working_groups: Vec<CharterGroup>,
    /// The rounds as they are planned; what is opened may differ, visibly.
    pub planned_rounds: Vec<PlannedRound>,
}

impl Charter {
    /// Everything by default on this scale: version 1, without a hash.
    #[must_use]
    pub fn plain(scale: Scale) -> Charter {
        Charter {
            version: 1,
            hash: [0; 32],
            scale,
            labels: Vec::new(),
            lo_is_veto: false,
            visibility: StanceVisibility::Attributed,
            thresholds: Thresholds::default(),
            subgroup_min: SUBGROUP_MIN_DEFAULT,
            terms: Terms::default(),
            decision: DecisionRule::default(),
            authority: None,
            admission: Admission::Closed,
            working_groups: Vec::new(),
            planned_rounds: Vec::new(),
        }
    }
}

/// How long things may take (rule 16). What is `None` has no term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Terms {
    /// Days the authority has to answer a question.
    pub answer_days: Option<u32>,
    /// Days a deciding body has to decide on the outcome.
    pub decide_days: Option<u32>,
    /// Days a facilitating authority has to accept the charter before its silence is recorded.
    pub accept_days: Option<u32>,
    /// Days the author of an item has to say "you understood me" before the facilitator may
    /// classify a response.
    pub understood_days: Option<u32>,
    /// Hours after new information in which no round closes.
    pub reading_hours: u32,
}

/// A decision rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// No reasoned objection, and a consent.
    Consent,
    /// A share of all, and a least share in every group.
    SupermajorityFloor,
    /// Who beats everyone, or the smallest set that does.
    Condorcet,
    /// Widest paths.
    Schulze,
    /// Defeats locked in order of margin.
    RankedPairs,
    /// Medians of grades in words.
    MajorityJudgment,
    /// Two highest sums, then the one that more prefer.
    Star,
    /// Sum of grades.
    Score,
    /// Number of approvals.
    Approval,
    /// Equal shares for seats.
    EqualShares,
    /// Sequential Phragmén for seats.
    SequentialPhragmen,
    /// A budget by votes.
    BudgetGreedy,
    /// A budget by equal shares.
    BudgetEqualShares,
    /// A budget by equal shares, raised by one until it is spent.
    BudgetEqualSharesAdd1,
    /// The same, and then by votes.
    BudgetEqualSharesAdd1Greedy,
}

/// What a ballot for a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BallotKind {
    /// Consent, a concern or an objection, on one option.
    Consent,
    /// For or against, on one option.
    Vote,
    /// Options in order.
    Ranking,
    /// A grade for each option.
    Grades,
    /// Options approved of, for a number of seats.
    Seats,
    /// Options approved of, for a budget.
    Budget,
}

impl BallotKind {
    /// The form of the ballot in snake case.
    #[must_use]
    pub fn form(self) -> &'static str {
        match self {
            BallotKind::Consent => "consent",
            BallotKind::Vote => "vote",
            BallotKind::Ranking => "ranking",
            BallotKind::Grades => "grades",
            BallotKind::Seats | BallotKind::Budget => "approvals",
        }
    }
}

impl Rule {
    /// The rule in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::Consent => "consent",
            Rule::SupermajorityFloor => "supermajority_floor",
            Rule::Condorcet => "condorcet",
            Rule::Schulze => "schulze",
            Rule::RankedPairs => "ranked_pairs",
            Rule::MajorityJudgment => "majority_judgment",
            Rule::Star => "star",
            Rule::Score => "score",
            Rule::Approval => "approval",
            Rule::EqualShares => "equal_shares",
            Rule::SequentialPhragmen => "sequential_phragmen",
            Rule::BudgetGreedy => "budget_greedy",
            Rule::BudgetEqualShares => "budget_equal_shares",
            Rule::BudgetEqualSharesAdd1 => "budget_equal_shares_add1",
            Rule::BudgetEqualSharesAdd1Greedy => "budget_equal_shares_add1_greedy",
        }
    }

    /// What a ballot for this rule says.
    #[must_use]
    pub fn ballot(self) -> BallotKind {
        match self {
            Rule::Consent => BallotKind::Consent,
            Rule::SupermajorityFloor => BallotKind::Vote,
            Rule::Condorcet | Rule::Schulze | Rule::RankedPairs => BallotKind::Ranking,
            Rule::MajorityJudgment | Rule::Star | Rule::Score => BallotKind::Grades,
            Rule::Approval | Rule::EqualShares | Rule::SequentialPhragmen => BallotKind::Seats,
            Rule::BudgetGreedy
            | Rule::BudgetEqualShares
            | Rule::BudgetEqualSharesAdd1
            | Rule::BudgetEqualSharesAdd1Greedy => BallotKind::Budget,
        }
    }
}

/// How an outcome is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRule {
    /// The rule of a conclusion without a ballot round: consent or supermajority_floor.
    pub rule: Rule,
    /// Least share of parties that answered.
    pub quorum: Ratio,
    /// Least share that agrees, of those who agree or disagree.
    pub threshold: Ratio,
    /// The same within each group.
    pub floor: Ratio,
    /// The groups that the floor holds for.
    pub partition: Partition,
    /// Least number of parties in a group with a floor.
    pub group_min: u32,
}

impl Default for DecisionRule {
    /// Consent of a quorum of half; two thirds with a floor of one third per kind of party, for
    /// kinds with two parties or more. Policy.
    fn default() -> DecisionRule {
        let ratio = |numerator, denominator| Ratio { numerator, denominator };
        DecisionRule {
            rule: Rule::Consent,
            quorum: ratio(1, 2),
            threshold: ratio(2, 3),
            floor: ratio(1, 3),
            partition: Partition::Kind,
            group_min: 2,
        }
    }
}

/// How parties are divided into the groups that a floor holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partition {
    /// By kind of party.
    Kind,
    /// Not at all.
    Whole,
    /// As listed; parties that are not listed form one group more, `others`.
    Declared(Vec<CharterGroup>),
}

/// Some of the parties, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterGroup {
    /// Id.
    pub group: GroupId,
    /// The parties.
    pub parties: Vec<PartyId>,
}

/// The party that can formally adopt or reverse, and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The party: one voice like all.
    pub party: PartyId,
    /// What it does here.
    pub role: AuthorityRole,
    /// Its deciding bodies.
    pub bodies: Vec<Body>,
}

/// What the authority does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthorityRole {
    /// It decides on the outcome.
    Deciding,
    /// It answers questions and makes provisions, and tables no proposals.
    Facilitating,
}

/// A body that can formally adopt or reverse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Id.
    pub id: BodyId,
    /// What it is.
    pub kind: BodyKind,
    /// What it is called; a public body, no person.
    pub name: Box<str>,
}

/// The kinds of deciding body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyKind {
    /// A council.
    Council,
    /// An executive.
    Executive,
    /// A mayor.
    Mayor,
    /// Another body.
    Other,
}

/// Who can enter after round 1 opened (rule 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Admission {
    /// Nobody.
    Closed,
    /// Whom the facilitator admits; it is shown as a late entry.
    ByFacilitator,
    /// Whom all parties consent to.
    ByConsent,
}

/// A round as the charter plans it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRound {
    /// Title.
    pub title: Box<str>,
    /// What may be done in it, in order and without repeats.
    pub activities: Vec<Activity>,
}

/// What becomes of a stance after the close (rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StanceVisibility {
    /// Shown with party and member id.
    Attributed,
    /// Shown under one random pseudonym per member.
    Pseudonymous,
    /// Shown to auditors only.
    Secret,
}

/// The thresholds of the round advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Least share of parties that responded.
    pub quorum: Ratio,
    /// A changed-stance share strictly below it is stable.
    pub stability: Ratio,
    /// Least share for support, or for opposition.
    pub support: Ratio,
    /// Least agreement A that counts as converged.
    pub agreement: Ratio,
    /// Rounds before which nothing is final.
    pub min_rounds: u32,
    /// Round after which the advice is to stop.
    pub max_rounds: u32,
}

impl Default for Thresholds {
    /// Quorum, stability and support are customary in Delphi studies (von der Gracht 2012;
    /// Scheibe, Skutsch & Schofer 1975; Diamond et al. 2014); agreement and rounds are policy.
    fn default() -> Thresholds {
        let ratio = |numerator, denominator| Ratio { numerator, denominator };
        Thresholds {
            quorum: ratio(7, 10),
            stability: ratio(3, 20),
            support: ratio(3, 4),
            agreement: ratio(3, 5),
            min_rounds: 2,
            max_rounds: 4,
        }
    }
}
