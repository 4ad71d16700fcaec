//! The outcome, read aloud: what was adopted, and the tests in their order.

use beraad_client::v1::{self, OutcomeResult};

use crate::app::cli::page::{Lang, say};
use crate::app::cli::run::world::World;

/// The lines that tell an outcome.
pub fn lines(world: &World, lang: Lang, outcome: &v1::Outcome) -> Vec<String> {
    let name = |version: &v1::ItemVersionRef| {
        let (item, version) = (world.name_of(&version.item), version.version.to_string());
        say(lang, "outcome.version", &[("item", &item), ("version", &version)])
    };
    let adopted: Vec<String> = outcome.adopted.iter().map(name).collect();
    let result = match OutcomeResult::try_from(outcome.result).unwrap_or_default() {
        OutcomeResult::Adopted => "outcome.adopted",
        OutcomeResult::Blocked => "outcome.blocked",
        OutcomeResult::NoQuorum => "outcome.no_quorum",
        OutcomeResult::NotReached | OutcomeResult::Unspecified => "outcome.not_reached",
    };
    let mut lines = vec![say(lang, result, &[("text", &adopted.join("; "))])];
    let said = steps(lang, outcome, |option| world.name_of(&option.item));
    lines.extend(said.into_iter().map(|step| format!("  {step}")));
    if !outcome.groups_under_floor.is_empty() {
        let groups = outcome.groups_under_floor.join(", ");
        lines.push(say(lang, "outcome.under_floor", &[("text", &groups)]));
    }
    lines.push(say(lang, "outcome.people", &[("number", &outcome.headcount.to_string())]));
    lines
}

/// Each step as a sentence. A rule over one option speaks of "the proposal", so the option stands
/// before it; the others name their options.
pub fn steps(
    lang: Lang,
    outcome: &v1::Outcome,
    name: impl Fn(&v1::ItemVersionRef) -> String,
) -> Vec<String> {
    let by_option = matches!(
        outcome.rule(),
        v1::DecisionRuleKind::Consent | v1::DecisionRuleKind::SupermajorityFloor
    );
    let tell = |step: &v1::OutcomeStep| {
        let about = step.option.as_ref().filter(|_| by_option);
        let about = about.map(|option| format!("{}: ", name(option))).unwrap_or_default();
        let said = match lang {
            Lang::Nl => &step.explanation_nl,
            Lang::En => &step.explanation_en,
        };
        format!("{about}{said}")
    };
    outcome.steps.iter().map(tell).collect()
}
