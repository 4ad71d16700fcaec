//! What a file of ballots holds, whatever its format: options, settings, and who said what.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::choice::approving::Approvals;
use crate::analysis::choice::ballot::{Alike, ConsentBallot};
use crate::analysis::choice::grading::Grades;
use crate::analysis::choice::ranking::Ranking;
use crate::app::cli::decide::limits::{
    CELLS_MAX, GROUPS_MAX, NAME_CHARS_MAX, OPTIONS_MAX, PARTIES_MAX, ROWS_MAX,
};
use crate::app::cli::problems::quoted;
use crate::app::cli::script::problem::did_you_mean;
use crate::domain::charter::{BallotKind, Rule};
use crate::domain::round::MissingGrades;

/// An option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What ballots and settings call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it costs.
    pub cost: Option<u64>,
}

/// The options, found by id.
#[derive(Debug, Default)]
pub struct Candidates {
    all: Vec<Candidate>,
    places: BTreeMap<String, usize>,
}

impl Candidates {
    /// Takes one in.
    ///
    /// # Errors
    /// What is wrong with its id or name.
    pub fn add(&mut self, candidate: Candidate) -> Result<(), String> {
        for text in [&candidate.id, &candidate.name] {
            named(text)?;
        }
        if self.all.len() == OPTIONS_MAX {
            return Err(format!("more than {OPTIONS_MAX} options (OPTIONS_MAX); leave some out"));
        }
        if self.places.insert(candidate.id.clone(), self.all.len()).is_some() {
            let id = quoted(&candidate.id);
            self.places.insert(candidate.id.clone(), self.all.len());
            self.all.push(candidate);
            return Err(format!("option {id} is there twice; give each option an id of its own"));
        }
        self.all.push(candidate);
        Ok(())
    }

    /// Where the option with this id stands.
    ///
    /// # Errors
    /// That there is none, with the id that was perhaps meant.
    pub fn place(&self, id: &str) -> Result<usize, String> {
        self.places.get(id).copied().ok_or_else(|| {
            let near = did_you_mean(id, self.places.keys().map(String::as_str));
            format!("no option is called {}{near}", quoted(id))
        })
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Candidate] {
        &self.all
    }

    /// One to change.
    pub fn at_mut(&mut self, place: usize) -> Option<&mut Candidate> {
        self.all.get_mut(place)
    }
}

/// Whether a text can name an option, a party or a group.
///
/// # Errors
/// What is wrong with it.
pub fn named(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        Err("a name is empty; give it letters or digits".to_owned())
    } else if text.chars().any(char::is_control) {
        Err(format!("{} holds a control character; take it out", quoted(text)))
    } else if text.chars().nth(NAME_CHARS_MAX).is_some() {
        let most = format!("at most {NAME_CHARS_MAX} characters (NAME_CHARS_MAX)");
        Err(format!("{} is long; a name has {most}", quoted(text)))
    } else {
        Ok(())
    }
}

/// What is asked of a file: a form of ballots, and what the command line says before the file.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The rule.
    pub rule: Rule,
    /// The highest grade, where the command line gives one.
    pub grade_max: Option<u32>,
}

impl Asked {
    /// What its ballots say.
    #[must_use]
    pub fn kind(&self) -> BallotKind {
        self.rule.ballot()
    }

    /// Of a file with other ballots: what it holds, and what the rule counts.
    #[must_use]
    pub fn other_form(&self, held: &str) -> String {
        let (rule, form) = (self.rule.as_str(), self.kind().form());
        format!("{held}, and rule {rule} counts ballots of the form {form}; choose another --rule")
    }
}

/// Settings that stand in a file.
#[derive(Debug, Default)]
pub struct Given {
    /// What there is to spend.
    pub budget: Option<u64>,
    /// How many options are chosen.
    pub seats: Option<usize>,
    /// The highest grade.
    pub grade_max: Option<u32>,
    /// The grades in words, the lowest first.
    pub grade_labels: Vec<String>,
    /// What becomes of an option without a grade.
    pub missing_grades: Option<MissingGrades>,
    /// The order of options, by id.
    pub lottery: Option<Vec<String>>,
    /// The seed of a lottery.
    pub seed: Option<[u8; 32]>,
    /// How many parties there are, those without a ballot included.
    pub parties: Option<u64>,
    /// Whether options stand in the order of their ids, not in that of the file.
    pub by_id: bool,
}

/// A file of ballots.
#[derive(Debug, Default)]
pub struct Election {
    /// The options.
    pub options: Candidates,
    /// The settings.
    pub given: Given,
    /// Who said what.
    pub roll: Roll,
}

/// What one ballot says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// Options in order.
    Ranking(Ranking),
    /// A grade for each option.
    Grades(Grades),
    /// Options approved of.
    Approvals(Approvals),
    /// On each option by itself; a vote for is consent, a vote against a concern.
    Each(Box<[Option<ConsentBallot>]>),
}

impl Said {
    fn cells(&self) -> usize {
        match self {
            Said::Ranking(ranking) => ranking.places().len(),
            Said::Grades(grades) => grades.given().len(),
            Said::Approvals(approvals) => approvals.options().len(),
            Said::Each(each) => each.len(),
        }
    }
}

/// One row of a file.
#[derive(Debug, Default)]
pub struct Row {
    /// The party it belongs to; `None` for a party of its own.
    pub party: Option<String>,
    /// The member.
    pub member: Option<String>,
    /// The group of the party.
    pub group: Option<String>,
    /// As many parties as this; `None` for one.
    pub count: Option<u64>,
    /// The ballot; `None` for none.
    pub said: Option<Said>,
}

