//! Properties of the figures on a whole process: they are what plain counting over the log gives,
//! at every sequence; they depend on no name and no order; and what is done with a contribution
//! never makes a party look worse.

mod process {
    pub mod flags;
    pub mod plain;
    pub mod pure;
    pub mod run;
}

use beraad::analysis::figure::Figure;
use beraad::analysis::integrity::flags::Flag;
use beraad::analysis::sheet::ownership::ownership;
use beraad::analysis::sheet::recognition::recognition;
use beraad::analysis::sheet::{Sheet, flags, integrity, party_list, synergy};
use beraad::domain::state::Deliberation;
use proptest::prelude::*;

use process::plain::Plain;
use process::run::{Op, PARTIES, Run, op};

/// The figures in words that no name and no order shows in; values bit by bit.
fn lines(sheet: &Sheet, called: impl Fn(&str) -> String) -> Vec<String> {
    let name = |party: Option<usize>| party.map(|party| called(sheet.parties[party].as_str()));
    let told = |figure: &Figure| {
        let value = figure.value.as_ref().map(|value| (value.to_f64().to_bits(), value.exact()));
        let (party, worst) = (name(figure.party), name(figure.worst_off));
        let item = figure.item.map(|item| sheet.items[item].to_string());
        format!("{} {party:?} {item:?} {value:?} {} {worst:?}", figure.name, figure.n)
    };
    let mut lines: Vec<String> = sheet.lines.iter().map(|line| told(&line.figure)).collect();
    lines.sort();
    lines
}

/// What is raised, in words that no name and no order shows in. Sequences differ with the order in
/// which the parties were added, so that events are counted.
fn raised(state: &Deliberation, called: impl Fn(&str) -> String) -> Vec<String> {
    let (owned, seen) = (ownership(state), recognition(state));
    let kept = integrity::integrity(state, &owned);
    let sheet = flags::flags(state, (&owned, &seen, &kept), Vec::new());
    let told = |flag: &Flag| {
        let cited = flag.cited.iter().map(|one| {
            let party = one.party.map(|party| called(sheet.parties[party].as_str()));
            format!("{} {party:?} {:?}", one.name, one.value.exact())
        });
        let mut cited: Vec<String> = cited.collect();
        cited.sort();
        format!("{:?} {} {cited:?}", flag.code, flag.events.len())
    };
    sheet.flags.iter().map(told).collect()
}

fn value(sheet: &Sheet, name: &str, party: usize) -> Option<f64> {
    let mut own = sheet.lines.iter().filter(|line| line.figure.name == name);
    let own = own.find(|line| line.figure.party == Some(party))?;
    own.figure.value.as_ref().ok().map(|value| value.to_f64())
}

/// Every figure that plain counting also gives.
fn agree(state: &Deliberation, plain: &Plain) -> Result<(), TestCaseError> {
    let (seen, owned) = (recognition(state).sheet, ownership(state).sheet);
    for party in 0..PARTIES {
        for (name, expected) in plain.recognition(party) {
            same(name, value(&seen, name, party), expected)?;
        }
        same("contribution_share", value(&owned, "contribution_share", party), plain.share(party))?;
    }
    Ok(())
}

fn same(name: &str, found: Option<f64>, expected: Option<f64>) -> Result<(), TestCaseError> {
    let equal = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
        (None, None) => true,
        _ => false,
    };
    prop_assert!(equal, "{name}: {found:?}, by plain counting {expected:?}");
    Ok(())
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(op(), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn at_every_sequence_the_figures_are_those_of_plain_counting(ops in ops()) {
        let order: Vec<usize> = (0..PARTIES).collect();
        let run = Run::of(&ops, &order, &order);
        let mut plain = Plain::default();
        for (event, state) in run.events.iter().zip(&run.states) {
            plain.note(event);
            agree(state, &plain)?;
        }
    }

    #[test]
    fn figures_depend_on_no_name_and_no_order(
        ops in ops(),
        labels in Just((0..PARTIES).collect::<Vec<_>>()).prop_shuffle(),
        order in Just((0..PARTIES).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let plain: Vec<usize> = (0..PARTIES).collect();
        let one = Run::of(&ops, &plain, &plain);
        let other = Run::of(&ops, &labels, &order);
        let (one, two) = (one.last(), other.last());
        let called = |name: &str| {
            let label: usize = name[1..].parse().expect("a label");
            let place = labels.iter().position(|other| *other == label).expect("a party");
            format!("p{place}")
        };
        let own = |name: &str| name.to_owned();
        prop_assert_eq!(lines(&ownership(one).sheet, own), lines(&ownership(two).sheet, called));
        let (a, b) = (recognition(one).sheet, recognition(two).sheet);
        prop_assert_eq!(lines(&a, own), lines(&b, called));
        let (a, b) = (synergy::synergy(one).sheet, synergy::synergy(two).sheet);
        prop_assert_eq!(lines(&a, own), lines(&b, called));
        let kept = |state| integrity::integrity(state, &ownership(state));
        prop_assert_eq!(lines(&kept(one).sheet, own), lines(&kept(two).sheet, called));
        prop_assert_eq!(raised(one, own), raised(two, called));
        let (a, b) = (party_list::party_list(one).sheet, party_list::party_list(two).sheet);
        prop_assert_eq!(lines(&a, own), lines(&b, called));
    }

    #[test]
    fn opening_and_answering_never_make_a_party_look_less_seen_or_heard(ops in ops()) {
        let order: Vec<usize> = (0..PARTIES).collect();
        let run = Run::of(&ops, &order, &order);
        for (at, event) in run.events.iter().enumerate().skip(1) {
            if !Plain::only_adds(event) {
                continue;
            }
            let before = recognition(&run.states[at - 1]).sheet;
            let after = recognition(&run.states[at]).sheet;
            for party in 0..PARTIES {
                for name in ["seen", "heard"] {
                    let (was, is) = (value(&before, name, party), value(&after, name, party));
                    prop_assert!(is >= was, "{name} of {party} fell from {was:?} to {is:?}");
                }
            }
        }
    }
}
