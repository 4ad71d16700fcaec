//! What was decided: aloud for people, and as one document for programs.

use num_rational::BigRational;
use serde_json::{Map, Value, json};

use crate::analysis::choice::Step;
use crate::analysis::choice::around::Told;
use crate::analysis::choice::sentences::{Labels, money, sentence};
use crate::analysis::fraction::Fraction;
use crate::app::cli::decide::Format;
use crate::app::cli::decide::election::Candidate;
use crate::app::cli::decide::settings::{Order, Settled};
use crate::app::cli::page::{Lang, say};
use crate::domain::charter::{BallotKind, Rule};
use crate::domain::outcome::OutcomeResult;
use crate::domain::round::MissingGrades;

/// What was read, under which settings, and what came of it.
#[derive(Debug)]
pub struct Decided {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: Format,
    /// The rule.
    pub rule: Rule,
    /// The options.
    pub options: Vec<Candidate>,
    /// What the options are called.
    pub names: Vec<String>,
    /// The grades in words.
    pub grades: Vec<String>,
    /// The groups.
    pub groups: Vec<String>,
    /// The parties that answered.
    pub answered: u64,
    /// The number of ballots.
    pub ballots: u64,
    /// The settings.
    pub settled: Settled,
    /// What came of it.
    pub told: Told,
}

fn counted(lang: Lang, things: &str, number: u64) -> String {
    let one_or_more = if number == 1 { "one" } else { "more" };
    say(lang, &format!("decide.{things}.{one_or_more}"), &[("number", &number.to_string())])
}

fn exact(number: &BigRational) -> String {
    number.to_string()
}

fn share(share: Fraction) -> String {
    format!("{}/{}", share.numerator(), share.denominator())
}

