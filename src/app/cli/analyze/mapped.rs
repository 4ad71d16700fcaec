//! A conversation with its opinion map, wherever it comes from.

use clap::ValueEnum;

use crate::analysis::opinion::{self, Conversation, Mode, OneGroup, OpinionMap, Vote};
use crate::analysis::sheet::opinion::{METHODS, OpinionSheet, opinion};
use crate::app::cli::analyze::order;
use crate::app::cli::analyze::read::{self, Ids, Logged, Sign, Statement};
use crate::app::cli::text::count;
use crate::domain::ids::ItemId;
use crate::domain::state::Deliberation;

/// How groups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Groups {
    /// From the votes alone.
    #[default]
    Stable,
    /// As Polis makes them, also from the order of participants.
    Compat,
}

impl Groups {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Groups::Stable => "stable",
            Groups::Compat => "compat",
        }
    }

    fn mode(self) -> Mode {
        match self {
            Groups::Stable => Mode::Stable,
            Groups::Compat => Mode::Compat,
        }
    }

    /// The method behind it, with its version.
    #[must_use]
    pub fn method(self) -> (&'static str, u32) {
        METHODS[self as usize]
    }
}

/// Where a map comes from.
#[derive(Debug)]
pub enum Origin {
    /// Tables of votes.
    Tables {
        /// Which value agrees, and how that is known.
        sign: Sign,
        /// Whether the votes have times.
        has_times: bool,
    },
    /// A log.
    Log {
        /// The deliberation.
        deliberation: String,
        /// How many events the log has.
        events: u64,
        /// How many of them are withheld from its reader.
        withheld: u64,
        /// The last closed round.
        round: u32,
    },
}

/// A conversation with its map.
#[derive(Debug)]
pub struct Mapped {
    /// The kind of source.
    pub kind: &'static str,
    /// The files that were read.
    pub files: Vec<String>,
    /// What the conversation is called.
    pub title: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// Why a log has no votes, where it has none.
    pub nothing: Option<&'static str>,
    /// How groups were made.
    pub groups: Groups,
    /// The statements, in order of id, as they are on the map.
    pub statements: Vec<Statement>,
    /// Who voted, in order of id.
    pub participants: Ids,
    /// The place on the map of each of them, where that is another.
    rows: Option<Vec<usize>>,
    /// The votes that were read, those that were replaced included.
    pub votes_read: usize,
    /// Those against, passes, and those for; of each pair the last.
    pub votes: [u64; 3],
    /// Whether everybody weighs the same.
    pub is_equal: bool,
    /// The map.
    pub map: OpinionMap,
}

impl Mapped {
    /// Makes the map of a conversation; `step` is told what is done next.
    #[must_use]
    pub fn of_votes(read: read::Conversation, groups: Groups, step: impl Fn(&str)) -> Mapped {
        let mut read = read;
        let has_times = read.times.take().is_some();
        step("ordering");
        order::by_id(&mut read);
        let people = read.participants.len();
        let rows =
            (groups == Groups::Compat).then(|| order::as_the_reference(people, &mut read.votes));
        let parties = read.parties.map(|parties| match &rows {
            None => parties,
            Some(rows) => {
                let mut placed = vec![0; parties.len()];
                rows.iter().zip(parties).for_each(|(row, party)| placed[*row] = party);
                placed
            }
        });
        let standing = read.statements.iter().map(Statement::standing);
        step("counting");
        let (votes_read, standing) = (read.votes.len(), standing.collect());
        let conversation = Conversation::new(people, standing, &read.votes, parties, threads());
        drop(read.votes);
        step("mapping");
        let map = OpinionMap::first(&conversation, groups.mode());
        let warnings = read.warnings.iter().map(ToString::to_string).collect();
        let read::Origin { kind, files, title, sign } = read.origin;
        Mapped {
            kind: kind.as_str(),
            files,
            title,
            origin: Origin::Tables { sign, has_times },
            warnings,
            nothing: None,
            groups,
            statements: read.statements,
            participants: read.participants,
            rows,
            votes_read,
            votes: votes(&conversation),
            is_equal: conversation.voices().are_equal(),
            map,
        }
    }

    /// Makes the map of a deliberation up to its last closed round.
    #[must_use]
    pub fn of_log(logged: &Logged, groups: Groups) -> Mapped {
        let Logged { state, texts, .. } = logged;
        let round = state.last_closed_round();
        let OpinionSheet { input, map, .. } = opinion(state, round, groups.mode(), threads());
        let name = format!("deliberations/{}", state.id);
        let statements = input.statements.iter().enumerate().map(|(column, id)| {
            let item = state.items.get(&ItemId::Statement(id.clone()));
            let text = item.and_then(|item| texts.get(&item.versions.first()?.text.id));
            Statement {
                id: format!("{name}/statements/{id}").into(),
                text: text.map(|text| text.as_str().into()),
                moderated: -i8::from(input.conversation.is_out(column)),
                is_meta: false,
            }
        });
        let mut seats: Vec<(u32, usize)> = input.seats.iter().copied().zip(0..).collect();
        seats.sort_unstable();
        let participant = |(seat, _): &(u32, usize)| {
            let member = state.member_at(*seat).map(|member| format!("{name}/{member}"));
            member.unwrap_or_default().into()
        };
        let votes = votes(&input.conversation);
        Mapped {
            kind: "log",
            files: vec![logged.file.clone()],
            title: state.title.as_ref().and_then(|title| texts.get(&title.id)).cloned(),
            warnings: warnings_of(logged),
            nothing: why_nothing(state, votes.iter().sum()),
            origin: Origin::Log {
                events: logged.events,
                withheld: logged.withheld,
                round,
                deliberation: name.clone(),
            },
            groups,
            statements: statements.collect(),
            participants: Ids::Texts(seats.iter().map(participant).collect()),
            rows: Some(seats.iter().map(|(_, row)| *row).collect()),
            votes_read: input.conversation.votes().len(),
            votes,
            is_equal: input.conversation.voices().are_equal(),
            map,
        }
    }

