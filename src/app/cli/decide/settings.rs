//! What a rule needs beside the ballots: from the command line, else from the file, else a default.

use clap::{Args, ValueEnum};

use crate::analysis::choice::around::Conditions;
use crate::analysis::choice::budget::{Budget, MONEY_MAX};
use crate::analysis::choice::contest;
use crate::analysis::choice::floors::Floors;
use crate::analysis::choice::lottery::Lottery;
use crate::analysis::fraction::Fraction;
use crate::app::cli::decide::election::{Asked, Candidates, Election};
use crate::app::cli::decide::limits::{PAIRED_OPTIONS_MAX, PARTIES_MAX};
use crate::app::cli::problems::{Problems, quoted};
use crate::domain::charter::BallotKind;
use crate::domain::limits::GRADE_MAX;
use crate::domain::round::MissingGrades;

/// Settings on the command line; they go before those in the file.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// How many options are chosen.
    #[arg(long, value_name = "N")]
    pub seats: Option<usize>,
    /// What there is to spend, in whole units.
    #[arg(long, value_name = "AMOUNT")]
    pub budget: Option<u64>,
    /// What options cost, such as A=6000,B=9000.
    #[arg(long, value_name = "LIST")]
    pub costs: Option<String>,
    /// The highest grade; the lowest is 0.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=GRADE_TOP))]
    pub grade_max: Option<u32>,
    /// What becomes of an option that a ballot with grades leaves out [default: exclude].
    #[arg(long, value_name = "HOW")]
    pub missing_grades: Option<Missing>,
    /// The seed of the lottery: 64 hexadecimal digits, drawn after the options were fixed.
    #[arg(long, value_name = "HEX", value_parser = seed)]
    pub seed: Option<[u8; 32]>,
    /// The order of options where ballots leave them equal, such as B,A,C.
    #[arg(long, value_name = "LIST", conflicts_with = "seed")]
    pub lottery: Option<String>,
    /// The least share of the parties that must have answered.
    #[arg(long, value_name = "SHARE", default_value = "0/1", value_parser = share)]
    pub quorum: Fraction,
    /// How many parties there are, those without a ballot included; left out, those in the file.
    #[arg(long, value_name = "N")]
    pub parties: Option<u64>,
    /// The least share that agrees, under supermajority_floor.
    #[arg(long, value_name = "SHARE", default_value = "2/3", value_parser = share)]
    pub threshold: Fraction,
    /// The least share that agrees in each group.
    #[arg(long, value_name = "SHARE", default_value = "1/3", value_parser = share)]
    pub floor: Fraction,
    /// The least number of parties in a group with a floor.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub group_min: u32,
}

const GRADE_TOP: i64 = GRADE_MAX as i64;

/// What becomes of an option that a ballot with grades leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Missing {
    /// It is not compared.
    Exclude,
    /// It has the lowest grade.
    Lowest,
}

/// Where the order among equal options comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Drawn from a seed.
    Seed([u8; 32]),
    /// It was given.
    Listed,
    /// Nobody gave one: the ids as text.
    Ids,
    /// Nobody gave one: the file.
    File,
}

impl Order {
    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Seed(_) => "seed",
            Order::Listed => "lottery",
            Order::Ids => "ids",
            Order::File => "file",
        }
    }
}

/// Everything that a rule needs beside the ballots.
#[derive(Debug, Clone)]
pub struct Settled {
    /// For the rules over all options.
    pub rules: contest::Settings,
    /// What goes around the rule.
    pub conditions: Conditions,
    /// How many parties there are.
    pub parties: u64,
    /// Where the order comes from.
    pub order: Order,
}