impl Decided {
    /// The lines for people.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.read(lang)];
        let (names, groups) = (&self.names, self.groups());
        let labels = Labels { options: names, groups: &groups, grades: &self.grades };
        for step in &self.told.steps {
            let said = sentence(step, &labels);
            let about = step.option.filter(|_| self.is_apart()).map(|option| &names[option]);
            let about = about.map(|name| format!("{name}: ")).unwrap_or_default();
            lines.push(format!("  {about}{}", lang.pick(&said.nl, &said.en)));
        }
        lines.push(self.result(lang));
        let list = |places: &[usize]| {
            places.iter().map(|place| names[*place].as_str()).collect::<Vec<_>>().join(", ")
        };
        if !self.told.ranking.is_empty() {
            lines.push(say(lang, "decide.ranking", &[("text", &list(&self.told.ranking))]));
        }
        if let Some((spent, left)) = self.money() {
            let told = |amount: u64| money(&BigRational::from_integer(amount.into()), lang.into());
            let slots = [("spent", told(spent)), ("left", told(left))];
            let slots = slots.each_ref().map(|(slot, text)| (*slot, text.as_str()));
            lines.push(say(lang, "decide.money", &slots));
        }
        if !self.told.tied.is_empty() {
            lines.push(say(lang, "decide.tied", &[("text", &list(&self.told.tied))]));
            let undrawn = match self.settled.order {
                Order::File => Some("decide.order.file"),
                Order::Ids => Some("decide.order.ids"),
                Order::Seed(_) | Order::Listed => None,
            };
            lines.extend(undrawn.map(|key| say(lang, key, &[])));
        }
        let under = self.under_floor();
        if !under.is_empty() {
            lines.push(say(lang, "outcome.under_floor", &[("text", &under.join(", "))]));
        }
        lines
    }

    fn groups(&self) -> Vec<&str> {
        self.groups.iter().map(String::as_str).collect()
    }

    fn read(&self, lang: Lang) -> String {
        let slots = [
            ("file", self.file.clone()),
            ("rule", self.rule.as_str().to_owned()),
            ("options", counted(lang, "options", self.options.len() as u64)),
            ("parties", counted(lang, "parties", self.settled.parties)),
            ("ballots", counted(lang, "ballots", self.ballots)),
        ];
        let slots = slots.each_ref().map(|(slot, text)| (*slot, text.as_str()));
        say(lang, "decide.read", &slots)
    }

    /// Whether each option is decided by itself.
    fn is_apart(&self) -> bool {
        matches!(self.rule.ballot(), BallotKind::Consent | BallotKind::Vote)
    }

    fn result(&self, lang: Lang) -> String {
        let chosen = self.told.chosen.iter().map(|place| self.names[*place].as_str());
        let chosen = chosen.collect::<Vec<_>>().join(", ");
        let key = match self.told.result {
            OutcomeResult::Adopted if self.is_apart() => "outcome.adopted",
            OutcomeResult::Adopted => "decide.chosen",
            OutcomeResult::Blocked => "outcome.blocked",
            OutcomeResult::NoQuorum => "outcome.no_quorum",
            OutcomeResult::NotReached if self.is_apart() => "outcome.not_reached",
            OutcomeResult::NotReached => "decide.nothing",
        };
        say(lang, key, &[("text", &chosen)])
    }

    /// What was spent and what is left, under a rule with a budget.
    fn money(&self) -> Option<(u64, u64)> {
        let budget = self.settled.rules.budget.as_ref()?;
        let spent = u64::try_from(budget.sum(&self.told.chosen)).ok()?;
        Some((spent, budget.amount().checked_sub(spent)?))
    }

    fn under_floor(&self) -> Vec<&str> {
        self.told.groups_under_floor.iter().map(|group| self.groups[*group].as_str()).collect()
    }

    /// The document for programs.
    #[must_use]
    pub fn document(&self) -> Value {
        let ids = |places: &[usize]| -> Vec<&str> {
            places.iter().map(|place| self.options[*place].id.as_str()).collect()
        };
        let (told, money, groups) = (&self.told, self.money(), self.groups());
        let labels = Labels { options: &self.names, groups: &groups, grades: &self.grades };
        json!({
            "file": self.file,
            "format": self.format.as_str(),
            "rule": self.rule.as_str(),
            "options": self.options.iter().map(candidate).collect::<Value>(),
            "parties": self.settled.parties,
            "answered": self.answered,
            "ballots": self.ballots,
            "groups": self.groups,
            "settings": self.settings(),
            "result": result(told.result),
            "chosen": ids(&told.chosen),
            "ranking": ids(&told.ranking),
            "tied": ids(&told.tied),
            "groups_under_floor": self.under_floor(),
            "spent": money.map(|(spent, _)| spent),
            "left": money.map(|(_, left)| left),
            "steps": told.steps.iter().map(|step| self.step(step, &labels)).collect::<Value>(),
        })
    }

    fn settings(&self) -> Value {
        let Settled { rules, conditions, order, .. } = &self.settled;
        let mut settings = Map::new();
        let mut set = |key: &str, value: Value| drop(settings.insert(key.to_owned(), value));
        set("quorum", share(conditions.quorum).into());
        set("floor", share(conditions.floors.floor).into());
        set("group_min", conditions.floors.parties_min.into());
        match self.rule.ballot() {
            BallotKind::Vote => set("threshold", share(conditions.threshold).into()),
            BallotKind::Seats => set("seats", rules.seats.into()),
            BallotKind::Budget => {
                set("budget", rules.budget.as_ref().map(|budget| budget.amount()).into());
            }
            BallotKind::Grades => {
                let lowest = rules.missing_grades == MissingGrades::Lowest;
                set("grade_max", rules.grade_max.into());
                set("missing_grades", if lowest { "lowest" } else { "exclude" }.into());
            }
            BallotKind::Consent | BallotKind::Ranking => {}
        }
        if !self.is_apart() {
            let ids = rules.lottery.order().iter().map(|place| &self.options[*place].id);
            set("order_by", order.as_str().into());
            set("order", ids.cloned().collect());
        }
        if let Order::Seed(seed) = order {
            let digits: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
            set("seed", digits.into());
        }
        Value::Object(settings)
    }

    fn step(&self, step: &Step, labels: &Labels) -> Value {
        let id = |place: usize| self.options[place].id.as_str();
        let said = sentence(step, labels);
        json!({
            "name": step.name,
            "option": step.option.map(id),
            "other": step.other.map(id),
            "options": step.options.iter().map(|place| id(*place)).collect::<Vec<_>>(),
            "group": step.group.map(|group| self.groups[group].as_str()),
            "rank": step.rank,
            "value": match &step.value {
                Ok(value) => exact(value),
                Err(reason) => reason.as_str().to_owned(),
            },
            "whole": step.whole.as_ref().map(exact),
            "against": step.against.as_ref().map(exact),
            "threshold": step.threshold.map(share),
            "passed": step.passed,
            "explanation_nl": said.nl,
            "explanation_en": said.en,
        })
    }
}

fn result(result: OutcomeResult) -> &'static str {
    match result {
        OutcomeResult::Adopted => "adopted",
        OutcomeResult::Blocked => "blocked",
        OutcomeResult::NotReached => "not_reached",
        OutcomeResult::NoQuorum => "no_quorum",
    }
}

fn candidate(option: &Candidate) -> Value {
    match option.cost {
        Some(cost) => json!({"id": option.id, "name": option.name, "cost": cost}),
        None => json!({"id": option.id, "name": option.name}),
    }
}
