//! After a load: everything is read again and held against the load's own books.

mod log;

use std::collections::{BTreeMap, HashMap};

use beraad_client::{Client, v1};
use futures::TryStreamExt;

use crate::app::cli::load::audit::log::{export, members, number};
use crate::app::cli::load::drive::Played;
use crate::app::cli::load::figures;
use crate::app::cli::load::ledger::{Edit, Fate, Ledger};
use crate::app::cli::load::profile::Profile;
use crate::app::cli::load::sender::read;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An acknowledged write is not there.
    Lost,
    /// A write is there that nobody sent, or more often than it was sent.
    Duplicated,
    /// At the sequence of an acknowledged write stands something else.
    Different,
    /// Of two edits of one version not exactly one was taken.
    Clash,
    /// A figure is not what the stances that were sent come to.
    Figure,
    /// The log does not verify, or its figures do not come out again.
    Log,
    /// Something was seen before its round closed.
    Early,
    /// A stance was refused that there was no reason to refuse.
    Refused,
    /// It could not be read again.
    Unreadable,
}

/// Kinds with the name under which they are counted.
pub const KINDS: [(Kind, &str); 9] = [
    (Kind::Lost, "lost"),
    (Kind::Duplicated, "duplicated"),
    (Kind::Different, "different"),
    (Kind::Clash, "clashes"),
    (Kind::Figure, "figures"),
    (Kind::Log, "logs"),
    (Kind::Early, "early"),
    (Kind::Refused, "refused"),
    (Kind::Unreadable, "unreadable"),
];

/// What the audit of a load found.
#[derive(Debug, Default)]
pub struct Audit {
    /// Writes that were acknowledged and looked for.
    pub acknowledged: u64,
    /// Writes that were refused, and are not there.
    pub refused: u64,
    /// Writes of which nobody knew what became of them.
    pub unknown: u64,
    /// Of these, how many are there after all.
    pub unknown_written: u64,
    /// Pairs of edits of the same version.
    pub clashes: u64,
    /// Figures that were computed again from what was sent.
    pub figures: u64,
    /// Events in verified logs.
    pub events: u64,
    /// Looks at what nobody may see yet.
    pub probes: u64,
    /// How often each kind was found.
    pub counts: BTreeMap<Kind, u64>,
    /// What was found, in words; the first of each kind in each deliberation.
    pub findings: Vec<String>,
}

/// Findings of one kind in one deliberation that are told in words.
const TOLD_MAX: u64 = 5;

impl Audit {
    /// Notes a finding of a deliberation.
    pub fn find(&mut self, kind: Kind, told: impl FnOnce() -> String) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if *count <= TOLD_MAX {
            self.findings.push(told());
        }
    }

    /// Adds another audit.
    pub fn add(&mut self, other: Audit) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.unknown_written += other.unknown_written;
        self.clashes += other.clashes;
        self.figures += other.figures;
        self.events += other.events;
        self.probes += other.probes;
        for (kind, count) in other.counts {
            *self.counts.entry(kind).or_default() += count;
        }
        self.findings.extend(other.findings);
    }

    /// How often a kind was found.
    #[must_use]
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }
}

/// A write as a log tells it and a ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Write {
    /// A stance: round, statement, member where it is named, answer.
    Stance(u32, u16, Option<u32>, Option<i32>),
    /// A version of a proposal: proposal, version, member.
    Version(u32, u32, u32),
}

/// Reads a deliberation again, as anybody can.
pub async fn audit(observer: &Client, played: &Played, profile: &Profile) -> Audit {
    let (scale, statements) = (profile.scale, profile.statements);
    let pseudonymous = profile.pseudonymous;
    let mut audit = Audit { probes: played.probes, ..Audit::default() };
    for leak in &played.leaks {
        audit.find(Kind::Early, || leak.clone());
    }
    let name = played.place.name.clone();
    let mut ledger = played.ledger.clone();
    match read(|| export(observer, played, pseudonymous)).await {
        Ok(exported) => {
            audit.events = exported.events;
            for told in exported.defects {
                audit.find(Kind::Log, || format!("{name}: {told}"));
            }
            settle(&mut audit, &name, &mut ledger, exported.writes, pseudonymous);
        }
        Err(error) => audit.find(Kind::Unreadable, || format!("{name}: its log: {error}")),
    }
    pairs(&mut audit, &name, &ledger.edits);
    for (round, served) in (1..).zip(&played.served) {
        let party_of = &played.party_of;
        let sent = figures::Sent { ledger: &ledger, party_of, statements, scale };
        let shown = figures::Served { figures: served, place: &played.place, pseudonymous };
        let compared = figures::compare(&sent, round, &shown);
        audit.figures += compared.figures;
        for told in compared.differences {
            audit.find(Kind::Figure, || format!("{name}, round {round}: {told}"));
        }
        if !pseudonymous {
            listed(&mut audit, observer, (played, &ledger), round).await;
        }
    }
    audit
}