/// Settles what holds.
pub fn settle(
    asked: &Asked,
    options: &Options,
    election: &mut Election,
    problems: &mut Problems,
) -> Option<Settled> {
    let before = problems.count();
    let all = election.options.all().len();
    let kind = asked.kind();
    if kind == BallotKind::Ranking && all > PAIRED_OPTIONS_MAX {
        let most = format!("at most {PAIRED_OPTIONS_MAX} options in pairs (PAIRED_OPTIONS_MAX)");
        let rule = asked.rule.as_str();
        problems.whole(format!("{all} options; rule {rule} compares {most}; leave some out"));
    }
    let seats = seats(asked, options, election, problems);
    let budget = match kind {
        BallotKind::Budget => budget(asked, options, election, problems),
        _ => None,
    };
    let grade_max = options.grade_max.or(election.given.grade_max);
    if kind == BallotKind::Grades && grade_max.is_none() {
        let rule = asked.rule.as_str();
        let remedy = "give --grade-max N, or `grade_max` in a JSON file";
        problems.whole(format!("rule {rule} needs the highest grade; {remedy}"));
    }
    let labels = election.given.grade_labels.len();
    if kind == BallotKind::Grades && labels > 0 && Some(labels as u32 - 1) != grade_max {
        problems.given("--grade-max", "the file names grades; it has one name for each from 0 up");
    }
    let missing = options.missing_grades.map(|missing| match missing {
        Missing::Exclude => MissingGrades::Exclude,
        Missing::Lowest => MissingGrades::Lowest,
    });
    let parties = parties(options, election, problems);
    let (lottery, order) = order(options, election, problems);
    let group_min = u64::from(options.group_min);
    let conditions = Conditions {
        quorum: options.quorum,
        threshold: options.threshold,
        floors: Floors { floor: options.floor, parties_min: group_min },
    };
    let rules = contest::Settings {
        seats: seats.unwrap_or_default(),
        budget,
        grade_max: grade_max.unwrap_or_default(),
        missing_grades: missing.or(election.given.missing_grades).unwrap_or_default(),
        lottery,
    };
    (problems.count() == before).then_some(Settled { rules, conditions, parties, order })
}

fn seats(
    asked: &Asked,
    options: &Options,
    election: &Election,
    problems: &mut Problems,
) -> Option<usize> {
    if asked.kind() != BallotKind::Seats {
        return None;
    }
    let (rule, all) = (asked.rule.as_str(), election.options.all().len());
    let seats = options.seats.or(election.given.seats);
    match seats {
        Some(seats) if (1..=all).contains(&seats) => {}
        Some(seats) => {
            let found = format!("{seats} seats for {all} options");
            problems.whole(format!("{found}; give --seats from 1 to {all}"));
        }
        None => {
            let remedy = "give --seats N, or `seats` in a JSON file";
            problems.whole(format!("rule {rule} chooses a number of options; {remedy}"));
        }
    }
    seats
}

fn budget(
    asked: &Asked,
    options: &Options,
    election: &mut Election,
    problems: &mut Problems,
) -> Option<Budget> {
    let rule = asked.rule.as_str();
    if let Some(costs) = &options.costs {
        for cost in costs.split(',') {
            if let Err(message) = set_cost(cost, &mut election.options) {
                problems.given("--costs", message);
            }
        }
    }
    let fits = |money: u64| (1..=MONEY_MAX).contains(&money);
    let amount = options.budget.or(election.given.budget);
    match amount {
        None => {
            let remedy = "give --budget AMOUNT, or `budget` in a JSON or Pabulib file";
            problems.whole(format!("rule {rule} spends a budget; {remedy}"));
        }
        Some(amount) if !fits(amount) => {
            let most = format!("a whole amount from 1 to {MONEY_MAX}");
            problems.whole(format!("the budget is {amount}; give {most}"));
        }
        Some(_) => {}
    }
    for option in election.options.all() {
        let id = quoted(&option.id);
        match option.cost {
            None => {
                let remedy = "give --costs ID=AMOUNT, or `cost` in a JSON or Pabulib file";
                problems.whole(format!("option {id} has no cost; {remedy}"));
            }
            Some(cost) if !fits(cost) => {
                let rule = format!("a whole amount from 1 to {MONEY_MAX}");
                problems.whole(format!("option {id} costs {cost}; give {rule}"));
            }
            Some(_) => {}
        }
    }
    let costs = election.options.all().iter().map(|option| option.cost);
    Budget::new(amount?, costs.collect::<Option<Vec<u64>>>()?).ok()
}

