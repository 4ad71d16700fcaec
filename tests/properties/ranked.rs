//! The rules over rankings: what may change an outcome, and which way.

use std::cmp::Ordering;

use beraad::analysis::choice::Choice;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::ranking::condorcet::{self, condorcet as head_to_head};
use beraad::analysis::choice::ranking::pairwise::{Pairwise, Strength};
use beraad::analysis::choice::ranking::ranked_pairs::ranked_pairs;
use beraad::analysis::choice::ranking::schulze::schulze;
use beraad::analysis::choice::ranking::{Ranking, ranked_pairs as locking, schulze as widest};
use proptest::prelude::*;
use proptest::sample::Index;

use super::poll::{Marks, order, renumbered, turned, with_names};

const STRENGTHS: [Strength; 2] = [Strength::WinningVotes, Strength::Margins];

/// For each option its place; equal places are equal. `None` where it is left out.
type Places = Marks<usize>;
type Poll = super::poll::Poll<usize>;

fn poll() -> impl Strategy<Value = Poll> {
    (1..6_usize).prop_flat_map(|options| {
        let place = prop::option::weighted(0.85, 0..options);
        let ballot = prop::option::weighted(0.9, prop::collection::vec(place, options));
        let parties = prop::collection::vec(prop::collection::vec(ballot, 0..4), 0..8);
        (parties, order(options)).prop_map(move |(parties, order)| Poll { options, parties, order })
    })
}

/// Every party has one member, which ranks every option strictly.
fn strict_poll() -> impl Strategy<Value = Poll> {
    (2..6_usize).prop_flat_map(|options| {
        let ballot = order(options)
            .prop_map(|places| vec![Some(places.into_iter().map(Some).collect::<Places>())]);
        let parties = prop::collection::vec(ballot, 1..9);
        (parties, order(options)).prop_map(move |(parties, order)| Poll { options, parties, order })
    })
}

fn ballot(places: &Places) -> Ranking {
    let at = |place: usize| -> Vec<usize> {
        (0..places.len()).filter(|option| places[*option] == Some(place)).collect()
    };
    let last = places.iter().flatten().max().map_or(0, |last| last + 1);
    Ranking::new(places.len(), &(0..last).map(at).collect::<Vec<_>>()).unwrap()
}

impl Poll {
    fn profile(&self) -> Profile<Ranking> {
        let members = |party: &Vec<Option<Places>>| -> Vec<Option<Ranking>> {
            party.iter().map(|places| places.as_ref().map(ballot)).collect()
        };
        let parties: Vec<_> = self.parties.iter().map(members).collect();
        Profile::of_parties(self.options, parties.iter().map(Vec::as_slice))
    }

    fn pairwise(&self) -> Pairwise {
        Pairwise::of(&self.profile())
    }
}

/// What every rule chooses.
fn choices(poll: &Poll) -> Vec<Choice> {
    let (profile, lottery) = (poll.profile(), poll.lottery());
    let mut choices = vec![condorcet::choose(&profile)];
    for strength in STRENGTHS {
        choices.push(widest::choose(&profile, strength, &lottery));
        choices.push(locking::choose(&profile, strength, &lottery));
    }
    choices
}

/// The rankings of every rule that ranks.
fn rankings(poll: &Poll) -> Vec<Vec<usize>> {
    choices(poll).into_iter().skip(1).map(|choice| choice.ranking).collect()
}

