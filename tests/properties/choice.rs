//! The decision rules on a single proposal: what may change an outcome, and which way.

use beraad::analysis::choice::ballot::{ConsentBallot, ConsentParty, Grouped, Vote, VoteParty};
use beraad::analysis::choice::consent::consent;
use beraad::analysis::choice::floors::{Floors, groups_under_floor};
use beraad::analysis::choice::supermajority_floor::{Thresholds, supermajority_floor};
use beraad::analysis::choice::{FLOOR, OVERALL, Outcome, SMALL_GROUP, Step, Verdict};
use beraad::analysis::fraction::Fraction;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use proptest::sample::Index;

use super::generate::whole;

const GROUPS: usize = 3;

fn fraction() -> impl Strategy<Value = Fraction> {
    (1..8_u32)
        .prop_flat_map(|d| (0..=d, Just(d)))
        .prop_map(|(numerator, denominator)| Fraction::new(numerator, denominator).unwrap())
}

fn floors() -> impl Strategy<Value = Floors> {
    (fraction(), 0..4_u64).prop_map(|(floor, parties_min)| Floors { floor, parties_min })
}

fn thresholds() -> impl Strategy<Value = Thresholds> {
    (fraction(), fraction(), floors()).prop_map(|(quorum, overall, floors)| Thresholds {
        quorum,
        overall,
        floors,
    })
}

fn ballots<B: Clone + std::fmt::Debug + 'static>(
    kinds: Vec<B>,
) -> impl Strategy<Value = Vec<Option<B>>> {
    let ballot = prop::option::weighted(0.8, prop::sample::select(kinds));
    prop::collection::vec(ballot, 0..5)
}

type Voters = Vec<(usize, VoteParty)>;
type Consenters = Vec<(usize, ConsentParty)>;

fn voters() -> impl Strategy<Value = Voters> {
    let members = ballots(vec![Vote::Agree, Vote::Agree, Vote::Disagree, Vote::Abstain]);
    let party = (0..GROUPS, members).prop_map(|(group, members)| (group, VoteParty { members }));
    prop::collection::vec(party, 0..8)
}

fn consenters() -> impl Strategy<Value = Consenters> {
    use ConsentBallot::{Abstain, Concern, Consent, Objection};
    let members = ballots(vec![Consent, Consent, Concern, Objection, Abstain]);
    let party = (0..GROUPS, members, prop::bool::weighted(0.3));
    let party = party.prop_map(|(group, members, upheld)| {
        let objects = upheld && members.contains(&Some(Objection));
        (group, ConsentParty { members, objects })
    });
    prop::collection::vec(party, 0..8)
}

fn grouped<P: Clone>(parties: &[(usize, P)]) -> Grouped<P> {
    Grouped::new(GROUPS, parties.to_vec()).unwrap()
}

/// Whether everything that held before holds after; steps that came or went are not compared.
fn nothing_lost(before: &Outcome, after: &Outcome) -> bool {
    let kept = |step: &Step| {
        let same = |other: &&Step| (other.name, other.group) == (step.name, step.group);
        !step.passed || after.steps.iter().find(same).is_some_and(|other| other.passed)
    };
    let adopted = before.verdict != Verdict::Adopted || after.verdict == Verdict::Adopted;
    adopted && before.steps.iter().all(kept)
}

fn step<'a>(outcome: &'a Outcome, name: &str, group: Option<usize>) -> &'a Step {
    outcome.steps.iter().find(|step| step.name == name && step.group == group).unwrap()
}

/// A share as a threshold, and one that is a little higher; `None` at 1.
fn at_and_above(share: &BigRational) -> (Fraction, Option<Fraction>) {
    const FINENESS: u32 = 1000;
    let part = |number: &num_bigint::BigInt| number.to_u32().unwrap();
    let (numerator, denominator) = (part(share.numer()), part(share.denom()));
    let above = Fraction::new(numerator * FINENESS + 1, denominator * FINENESS);
    (Fraction::new(numerator, denominator).unwrap(), above.ok())
}

