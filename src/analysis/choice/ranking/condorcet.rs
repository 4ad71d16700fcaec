//! Condorcet: who wins head to head, and the set that wins against everyone outside it.
//!
//! Condorcet, Essai sur l'application de l'analyse à la probabilité des décisions (1785); Smith,
//! Aggregation of preferences with variable electorate (1973); Copeland, A reasonable social
//! welfare function (1951).

use std::cmp::Reverse;

use crate::analysis::choice::Choice;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::Ranking;
use crate::analysis::choice::ranking::pairwise::Pairwise;
use crate::analysis::choice::step::Step;

/// The option beats every other head to head.
pub const CONDORCET_WINNER: &str = "condorcet_winner";
/// No option beats every other; the options are the Smith set, and not all options are in it.
pub const SMITH_SET: &str = "smith_set";
/// No option beats every other, and every option is in the Smith set.
pub const SMITH_ALL: &str = "smith_all";

/// Who wins head to head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condorcet {
    /// The option that beats every other; the only option beats all there are.
    pub winner: Option<usize>,
    /// The option that every other beats; `None` with fewer than two options.
    pub loser: Option<usize>,
    /// The smallest set, not empty where there are options, whose members beat everyone outside
    /// it; ascending.
    pub smith: Vec<usize>,
    /// The options with the most wins less losses, ascending.
    pub copeland: Vec<usize>,
}

/// Who wins head to head, in O(m²) steps.
///
/// Every member of a set of s options that beats everyone outside has at least (m − s) − (s − 1)
/// wins less losses, and everyone outside at most (m − s − 1) − s, which is less. Such a set is
/// therefore a beginning of the options by wins less losses, and the shortest is the Smith set.
#[must_use]
pub fn condorcet(pairwise: &Pairwise) -> Condorcet {
    let options = pairwise.options();
    let wins = |a: usize| (0..options).filter(|b| pairwise.beats(a, *b)).count();
    let losses = |a: usize| (0..options).filter(|b| pairwise.beats(*b, a)).count();
    let counts: Vec<(usize, usize)> = (0..options).map(|a| (wins(a), losses(a))).collect();
    // Wins less losses, kept above zero.
    let score = |a: usize| options + counts[a].0 - counts[a].1;
    let mut order: Vec<usize> = (0..options).collect();
    order.sort_by_key(|a| Reverse(score(*a)));
    let (mut checked, mut size) = (0, options.min(1));
    while checked < size {
        let unbeaten = |at: &usize| !pairwise.beats(order[checked], order[*at]);
        size = (size..options).rev().find(unbeaten).map_or(size, |last| last + 1);
        checked += 1;
    }
    let mut smith = order[..size].to_vec();
    smith.sort_unstable();
    let highest = order.first().map(|a| score(*a));
    Condorcet {
        winner: counts.iter().position(|(wins, _)| wins + 1 == options),
        loser: counts.iter().position(|(_, losses)| options > 1 && losses + 1 == options),
        smith,
        copeland: (0..options).filter(|a| Some(score(*a)) == highest).collect(),
    }
}

/// What is told before every rule over rankings; nothing where there is no option.
pub(super) fn diagnosis(pairwise: &Pairwise) -> Vec<Step> {
    let Condorcet { winner, smith, .. } = condorcet(pairwise);
    let step = match winner {
        Some(winner) => Step::new(CONDORCET_WINNER).about(winner),
        None if smith.is_empty() => return Vec::new(),
        None if smith.len() == pairwise.options() => Step::new(SMITH_ALL).among(smith),
        None => Step::new(SMITH_SET).among(smith),
    };
    vec![step]
}

/// Chooses the option that beats every other, or nothing; ranks nothing and draws no lots.
#[must_use]
pub fn choose(profile: &Profile<Ranking>) -> Choice {
    let pairwise = Pairwise::of(profile);
    let chosen = condorcet(&pairwise).winner.into_iter().collect();
    let steps = diagnosis(&pairwise);
    Choice { chosen, ranking: Vec::new(), tied: Vec::new(), steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::choice::ranking::sample::profile;

    #[test]
    fn a_compromise_beats_every_other() {
        let ballots = profile(
            3,
            &[(4, &[&[0], &[1], &[2]]), (3, &[&[2], &[1], &[0]]), (2, &[&[1], &[2], &[0]])],
        );
        let found = condorcet(&Pairwise::of(&ballots));
        assert_eq!((found.winner, found.loser), (Some(1), Some(0)));
        assert_eq!((found.smith, found.copeland), (vec![1], vec![1]));
        let choice = choose(&ballots);
        assert_eq!((choice.chosen, choice.tied), (vec![1], vec![]));
        assert_eq!(choice.steps, [Step::new(CONDORCET_WINNER).about(1)]);
    }

    #[test]
    fn of_a_circle_nobody_is_chosen_and_the_set_is_told() {
        let ballots = profile(
            4,
            &[(3, &[&[0], &[1], &[2]]), (2, &[&[1], &[2], &[0]]), (2, &[&[2], &[0], &[1]])],
        );
        let found = condorcet(&Pairwise::of(&ballots));
        assert_eq!((found.winner, found.loser, found.smith), (None, Some(3), vec![0, 1, 2]));
        let choice = choose(&ballots);
        assert_eq!(choice.chosen, [0_usize; 0]);
        assert_eq!(choice.steps, [Step::new(SMITH_SET).among(vec![0, 1, 2])]);
    }

    #[test]
    fn one_option_wins_and_none_gives_nothing() {
        let found = condorcet(&Pairwise::of(&profile(1, &[])));
        assert_eq!((found.winner, found.loser, found.smith), (Some(0), None, vec![0]));
        assert_eq!(choose(&profile(0, &[])).steps, []);
        assert_eq!(choose(&profile(2, &[])).steps[0].name, SMITH_ALL);
    }
}