proptest! {
    #[test]
    fn the_order_of_parties_and_members_changes_nothing(
        (poll, shuffled, _) in poll().prop_flat_map(turned),
        repeated in (any::<Index>(), 2..4_usize),
    ) {
        let other = poll.reordered(shuffled, repeated);
        prop_assert_eq!(choices(&poll), choices(&other));
    }

    #[test]
    fn options_are_treated_alike((poll, _, names) in poll().prop_flat_map(turned)) {
        let other = poll.renamed(&names);
        for (one, renamed) in choices(&poll).iter().zip(choices(&other)) {
            let found = (renamed.chosen, renamed.ranking, renamed.tied);
            prop_assert_eq!(with_names(one, &names), found);
        }
    }

    #[test]
    fn to_raise_the_winner_never_hurts_it(
        poll in poll(),
        (which, member) in any::<(Index, Index)>(),
        places in 1..4_usize,
    ) {
        for (at, choice) in choices(&poll).into_iter().enumerate() {
            let Some(&winner) = choice.chosen.first() else { continue };
            let mut raised = poll.clone();
            let mut parties: Vec<_> =
                raised.parties.iter_mut().filter(|party| !party.is_empty()).collect();
            if parties.is_empty() {
                continue;
            }
            let party = which.get_mut(&mut parties);
            let Some(ballot) = member.get_mut(&mut party[..]) else { continue };
            // Room above the best place, so that the winner can also pass it.
            ballot.iter_mut().flatten().for_each(|place| *place += places);
            let place = &mut ballot[winner];
            *place = Some(place.map_or(ballot_end(&poll) + 1, |place| place) - places);
            let chosen = &choices(&raised)[at].chosen;
            prop_assert_eq!(chosen.first(), Some(&winner));
        }
    }

    #[test]
    fn who_beats_every_other_is_chosen_and_else_somebody_of_the_smith_set(poll in poll()) {
        let found = head_to_head(&poll.pairwise());
        prop_assert!(found.winner.is_none_or(|winner| found.smith == [winner]));
        prop_assert!(found.copeland.iter().all(|option| found.smith.contains(option)));
        for choice in choices(&poll).into_iter().skip(1) {
            prop_assert!(found.smith.contains(&choice.chosen[0]));
            // The whole set comes before all others, and who loses to every other comes last.
            let first = &choice.ranking[..found.smith.len()];
            prop_assert!(first.iter().all(|option| found.smith.contains(option)));
            prop_assert!(found.loser.is_none_or(|loser| choice.ranking.last() == Some(&loser)));
        }
    }

    #[test]
    fn the_smith_set_is_the_smallest_that_beats_all_others(poll in poll()) {
        let pairwise = poll.pairwise();
        let beats_the_rest = |set: usize| {
            let holds = |option: usize| set >> option & 1 == 1;
            let outside = |a: usize| {
                (0..poll.options).filter(|b| !holds(*b)).all(|b| pairwise.beats(a, b))
            };
            (0..poll.options).filter(|a| holds(*a)).all(outside)
        };
        let sets = (1..1_usize << poll.options).filter(|set| beats_the_rest(*set));
        let smallest = sets.min_by_key(|set| set.count_ones()).unwrap();
        let smith = head_to_head(&pairwise).smith;
        prop_assert_eq!(smith.iter().map(|option| 1 << option).sum::<usize>(), smallest);
    }

    #[test]
    fn an_option_that_all_prefer_comes_first(poll in strict_poll()) {
        let profile = poll.profile();
        for ranking in rankings(&poll) {
            for (at, &a) in ranking.iter().enumerate() {
                for &b in &ranking[at + 1..] {
                    let prefers = |ballot: &Ranking| ballot.places()[b] < ballot.places()[a];
                    prop_assert!(!profile.ballots().all(prefers), "all prefer {}", b);
                }
            }
        }
    }

    /// A clone stands directly below its model on some ballots and directly above it on others.
    #[test]
    fn clones_change_no_winner_outside_them(poll in strict_poll(), which in any::<Index>()) {
        let model = which.index(poll.options);
        let cloned = Poll {
            parties: poll.parties.iter().enumerate().map(|(at, party)| {
                let places = party[0].as_ref().unwrap();
                let mut more: Places =
                    places.iter().map(|place| place.map(|place| 2 * place)).collect();
                let beside = more[model].unwrap();
                more[model] = Some(beside + at % 2);
                more.push(Some(beside + 1 - at % 2));
                vec![Some(more)]
            }).collect(),
            options: poll.options + 1,
            order: poll.order.iter().copied().chain([poll.options]).collect(),
        };
        let of = |option: usize| if option == poll.options { model } else { option };
        for strength in STRENGTHS {
            let before = schulze(&poll.pairwise(), strength, &poll.lottery()).winners;
            let after = schulze(&cloned.pairwise(), strength, &cloned.lottery()).winners;
            let mut after: Vec<usize> = after.into_iter().map(of).collect();
            after.sort_unstable();
            after.dedup();
            prop_assert_eq!(before, after);
            let before = ranked_pairs(&poll.pairwise(), strength, &poll.lottery());
            let after = ranked_pairs(&cloned.pairwise(), strength, &cloned.lottery());
            if before.lots.is_empty() && after.lots.is_empty() {
                prop_assert_eq!(before.ranking[0], of(after.ranking[0]));
            }
        }
    }

    #[test]
    fn when_all_turn_round_the_only_winner_loses(poll in strict_poll()) {
        let turned = poll.changed(poll.options, |places| {
            places.iter().map(|place| place.map(|place| poll.options - place)).collect()
        });
        for strength in STRENGTHS {
            let one = schulze(&poll.pairwise(), strength, &poll.lottery());
            let other = schulze(&turned.pairwise(), strength, &turned.lottery());
            if let [winner] = one.winners[..] {
                prop_assert!(!other.winners.contains(&winner));
            }
            // Every defeat turns round as well.
            for (a, b) in (0..poll.options).flat_map(|a| (0..poll.options).map(move |b| (a, b))) {
                prop_assert_eq!(one.defeats(a, b), other.defeats(b, a));
            }
        }
    }

    #[test]
    fn without_the_first_or_the_last_the_locked_order_stays(poll in strict_poll()) {
        for strength in STRENGTHS {
            let whole = ranked_pairs(&poll.pairwise(), strength, &poll.lottery()).ranking;
            for at in [0, whole.len() - 1] {
                let rest = poll.without(whole[at]);
                let found = ranked_pairs(&rest.pairwise(), strength, &rest.lottery()).ranking;
                let kept = whole.iter().filter(|option| **option != whole[at]);
                let kept: Vec<_> = kept.map(|option| renumbered(*option, whole[at])).collect();
                prop_assert_eq!(found, kept);
            }
        }
    }

    #[test]
    fn a_ranking_holds_together(poll in poll()) {
        let (pairwise, lottery) = (poll.pairwise(), poll.lottery());
        for strength in STRENGTHS {
            let found = schulze(&pairwise, strength, &lottery);
            prop_assert_eq!(found.levels.first().unwrap(), &found.winners);
            for (at, a) in found.ranking.iter().enumerate() {
                prop_assert!(found.ranking[at..].iter().all(|b| !found.defeats(*b, *a)));
            }
            let found = ranked_pairs(&pairwise, strength, &lottery);
            let place = |option| found.ranking.iter().position(|at| *at == option).unwrap();
            for pair in &found.pairs {
                let holds = place(pair.winner).cmp(&place(pair.loser));
                let kept = if pair.locked.is_some() { Ordering::Less } else { Ordering::Greater };
                prop_assert_eq!(holds, kept);
            }
        }
        for choice in choices(&poll) {
            prop_assert!(choice.steps.len() <= 3 * poll.options + 10 + 100);
            let mut all = choice.ranking.clone();
            all.sort_unstable();
            prop_assert!(all.is_empty() || all.iter().copied().eq(0..poll.options));
            prop_assert!(choice.tied.len() != 1);
        }
    }

    /// Where no lot was drawn, no other lottery gives another ranking.
    #[test]
    fn without_lots_the_lottery_order_changes_nothing(poll in poll()) {
        let mut other = poll.clone();
        other.order.reverse();
        for (one, turned) in choices(&poll).into_iter().zip(choices(&other)) {
            if one.tied.is_empty() {
                prop_assert_eq!((one.chosen, one.ranking), (turned.chosen, turned.ranking));
            }
        }
    }
}