fn set_cost(text: &str, options: &mut Candidates) -> Result<(), String> {
    let form = || format!("{}: write ID=AMOUNT, parted by commas", quoted(text));
    let (id, cost) = text.rsplit_once('=').ok_or_else(form)?;
    let place = options.place(id.trim())?;
    let cost: u64 = cost.trim().parse().map_err(|_| form())?;
    if let Some(option) = options.at_mut(place) {
        option.cost = Some(cost);
    }
    Ok(())
}

fn parties(options: &Options, election: &Election, problems: &mut Problems) -> u64 {
    let found = election.roll.parties();
    let all = options.parties.or(election.given.parties).unwrap_or(found);
    if all < found || all > PARTIES_MAX {
        let rule = format!("the file holds {found}; give from {found} to {PARTIES_MAX}");
        problems.whole(format!("{all} parties in all, and {rule}, with --parties N"));
    }
    all
}

/// The order among equals: given, drawn, or that in which options stand.
fn order(options: &Options, election: &Election, problems: &mut Problems) -> (Lottery, Order) {
    let all = election.options.all();
    let by_file = || Lottery::by_number(all.len());
    let seed = match options.lottery {
        Some(_) => None,
        None => options.seed.or(election.given.seed),
    };
    if let Some(seed) = seed {
        let ids: Vec<String> = all.iter().map(|option| option.id.clone()).collect();
        return (Lottery::drawn(&seed, &ids), Order::Seed(seed));
    }
    let of_line = options.lottery.as_ref();
    let of_line = of_line.map(|list| list.split(',').map(|id| id.trim().to_owned()).collect());
    let listed: Option<Vec<String>> = of_line.or_else(|| election.given.lottery.clone());
    if let Some(listed) = listed {
        let mut places = Vec::new();
        for id in &listed {
            match election.options.place(id) {
                Ok(place) => places.push(place),
                Err(message) => problems.whole(format!("lottery: {message}")),
            }
        }
        let (named, there) = (listed.len(), all.len());
        let lottery = Lottery::of_order(places).filter(|_| named == there);
        if lottery.is_none() {
            let rule = format!("it names {named} of {there}");
            problems.whole(format!("lottery: {rule}; name every option once"));
        }
        return (lottery.unwrap_or_else(by_file), Order::Listed);
    }
    if !election.given.by_id {
        return (by_file(), Order::File);
    }
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|place| &all[*place].id);
    (Lottery::of_order(order).unwrap_or_else(by_file), Order::Ids)
}

/// A seed from 64 hexadecimal digits.
///
/// # Errors
/// What is none.
pub fn seed(text: &str) -> Result<[u8; 32], String> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<Vec<u8>>>()
        .filter(|digits| digits.len() == 64);
    let bytes = digits.map(|digits| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect());
    let bytes = bytes.and_then(|bytes: Vec<u8>| bytes.try_into().ok());
    bytes.ok_or_else(|| format!("{}: a seed is 64 hexadecimal digits", quoted(text)))
}

/// A share such as 1/2.
///
/// # Errors
/// What is none.
pub fn share(text: &str) -> Result<Fraction, String> {
    let parts = text.split_once('/');
    let parts = parts.and_then(|(part, whole)| Some((part.parse().ok()?, whole.parse().ok()?)));
    let share = parts.and_then(|(part, whole)| Fraction::new(part, whole).ok());
    share.ok_or_else(|| format!("{}: a share is a fraction from 0/1 to 1/1, as 2/3", quoted(text)))
}