proptest! {
    #[test]
    fn the_order_of_parties_and_members_changes_no_vote(
        (first, second) in voters()
            .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        thresholds in thresholds(),
    ) {
        let mut turned = second;
        turned.iter_mut().for_each(|(_, party)| party.members.reverse());
        let outcome = |list: &Voters| supermajority_floor(&grouped(list), &thresholds);
        prop_assert_eq!(outcome(&first), outcome(&turned));
    }

    #[test]
    fn the_order_of_parties_and_members_changes_no_consent(
        (first, second) in consenters()
            .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        (quorum, floors) in (fraction(), floors()),
    ) {
        let mut turned = second;
        turned.iter_mut().for_each(|(_, party)| party.members.reverse());
        let outcome = |list: &Consenters| consent(&grouped(list), quorum, floors);
        let (first, mut second) = (outcome(&first), outcome(&turned));
        prop_assert_eq!(first.open_objections.len(), second.open_objections.len());
        for &party in &second.open_objections {
            prop_assert!(turned[party].1.objects);
        }
        second.open_objections.clone_from(&first.open_objections);
        prop_assert_eq!(first, second);
    }

    #[test]
    fn repeating_the_members_of_a_party_changes_nothing(
        (votes, consents) in (voters(), consenters()),
        which in any::<Index>(),
        times in 2..4_usize,
        thresholds in thresholds(),
    ) {
        let mut more = votes.clone();
        if !more.is_empty() {
            let (_, party) = which.get_mut(&mut more);
            party.members = party.members.repeat(times);
        }
        let outcome = |list: &Voters| supermajority_floor(&grouped(list), &thresholds);
        prop_assert_eq!(outcome(&votes), outcome(&more));
        let mut more = consents.clone();
        if !more.is_empty() {
            let (_, party) = which.get_mut(&mut more);
            party.members = party.members.repeat(times);
        }
        let outcome =
            |list: &Consenters| consent(&grouped(list), thresholds.quorum, thresholds.floors);
        prop_assert_eq!(outcome(&consents), outcome(&more));
    }

    #[test]
    fn one_consent_more_never_hurts(
        list in consenters(),
        which in any::<Index>(),
        (quorum, floors) in (fraction(), floors()),
    ) {
        prop_assume!(!list.is_empty());
        let outcome = |list: &Consenters| consent(&grouped(list), quorum, floors);
        let mut more = list.clone();
        which.get_mut(&mut more).1.members.push(Some(ConsentBallot::Consent));
        prop_assert!(nothing_lost(&outcome(&list), &outcome(&more)));
    }

    #[test]
    fn an_objection_that_becomes_consent_never_hurts(
        list in consenters(),
        which in any::<Index>(),
        (quorum, floors) in (fraction(), floors()),
    ) {
        prop_assume!(!list.is_empty());
        let outcome = |list: &Consenters| consent(&grouped(list), quorum, floors);
        let mut won = list.clone();
        let (_, party) = which.get_mut(&mut won);
        party.objects = false;
        for ballot in &mut party.members {
            if *ballot == Some(ConsentBallot::Objection) {
                *ballot = Some(ConsentBallot::Consent);
            }
        }
        let (before, after) = (outcome(&list), outcome(&won));
        prop_assert!(nothing_lost(&before, &after));
        prop_assert!(after.open_objections.iter().all(|p| before.open_objections.contains(p)));
        let under = &before.groups_under_floor;
        prop_assert!(after.groups_under_floor.iter().all(|group| under.contains(group)));
    }

    #[test]
    fn one_vote_more_in_favour_never_hurts(
        list in voters(),
        which in any::<Index>(),
        thresholds in thresholds(),
    ) {
        prop_assume!(!list.is_empty());
        let outcome = |list: &Voters| supermajority_floor(&grouped(list), &thresholds);
        let before = outcome(&list);
        let mut more = list.clone();
        which.get_mut(&mut more).1.members.push(Some(Vote::Agree));
        prop_assert!(nothing_lost(&before, &outcome(&more)));
        let mut won = list.clone();
        let members = &mut which.get_mut(&mut won).1.members;
        members.iter_mut().flatten().for_each(|vote| *vote = Vote::Agree);
        prop_assert!(nothing_lost(&before, &outcome(&won)));
    }

    #[test]
    fn for_and_against_mirror_each_other(list in voters(), thresholds in thresholds()) {
        let mut turned = list.clone();
        for vote in turned.iter_mut().flat_map(|(_, party)| party.members.iter_mut().flatten()) {
            *vote = match *vote {
                Vote::Agree => Vote::Disagree,
                Vote::Disagree => Vote::Agree,
                Vote::Abstain => Vote::Abstain,
            };
        }
        let outcome = |list: &Voters| supermajority_floor(&grouped(list), &thresholds);
        let (first, second) = (outcome(&list), outcome(&turned));
        for (step, mirrored) in first.steps.iter().zip(&second.steps) {
            prop_assert_eq!(&step.whole, &mirrored.whole);
            if [OVERALL, FLOOR].contains(&step.name) {
                let mirror = step.value.clone().map(|share| whole(1) - share);
                prop_assert_eq!(&mirror, &mirrored.value);
            } else {
                prop_assert_eq!(step, mirrored);
            }
        }
    }

    #[test]
    fn a_threshold_is_passed_when_it_is_equalled_and_not_when_it_is_missed(list in voters()) {
        let zero = Fraction::new(0, 1).unwrap();
        let floors = |floor| Floors { floor, parties_min: 0 };
        let outcome = |quorum, overall, floor| {
            let thresholds = Thresholds { quorum, overall, floors: floors(floor) };
            supermajority_floor(&grouped(&list), &thresholds)
        };
        for found in outcome(zero, zero, zero).steps {
            let Ok(share) = &found.value else { continue };
            let (at, above) = at_and_above(share);
            let all_at = outcome(at, at, at);
            prop_assert!(step(&all_at, found.name, found.group).passed);
            if let Some(above) = above {
                let all_above = outcome(above, above, above);
                prop_assert!(!step(&all_above, found.name, found.group).passed);
            }
        }
    }

    #[test]
    fn groups_of_one_have_no_floor_where_two_are_needed(
        list in voters(),
        (quorum, overall, floor) in (fraction(), fraction(), fraction()),
    ) {
        let floors = Floors { floor, parties_min: 2 };
        let thresholds = Thresholds { quorum, overall, floors };
        let outcome = supermajority_floor(&grouped(&list), &thresholds);
        for group in 0..GROUPS {
            let size = list.iter().filter(|(own, _)| *own == group).count();
            let name = if size < 2 { SMALL_GROUP } else { FLOOR };
            let found = step(&outcome, name, Some(group));
            prop_assert_eq!(outcome.groups_without_floor.contains(&group), size < 2);
            prop_assert_eq!(outcome.groups_under_floor.contains(&group), !found.passed);
            prop_assert!(size >= 2 || found.passed);
        }
    }

    #[test]
    fn an_outcome_holds_together(
        (votes, consents) in (voters(), consenters()),
        thresholds in thresholds(),
    ) {
        let by_votes = supermajority_floor(&grouped(&votes), &thresholds);
        let under = groups_under_floor(&grouped(&votes), thresholds.floors);
        prop_assert_eq!(&by_votes.groups_under_floor, &under);
        let overall = step(&by_votes, OVERALL, None).passed;
        prop_assert_eq!(by_votes.steamrolled(), if overall { &under[..] } else { &[] });
        prop_assert!(by_votes.verdict != Verdict::Adopted || by_votes.steamrolled().is_empty());

        let by_consent = consent(&grouped(&consents), thresholds.quorum, thresholds.floors);
        let as_votes = grouped(&consents).map(ConsentParty::votes);
        let under = groups_under_floor(&as_votes, thresholds.floors);
        prop_assert_eq!(&by_consent.groups_under_floor, &under);
        prop_assert!(by_consent.steamrolled().is_empty());
        for outcome in [by_votes, by_consent] {
            let all = outcome.steps.iter().all(|step| step.passed);
            prop_assert_eq!(outcome.verdict == Verdict::Adopted, all);
            for step in &outcome.steps {
                let bound = step.threshold.map_or(step.whole.clone(), |_| Some(whole(1)));
                let value = step.value.clone().unwrap_or_else(|_| BigRational::zero());
                prop_assert!(whole(0) <= value && Some(value) <= bound, "{:?}", step);
            }
        }
    }
}

#[test]
fn nobody_adopts_nothing() {
    let zero = Fraction::new(0, 1).unwrap();
    let floors = Floors { floor: zero, parties_min: 1 };
    let thresholds = Thresholds { quorum: zero, overall: zero, floors };
    let voted = supermajority_floor(&grouped(&[]), &thresholds);
    assert_eq!(voted.verdict, Verdict::NotReached);
    assert_eq!((voted.groups_under_floor, voted.groups_without_floor), (vec![], vec![0, 1, 2]));
    assert_eq!(consent(&grouped(&[]), zero, floors).verdict, Verdict::NoConsent);
}
