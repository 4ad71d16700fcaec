//! Made-up ballots over options: places or grades, of parties with several members.

use beraad::analysis::choice::Choice;
use beraad::analysis::choice::lottery::Lottery;
use proptest::prelude::*;
use proptest::sample::Index;

/// What one ballot says of each option; `None` where it leaves it out.
pub type Marks<T> = Vec<Option<T>>;

/// Of each party the ballot of each member.
pub type Parties<T> = Vec<Vec<Option<Marks<T>>>>;

/// Of each party the ballot of each member, and the order of the lottery.
#[derive(Debug, Clone)]
pub struct Poll<T> {
    pub options: usize,
    pub parties: Parties<T>,
    pub order: Vec<usize>,
}

pub fn order(options: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..options).collect::<Vec<usize>>()).prop_shuffle()
}

/// A poll, its parties in another order, and other names for its options.
pub fn turned<T: Clone + std::fmt::Debug>(
    poll: Poll<T>,
) -> impl Strategy<Value = (Poll<T>, Parties<T>, Vec<usize>)> {
    let parties = Just(poll.parties.clone()).prop_shuffle();
    let names = order(poll.options);
    (Just(poll), parties, names)
}

impl<T: Copy> Poll<T> {
    pub fn lottery(&self) -> Lottery {
        Lottery::of_order(self.order.clone()).unwrap()
    }

    /// The same poll with every ballot changed, on so many options.
    pub fn changed(&self, options: usize, change: impl Fn(&Marks<T>) -> Marks<T>) -> Poll<T> {
        let members = |party: &Vec<Option<Marks<T>>>| {
            party.iter().map(|marks| marks.as_ref().map(&change)).collect()
        };
        let parties = self.parties.iter().map(members).collect();
        Poll { options, parties, order: self.order.clone() }
    }

    /// Without one option; those after it get the number before their own.
    pub fn without(&self, gone: usize) -> Poll<T> {
        let changed = self.changed(self.options - 1, |marks| {
            let kept = marks.iter().enumerate().filter(|(option, _)| *option != gone);
            kept.map(|(_, mark)| *mark).collect()
        });
        let order = self.order.iter().filter(|option| **option != gone);
        Poll { order: order.map(|option| renumbered(*option, gone)).collect(), ..changed }
    }

    /// With these parties, each in another order, and the members of one of them so many times.
    pub fn reordered(&self, parties: Parties<T>, (which, times): (Index, usize)) -> Poll<T> {
        let mut other = Poll { options: self.options, parties, order: self.order.clone() };
        other.parties.iter_mut().for_each(|party| party.reverse());
        if !other.parties.is_empty() {
            let party = which.get_mut(&mut other.parties);
            *party = vec![party.clone(); times].concat();
        }
        other
    }

    /// With other names for the options.
    pub fn renamed(&self, names: &[usize]) -> Poll<T> {
        let mut other = self.changed(self.options, |marks| {
            let mut renamed = vec![None; marks.len()];
            names.iter().zip(marks).for_each(|(name, mark)| renamed[*name] = *mark);
            renamed
        });
        other.order = self.order.iter().map(|option| names[*option]).collect();
        other
    }
}

pub fn renumbered(option: usize, gone: usize) -> usize {
    if option > gone { option - 1 } else { option }
}

/// A choice with its options called otherwise.
pub fn with_names(choice: &Choice, names: &[usize]) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let rename = |list: &[usize]| list.iter().map(|at| names[*at]).collect::<Vec<_>>();
    let mut tied = rename(&choice.tied);
    tied.sort_unstable();
    (rename(&choice.chosen), rename(&choice.ranking), tied)
}
