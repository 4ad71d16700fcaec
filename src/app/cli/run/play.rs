//! One course of a script: its common steps and at most one ending, on a server of its own.

use std::path::PathBuf;

use beraad_client::v1;

use crate::app::cli::embedded::Host;
use crate::app::cli::failure::Failure;
use crate::app::cli::page::Lang;
use crate::app::cli::run::act::{Halt, perform};
use crate::app::cli::run::expect::{Closed, judge};
use crate::app::cli::run::receipts::Receipts;
use crate::app::cli::run::story::Story;
use crate::app::cli::run::world::World;
use crate::app::cli::script::{Ending, Script, Step};

/// What is played: the common steps and then those of an ending.
pub struct Course<'s> {
    /// The script.
    pub script: &'s Script,
    /// The ending.
    pub ending: Option<&'s Ending>,
    /// Where the receipt of each accepted write goes.
    pub receipts: Option<PathBuf>,
}

impl Course<'_> {
    /// Plays it. The common steps are told the first time only; what is missed in them later, and
    /// was not before, is told all the same.
    ///
    /// # Errors
    /// When the server stops answering, or stdout or a receipt cannot be written.
    pub async fn play(self, host: &Host, lang: Lang, story: &mut Story) -> Result<(), Failure> {
        let client = host.connect().await?.in_language(lang.tag());
        let world = World::new(client, &self.script.people, self.script.start);
        let closed = Closed::default();
        let receipts = self.receipts.map(Receipts::into_folder).transpose()?;
        let mut play = Play { host, world, receipts, closed, told_rounds: 0, told_outcome: 0 };
        play.steps(story, &self.script.steps).await?;
        if let Some(ending) = self.ending {
            play.told_rounds = story.ending(ending)?;
            play.steps(story, &ending.steps).await?;
        }
        story.played(&play.world);
        Ok(())
    }
}

struct Play<'h> {
    host: &'h Host,
    world: World,
    receipts: Option<Receipts>,
    closed: Closed,
    told_rounds: u32,
    told_outcome: u64,
}

impl Play<'_> {
    async fn steps(&mut self, story: &mut Story, steps: &[Step]) -> Result<(), Failure> {
        for step in steps {
            if self.is_without_deliberation(step) {
                story.left_out(step, "there is no deliberation")?;
                continue;
            }
            if let Some(at) = step.at {
                self.host.advance_to(at.ms).await?;
                self.world.clock = Some(at);
                story.moment(at)?;
                self.tell_closed(story).await?;
            }
            self.step(story, step).await?;
        }
        Ok(())
    }

    /// Whether a step is about a deliberation that was not created. Names were checked before:
    /// only a creation that was refused leaves a later step without one.
    fn is_without_deliberation(&self, step: &Step) -> bool {
        let needs = step.action.name != "create_deliberation" && !step.action.apart;
        needs && self.world.deliberation.is_empty()
    }

    async fn step(&mut self, story: &mut Story, step: &Step) -> Result<(), Failure> {
        let outcome = match perform(&mut self.world, step).await {
            Ok(outcome) => outcome,
            Err(Halt::LeftOut(why)) => return story.left_out(step, &why),
            Err(Halt::Failed(error)) => return Err(lost(story, step, error)),
        };
        if let (Some(receipts), Some(answer)) = (&self.receipts, outcome.answer()) {
            receipts.keep(answer)?;
        }
        let misses = judge(&self.world, &mut self.closed, step, &outcome).await;
        let misses = misses.map_err(|halt| match halt {
            Halt::Failed(error) => lost(story, step, error),
            Halt::LeftOut(why) => Failure::internal(why),
        })?;
        story.step(&self.world, step, &outcome, &misses)?;
        self.tell_closed(story).await?;
        self.tell_outcome(story, step).await
    }

    /// Tells an outcome that was not told yet, after what can lead to one.
    async fn tell_outcome(&mut self, story: &Story, step: &Step) -> Result<(), Failure> {
        let world = &self.world;
        if world.deliberation.is_empty() || !step.action.writes {
            return Ok(());
        }
        let request = v1::GetOutcomeRequest {
            deliberation: world.deliberation.clone(),
            at_least_sequence: world.sequence,
        };
        let answer = world.reader().decisions().get_outcome(request).await?;
        match answer.outcome {
            Some(outcome) if answer.sequence > self.told_outcome => {
                self.told_outcome = answer.sequence;
                if story.is_again() { Ok(()) } else { story.outcome(world, &outcome) }
            }
            _ => Ok(()),
        }
    }

    /// Tells the last round once it is closed, whatever closed it.
    async fn tell_closed(&mut self, story: &mut Story) -> Result<(), Failure> {
        let (world, round) = (&self.world, self.world.last_round);
        if round <= self.told_rounds || story.is_again() {
            return Ok(());
        }
        let request = v1::GetDeliberationRequest {
            name: world.deliberation.clone(),
            at_least_sequence: world.sequence,
        };
        let answer = world.reader().deliberations().get_deliberation(request).await?;
        let phase = answer.deliberation.map_or(0, |deliberation| deliberation.phase);
        if phase == v1::Phase::RoundOpen as i32 || phase == v1::Phase::Tallying as i32 {
            return Ok(());
        }
        self.told_rounds = round;
        let unreadable = |halt| match halt {
            Halt::Failed(error) => Failure::from(error),
            Halt::LeftOut(why) => Failure::internal(why),
        };
        let figures = self.closed.figures(world, round).await.map_err(unreadable)?.to_vec();
        let advice = self.closed.advice(world, round).await.map_err(unreadable)?;
        story.closed(world, round, &figures, advice)
    }
}

fn lost(story: &Story, step: &Step, error: beraad_client::Error) -> Failure {
    let failure = Failure::from(error);
    let message = format!("{}: {}", story.placed(step.place), failure.message);
    Failure { message, ..failure }
}
