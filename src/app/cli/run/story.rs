//! What happened in a script, as lines for a reader and as data.

use std::collections::BTreeSet;

use beraad_client::v1;
use serde_json::{Value, json};

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::output::{Output, strong};
use crate::app::cli::page::{self, Lang, figure_lines};
use crate::app::cli::run::act::{Denial, Outcome};
use crate::app::cli::run::expect::{Miss, reason_name};
use crate::app::cli::run::outcome;
use crate::app::cli::run::tell::sentence;
use crate::app::cli::run::world::World;
use crate::app::cli::script::kind::Space;
use crate::app::cli::script::moment::Time;
use crate::app::cli::script::problem::Position;
use crate::app::cli::script::{Ending, Script, Step};
use crate::app::cli::text::{count, wrapped};

/// Characters of a line.
const WIDTH: usize = 100;
/// Characters before the second and later lines of what somebody does.
const HANGING: usize = 4;
/// Characters before the sentence with a figure.
const FIGURE_HANGING: usize = 34;

/// Tells a script while it runs and keeps the same as data.
///
/// The steps that endings share are played with each of them and told with the first only.
pub struct Story {
    output: Output,
    lang: Lang,
    file: String,
    /// What was told before any ending, and then with each.
    chapters: Vec<Chapter>,
    misses: Vec<String>,
    /// Where the steps stand in which something was missed.
    missed_at: BTreeSet<Position>,
    total: usize,
    endings: usize,
    /// Whether the common steps, told before, are played again.
    is_again: bool,
}

/// A part of the story: the common steps, or an ending.
#[derive(Default)]
struct Chapter {
    ending: String,
    deliberation: String,
    steps: Vec<Value>,
    rounds: Vec<Value>,
    misses: usize,
    /// The last round that was told in it.
    last_round: u32,
}