#[derive(Debug, Default)]
struct Party {
    group: Option<usize>,
    members: BTreeSet<String>,
    ballots: Vec<Option<Said>>,
}

/// Who said what. Rows without a party that say the same are kept once, with their number.
#[derive(Debug, Default)]
pub struct Roll {
    alone: BTreeMap<(Option<usize>, Option<Said>), u64>,
    parties: BTreeMap<String, Party>,
    groups: BTreeMap<String, usize>,
    rows: u64,
    cells: u64,
    counted: u64,
    ballots: u64,
}

/// Parties with the ballots of their members, those alike together.
pub type Together = Vec<Alike<Vec<Option<Said>>>>;

impl Roll {
    /// Takes a row in.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add(&mut self, row: Row) -> Result<(), String> {
        for name in [&row.party, &row.member, &row.group].into_iter().flatten() {
            named(name)?;
        }
        if row.count == Some(0) {
            return Err("a count of 0; write 1 or more, or leave the row out".to_owned());
        }
        let group = row.group.map(|name| self.group(name)).transpose()?;
        self.rows += 1;
        if self.rows > ROWS_MAX {
            let remedy = "write equal ballots as one row with a count";
            return Err(format!("more than {ROWS_MAX} rows (ROWS_MAX); {remedy}"));
        }
        let count = row.count.unwrap_or(1);
        let ballots = if row.said.is_some() { count } else { 0 };
        let Some(party) = row.party else {
            if row.member.is_some() {
                return Err("a member without a party; name the party too".to_owned());
            }
            self.counts(count)?;
            let cells = row.said.as_ref().map_or(0, Said::cells) as u64;
            let alike = self.alone.entry((group, row.said)).or_default();
            let kept = if *alike == 0 { cells } else { 0 };
            *alike += count;
            self.ballots += ballots;
            return self.keeps(kept);
        };
        if row.count.is_some_and(|count| count > 1) {
            let rule = "a party has one voice, which its members share";
            return Err(format!("a count beside a party; {rule}; leave the count out"));
        }
        if !self.parties.contains_key(&party) {
            self.counts(1)?;
        }
        self.keeps(row.said.as_ref().map_or(0, Said::cells) as u64)?;
        let own = self.parties.entry(party.clone()).or_default();
        if group.is_some() && own.group.is_some_and(|known| Some(known) != group) {
            let party = quoted(&party);
            return Err(format!("party {party} is in two groups; a party is in one, keep that"));
        }
        own.group = own.group.or(group);
        if let Some(member) = row.member
            && !own.members.insert(member.clone())
        {
            let (member, party) = (quoted(&member), quoted(&party));
            return Err(format!("member {member} of party {party} has two ballots; keep one"));
        }
        own.ballots.push(row.said);
        self.ballots += ballots;
        Ok(())
    }

    fn group(&mut self, name: String) -> Result<usize, String> {
        let next = self.groups.len();
        if next == GROUPS_MAX && !self.groups.contains_key(&name) {
            return Err(format!("more than {GROUPS_MAX} groups (GROUPS_MAX); take some together"));
        }
        Ok(*self.groups.entry(name).or_insert(next))
    }

    fn counts(&mut self, parties: u64) -> Result<(), String> {
        let all = self.counted.checked_add(parties).filter(|all| *all <= PARTIES_MAX);
        self.counted = all.ok_or_else(|| {
            format!("more than {PARTIES_MAX} parties in all (PARTIES_MAX); mend the count")
        })?;
        Ok(())
    }

    fn keeps(&mut self, cells: u64) -> Result<(), String> {
        self.cells += cells;
        if self.cells > CELLS_MAX {
            let remedy = "leave options or ballots out";
            return Err(format!("more than {CELLS_MAX} places or grades (CELLS_MAX); {remedy}"));
        }
        Ok(())
    }

    /// Whether so much was given that nothing more is read.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows > ROWS_MAX || self.cells > CELLS_MAX
    }

    /// The number of parties.
    #[must_use]
    pub fn parties(&self) -> u64 {
        self.counted
    }

    /// The number of ballots.
    #[must_use]
    pub fn ballots(&self) -> u64 {
        self.ballots
    }

    /// The groups by name, and the parties. Where there are groups, parties in none of them are
    /// one group more, as in a charter.
    #[must_use]
    pub fn finish(self) -> (Vec<String>, Together) {
        let mut names = self.groups;
        let known = !names.is_empty();
        let nameless = self.alone.keys().any(|(group, _)| group.is_none())
            || self.parties.values().any(|party| party.group.is_none());
        if known && nameless {
            let next = names.len();
            names.entry(OTHERS.to_owned()).or_insert(next);
        }
        let mut places = vec![0; names.len()];
        names.values().enumerate().for_each(|(place, first)| places[*first] = place);
        let others = names.get(OTHERS).copied();
        let place = |group: Option<usize>| {
            let group = if known { group.or(others) } else { None };
            group.map(|group| places[group])
        };
        let alone = self.alone.into_iter().map(|((group, said), count)| Alike {
            group: place(group),
            count,
            party: vec![said],
        });
        let parties = self.parties.into_values().map(|party| Alike {
            group: place(party.group),
            count: 1,
            party: party.ballots,
        });
        let together = alone.chain(parties).collect();
        (names.into_keys().collect(), together)
    }
}

/// What parties in no group are together.
const OTHERS: &str = "others";
