//! Each point of attention at its threshold: there it is, or is not yet, raised.

use beraad::analysis::figure::Value;
use beraad::analysis::integrity::flags::{Code, Happening, Process, Thresholds, What, flags};
use num_rational::BigRational;

const AUTHORITY: usize = 0;

/// Things that happen one after another, numbered from 1.
fn process(happenings: Vec<What>) -> Process {
    let numbered = (1..).zip(happenings);
    Process {
        authority: Some(AUTHORITY),
        parties: 4,
        happenings: numbered.map(|(id, what)| Happening { id, at: 2 * id, what }).collect(),
        ..Process::default()
    }
}

fn raised(process: &Process) -> Vec<(Code, Vec<u64>)> {
    let all = flags(process, &Thresholds::default());
    all.into_iter().map(|flag| (flag.code, flag.events)).collect()
}

fn item(by: usize, number: u64) -> What {
    What::ItemAdded { by, proposal: false, open_from: 2 * number }
}

fn value(numerator: i64, denominator: i64) -> Value {
    Value::Exact(BigRational::new(numerator.into(), denominator.into()))
}

#[test]
fn one_in_five_may_stay_unanswered_and_one_more_may_not() {
    let answered = |left: u64| {
        let mut all: Vec<What> = (1..=5).map(|number| item(1, number)).collect();
        all.extend((left + 1..=5).map(|item| What::Answered { item, by: 2 }));
        all.push(What::RoundClosed);
        raised(&process(all))
    };
    assert_eq!(answered(0), []);
    assert_eq!(answered(1), []);
    assert_eq!(answered(2), [(Code::Unanswered, vec![1, 2])]);
}

#[test]
fn an_answer_to_oneself_and_one_after_the_close_do_not_count() {
    let own = vec![item(1, 1), What::Answered { item: 1, by: 1 }, What::RoundClosed];
    assert_eq!(raised(&process(own)), [(Code::Unanswered, vec![1])]);
    let late = vec![item(1, 1), What::RoundClosed, What::Answered { item: 1, by: 2 }];
    assert_eq!(raised(&process(late)), [(Code::Unanswered, vec![1])]);
    // The next round heals it; and what opens with the close itself could not be answered before.
    let healed = vec![
        item(1, 1),
        What::RoundClosed,
        What::Answered { item: 1, by: 2 },
        What::RoundClosed,
        item(1, 6),
        What::RoundClosed,
    ];
    assert_eq!(raised(&process(healed)), []);
    let disposed = vec![item(1, 1), What::Disposed { item: 1 }, What::RoundClosed];
    assert_eq!(raised(&process(disposed)), []);
}

#[test]
fn nine_of_ten_clauses_of_the_authority_alone_are_foregone() {
    let adopted = |alone: usize| {
        let own = (0..alone).map(|_| vec![AUTHORITY]);
        let together = (alone..10).map(|_| vec![AUTHORITY, 1]);
        raised(&process(vec![What::Adopted { lineages: own.chain(together).collect() }]))
    };
    assert_eq!(adopted(8), []);
    assert_eq!(adopted(9), [(Code::ForegoneText, vec![1])]);
    assert_eq!(raised(&process(vec![What::Adopted { lineages: Vec::new() }])), []);
}

#[test]
fn twice_an_equal_share_of_the_floor_is_the_most() {
    let floor = |most: u64| {
        let granted = |party, amount| What::FloorGranted { party, amount };
        let all = vec![granted(1, most), granted(2, 10), granted(3, 10)];
        raised(&process(all))
    };
    // 20 of 40 is half, which is twice a quarter.
    assert_eq!(floor(20), []);
    assert_eq!(floor(21), [(Code::UnequalFloor, vec![])]);
}

#[test]
fn a_gap_of_three_tenths_counts_for_others_than_the_authority() {
    let felt = |party, gap| {
        let gaps = vec![(party, "heard_gap", gap)];
        raised(&Process { gaps, ..process(Vec::new()) })
    };
    assert_eq!(felt(1, value(299, 1000)), []);
    assert_eq!(felt(1, value(3, 10)), [(Code::FeltGap, vec![])]);
    assert_eq!(felt(AUTHORITY, value(1, 1)), []);
}

#[test]
fn one_reason_stands_under_five_items_and_not_under_six() {
    let pasted = |number: u64| {
        let same_reason = vec![(1..=number).collect(), vec![90]];
        raised(&Process { same_reason, ..process(Vec::new()) })
    };
    assert_eq!(pasted(5), []);
    assert_eq!(pasted(6), [(Code::SameReason, (1..=6).collect())]);
}

#[test]
fn a_promise_is_lowered_by_body_and_only_downward() {
    let promised = |body, level| What::Promised { body, level };
    let up = vec![promised(0, 2), promised(1, 1), promised(0, 4), promised(0, 4)];
    assert_eq!(raised(&process(up)), []);
    let down = vec![promised(0, 4), promised(1, 1), promised(0, 3), promised(0, 4)];
    assert_eq!(raised(&process(down)), [(Code::PromiseLowered, vec![3])]);
}

#[test]
fn what_was_decided_before_a_recovery_is_not_early_for_the_rounds_after_it() {
    let decided = || What::Decided { follows: true, invokes: Vec::new() };
    let again =
        vec![What::RoundClosed, decided(), What::Reversed, What::Resumed, What::RoundClosed];
    assert_eq!(raised(&process(again)), [(Code::Reversal, vec![3])]);
    let early = vec![decided(), What::RoundClosed];
    assert_eq!(raised(&process(early)), [(Code::DecidedBeforeClose, vec![1])]);
}

#[test]
fn only_a_precondition_from_before_round_one_explains_a_deviation() {
    let declared = || What::PreconditionDeclared { answers: false };
    let opened = || What::RoundOpened { left_out: false };
    let deviates = |invoked| What::Decided { follows: false, invokes: vec![invoked] };
    assert_eq!(raised(&process(vec![declared(), opened(), deviates(1)])), []);
    let late = vec![opened(), declared(), deviates(2)];
    assert_eq!(raised(&process(late)), [(Code::UnexplainedDeviation, vec![3])]);
}

#[test]
fn half_an_answer_rate_is_enough_and_nothing_is_said_of_who_was_not_asked() {
    let both = |answered: u64| {
        let mut all = vec![item(AUTHORITY, 1), What::Answered { item: 1, by: 1 }];
        all.extend((3..=4).map(|number| item(1, number)));
        all.extend((3..3 + answered).map(|item| What::Answered { item, by: AUTHORITY }));
        raised(&process(all))
    };
    assert_eq!(both(1), []);
    assert_eq!(both(0), [(Code::LowReciprocity, vec![])]);
    assert_eq!(raised(&process(vec![item(1, 1)])), []);
}

#[test]
fn who_had_no_gap_is_not_said_to_have_stayed() {
    let moved = |own: Option<Value>| {
        let others = [(1, value(1, 2)), (2, value(0, 1))];
        let own = own.map(|own| (AUTHORITY, own));
        let susceptibility = others.into_iter().chain(own).collect();
        raised(&Process { susceptibility, ..process(Vec::new()) })
    };
    assert_eq!(moved(None), []);
    assert_eq!(moved(Some(value(1, 10))), []);
    assert_eq!(moved(Some(value(0, 1))), [(Code::OneSidedMovement, vec![])]);
}
