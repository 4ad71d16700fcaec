//! The outcome, read aloud: what was adopted, and the tests in their order.

use beraad_client::v1::{self, OutcomeResult};

use crate::app::cli::page::Lang;
use crate::app::cli::run::world::World;

/// The lines that tell an outcome.
pub fn lines(world: &World, lang: Lang, outcome: &v1::Outcome) -> Vec<String> {
    let name = |version: &v1::ItemVersionRef| {
        let word = lang.pick("versie", "version");
        format!("{}, {word} {}", world.name_of(&version.item), version.version)
    };
    let adopted: Vec<String> = outcome.adopted.iter().map(name).collect();
    let result = match OutcomeResult::try_from(outcome.result).unwrap_or_default() {
        OutcomeResult::Adopted => {
            format!("{}: {}", lang.pick("aangenomen", "adopted"), adopted.join("; "))
        }
        OutcomeResult::Blocked => {
            let nl = "niets aangenomen: er staat een overwegend bezwaar open";
            lang.pick(nl, "nothing adopted: an objection stands open").to_owned()
        }
        OutcomeResult::NoQuorum => {
            let nl = "niets aangenomen: te weinig partners gaven antwoord";
            lang.pick(nl, "nothing adopted: too few parties answered").to_owned()
        }
        OutcomeResult::NotReached | OutcomeResult::Unspecified => {
            let nl = "niets aangenomen: een drempel is niet gehaald";
            lang.pick(nl, "nothing adopted: a threshold was not reached").to_owned()
        }
    };
    let mut lines = vec![format!("{} {result}", lang.pick("Uitkomst:", "Outcome:"))];
    for step in &outcome.steps {
        let about = step.option.as_ref().map(|option| world.name_of(&option.item));
        lines.push(format!("  {}: {}", about.unwrap_or_default(), told(lang, step)));
    }
    if !outcome.groups_under_floor.is_empty() {
        let groups = outcome.groups_under_floor.join(", ");
        lines
            .push(format!("{} {groups}", lang.pick("Onder hun ondergrens:", "Under their floor:")));
    }
    let people = lang.pick("mensen achter de partners", "people behind the parties");
    lines.push(format!("({} {people})", outcome.headcount));
    lines
}

fn told(lang: Lang, step: &v1::OutcomeStep) -> String {
    let test = match step.name.as_str() {
        "quorum" => {
            lang.pick("aandeel partners dat antwoord gaf", "share of parties that answered")
        }
        "objections" => lang.pick("open overwegende bezwaren", "open objections"),
        "consents" => lang.pick("partners die instemmen", "parties that consent"),
        "overall" => lang.pick("aandeel vóór", "share in favour"),
        "floor" => lang.pick("aandeel vóór in groep", "share in favour in group"),
        "small_group" => lang.pick("te kleine groep voor een ondergrens", "group without a floor"),
        other => other,
    };
    let group = if step.group.is_empty() { String::new() } else { format!(" {}", step.group) };
    let asked = match step.threshold.as_str() {
        "" => String::new(),
        threshold => format!(" ({} {threshold})", lang.pick("nodig:", "needed:")),
    };
    let passed = match step.passed {
        true => lang.pick("gehaald", "passed"),
        false => lang.pick("niet gehaald", "not passed"),
    };
    format!("{test}{group} {}{asked}, {passed}", step.value)
}
