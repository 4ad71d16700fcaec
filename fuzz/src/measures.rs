//! Figures and decision rules over any answers and ballots: a value in its range, or a reason.

use beraad::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, VoteParty};
use beraad::analysis::choice::consent::consent;
use beraad::analysis::choice::floors::Floors;
use beraad::analysis::choice::supermajority_floor::{Thresholds as Majority, supermajority_floor};
use beraad::analysis::choice::{CONSENTS, OBJECTIONS, Outcome, QUORUM, SMALL_GROUP, Verdict};
use beraad::analysis::choice::{Step, sentences as steps};
use beraad::analysis::convergence::advice::Thresholds;
use beraad::analysis::convergence::{ItemInput, RoundInput, report};
use beraad::analysis::figure::Figure;
use beraad::analysis::fraction::Fraction;
use beraad::analysis::ratings::{Answer, Ratings};
use beraad::analysis::sentences::{Labels, sentence};
use beraad::domain::scale::Scale;
use num_rational::BigRational;

use crate::tape::Tape;

/// Reads bytes as a round, or as ballots.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    match tape.byte() % 2 {
        0 => round(&mut tape),
        _ => ballots(&mut tape),
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}

/// A share; one that is none becomes all.
fn fraction(tape: &mut Tape) -> Fraction {
    let (numerator, denominator) = match tape.byte() {
        0 => (tape.number(), tape.number()),
        _ => (u32::from(tape.byte()), u32::from(tape.byte())),
    };
    Fraction::new(numerator, denominator)
        .unwrap_or_else(|_| Fraction::new(1, 1).expect("all is a share"))
}

fn scale(tape: &mut Tape) -> Option<Scale> {
    let lo = match tape.byte() {
        255 => i32::from_le_bytes(tape.exactly()),
        byte => i32::from(byte as i8),
    };
    Scale::new(lo, lo.checked_add(i32::from(tape.byte()))?).ok()
}

fn ratings(tape: &mut Tape, scale: Scale, parties: usize) -> Ratings {
    let mut party = || {
        let members = tape.below(5);
        let mut answer = |_| match tape.byte() {
            0..=15 => Answer::Missing,
            16..=31 => Answer::Pass,
            byte => Answer::Rated(scale.lo() + i32::from(byte) % scale.categories() as i32),
        };
        (0..members).map(&mut answer).collect()
    };
    let parties = (0..parties).map(|_| party()).collect();
    Ratings::new(scale, parties).expect("every answer is on the scale")
}

fn round(tape: &mut Tape) {
    let Some(scale) = scale(tape) else { return };
    let (flags, parties) = (tape.byte(), tape.below(13));
    let thresholds = Thresholds {
        quorum: fraction(tape),
        stability: fraction(tape),
        support: fraction(tape),
        agreement: fraction(tape),
        min_rounds: u32::from(tape.byte()),
        max_rounds: u32::from(tape.byte()),
    };
    let round = u32::from(tape.byte());
    let mut item = |_| {
        let current = ratings(tape, scale, parties);
        let previous = tape.byte().is_multiple_of(2).then(|| ratings(tape, scale, parties));
        ItemInput { current, previous }
    };
    let items = (0..flags % 4).map(&mut item).collect();
    let (lo_is_veto, extended) = (flags & 4 != 0, flags & 8 != 0);
    let input = RoundInput { scale, lo_is_veto, round, extended, thresholds, parties, items };
    let report = report(&input);
    assert_eq!(report.advice.len(), input.items.len());
    assert!(
        report.focus.is_some() != report.focus_reason.is_some(),
        "a focus, or why there is none"
    );
    for figure in &report.figures {
        in_range(figure, &input);
        let told = sentence(figure, &Labels::default());
        assert!(!told.nl.is_empty() && !told.en.is_empty());
    }
}

/// A value lies between the least and the greatest that there can be.
fn in_range(figure: &Figure, input: &RoundInput) {
    let Ok(value) = &figure.value else { return };
    let (lo, hi) = (i64::from(input.scale.lo()), i64::from(input.scale.hi()));
    let (least, greatest) = match figure.name {
        "eligible" | "expressed" | "abstained" | "missing" | "strong_objections" | "paired"
        | "entered" | "left" => (0, input.parties as i64),
        "median" | "q1" | "q3" => (lo, hi),
        "iqr" => (0, hi - lo),
        "iqr_change" => (lo - hi, hi - lo),
        "agreement" | "mean_shift" => (-1, 1),
        _ => (0, 1),
    };
    assert!(value.to_f64().is_finite(), "{figure:?}");
    let exact = value.to_fraction().expect("what is finite is a fraction");
    assert!(whole(least) <= exact && exact <= whole(greatest), "{figure:?}");
}

fn ballots(tape: &mut Tape) {
    let groups = 1 + tape.below(4);
    let floors = Floors { floor: fraction(tape), parties_min: u64::from(tape.byte()) };
    let (quorum, overall) = (fraction(tape), fraction(tape));
    let mut parties = Vec::new();
    for _ in 0..tape.below(20) {
        let (group, members, objects) =
            (tape.below(groups), tape.below(6), tape.byte().is_multiple_of(2));
        let members = (0..members).map(|_| ballot(tape.byte())).collect::<Vec<_>>();
        let objects = objects && members.contains(&Some(ConsentBallot::Objection));
        parties.push((group, ConsentParty { members, objects }));
    }
    let parties = Grouped::new(groups, parties).expect("every group is there");
    let votes: Grouped<VoteParty> = parties.map(ConsentParty::votes);
    let consented = consent(&parties, quorum, floors);
    judged(&consented, groups, parties.len());
    let objecting = parties.count(|party| party.objects);
    assert_eq!(consented.open_objections.len(), objecting);
    assert!(objecting == 0 || consented.verdict != Verdict::Adopted, "over an open objection");
    judged(
        &supermajority_floor(&votes, &Majority { quorum, overall, floors }),
        groups,
        votes.len(),
    );
}

fn ballot(byte: u8) -> Option<ConsentBallot> {
    match byte % 5 {
        0 => None,
        1 => Some(ConsentBallot::Consent),
        2 => Some(ConsentBallot::Concern),
        3 => Some(ConsentBallot::Objection),
        _ => Some(ConsentBallot::Abstain),
    }
}

fn judged(outcome: &Outcome, groups: usize, parties: usize) {
    let all = outcome.steps.iter().all(|step| step.passed);
    assert_eq!(outcome.verdict == Verdict::Adopted, all, "adopted is: every test was passed");
    let named = outcome.groups_under_floor.iter().chain(&outcome.groups_without_floor);
    assert!(named.into_iter().all(|group| *group < groups));
    for Step { name, value, threshold, passed, .. } in &outcome.steps {
        let counts = [OBJECTIONS, CONSENTS, SMALL_GROUP].contains(name);
        let greatest = if counts { parties as i64 } else { 1 };
        if let Ok(value) = value {
            assert!(whole(0) <= *value && *value <= whole(greatest), "{name}: {value}");
        }
        // Where there are no parties, the answers of none are enough.
        let is_reached = threshold.is_none() || value.is_ok() || (*name == QUORUM && parties == 0);
        assert!(!passed || is_reached, "{name}: passed without a value");
    }
    for step in &outcome.steps {
        let told = steps::sentence(step, &steps::Labels::default());
        assert!(!told.nl.is_empty() && !told.en.is_empty());
    }
}
