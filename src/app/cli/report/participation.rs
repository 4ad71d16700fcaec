//! A participatieverslag: who was involved, how, with what result, under which policy, and what was
//! done with what they brought in. A municipality owes one with many plans and decisions.

use beraad_client::v1;

use crate::app::cli::page;
use crate::app::cli::report::document::Block;
use crate::app::cli::report::parts::{Told, day};

/// Characters of a hash that people compare.
const HASH_SHOWN: usize = 16;

/// The report.
pub(super) fn blocks(told: &Told, policy: Option<&str>) -> Vec<Block> {
    let mut blocks = told.opening();
    blocks.extend(parties(told));
    blocks.extend(rounds(told));
    blocks.extend(rules(told, policy));
    blocks.extend(told.traces());
    blocks.push(told.heading("result"));
    blocks.extend(told.outcome());
    if let Some(owned) = &told.report.ownership {
        let names = ["min_share_ratio", "joint_clause_share"];
        blocks.extend(told.figures(&owned.figures, &names));
    }
    if let Some(seen) = &told.report.recognition {
        let names = ["heard_min", "heard_felt_min", "silent_parties"];
        blocks.extend(told.figures(&seen.figures, &names));
    }
    blocks.push(told.heading("decision"));
    blocks.extend(told.decisions());
    if let Some(kept) = &told.report.integrity {
        let names = ["mandate_integrity", "mandate_integrity_strict", "level_gap"];
        blocks.extend(told.figures(&kept.figures, &names));
    }
    blocks.extend(told.flags());
    blocks.extend(told.check());
    blocks
}

fn parties(told: &Told) -> Vec<Block> {
    let pick = |nl, en| told.lang.pick(nl, en).to_owned();
    let head = vec![pick("partner", "party"), pick("soort", "kind"), pick("mensen", "people")];
    let row = |party: &v1::Party| {
        let name = page::text(party.display_name.as_ref());
        vec![name, page::kind(party.kind, told.lang).to_owned(), party.headcount.to_string()]
    };
    let mut blocks = vec![told.heading("parties")];
    blocks.push(Block::Table(head, told.report.parties.iter().map(row).collect()));
    let entries: u32 = told.report.channels.iter().map(|total| total.entries).sum();
    let unconfirmed: u32 = told.report.channels.iter().map(|total| total.unconfirmed).sum();
    if unconfirmed > 0 {
        let (number, all) = (unconfirmed.to_string(), entries.to_string());
        blocks.push(told.text("unconfirmed", &[("number", &number), ("all", &all)]));
    }
    blocks
}

fn rounds(told: &Told) -> Vec<Block> {
    let mut blocks = vec![told.heading("rounds")];
    for round in &told.report.rounds {
        let (number, title) = (round.number.to_string(), page::text(round.title.as_ref()));
        let (open, close) = (day(round.open_time.as_ref()), day(round.close_time.as_ref()));
        let slots =
            [("number", &*number), ("title", &*title), ("open", &*open), ("close", &*close)];
        let key = if round.close_time.is_some() { "round" } else { "round.open" };
        blocks.push(told.point(key, &slots));
    }
    blocks
}

/// The policy, the charter, and what bodies promised and limited.
fn rules(told: &Told, policy: Option<&str>) -> Vec<Block> {
    let mut blocks = vec![told.heading("policy")];
    blocks.push(match policy {
        Some(text) => told.text("policy", &[("text", text)]),
        None => told.text("no_policy", &[]),
    });
    let charter = told.report.deliberation.as_ref().and_then(|of| of.charter.as_ref());
    if let Some(charter) = charter {
        let version = charter.version.to_string();
        let hash: String = charter.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash: String = hash.chars().take(HASH_SHOWN).collect();
        blocks.push(told.text("charter", &[("version", &version), ("hash", &hash)]));
    }
    let Some(mandate) = &told.report.mandate else { return blocks };
    for body in &mandate.bodies {
        if let Some(promise) = &body.promise {
            let level = told.say(&format!("level.{}", promise.level), &[]);
            let (name, text) = (told.body(&body.body), page::text(promise.text.as_ref()));
            let first = told.say(&format!("level.{}", promise.first_level), &[]);
            let slots =
                [("body", &*name), ("level", &*level), ("first", &*first), ("text", &*text)];
            let changed = promise.first_level != promise.level;
            blocks.push(told.point(if changed { "promise.changed" } else { "promise" }, &slots));
        }
    }
    for limit in &mandate.preconditions {
        let (body, text) = (told.body(&limit.body), page::text(limit.text.as_ref()));
        let consequence = page::text(limit.consequence.as_ref());
        let slots = [("body", &*body), ("text", &*text), ("consequence", &*consequence)];
        let key = if limit.late { "precondition.late" } else { "precondition" };
        blocks.push(told.point(key, &slots));
    }
    for provision in &mandate.provisions {
        let (body, text) = (told.body(&provision.body), page::text(provision.text.as_ref()));
        blocks.push(told.point("provision", &[("body", &body), ("text", &text)]));
    }
    blocks
}
