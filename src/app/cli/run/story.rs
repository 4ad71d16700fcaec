//! What happened in a script, as lines for a reader and as data.

use beraad_client::v1;
use serde_json::{Value, json};

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::output::{Output, strong};
use crate::app::cli::page::{self, Lang, figure_lines};
use crate::app::cli::run::act::Outcome;
use crate::app::cli::run::expect::{Miss, reason_name};
use crate::app::cli::run::world::World;
use crate::app::cli::script::kind::{Args, Data};
use crate::app::cli::script::{Script, Step};
use crate::app::cli::text::{count, moment_ms, short};

/// Characters of the longest actor's name that still stands in line.
const ACTOR_WIDTH: usize = 16;
/// Characters of what is told about a step.
const ABOUT_WIDTH: usize = 72;

/// Tells a script while it runs and keeps the same as data.
pub struct Story {
    output: Output,
    lang: Lang,
    file: String,
    steps: Vec<Value>,
    rounds: Vec<Value>,
    misses: Vec<String>,
    /// Steps that came out as expected.
    pub passed: usize,
    total: usize,
}

impl Story {
    /// Begins to tell.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn begin(
        output: Output,
        lang: Lang,
        file: &str,
        script: &Script,
    ) -> Result<Story, Failure> {
        output.line(&strong(&script.title))?;
        Ok(Story {
            output,
            lang,
            file: file.to_owned(),
            steps: Vec::new(),
            rounds: Vec::new(),
            misses: Vec::new(),
            passed: 0,
            total: script.steps.len(),
        })
    }

    /// Tells that the clock went on.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn moment(&self, ms: i64) -> Result<(), Failure> {
        self.output.line(&format!("\n  {}", moment_ms(ms)))
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
        if step.action.name == "open_round" && matches!(outcome, Outcome::Done(_)) {
            let title = step.args.text("title");
            let heading = format!("Round {} {title}", world.last_round);
            self.output.line(&format!("\n{}", strong(heading.trim_end())))?;
        }
        let (result, came) = came_of(outcome);
        let about = format!("{}{}", step.action.name, about(&step.args));
        let actor = &step.actor.1;
        let mark = if misses.is_empty() { ' ' } else { '✗' };
        let line = format!("{mark} {actor:ACTOR_WIDTH$} {}{came}", short(&about, ABOUT_WIDTH));
        self.output.line(&line)?;
        self.steps.push(json!({
            "line": step.place.line,
            "as": actor,
            "do": step.action.name,
            "result": result,
            "answer": answer_of(outcome),
            "missed": misses.iter().map(|miss| miss.message.as_str()).collect::<Vec<_>>(),
        }));
        self.passed += usize::from(misses.is_empty());
        self.missed(misses)
    }

    /// Tells that a step could not be done.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub fn left_out(&mut self, step: &Step, why: &str) -> Result<(), Failure> {
        self.steps.push(json!({
            "line": step.place.line,
            "as": step.actor.1,
            "do": step.action.name,
            "result": "left out",
            "missed": [why],
        }));
        let message = format!("{} was left out: {why}", step.action.name);
        self.missed(&[Miss { place: step.place, message }])
    }

    fn missed(&mut self, misses: &[Miss]) -> Result<(), Failure> {
        for miss in misses {
            let (line, column) = (miss.place.line, miss.place.column);
            let told = format!("{}:{line}:{column}: {}", self.file, miss.message);
            self.output.line(&format!("  ✗ {}", miss.message))?;
            self.misses.push(told);
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
        self.output.line(&format!("\n  Round {round} is closed"))?;
        for one in &advice.advice {
            let name = world.name_of(&one.item);
            self.output.line(&format!("    {}: {}", strong(&name), page::advice(one.advice)))?;
            for line in figure_lines(figures, &one.item, self.lang) {
                self.output.line(&format!("      {line}"))?;
            }
        }
        let sentence = self.lang.pick(&advice.explanation_nl, &advice.explanation_en);
        if !sentence.is_empty() {
            self.output.line(&format!("    {sentence}"))?;
        }
        let figures =
            v1::GetConvergenceResponse { round, figures: figures.to_vec(), ..Default::default() };
        let mut told = render::answer(&figures);
        told["advice"] = render::answer(advice);
        self.rounds.push(told);
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
    pub fn end(self, world: &World) -> Result<Value, Failure> {
        let steps = count(self.total, "step", "steps");
        let conclusion = match self.misses.as_slice() {
            [] => format!("{}: {steps}, all as expected", self.file),
            misses => {
                let missed = count(misses.len(), "expectation", "expectations");
                format!("{}: {} of {steps} as expected, {missed} missed", self.file, self.passed)
            }
        };
        self.output.line("")?;
        self.output.conclusion(&conclusion)?;
        Ok(json!({
            "file": self.file,
            "deliberation": world.deliberation,
            "passed": self.misses.is_empty(),
            "steps": self.steps,
            "rounds": self.rounds,
            "missed": self.misses,
        }))
    }
}

fn came_of(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Done(_) => ("accepted", String::new()),
        Outcome::Refused(denial) => {
            let reason = reason_name(denial.reason);
            let told = format!(" → refused, {reason}\n{:ACTOR_WIDTH$}   {}", "", denial.message);
            ("refused", told)
        }
        Outcome::Table { accepted, refused, .. } => {
            let mut told = format!(" → {}", count(*accepted, "stance", "stances"));
            for denial in refused {
                let (what, reason) = (&denial.what, reason_name(denial.reason));
                told.push_str(&format!("\n{:ACTOR_WIDTH$}   {what}: refused, {reason}", ""));
            }
            (if refused.is_empty() { "accepted" } else { "partly refused" }, told)
        }
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

/// The values that tell a reader what an action is about.
fn about(args: &Args) -> String {
    let mut told = String::new();
    for (field, value) in &args.0 {
        let text = match &value.data {
            Data::Text(text) | Data::Name(text) => text.clone(),
            Data::Answer(Some(stance)) => stance.to_string(),
            Data::Answer(None) => "pass".to_owned(),
            Data::Flag(true) => field.name.to_owned(),
            _ => continue,
        };
        told.push_str(if told.is_empty() { " " } else { " · " });
        told.push_str(&text);
    }
    told
}
