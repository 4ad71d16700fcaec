//! One rule a flag, over what happened in order of time.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::Zero;

use crate::analysis::exact::ratio_of_counts;
use crate::analysis::figure::Value;
use crate::analysis::integrity::flags::{Cited, Code, Flag, Happening, Process, Thresholds, What};

pub(super) struct Seen<'a> {
    pub(super) process: &'a Process,
    pub(super) thresholds: &'a Thresholds,
    /// In order of time.
    pub(super) ordered: &'a [&'a Happening],
}

impl Seen<'_> {
    pub(super) fn of(&self, is: impl Fn(&What) -> bool) -> Vec<u64> {
        self.ordered.iter().filter(|one| is(&one.what)).map(|one| one.id).collect()
    }

    /// The place of the first that is so.
    fn first(&self, is: impl Fn(&What) -> bool) -> Option<usize> {
        self.ordered.iter().position(|one| is(&one.what))
    }

    fn after(&self, place: Option<usize>) -> &[&Happening] {
        place.map_or(&[], |place| &self.ordered[place + 1..])
    }

    pub(super) fn late_preconditions(&self) -> Vec<u64> {
        let authority = self.process.authority;
        let proposed = self.first(|what| match what {
            What::ItemAdded { by, proposal, .. } => *proposal && Some(*by) != authority,
            _ => false,
        });
        let late =
            |one: &&&Happening| matches!(one.what, What::PreconditionDeclared { answers: false });
        self.after(proposed).iter().filter(late).map(|one| one.id).collect()
    }

    pub(super) fn unexplained(&self) -> Vec<u64> {
        let opened = self.first(|what| matches!(what, What::RoundOpened { .. }));
        let before = &self.ordered[..opened.unwrap_or(self.ordered.len())];
        let declared =
            before.iter().filter(|one| matches!(one.what, What::PreconditionDeclared { .. }));
        let declared: BTreeSet<u64> = declared.map(|one| one.id).collect();
        self.of(|what| match what {
            What::Decided { follows: false, invokes } => {
                !invokes.iter().any(|invoked| declared.contains(invoked))
            }
            _ => false,
        })
    }

    pub(super) fn late_information(&self) -> Vec<u64> {
        let window = self.first(|what| matches!(what, What::StanceWindowOpened));
        let late = |one: &&&Happening| matches!(one.what, What::InformationPublished);
        self.after(window).iter().filter(late).map(|one| one.id).collect()
    }

    pub(super) fn decided_before_close(&self) -> Vec<u64> {
        let mut early = Vec::new();
        let mut waiting = Vec::new();
        for one in self.ordered {
            match one.what {
                What::Decided { .. } => waiting.push(one.id),
                What::RoundClosed => early.append(&mut waiting),
                What::Resumed => waiting.clear(),
                _ => {}
            }
        }
        early
    }

    pub(super) fn lowered(&self) -> Vec<u64> {
        let mut last: BTreeMap<usize, i64> = BTreeMap::new();
        let mut lowered = Vec::new();
        for one in self.ordered {
            let What::Promised { body, level } = one.what else { continue };
            if last.insert(body, level).is_some_and(|before| level < before) {
                lowered.push(one.id);
            }
        }
        lowered
    }

    pub(super) fn same_reason(&self) -> Vec<u64> {
        let pasted = self.process.same_reason.iter();
        let pasted = pasted.filter(|events| events.len() > self.thresholds.same_reason);
        let mut events: Vec<u64> = pasted.flatten().copied().collect();
        events.sort_unstable();
        events
    }

    pub(super) fn foregone(&self) -> Option<Flag> {
        let authority = self.process.authority?;
        let mut events = Vec::new();
        let mut cited = Vec::new();
        for one in self.ordered {
            let What::Adopted { lineages } = &one.what else { continue };
            if lineages.is_empty() {
                continue;
            }
            let alone = lineages.iter().filter(|parties| parties[..] == [authority]).count();
            let share = ratio_of_counts(alone as u64, lineages.len() as u64);
            if share >= self.thresholds.foregone {
                events.push(one.id);
                cited.push(self.cite(
                    "authority_clause_share",
                    None,
                    share,
                    &self.thresholds.foregone,
                ));
            }
        }
        (!events.is_empty()).then_some(Flag { code: Code::ForegoneText, events, cited })
    }

    fn cite(
        &self,
        name: &'static str,
        party: Option<usize>,
        value: BigRational,
        threshold: &BigRational,
    ) -> Cited {
        Cited { name, party, value: Value::Exact(value), threshold: threshold.clone() }
    }

    /// What stood without an answer when the last round closed.
    pub(super) fn unanswered(&self) -> Option<Flag> {
        let closed = self.ordered.iter().rposition(|one| matches!(one.what, What::RoundClosed))?;
        let (by_then, close) = (&self.ordered[..closed], self.ordered[closed].at);
        let answered = answered_items(by_then, |_| true);
        let disposed = by_then.iter().filter_map(|one| match one.what {
            What::Disposed { item } => Some(item),
            _ => None,
        });
        let disposed: BTreeSet<u64> = disposed.collect();
        let items = by_then.iter().filter(|one| match one.what {
            What::ItemAdded { by, open_from, .. } => {
                Some(by) != self.process.authority && open_from < close
            }
            _ => false,
        });
        let items: Vec<u64> = items.map(|one| one.id).collect();
        let left: Vec<u64> = items
            .iter()
            .copied()
            .filter(|item| !answered.contains(item) && !disposed.contains(item))
            .collect();
        if items.is_empty() {
            return None;
        }
        let share = ratio_of_counts(left.len() as u64, items.len() as u64);
        let limit = &self.thresholds.unanswered;
        (share > *limit).then(|| Flag {
            code: Code::Unanswered,
            events: left,
            cited: vec![self.cite("unanswered_share", None, share, limit)],
        })
    }

    pub(super) fn floor(&self) -> Vec<Cited> {
        let mut granted: BTreeMap<usize, u64> = BTreeMap::new();
        for one in self.ordered {
            if let What::FloorGranted { party, amount } = one.what {
                *granted.entry(party).or_default() += amount;
            }
        }
        let all: u64 = granted.values().sum();
        let Some(most) = granted.values().max().copied().filter(|most| *most > 0) else {
            return Vec::new();
        };
        let share = ratio_of_counts(most, all);
        let equal = ratio_of_counts(1, (self.process.parties as u64).max(1));
        let limit = equal * &self.thresholds.floor;
        if share <= limit {
            return Vec::new();
        }
        let with = granted.iter().filter(|(_, amount)| **amount == most);
        with.map(|(party, _)| self.cite("floor_share", Some(*party), share.clone(), &limit))
            .collect()
    }

    pub(super) fn movement(&self) -> Vec<Cited> {
        let moved = &self.process.susceptibility;
        let Some(authority) = self.process.authority else { return Vec::new() };
        let zero = BigRational::zero();
        let stayed = moved.get(&authority).and_then(Value::to_fraction);
        let stayed = stayed.filter(|own| *own == zero);
        let others = moved.iter().filter(|(party, value)| {
            let more = value.to_fraction().is_some_and(|value| value > zero);
            **party != authority && more
        });
        let others: Vec<(&usize, &Value)> = others.collect();
        let (Some(own), false) = (stayed, others.is_empty()) else { return Vec::new() };
        let cite = |party: usize, value| self.cite("susceptibility", Some(party), value, &zero);
        let others = others
            .into_iter()
            .filter_map(|(party, value)| Some(cite(*party, value.to_fraction()?)));
        [cite(authority, own)].into_iter().chain(others).collect()
    }

    pub(super) fn reciprocity(&self) -> Vec<Cited> {
        let Some(authority) = self.process.authority else { return Vec::new() };
        let mut owned = (BTreeSet::new(), BTreeSet::new());
        for one in self.ordered {
            if let What::ItemAdded { by, .. } = one.what {
                let side = if by == authority { &mut owned.0 } else { &mut owned.1 };
                side.insert(one.id);
            }
        }
        let by_authority = answered_items(self.ordered, |by| by == authority);
        let by_others = answered_items(self.ordered, |by| by != authority);
        let share = |items: &BTreeSet<u64>, answered: &BTreeSet<u64>| {
            let both = items.intersection(answered).count() as u64;
            (!items.is_empty()).then(|| ratio_of_counts(both, items.len() as u64))
        };
        let (given, got) = (share(&owned.1, &by_authority), share(&owned.0, &by_others));
        let (Some(given), Some(got)) = (given, got) else { return Vec::new() };
        let limit = &self.thresholds.answered;
        if given >= *limit || got < *limit {
            return Vec::new();
        }
        vec![
            self.cite("authority_answered_share", Some(authority), given, limit),
            self.cite("others_answered_share", None, got, limit),
        ]
    }

    pub(super) fn felt_gaps(&self) -> Vec<Cited> {
        let limit = &self.thresholds.felt_gap;
        let wide = self.process.gaps.iter().filter_map(|(party, name, gap)| {
            let gap = gap.to_fraction()?;
            let counts = Some(*party) != self.process.authority && gap >= *limit;
            counts.then(|| self.cite(name, Some(*party), gap, limit))
        });
        wide.collect()
    }

    pub(super) fn level_gap(&self) -> Vec<Cited> {
        let zero = BigRational::zero();
        let below = self.process.level_gap.filter(|gap| *gap < 0);
        let gap = below.map(|gap| BigRational::from_integer(gap.into()));
        gap.map(|gap| self.cite("level_gap", None, gap, &zero)).into_iter().collect()
    }
}

/// The items that somebody else than their author answered, if that party counts.
fn answered_items(happenings: &[&Happening], counts: impl Fn(usize) -> bool) -> BTreeSet<u64> {
    let mut author: BTreeMap<u64, usize> = BTreeMap::new();
    for one in happenings {
        if let What::ItemAdded { by, .. } = one.what {
            author.insert(one.id, by);
        }
    }
    let answered = happenings.iter().filter_map(|one| match one.what {
        What::Answered { item, by } if author.get(&item) != Some(&by) && counts(by) => Some(item),
        _ => None,
    });
    answered.collect()
}