/// A place that no ballot of the poll uses, below all others.
fn ballot_end(poll: &Poll) -> usize {
    let places = poll.parties.iter().flatten().flatten().flatten().flatten();
    places.max().map_or(0, |last| last + 1) + 8
}

#[test]
fn without_anything_to_compare_the_lottery_gives_the_order() {
    let empty = || Some(vec![None; 3]);
    let equal = || Some(vec![Some(0); 3]);
    let parties: [Vec<Vec<Option<Places>>>; 4] =
        [vec![], vec![vec![]], vec![vec![empty(), empty()], vec![empty()]], vec![vec![equal()]]];
    for parties in parties {
        let poll = Poll { options: 3, parties, order: vec![2, 0, 1] };
        for choice in &choices(&poll)[1..] {
            assert_eq!((&choice.ranking, &choice.tied), (&vec![2, 0, 1], &vec![0, 1, 2]));
        }
        assert!(choices(&poll)[0].chosen.is_empty());
    }
}

#[test]
fn one_voter_or_one_option_decides() {
    let places = |places: &[usize]| Some(places.iter().map(|place| Some(*place)).collect());
    let one = Poll { options: 3, parties: vec![vec![places(&[1, 2, 0])]], order: vec![0, 1, 2] };
    assert!(rankings(&one).iter().all(|ranking| *ranking == [2, 0, 1]));
    let single = Poll { options: 1, parties: vec![], order: vec![0] };
    assert!(choices(&single).iter().all(|choice| choice.chosen == [0] && choice.tied.is_empty()));
    let none = Poll { options: 0, parties: vec![], order: vec![] };
    assert!(choices(&none).iter().all(|choice| choice.chosen.is_empty()));
}
