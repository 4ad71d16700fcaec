//! Whether promises were kept, from a deliberation.

use num_rational::BigRational;

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::{Measured, Undefined, Value};
use crate::analysis::integrity::level::{LevelFacts, Rung, delivered};
use crate::analysis::integrity::mandate::{Fate, mandate_integrity};
use crate::analysis::sheet::ownership::{ClauseCredit, OwnershipSheet};
use crate::analysis::sheet::{Kind, Sheet, all_parties};
use crate::domain::act::{ClauseStatus, ClauseVersion, ContributionKind, Level, Term};
use crate::domain::charter::{AuthorityRole, Body};
use crate::domain::ids::{ClauseRef, ItemId, PartyId};
use crate::domain::outcome::OutcomeResult;
use crate::domain::round::Activity;
use crate::domain::state::{Deliberation, Phase, Round};

const KEPT: &str = "mandate_integrity/kept_of_decided";
const LEVEL: &str = "participation_level/edelenbos_monnikhof_2001";
const PROVISIONS: &str = "provisions/kept_of_due";
const COUNT: &str = "count/clauses";

/// The version of every method in this list; it rises when a value could change.
const VERSION: u32 = 1;

/// The methods behind the figures, with the version of each.
pub const METHODS: [(&str, u32); 4] =
    [(KEPT, VERSION), (LEVEL, VERSION), (PROVISIONS, VERSION), (COUNT, VERSION)];

/// What deciding bodies did with what they promised.
#[derive(Debug, Clone, Default)]
pub struct IntegritySheet {
    /// The figures.
    pub sheet: Sheet,
    /// The adopted clauses of the last outcome, each with what was done last and the event.
    pub clauses: Vec<(ClauseVersion, ClauseStatus, u64)>,
    /// What was promised: the highest level that a body promised before round 1 opened, or else
    /// first.
    pub promised: Option<Level>,
    /// What was delivered; `None` as long as nothing was decided.
    pub delivered: Option<Rung>,
    /// What the delivered level follows from.
    pub facts: LevelFacts,
    /// Whether round 1 is still to open while no precondition, provision or consequence was named.
    pub nothing_named: bool,
}

/// Computes the figures.
#[must_use]
pub fn integrity(state: &Deliberation, owned: &OwnershipSheet) -> IntegritySheet {
    let clauses = statuses(state, &owned.clauses);
    let mut sheet = Sheet::of(state, all_parties(state));
    sheet.round = owned.sheet.round;
    let decided = sheet.prove(decision_sequences(state));
    let has_body = decides(state);
    kept_lines(&mut sheet, (&clauses, has_body), decided);
    let facts = facts(state, owned, &clauses);
    let promised = promised(state);
    let is_decided = decided_at(state, &clauses).is_some();
    let delivered = is_decided.then(|| delivered(&facts));
    level_lines(&mut sheet, (promised, delivered), decided);
    provision_line(&mut sheet, state);
    let early = matches!(state.phase, Phase::Draft | Phase::Ready);
    let mandate = &state.mandate;
    let none = mandate.preconditions.is_empty()
        && mandate.provisions.is_empty()
        && mandate.acknowledgements.is_empty();
    let nothing_named = early && none && state.bodies().next().is_some();
    IntegritySheet { sheet, clauses, promised, delivered, facts, nothing_named }
}

/// Whether a body decides on what the parties adopted: an authority that facilitates does not,
/// unless it did all the same.
fn decides(state: &Deliberation) -> bool {
    let authority = state.charter.as_ref().and_then(|charter| charter.authority.as_ref());
    let deciding = authority.is_some_and(|authority| {
        authority.role == AuthorityRole::Deciding && !authority.bodies.is_empty()
    });
    deciding || !state.verdict.decisions.is_empty()
}

/// What was done last with each adopted clause, and the event; pending while nothing was.
fn statuses(
    state: &Deliberation,
    clauses: &[ClauseCredit],
) -> Vec<(ClauseVersion, ClauseStatus, u64)> {
    let one = |credit: &ClauseCredit| {
        let ClauseVersion { proposal, clause, .. } = &credit.clause;
        let place = ClauseRef { proposal: proposal.clone(), clause: clause.clone() };
        let (status, sequence) =
            state.verdict.clauses.get(&place).cloned().unwrap_or((ClauseStatus::Pending, 0));
        (credit.clause.clone(), status, sequence)
    };
    clauses.iter().map(one).collect()
}

