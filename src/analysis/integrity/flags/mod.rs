//! Points of attention: rules on what happened, each with the events that prove it.
//!
//! Some are facts, which cite events; others are indications, which cite the figures behind them.
//! There is no score and no sum: a number of flags says nothing that the flags do not.

mod rules;

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::analysis::figure::Value;
pub use crate::domain::flag::FlagCode as Code;
use rules::Seen;

/// From where on something deserves attention. All of it is policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thresholds {
    /// Least share of adopted clauses that are the authority's alone.
    pub foregone: BigRational,
    /// Share of items that may stay unanswered.
    pub unanswered: BigRational,
    /// How many times an equal share of the floor one party may have.
    pub floor: BigRational,
    /// Least share of items to be answered, both ways.
    pub answered: BigRational,
    /// Least gap between what was logged and what is felt.
    pub felt_gap: BigRational,
    /// Items under which the same reason may stand.
    pub same_reason: usize,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        let share = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        Thresholds {
            foregone: share(9, 10),
            unanswered: share(1, 5),
            floor: share(2, 1),
            answered: share(1, 2),
            felt_gap: share(3, 10),
            same_reason: 5,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// The event that proves it.
    pub id: u64,
    /// Its place in time; of equals, the order of the list holds.
    pub at: u64,
    /// What.
    pub what: What,
}

/// What happened, as far as a flag asks about it. Parties and bodies are numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A body promised a level; higher numbers are more of a say.
    Promised {
        /// The body.
        body: usize,
        /// The level.
        level: i64,
    },
    /// A body took its promise back.
    PromiseWithdrawn,
    /// A precondition was declared.
    PreconditionDeclared {
        /// Whether it answers a party's question.
        answers: bool,
    },
    /// The authority published information.
    InformationPublished,
    /// A round opened.
    RoundOpened {
        /// Whether a registered party was left out of it that is not outside a working group which
        /// the charter names.
        left_out: bool,
    },
    /// Stances can be given from now on.
    StanceWindowOpened,
    /// A round closed.
    RoundClosed,
    /// A party got time to speak.
    FloorGranted {
        /// The party.
        party: usize,
        /// How much, in any unit.
        amount: u64,
    },
    /// A party brought in an item.
    ItemAdded {
        /// The party.
        by: usize,
        /// Whether it is a proposal.
        proposal: bool,
        /// Its place in time from which on others can answer it.
        open_from: u64,
    },
    /// A party gave an item a substantive response.
    Answered {
        /// The event that brought the item in.
        item: u64,
        /// The party.
        by: usize,
    },
    /// An item was adopted, or rejected with a reason.
    Disposed {
        /// The event that brought the item in.
        item: u64,
    },
    /// Proposals were adopted; the parties in the lineage of each clause.
    Adopted {
        /// One list a clause, without repeats.
        lineages: Vec<Vec<usize>>,
    },
    /// A body decided.
    Decided {
        /// Whether it follows the outcome, or departs from it on a ground that is no reproach.
        follows: bool,
        /// The preconditions that it invokes, by the events that declared them.
        invokes: Vec<u64>,
    },
    /// A body undid what it decided.
    Reversed,
    /// The parties went on after a reversal: what was decided before is not early for what comes.
    Resumed,
    /// A date passed without a decision, or without an answer to a question.
    TermMissed,
    /// A commitment or a provision of the authority was broken, or its date passed.
    AuthorityBroke,
}

/// What the rules on happenings and figures ask for.
#[derive(Debug, Clone, Default)]
pub struct Process {
    /// The party that can decide and reverse.
    pub authority: Option<usize>,
    /// Number of parties.
    pub parties: usize,
    /// What happened, in any order.
    pub happenings: Vec<Happening>,
    /// How far each party moved, within 0 to 1, where that is defined.
    pub susceptibility: BTreeMap<usize, Value>,
    /// What was logged minus what is felt, by party and dimension, where that is defined.
    pub gaps: Vec<(usize, &'static str, Value)>,
    /// The delivered level minus the promised one.
    pub level_gap: Option<i64>,
    /// The events that gave one and the same reason, a list a reason.
    pub same_reason: Vec<Vec<u64>>,
}

/// A flag that is raised.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// Which.
    pub code: Code,
    /// The events that prove a fact, in order of time; empty for an indication.
    pub events: Vec<u64>,
    /// The figures behind an indication, or the share that a fact rests on.
    pub cited: Vec<Cited>,
}

/// A figure behind a flag.
#[derive(Debug, Clone, PartialEq)]
pub struct Cited {
    /// The name of the figure.
    pub name: &'static str,
    /// The party it is about.
    pub party: Option<usize>,
    /// Its value.
    pub value: Value,
    /// The threshold that it reached or passed.
    pub threshold: BigRational,
}

/// The flags that are raised, in order of their number.
#[must_use]
pub fn flags(process: &Process, thresholds: &Thresholds) -> Vec<Flag> {
    let mut ordered: Vec<&Happening> = process.happenings.iter().collect();
    ordered.sort_by_key(|happening| happening.at);
    let seen = Seen { process, thresholds, ordered: &ordered };
    let facts = [
        (Code::LatePrecondition, seen.late_preconditions()),
        (Code::UnexplainedDeviation, seen.unexplained()),
        (Code::Reversal, seen.of(|w| matches!(w, What::Reversed | What::PromiseWithdrawn))),
        (Code::LateInformation, seen.late_information()),
        (Code::DecidedBeforeClose, seen.decided_before_close()),
        (Code::PartyNotInvited, seen.of(|w| matches!(w, What::RoundOpened { left_out: true }))),
        (Code::PromiseLowered, seen.lowered()),
        (Code::TermMissed, seen.of(|w| matches!(w, What::TermMissed))),
        (Code::AuthorityBroke, seen.of(|w| matches!(w, What::AuthorityBroke))),
        (Code::SameReason, seen.same_reason()),
    ];
    let facts = facts.into_iter().filter(|(_, events)| !events.is_empty());
    let facts = facts.map(|(code, events)| Flag { code, events, cited: Vec::new() });
    let indications = [
        (Code::UnequalFloor, seen.floor()),
        (Code::OneSidedMovement, seen.movement()),
        (Code::LowReciprocity, seen.reciprocity()),
        (Code::FeltGap, seen.felt_gaps()),
        (Code::LevelGap, seen.level_gap()),
    ];
    let indications = indications.into_iter().filter(|(_, cited)| !cited.is_empty());
    let indications = indications.map(|(code, cited)| Flag { code, events: Vec::new(), cited });
    let shares = seen.foregone().into_iter().chain(seen.unanswered());
    let mut raised: Vec<Flag> = facts.chain(indications).chain(shares).collect();
    raised.sort_by_key(|flag| flag.code);
    raised
}