    /// The place on the map of a participant.
    #[must_use]
    pub fn row(&self, participant: usize) -> usize {
        self.rows.as_ref().map_or(participant, |rows| rows[participant])
    }

    /// Whether a statement stays out of map, groups and choices.
    #[must_use]
    pub fn is_out(&self, column: usize) -> bool {
        self.statements[column].is_out()
    }

    /// How many participants are on the map.
    #[must_use]
    pub fn on_the_map(&self) -> u64 {
        self.map.groups.iter().map(|group| group.people).sum()
    }

    /// Why there are no two groups, where that is so.
    #[must_use]
    pub fn one(&self) -> Option<OneGroup> {
        let few = self.map.groups.len() < 2;
        let people: u64 = self.map.base.iter().map(|base| base.people).sum();
        self.map.one.or(match people {
            _ if !few => None,
            0 => Some(OneGroup::NoVotes),
            1 => Some(OneGroup::TooFewPeople),
            _ => Some(OneGroup::NoVariation),
        })
    }
}

/// What the reader of a map of a log should know.
fn warnings_of(logged: &Logged) -> Vec<String> {
    let withheld = logged.withheld;
    if withheld == 0 {
        return Vec::new();
    }
    let events = count(usize::try_from(withheld).unwrap_or(usize::MAX), "event", "events");
    let missing = "stances among them are missing from this map";
    let remedy = "for the whole, export the log as an auditor";
    vec![format!("{events} withheld from the reader of this log: {missing}; {remedy}")]
}

/// Why a deliberation has no map.
fn why_nothing(state: &Deliberation, votes: u64) -> Option<&'static str> {
    if votes > 0 {
        return None;
    }
    let is_statement = |id: &ItemId| matches!(id, ItemId::Statement(_));
    Some(if !state.items.keys().any(is_statement) {
        "this deliberation has no statements, and so no map"
    } else if state.last_closed_round() == 0 {
        "no round was closed yet, and nothing of an open round is counted, so there is no map"
    } else {
        "no stance on a statement is known from a closed round, so there is no map"
    })
}

/// The votes against, the passes, and the votes for.
fn votes(conversation: &Conversation) -> [u64; 3] {
    let votes = conversation.votes();
    let mut counts = [0; 3];
    if conversation.voices().are_equal() {
        for column in 0..votes.columns() {
            for vote in Vote::ALL {
                counts[vote as usize] += conversation.totals().get(column, vote);
            }
        }
        return counts;
    }
    for row in 0..votes.rows() {
        votes.row(row).for_each(|(_, vote)| counts[vote as usize] += 1);
    }
    counts
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The code of a reason why everybody is one group.
#[must_use]
pub fn code(one: OneGroup) -> &'static str {
    match one {
        OneGroup::NoVotes => "noVotes",
        OneGroup::TooFewPeople => "tooFewPeople",
        OneGroup::NoVariation => "noVariation",
        OneGroup::NoStructure => "noStructure",
    }
}

/// The same in words.
#[must_use]
pub fn why_one(mapped: &Mapped, one: OneGroup) -> String {
    let (people, least) = (mapped.on_the_map(), opinion::PEOPLE_MIN);
    let has_any = (0..mapped.statements.len())
        .any(|column| !mapped.is_out(column) && mapped.map.counts(column).answered > 0.0);
    match one {
        OneGroup::NoVotes => {
            mapped.nothing.unwrap_or("nobody voted, so there is no map").to_owned()
        }
        _ if !has_any => "everything with votes was moderated away, so there is no map".to_owned(),
        OneGroup::TooFewPeople if mapped.groups == Groups::Compat => {
            "one participant makes no groups".to_owned()
        }
        OneGroup::TooFewPeople => {
            format!("people on the map: {people}, too few for two groups of at least {least}")
        }
        OneGroup::NoVariation => "all people lie at one place on the map".to_owned(),
        OneGroup::NoStructure => {
            let best = mapped.map.silhouettes.iter().map(|(_, silhouette)| *silhouette);
            match best.reduce(f64::max) {
                None => "no division has groups that are large enough".to_owned(),
                Some(best) if best >= opinion::SILHOUETTE_MIN => {
                    "two groups are not clear enough, and more are not surely better".to_owned()
                }
                Some(best) => format!(
                    "no division is clear enough: the mean silhouette of the best is {best:.2}, \
                     and a structure begins at {:.2}",
                    opinion::SILHOUETTE_MIN
                ),
            }
        }
    }
}