/// Holds what a log tells against the ledger. What was unknown and is there is entered as such.
fn settle(
    audit: &mut Audit,
    name: &str,
    ledger: &mut Ledger,
    mut writes: HashMap<u64, Write>,
    pseudonymous: bool,
) {
    let mut open: Vec<(Write, &mut Fate)> = Vec::new();
    let casts = ledger.casts.iter_mut().map(|entry| {
        let cast = entry.cast;
        let member = (!pseudonymous).then_some(cast.member);
        let write = Write::Stance(entry.round, cast.item, member, cast.answer);
        (write, &mut entry.fate, true)
    });
    let edits = ledger.edits.iter_mut().map(|edit| {
        let write = Write::Version(edit.proposal, edit.version, edit.member);
        (write, &mut edit.fate, false)
    });
    for (write, fate, is_stance) in casts.chain(edits) {
        match fate {
            Fate::Acknowledged(sequence) => {
                audit.acknowledged += 1;
                match writes.remove(sequence) {
                    Some(found) if found == write => {}
                    Some(found) => audit.find(Kind::Different, || {
                        format!("{name}: sequence {sequence} holds {found:?} in place of {write:?}")
                    }),
                    None => audit.find(Kind::Lost, || {
                        format!("{name}: {write:?} was acknowledged at {sequence} and is not there")
                    }),
                }
            }
            Fate::Refused(reason) => {
                audit.refused += 1;
                if is_stance {
                    let reason = reason.clone();
                    audit.find(Kind::Refused, || format!("{name}: {write:?}: {reason}"));
                }
            }
            Fate::Unknown => {
                audit.unknown += 1;
                open.push((write, fate));
            }
        }
    }
    for (sequence, write) in writes {
        match open.iter().position(|(unknown, _)| *unknown == write) {
            Some(at) => {
                *open.swap_remove(at).1 = Fate::Acknowledged(sequence);
                audit.unknown_written += 1;
            }
            None => audit.find(Kind::Duplicated, || {
                format!("{name}: {write:?} stands at {sequence} once more than it was sent")
            }),
        }
    }
}

/// Of the edits that would make the same version exactly one is taken.
fn pairs(audit: &mut Audit, name: &str, edits: &[Edit]) {
    let mut versions: BTreeMap<(u32, u32), Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        versions.entry((edit.proposal, edit.version)).or_default().push(edit);
    }
    for ((proposal, version), edits) in versions.iter().filter(|(_, edits)| edits.len() > 1) {
        audit.clashes += 1;
        let taken = |edit: &&&Edit| matches!(edit.fate, Fate::Acknowledged(_));
        let taken = edits.iter().filter(taken).count();
        let unknown = edits.iter().any(|edit| edit.fate == Fate::Unknown);
        if taken > 1 || (taken == 0 && !unknown) {
            audit.find(Kind::Clash, || {
                let sent = edits.len();
                format!(
                    "{name}: of {sent} edits to version {version} of {proposal} {taken} were taken"
                )
            });
        }
    }
}

