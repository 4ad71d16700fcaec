//! A recorded outcome, read aloud step by step.

use std::collections::BTreeMap;

use num_rational::BigRational;

use crate::analysis::choice::Step;
use crate::analysis::choice::names::known;
use crate::analysis::choice::sentences::{Labels, sentence};
use crate::analysis::figure::Undefined;
use crate::analysis::fraction::Fraction;
use crate::analysis::sentences::Sentence;
use crate::domain::ids::ItemVersion;
use crate::domain::outcome::{Outcome, OutcomeStep};

/// One sentence for each step, in order. Options are called as `label` says and grades by their
/// names, from 0 up; of a step that this version does not know nothing is said.
#[must_use]
pub fn told(
    outcome: &Outcome,
    label: impl Fn(&ItemVersion) -> String,
    grades: &[String],
) -> Vec<Sentence> {
    let mut places: BTreeMap<&ItemVersion, usize> = BTreeMap::new();
    let mut options: Vec<String> = Vec::new();
    for on in outcome.steps.iter().flat_map(named) {
        places.entry(on).or_insert_with(|| {
            options.push(label(on));
            options.len() - 1
        });
    }
    let tell = |step: &OutcomeStep| {
        let groups: Vec<&str> = step.group.as_deref().into_iter().collect();
        let labels = Labels { options: &options, groups: &groups, grades };
        let nothing = Sentence { nl: String::new(), en: String::new() };
        read(step, &places).map_or(nothing, |step| sentence(&step, &labels))
    };
    outcome.steps.iter().map(tell).collect()
}

fn named(step: &OutcomeStep) -> impl Iterator<Item = &ItemVersion> {
    step.option.iter().chain(&step.other).chain(&step.options)
}

/// The step as the rule told it.
fn read(step: &OutcomeStep, places: &BTreeMap<&ItemVersion, usize>) -> Option<Step> {
    let place = |on: &ItemVersion| places.get(on).copied();
    let number = |text: &str| text.parse::<BigRational>().ok();
    let reason = || Undefined::ALL.into_iter().find(|reason| *reason.as_str() == *step.value);
    Some(Step {
        option: step.option.as_ref().and_then(place),
        other: step.other.as_ref().and_then(place),
        options: step.options.iter().filter_map(place).collect(),
        group: step.group.as_ref().map(|_| 0),
        rank: (step.rank > 0).then_some(step.rank as usize),
        value: match number(&step.value) {
            Some(value) => Ok(value),
            None => Err(reason()?),
        },
        whole: step.whole.as_deref().and_then(number),
        against: step.against.as_deref().and_then(number),
        threshold: step.threshold.as_deref().and_then(share),
        passed: step.passed,
        ..Step::new(known(&step.name)?)
    })
}

fn share(text: &str) -> Option<Fraction> {
    let (numerator, denominator) = text.split_once('/')?;
    Fraction::new(numerator.parse().ok()?, denominator.parse().ok()?).ok()
}