impl Story {
    /// Begins to tell the courses that are to be played.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn begin(
        output: Output,
        lang: Lang,
        file: &str,
        script: &Script,
        courses: &[Option<&Ending>],
    ) -> Result<Story, Failure> {
        output.line(&strong(&script.title))?;
        let endings: Vec<&Ending> = courses.iter().copied().flatten().collect();
        let steps_of_endings: usize = endings.iter().map(|ending| ending.steps.len()).sum();
        let story = Story {
            output,
            lang,
            file: file.to_owned(),
            chapters: vec![Chapter::default()],
            misses: Vec::new(),
            missed_at: BTreeSet::new(),
            total: script.steps.len() + steps_of_endings,
            endings: endings.len(),
            is_again: false,
        };
        // A first step with a moment of its own tells that one.
        if let (Some(start), None) = (script.start, script.steps.first().and_then(|step| step.at)) {
            story.moment(start)?;
        }
        Ok(story)
    }

    /// Begins to tell an ending, and gives the last round that was told before it.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn ending(&mut self, ending: &Ending) -> Result<u32, Failure> {
        self.is_again = false;
        let heading = page::say(self.lang, "story.ending", &[("name", &ending.name)]);
        self.line(&format!("\n{}", strong(&heading)))?;
        self.chapters.push(Chapter { ending: ending.name.clone(), ..Chapter::default() });
        Ok(self.chapters[0].last_round)
    }

    /// One course was played to its end; a next one begins with the common steps again.
    pub fn played(&mut self, world: &World) {
        self.chapter().deliberation.clone_from(&world.deliberation);
        if self.chapters[0].deliberation.is_empty() {
            self.chapters[0].deliberation.clone_from(&world.deliberation);
        }
        self.is_again = true;
    }

    /// Whether the common steps, told before, are played again.
    #[must_use]
    pub fn is_again(&self) -> bool {
        self.is_again
    }

    /// A place in the script with its file.
    #[must_use]
    pub fn placed(&self, place: Position) -> String {
        format!("{}:{}:{}", self.file, place.line, place.column)
    }

    /// The chapter that is going on: that of the common steps also when they are played again.
    fn chapter(&mut self) -> &mut Chapter {
        let last = if self.is_again { 0 } else { self.chapters.len() - 1 };
        &mut self.chapters[last]
    }

    fn line(&self, text: &str) -> Result<(), Failure> {
        if self.is_again { Ok(()) } else { self.output.line(text) }
    }

    /// Tells that the clock went on.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn moment(&self, at: Time) -> Result<(), Failure> {
        let told = at.told(self.lang);
        let (first, rest) = told.split_at(told.chars().next().map_or(0, char::len_utf8));
        self.line(&format!("\n{}{rest}", first.to_uppercase()))
    }

    /// Tells a step and what was missed in it.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn step(
        &mut self,
        world: &World,
        step: &Step,
        outcome: &Outcome,
        misses: &[Miss],
    ) -> Result<(), Failure> {
        if self.is_again {
            return self.missed(step, misses);
        }
        let is_done = matches!(outcome, Outcome::Done(_)) && step.gives_names();
        if is_done && step.action.gives(Space::Round) {
            let (number, title) = (world.last_round.to_string(), step.args.text("title"));
            let key = if title.is_empty() { "story.round" } else { "story.round.titled" };
            let heading = page::say(self.lang, key, &[("number", &number), ("title", &title)]);
            self.line(&format!("\n{}", strong(&heading)))?;
        }
        let actor = &step.actor.1;
        let told = sentence(step, self.lang);
        let mark = if misses.is_empty() { ' ' } else { '✗' };
        self.told(actor, &format!("{mark} {told}{}", self.came_of(&told, outcome)))?;
        let result = match outcome {
            Outcome::Done(_) => "accepted",
            Outcome::Refused(_) => "refused",
            Outcome::Table { refused, .. } if refused.is_empty() => "accepted",
            Outcome::Table { .. } => "partly refused",
        };
        self.chapter().steps.push(json!({
            "line": step.place.line,
            "as": actor,
            "do": step.action.name,
            "told": told,
            "result": result,
            "answer": answer_of(outcome),
            "missed": misses.iter().map(|miss| miss.message.as_str()).collect::<Vec<_>>(),
        }));
        self.missed(step, misses)
    }

    /// A line under its actor, who stands out.
    fn told(&self, actor: &str, line: &str) -> Result<(), Failure> {
        let line = wrapped(line, WIDTH, HANGING);
        let bold = line.replacen(actor, &strong(actor), 1);
        self.output.line(&bold)
    }

    /// What came of a step, where that is not what the sentence says.
    fn came_of(&self, told: &str, outcome: &Outcome) -> String {
        let word = page::say(self.lang, "story.refused", &[]);
        let reason =
            |denial: &Denial| format!("{}: {}", reason_name(denial.reason), denial.message);
        match outcome {
            Outcome::Refused(denial) => format!(" → {word}, {}", reason(denial)),
            Outcome::Table { refused, .. } if !refused.is_empty() => {
                let each = refused.iter();
                let each = each.map(|one| format!("{}: {word}, {}", one.what, reason(one)));
                format!(" → {}", each.collect::<Vec<_>>().join("; "))
            }
            _ if told.ends_with(['?', '!']) => String::new(),
            _ => ".".to_owned(),
        }
    }

    /// Tells that a step could not be done.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn left_out(&mut self, step: &Step, why: &str) -> Result<(), Failure> {
        if !self.is_again {
            self.chapter().steps.push(json!({
                "line": step.place.line,
                "as": step.actor.1,
                "do": step.action.name,
                "result": "left out",
                "missed": [why],
            }));
        }
        let message = format!("{} was left out: {why}", step.action.name);
        self.missed(step, &[Miss { place: step.place, message }])
    }

    /// What is missed again when the common steps are played again is not told again.
    fn missed(&mut self, step: &Step, misses: &[Miss]) -> Result<(), Failure> {
        for miss in misses {
            let told = format!("{}: {}", self.placed(miss.place), miss.message);
            if self.is_again && self.misses.contains(&told) {
                continue;
            }
            let line = format!("  ✗ {}", miss.message);
            self.output.line(&wrapped(&line, WIDTH, HANGING))?;
            self.misses.push(told);
            self.chapter().misses += 1;
            self.missed_at.insert(step.place);
        }
        Ok(())
    }

    /// Tells the figures and the advice of a round that closed.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn closed(
        &mut self,
        world: &World,
        round: u32,
        figures: &[v1::Figure],
        advice: &v1::GetRoundAdviceResponse,
    ) -> Result<(), Failure> {
        let number = round.to_string();
        let heading = page::say(self.lang, "story.round.closed", &[("number", &number)]);
        self.output.line(&format!("\n  {}", strong(&heading)))?;
        for one in &advice.advice {
            let name = world.name_of(&one.item);
            let advice = page::advice_told(one.advice, self.lang);
            self.output.line(&format!("    {}: {advice}", strong(&name)))?;
            for line in figure_lines(figures, &one.item, self.lang) {
                let line = wrapped(&format!("      {line}"), WIDTH, FIGURE_HANGING);
                self.output.line(&line)?;
            }
        }
        let sentence = self.lang.pick(&advice.explanation_nl, &advice.explanation_en);
        if !sentence.is_empty() {
            self.output.line(&wrapped(&format!("    {sentence}"), WIDTH, HANGING))?;
        }
        let figures =
            v1::GetConvergenceResponse { round, figures: figures.to_vec(), ..Default::default() };
        let mut told = render::answer(&figures);
        told["advice"] = render::answer(advice);
        self.chapter().rounds.push(told);
        self.chapter().last_round = round;
        Ok(())
    }

    /// Tells an outcome.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn outcome(&self, world: &World, outcome: &v1::Outcome) -> Result<(), Failure> {
        for line in outcome::lines(world, self.lang, outcome) {
            self.output.line(&wrapped(&format!("    {line}"), WIDTH, HANGING))?;
        }
        Ok(())
    }

    /// What was missed, each with file, line and column.
    #[must_use]
    pub fn misses(&self) -> &[String] {
        &self.misses
    }

    /// Concludes, and gives the same as data.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn end(mut self) -> Result<Value, Failure> {
        let mut steps = count(self.total, "step", "steps");
        if self.endings > 0 {
            steps = format!("{steps} with {}", count(self.endings, "ending", "endings"));
        }
        let conclusion = match self.misses.as_slice() {
            [] => format!("{}: {steps}, all as expected", self.file),
            misses => {
                let missed = count(misses.len(), "expectation", "expectations");
                let passed = self.total - self.missed_at.len();
                format!("{}: {passed} of {steps} as expected, {missed} missed", self.file)
            }
        };
        self.output.line("")?;
        self.output.conclusion(&conclusion)?;
        let endings = self.chapters.split_off(1);
        let common = &self.chapters[0];
        let mut told = json!({
            "deliberation": common.deliberation,
            "steps": common.steps,
            "rounds": common.rounds,
        });
        told["file"] = self.file.into();
        told["passed"] = self.misses.is_empty().into();
        told["missed"] = self.misses.into();
        if !endings.is_empty() {
            told["endings"] = endings.into_iter().map(Chapter::into_data).collect();
        }
        Ok(told)
    }
}

impl Chapter {
    fn into_data(self) -> Value {
        json!({
            "name": self.ending,
            "deliberation": self.deliberation,
            "passed": self.misses == 0,
            "steps": self.steps,
            "rounds": self.rounds,
        })
    }
}

fn answer_of(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Done(answer) | Outcome::Table { answer, .. } => answer.clone(),
        Outcome::Refused(denial) => json!({
            "reason": reason_name(denial.reason),
            "message": denial.message,
        }),
    }
}