/// The stances of a round as they are listed, against the last ones that were sent.
async fn listed(
    audit: &mut Audit,
    observer: &Client,
    (played, ledger): (&Played, &Ledger),
    round: u32,
) {
    let name = &played.place.name;
    let members = members(played);
    let list = || async {
        let request = v1::ListStancesRequest {
            deliberation: name.clone(),
            round,
            page_size: 1_000,
            ..Default::default()
        };
        observer.participation().all_stances(request).try_collect::<Vec<_>>().await
    };
    let stances = match read(list).await {
        Ok(stances) => stances,
        Err(error) => {
            audit.find(Kind::Unreadable, || format!("{name}: stances of round {round}: {error}"));
            return;
        }
    };
    let mut finals = ledger.finals(round);
    for stance in stances {
        let ids = stance.member.split('/').skip(3).step_by(2).map(str::to_owned);
        let ids: Vec<String> = ids.collect();
        let member = match ids.as_slice() {
            [party, member] => members.get(&(party.clone(), member.clone())).copied(),
            _ => None,
        };
        let answer = match stance.answer {
            Some(v1::stance::Answer::Value(value)) => Some(value),
            _ => None,
        };
        let place = number(&stance.item, "s").zip(member);
        let sent = place.and_then(|(item, member)| finals.remove(&(item as u16, member)));
        if sent != Some((stance.sequence, answer)) {
            audit.find(Kind::Different, || {
                let (item, member) = (&stance.item, &stance.member);
                let listed = format!("round {round} lists {answer:?} of {member} on {item}");
                format!("{name}: {listed}, sent was {sent:?}")
            });
        }
    }
    for ((item, member), _) in finals {
        audit.find(Kind::Lost, || {
            format!("{name}: round {round} does not list member {member} on statement {item}")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::cli::load::ledger::{Cast, Entry};

    const STANCE: Write = Write::Stance(1, 2, Some(3), Some(1));

    fn sent(fates: &[Fate]) -> Ledger {
        let entry = |fate: &Fate| Entry {
            round: 1,
            cast: Cast { member: 3, item: 2, answer: Some(1) },
            fate: fate.clone(),
        };
        Ledger { casts: fates.iter().map(entry).collect(), edits: Vec::new() }
    }

    fn found(fates: &[Fate], writes: &[(u64, Write)]) -> BTreeMap<Kind, u64> {
        let mut audit = Audit::default();
        let writes = writes.iter().copied().collect();
        settle(&mut audit, "d", &mut sent(fates), writes, false);
        audit.counts
    }

    #[test]
    fn every_way_in_which_a_log_can_lie_has_a_name() {
        use Fate::{Acknowledged, Refused, Unknown};
        let other = Write::Stance(1, 2, Some(3), Some(0));
        assert_eq!(found(&[Acknowledged(7)], &[(7, STANCE)]), BTreeMap::new());
        assert_eq!(found(&[Acknowledged(7)], &[]), BTreeMap::from([(Kind::Lost, 1)]));
        assert_eq!(
            found(&[Acknowledged(7)], &[(7, other)]),
            BTreeMap::from([(Kind::Different, 1)])
        );
        let twice = [(7, STANCE), (8, STANCE)];
        assert_eq!(found(&[Acknowledged(7)], &twice), BTreeMap::from([(Kind::Duplicated, 1)]));
        let two = [Acknowledged(7), Acknowledged(7)];
        assert_eq!(found(&two, &[(7, STANCE)]), BTreeMap::from([(Kind::Lost, 1)]));
        assert_eq!(found(&[Unknown], &[(7, STANCE)]), BTreeMap::new());
        assert_eq!(found(&[Unknown], &[]), BTreeMap::new());
        assert_eq!(found(&[Unknown], &twice), BTreeMap::from([(Kind::Duplicated, 1)]));
        let refused = Refused("ROUND_NOT_OPEN".into());
        let both = BTreeMap::from([(Kind::Refused, 1), (Kind::Duplicated, 1)]);
        assert_eq!(found(&[refused], &[(7, STANCE)]), both);
    }

    #[test]
    fn an_unknown_write_that_is_there_counts_from_then_on() {
        let mut ledger = sent(&[Fate::Unknown]);
        let mut audit = Audit::default();
        settle(&mut audit, "d", &mut ledger, HashMap::from([(9, STANCE)]), false);
        assert_eq!((audit.unknown, audit.unknown_written), (1, 1));
        assert_eq!(ledger.finals(1)[&(2, 3)], (9, Some(1)));
    }

    #[test]
    fn of_two_edits_of_one_version_exactly_one_is_taken() {
        let edit = |member, fate| Edit { proposal: 0, version: 2, member, fate };
        let clash = |one: Fate, other: Fate| {
            let mut audit = Audit::default();
            pairs(&mut audit, "d", &[edit(1, one), edit(2, other)]);
            audit.count(Kind::Clash)
        };
        let stale = || Fate::Refused("VERSION_STALE".into());
        assert_eq!(clash(Fate::Acknowledged(5), stale()), 0);
        assert_eq!(clash(Fate::Acknowledged(5), Fate::Acknowledged(6)), 1);
        assert_eq!(clash(stale(), stale()), 1);
        assert_eq!(clash(stale(), Fate::Unknown), 0);
    }
}
