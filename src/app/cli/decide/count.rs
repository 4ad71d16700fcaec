//! The rule, run over the ballots of a file.

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::around::{self, Told};
use crate::analysis::choice::ballot::{Alike, ConsentBallot, ConsentParty, Grouped};
use crate::analysis::choice::contest::Ballots;
use crate::analysis::choice::favour::{self, Favour};
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::profile::Profile;
use crate::analysis::choice::ranking::Ranking;
use crate::app::cli::decide::election::{Said, Together};
use crate::app::cli::decide::settings::Settled;
use crate::domain::charter::{BallotKind, Rule};

/// Parties with ballots of one form.
type Cast<B> = Vec<Alike<Vec<Option<B>>>>;

/// What one member says of each option by itself.
type Each = Box<[Option<ConsentBallot>]>;

/// Parties that did not answer, beside those in the file; they are in no group.
fn absent<B>(cast: &Cast<B>, parties: u64) -> u64 {
    parties - cast.iter().map(|alike| alike.count).sum::<u64>()
}

/// Runs a rule on so many options; `groups` is the number of groups. `None` where the rule lacks
/// what it needs, which the settings rule out.
#[must_use]
pub fn decided(
    rule: Rule,
    settled: &Settled,
    (options, groups): (usize, usize),
    cast: Together,
) -> Option<(Told, u64)> {
    match rule.ballot() {
        BallotKind::Consent | BallotKind::Vote => {
            let cast = typed(cast, |said| match said {
                Said::Each(each) => Some(each),
                _ => None,
            });
            Some(apart(rule, settled, (options, groups), &cast))
        }
        BallotKind::Ranking => {
            let cast: Cast<Ranking> = typed(cast, |said| match said {
                Said::Ranking(ranking) => Some(ranking),
                _ => None,
            });
            let ballots = Ballots::Ranked(profile(options, &cast));
            together(rule, settled, groups, (&ballots, &cast))
        }
        BallotKind::Grades => {
            let cast: Cast<Grades> = typed(cast, |said| match said {
                Said::Grades(grades) => Some(grades),
                _ => None,
            });
            let ballots = Ballots::Graded(profile(options, &cast));
            together(rule, settled, groups, (&ballots, &cast))
        }
        BallotKind::Seats | BallotKind::Budget => {
            let cast: Cast<Approvals> = typed(cast, |said| match said {
                Said::Approvals(approvals) => Some(approvals),
                _ => None,
            });
            let ballots = Ballots::Approved(profile(options, &cast));
            together(rule, settled, groups, (&ballots, &cast))
        }
    }
}

fn typed<B>(cast: Together, of: impl Fn(Said) -> Option<B>) -> Cast<B> {
    let member = |said: Option<Said>| said.and_then(&of);
    let party = |Alike { group, count, party }: Alike<Vec<Option<Said>>>| Alike {
        group,
        count,
        party: party.into_iter().map(member).collect(),
    };
    cast.into_iter().map(party).collect()
}

fn profile<B: Favour>(options: usize, cast: &Cast<B>) -> Profile<B> {
    Profile::of_alike(options, cast.iter().map(|alike| (alike.party.as_slice(), alike.count)))
}

fn together<B: Favour>(
    rule: Rule,
    settled: &Settled,
    groups: usize,
    (ballots, cast): (&Ballots, &Cast<B>),
) -> Option<(Told, u64)> {
    let votes = |chosen: &[usize]| {
        let vote = |alike: &Alike<Vec<Option<B>>>| Alike {
            group: alike.group,
            count: alike.count,
            party: favour::votes(&alike.party, chosen, settled.rules.grade_max),
        };
        grouped(groups, cast.iter().map(vote).collect())
    };
    let counted = (ballots, &settled.rules);
    let parties = settled.parties as usize;
    let told = around::together(rule, counted, parties, &settled.conditions, votes)?;
    Some((told, ballots.answered() as u64))
}

fn apart(
    rule: Rule,
    settled: &Settled,
    (options, groups): (usize, usize),
    cast: &Cast<Each>,
) -> (Told, u64) {
    let absent = absent(cast, settled.parties);
    let on = |option: usize| {
        let party = |alike: &Alike<Vec<Option<Each>>>| {
            let of = |ballot: &Option<Each>| ballot.as_ref()?[option];
            let members: Vec<_> = alike.party.iter().map(of).collect();
            // A file says no more of an objection than that it was made: it stands.
            let objects = members.contains(&Some(ConsentBallot::Objection));
            let party = ConsentParty { members, objects };
            Alike { group: alike.group, count: alike.count, party }
        };
        let nobody = ConsentParty { members: Vec::new(), objects: false };
        let nobody = Alike { group: None, count: absent, party: nobody };
        grouped(groups, cast.iter().map(party).chain([nobody]).collect())
    };
    let answers = |alike: &&Alike<Vec<Option<_>>>| alike.party.iter().any(Option::is_some);
    let answered = cast.iter().filter(answers).map(|alike| alike.count).sum();
    (around::apart(rule, (0..options).map(on), &settled.conditions), answered)
}

fn grouped<P>(groups: usize, parties: Vec<Alike<P>>) -> Grouped<P> {
    Grouped::alike(groups, parties).expect("the roll numbers its own groups")
}