fn fate(status: &ClauseStatus) -> Fate {
    match status {
        ClauseStatus::Honoured => Fate::Honoured,
        ClauseStatus::AmendedWithConsent { .. } => Fate::AmendedWithConsent,
        ClauseStatus::Precondition(_) => Fate::DeviatedPredeclared,
        ClauseStatus::ExternalBinding { .. } | ClauseStatus::FormalProcedure => Fate::Bound,
        ClauseStatus::ChangeOfMind => Fate::DeviatedUndeclared,
        ClauseStatus::Reversed => Fate::Reversed,
        ClauseStatus::Pending => Fate::Pending,
    }
}

/// The outcome, and what bodies did with it.
fn decision_sequences(state: &Deliberation) -> Vec<u64> {
    let verdict = &state.verdict;
    let outcome = verdict.outcome.as_ref().map(|outcome| outcome.sequence);
    let decisions = verdict.decisions.keys().chain(verdict.reversals.keys()).copied();
    outcome.into_iter().chain(decisions).collect()
}

fn kept_lines(
    sheet: &mut Sheet,
    (clauses, has_body): (&[(ClauseVersion, ClauseStatus, u64)], bool),
    evidence: usize,
) {
    let weighed: Vec<(Fate, u128)> =
        clauses.iter().map(|(_, status, _)| (fate(status), 1)).collect();
    let kept = mandate_integrity(&weighed);
    let all = clauses.len() as u64;
    let number = |of: fn(&ClauseStatus) -> bool| {
        clauses.iter().filter(|(_, status, _)| of(status)).count() as u64
    };
    let decided = all - number(|status| *status == ClauseStatus::Pending);
    let kind = |method| Kind { method, version: VERSION, evidence, from_hidden: false };
    // Without a deciding body nothing waits for one.
    let told =
        |value: &Measured| if has_body { value.clone() } else { Err(Undefined::NoAuthority) };
    let share = |name, value, n| kind(KEPT).line(name, &told(value), n);
    sheet.lines.extend([
        share("mandate_integrity", &kept.plain, decided),
        share("mandate_integrity_strict", &kept.strict, decided),
        share("reversal_rate", &kept.reversal_rate, decided),
        share("undeclared_deviation_rate", &kept.undeclared_deviation_rate, decided),
        share("pending_share", &kept.pending_share, all),
    ]);
    type Of = fn(&ClauseStatus) -> bool;
    let grounds: [(&'static str, Of); 8] = [
        ("clauses_honoured", |s| *s == ClauseStatus::Honoured),
        ("clauses_amended", |s| matches!(s, ClauseStatus::AmendedWithConsent { .. })),
        ("clauses_on_precondition", |s| matches!(s, ClauseStatus::Precondition(_))),
        ("clauses_bound", |s| matches!(s, ClauseStatus::ExternalBinding { .. })),
        ("clauses_in_procedure", |s| *s == ClauseStatus::FormalProcedure),
        ("clauses_changed", |s| *s == ClauseStatus::ChangeOfMind),
        ("clauses_reversed", |s| *s == ClauseStatus::Reversed),
        ("clauses_pending", |s| *s == ClauseStatus::Pending),
    ];
    let counted = |(name, of): (&'static str, Of)| {
        let value: Measured = match all {
            _ if !has_body => Err(Undefined::NoAuthority),
            0 => Err(Undefined::NothingAdopted),
            _ => Ok(Value::count(number(of))),
        };
        kind(COUNT).line(name, &value, all)
    };
    sheet.lines.extend(grounds.map(counted));
}

fn level_lines(
    sheet: &mut Sheet,
    (promised, delivered): (Option<Level>, Option<Rung>),
    evidence: usize,
) {
    let kind = Kind { method: LEVEL, version: VERSION, evidence, from_hidden: false };
    let whole = |number: i64| Value::Exact(BigRational::from_integer(number.into()));
    let promised = promised.map(|level| rung(level).index()).ok_or(Undefined::NoPromise);
    let delivered = delivered.map(Rung::index).ok_or(Undefined::NothingDecided);
    let gap = promised.and_then(|promised| delivered.map(|delivered| delivered - promised));
    let n = sheet.parties.len() as u64;
    sheet.lines.extend([
        kind.line("level_promised", &promised.map(whole), n),
        kind.line("level_delivered", &delivered.map(whole), n),
        kind.line("level_gap", &gap.map(whole), n),
    ]);
}

impl IntegritySheet {
    /// The delivered level minus the promised one, where both are known.
    #[must_use]
    pub fn level_gap(&self) -> Option<i64> {
        Some(self.delivered?.index() - rung(self.promised?).index())
    }
}

/// The rung of a promised level.
#[must_use]
pub fn rung(level: Level) -> Rung {
    match level {
        Level::Inform => Rung::Inform,
        Level::Consult => Rung::Consult,
        Level::Advise => Rung::Advise,
        Level::CoProduce => Rung::CoProduce,
        Level::CoDecide => Rung::CoDecide,
    }
}

/// What each body promised last before round 1 opened, or else first; of these the highest,
/// because that is what parties counted on.
fn promised(state: &Deliberation) -> Option<Level> {
    let opened = state.rounds.first().map_or(u64::MAX, |round| round.opened_by);
    let of_body = |body: &Body| {
        let made = || state.mandate.levels.iter().filter(|(_, of, _)| *of == body.id);
        let in_time = made().rfind(|(sequence, ..)| *sequence < opened);
        in_time.or_else(|| made().next()).map(|(.., level)| *level)
    };
    state.bodies().filter_map(of_body).max()
}

/// When the decision fell that the parties had to be heard before: the first one, early or not.
/// Where nobody else decides, that is the outcome itself.
fn decided_at(state: &Deliberation, clauses: &[(ClauseVersion, ClauseStatus, u64)]) -> Option<u64> {
    if !decides(state) {
        return state.verdict.outcome.as_ref().map(|outcome| outcome.sequence);
    }
    let resumed = state.verdict.resumed.last().copied().unwrap_or(0);
    let decisions = state.verdict.decisions.keys().copied();
    let since = decisions.clone().find(|sequence| *sequence > resumed);
    let decided = clauses.iter().any(|(_, status, _)| *status != ClauseStatus::Pending);
    since.or_else(|| decisions.min().filter(|_| decided))
}

fn facts(
    state: &Deliberation,
    owned: &OwnershipSheet,
    clauses: &[(ClauseVersion, ClauseStatus, u64)],
) -> LevelFacts {
    let until = decided_at(state, clauses).unwrap_or(u64::MAX);
    let authority = state.authority();
    let any = |of: fn(&ClauseStatus) -> bool| clauses.iter().any(|(_, status, _)| of(status));
    let decisions = state.verdict.decisions.values().flat_map(|made| &made.decision.clauses);
    let reasoned = |made: &crate::domain::act::ClauseDecision| {
        !made.status.deviates() || made.reason.is_some()
    };
    let proposes = |round: &Round| {
        let invited = &round.plan.invited;
        let others = invited.iter().any(|party| Some(party) != authority);
        round.plan.activities.contains(&Activity::Propose) && (invited.is_empty() || others)
    };
    // Where nobody else decides, nobody but the parties can keep it.
    let alone = !decides(state);
    let kept = alone
        || !any(|s| matches!(fate(s), Fate::DeviatedUndeclared | Fate::Reversed | Fate::Pending));
    LevelFacts {
        information_before_decision: state.bodies().next().is_none() || informed(state, until),
        all_parties_could_state_stance_before_decision: all_could_speak(state, until),
        others_could_table_proposals: state
            .rounds
            .iter()
            .any(|round| round.opened_by < until && proposes(round)),
        every_deviation_motivated: decisions.clone().all(reasoned),
        joint_problem_definition: joint_problem(state),
        deviation_only_on_predeclared_precondition: !any(|s| *s == ClauseStatus::ChangeOfMind),
        reversed: any(|s| *s == ClauseStatus::Reversed),
        non_authority_share: of_others(state, owned),
        decision_taken_by_all_parties: kept && all_decided(state),
        started_by_others: state
            .initiator
            .as_ref()
            .is_some_and(|initiator| Some(initiator) != authority),
        authority_tabled_none: !state.items.iter().any(|(id, item)| {
            let of_authority = item.versions.iter().filter_map(|version| version.author.as_ref());
            let mut of_authority = of_authority.filter(|of| Some(&of.party) == authority);
            matches!(id, ItemId::Proposal(_)) && of_authority.next().is_some()
        }),
    }
}

/// Whether the parties got something to go by before the decision: information, an answer, a
/// limit, a provision, or what adopting would lead to.
fn informed(state: &Deliberation, until: u64) -> bool {
    let mandate = &state.mandate;
    let before = |sequence: &u64| *sequence < until;
    let information = state.items.values().any(|item| {
        let told = item.contribution.is_some_and(|one| one.kind == ContributionKind::Information);
        told && item.versions.first().is_some_and(|version| version.sequence < until)
    });
    let answered = state
        .dialogue
        .responses
        .range(..until)
        .any(|(_, one)| Some(&one.response.author.party) == state.authority());
    information
        || answered
        || mandate.preconditions.keys().any(before)
        || mandate.provisions.keys().any(before)
        || mandate.checks.keys().any(before)
        || mandate.acknowledgements.values().any(|word| word.sequence < until)
}

/// Whether every party that was there in time was invited to give a stance or a ballot in a round
/// that closed before the decision.
fn all_could_speak(state: &Deliberation, until: u64) -> bool {
    let closed = |round: &Round| {
        let closed = round.closed.as_ref();
        closed.is_some_and(|closed| closed.sequence < until)
    };
    let asks = |round: &Round| {
        let activities = &round.plan.activities;
        activities.contains(&Activity::Rate) || activities.contains(&Activity::Ballot)
    };
    let numbered = (1_u32..).zip(&state.rounds);
    let asked: Vec<u32> = numbered
        .filter(|(_, round)| closed(round) && asks(round))
        .map(|(number, _)| number)
        .collect();
    let Some(last) = asked.last() else { return false };
    let could = |id: &PartyId| asked.iter().any(|round| state.is_invited(*round, id));
    let in_time = state.parties.iter().filter(|(_, party)| party.entered_after < *last);
    in_time.into_iter().all(|(id, _)| could(id))
}

/// Whether every party accepted the challenge and the charter, the silence of a facilitating
/// authority apart.
fn joint_problem(state: &Deliberation) -> bool {
    let silent = |id: &PartyId| state.authority() == Some(id);
    !state.rounds.is_empty()
        && state.parties.iter().all(|(id, party)| party.accepted.is_some() || silent(id))
}

/// Whether the outcome is what a decision rule made of the word of all parties.
fn all_decided(state: &Deliberation) -> bool {
    let Some(outcome) = &state.verdict.outcome else { return false };
    let in_time = state.parties.iter().filter(|(_, party)| party.entered_after < outcome.round);
    outcome.outcome.result == OutcomeResult::Adopted
        && in_time.into_iter().all(|(id, _)| state.is_invited(outcome.round, id))
}

/// The part of the adopted text that comes from others than the authority.
fn of_others(state: &Deliberation, owned: &OwnershipSheet) -> Option<BigRational> {
    let authority = state.authority().and_then(|id| state.parties.get(id));
    let authority = authority.map(|party| party.index as usize);
    let clauses = owned.clauses.len() as u64;
    let part = |credit: &ClauseCredit| {
        let has = credit.parties.iter().any(|party| Some(*party) == authority);
        ratio_of_counts(u64::from(has), (credit.parties.len() as u64).max(1))
    };
    let own: BigRational = owned.clauses.iter().map(part).sum();
    (clauses > 0).then(|| {
        BigRational::from_integer(1.into()) - own / BigRational::from_integer(clauses.into())
    })
}

/// How many provisions were delivered of those due: overdue counts as not delivered.
fn provision_line(sheet: &mut Sheet, state: &Deliberation) {
    let provisions = &state.mandate.provisions;
    let due = provisions.iter().filter(|(number, provision)| {
        provision.kept.is_some() || state.passed.contains_key(&Term::Provision(**number))
    });
    let (mut n, mut kept) = (0, 0);
    for (_, provision) in due {
        n += 1;
        kept += u64::from(provision.kept == Some(true));
    }
    let share = match n {
        0 => Err(Undefined::NothingDue),
        _ => Ok(Value::Exact(ratio_of_counts(kept, n))),
    };
    let settled = provisions.values().map(|provision| provision.settled);
    let sequences = provisions.keys().copied().chain(settled.filter(|sequence| *sequence > 0));
    let evidence = sheet.prove(sequences.collect());
    let kind = Kind { method: PROVISIONS, version: VERSION, evidence, from_hidden: false };
    sheet.lines.push(kind.line("provisions_kept", &share, n));
}
