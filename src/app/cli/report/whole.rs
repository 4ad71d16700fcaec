//! Everything, what is worst first.

use std::cmp::Ordering;

use beraad_client::v1;

use crate::app::cli::report::document::Block;
use crate::app::cli::report::parts::{Told, last};

/// Headlines of each part; the rest is in the JSON.
const INTEGRITY: &[&str] = &[
    "mandate_integrity",
    "mandate_integrity_strict",
    "undeclared_deviation_rate",
    "reversal_rate",
    "pending_share",
    "level_promised",
    "level_delivered",
    "level_gap",
    "provisions_kept",
];
const RECOGNITION: &[&str] = &[
    "heard_min",
    "heard_felt_min",
    "seen_min",
    "seen_felt_min",
    "valued_min",
    "valued_felt_min",
    "uptake_mean",
    "authority_response_rate",
    "latency_seconds",
    "reciprocity",
    "would_join_again",
];
const OWNERSHIP: &[&str] = &[
    "min_share_ratio",
    "contribution_evenness",
    "joint_clause_share",
    "novelty",
    "new_to_us",
    "commitments_kept_min",
    "commitments_kept_mean",
    "ownership_felt_min",
    "ownership_agreement",
];
const SYNERGY: &[&str] = &[
    "synergy_egalitarian",
    "synergy_utilitarian",
    "worse_than_best_solo",
    "better_than_best_solo",
    "own_proposal_matched",
    "better_than_own_felt",
];

/// Items of which the group with the least support is told.
const GROUPS_SHOWN: usize = 10;

/// Statements that are told of each group.
const REPRESENTATIVE_SHOWN: usize = 3;

/// The report.
pub(super) fn blocks(told: &Told) -> Vec<Block> {
    let mut blocks = told.opening();
    blocks.extend(told.flags());
    blocks.extend(integrity(told));
    blocks.extend(recognition(told));
    blocks.extend(ownership(told));
    blocks.extend(together(told));
    blocks.extend(convergence(told));
    blocks.extend(details(told));
    blocks.extend(opinions(told));
    blocks.push(told.heading("outcome"));
    blocks.extend(told.outcome());
    blocks.extend(told.decisions());
    blocks.extend(told.traces());
    blocks.extend(channels(told));
    blocks.extend(advice(told));
    blocks.extend(told.check());
    blocks
}

fn integrity(told: &Told) -> Vec<Block> {
    let Some(kept) = &told.report.integrity else { return Vec::new() };
    let mut blocks = vec![told.heading("integrity")];
    blocks.extend(told.figures(&kept.figures, INTEGRITY));
    // What is not so comes first.
    for met in [false, true] {
        for criterion in kept.criteria.iter().filter(|criterion| criterion.met == met) {
            let key = if met { "report.met" } else { "report.unmet" };
            let text = told.lang.pick(&criterion.explanation_nl, &criterion.explanation_en);
            blocks.push(Block::Point(1, told.say(key, &[("text", text)])));
        }
    }
    blocks
}

fn recognition(told: &Told) -> Vec<Block> {
    let Some(seen) = &told.report.recognition else { return Vec::new() };
    let mut blocks = vec![told.heading("recognition")];
    if !seen.least_heard.is_empty() {
        let party = told.party(&seen.least_heard);
        blocks.push(told.point("least_heard", &[("party", &party)]));
    }
    if !seen.silent.is_empty() {
        let silent: Vec<String> = seen.silent.iter().map(|party| told.party(party)).collect();
        blocks.push(told.point("silent", &[("text", &silent.join(", "))]));
    }
    blocks.extend(told.figures(&seen.figures, RECOGNITION));
    let pick = |nl, en| told.lang.pick(nl, en);
    let columns = [
        ("seen", pick("gezien", "seen")),
        ("seen_felt", pick("gevoeld", "felt")),
        ("heard", pick("gehoord", "heard")),
        ("heard_felt", pick("gevoeld", "felt")),
        ("valued", pick("gewaardeerd", "valued")),
        ("valued_felt", pick("gevoeld", "felt")),
    ];
    blocks.extend(told.table(&seen.parties, &columns));
    blocks
}

fn ownership(told: &Told) -> Vec<Block> {
    let Some(owned) = &told.report.ownership else { return Vec::new() };
    let mut blocks = vec![told.heading("ownership")];
    blocks.extend(told.figures(&owned.figures, OWNERSHIP));
    let pick = |nl, en| told.lang.pick(nl, en);
    let columns = [
        ("contribution_share", pick("aandeel", "share")),
        ("commitments_kept", pick("nagekomen", "kept")),
        ("ownership_felt", pick("voelt eigen", "feels own")),
    ];
    blocks.extend(told.table(&owned.parties, &columns));
    blocks
}

fn together(told: &Told) -> Vec<Block> {
    let (Some(synergy), Some(list)) = (&told.report.synergy, &told.report.sensitivity) else {
        return Vec::new();
    };
    let mut blocks = vec![told.heading("synergy")];
    blocks.extend(told.figures(&synergy.figures, SYNERGY));
    blocks.push(told.heading("list"));
    let all: Vec<&str> = list.figures.iter().map(|figure| figure.name.as_str()).collect();
    blocks.extend(told.figures(&list.figures, &all));
    blocks
}

/// The items of the last round, the least agreed first.
fn convergence(told: &Told) -> Vec<Block> {
    let Some(round) = &told.report.convergence else { return Vec::new() };
    let number = round.round.to_string();
    let heading = told.say("report.heading.convergence", &[("round", &number)]);
    let mut blocks = vec![Block::Heading(heading)];
    let of = |figure: &v1::Figure| match figure.result {
        Some(v1::figure::Result::Value(value)) => value,
        _ => f64::INFINITY,
    };
    let agreed = round.figures.iter().filter(|figure| figure.name == "agreement");
    let mut items: Vec<&v1::Figure> = agreed.collect();
    items.sort_by(|one, other| of(one).total_cmp(&of(other)));
    for item in items {
        let names = ["strong_objections", "support_share", "agreement", "changed_share"];
        let own: Vec<v1::Figure> =
            round.figures.iter().filter(|figure| figure.item == item.item).cloned().collect();
        let told_of = told.figures(&own, &names).into_iter();
        blocks.extend(told_of);
    }
    blocks
}

/// What else can be said of the last round: only what has a value, but never how reasons and
/// preferences go together without what chance gives.
fn details(told: &Told) -> Vec<Block> {
    let Some(round) = &told.report.details else { return Vec::new() };
    let value = |figure: &v1::Figure| match figure.result {
        Some(v1::figure::Result::Value(value)) => Some(value),
        _ => None,
    };
    let valued = |figure: &&v1::Figure| value(figure).is_some();
    let named = |name: &'static str| round.figures.iter().filter(move |figure| figure.name == name);
    let order = ["kendall_w", "kendall_w_permutation_p", "krippendorff_alpha"];
    let mut shown: Vec<&v1::Figure> = order.into_iter().flat_map(named).filter(valued).collect();
    if named("dri").any(|figure| valued(&figure)) {
        shown.extend(["dri", "dri_null_mean", "dri_p"].into_iter().flat_map(named));
    }
    let mut groups: Vec<&v1::Figure> = named("group_aware_weakest").filter(valued).collect();
    groups.sort_by(|one, other| value(one).partial_cmp(&value(other)).unwrap_or(Ordering::Equal));
    shown.extend(groups.into_iter().take(GROUPS_SHOWN));
    if shown.is_empty() {
        return Vec::new();
    }
    let heading = told.say("report.heading.details", &[("round", &round.round.to_string())]);
    let points = shown.into_iter().map(|figure| Block::Point(0, told.sentence(figure)));
    [Block::Heading(heading)].into_iter().chain(points).collect()
}

/// Who thinks alike, with what tells each group from the others.
fn opinions(told: &Told) -> Vec<Block> {
    let Some(map) = &told.report.map else { return Vec::new() };
    let titles = told.titles();
    let title = |name: &str| titles.get(name).cloned().unwrap_or_else(|| last(name).to_owned());
    let mut blocks = vec![told.heading("map")];
    let sentence = told.lang.pick(&map.explanation_nl, &map.explanation_en);
    blocks.push(Block::Text(sentence.to_owned()));
    let several = if map.groups.len() > 1 { &map.groups[..] } else { &[] };
    for (letter, group) in ('A'..).zip(several) {
        let (letter, people) = (letter.to_string(), group.people.to_string());
        blocks.push(told.point("map.group", &[("group", &letter), ("people", &people)]));
        for one in group.representative.iter().take(REPRESENTATIVE_SHOWN) {
            let key = match one.side() {
                v1::Side::Disagree => "report.map.disagrees",
                _ => "report.map.agrees",
            };
            let text = told.say(key, &[("text", &title(&one.statement))]);
            blocks.push(Block::Point(1, text));
        }
    }
    for one in map.agreed.iter().take(REPRESENTATIVE_SHOWN) {
        blocks.push(told.point("map.shared", &[("text", &title(&one.statement))]));
    }
    blocks
}

/// How things came in: a row a kind and channel, over all rounds.
fn channels(told: &Told) -> Vec<Block> {
    let mut blocks = vec![told.heading("channels")];
    let mut rows: std::collections::BTreeMap<(&str, &str), (u32, u32)> = Default::default();
    for total in &told.report.channels {
        let channel = total.channel().as_str_name().trim_start_matches("CHANNEL_");
        let row = rows.entry((&total.kind, channel)).or_default();
        row.0 += total.entries;
        row.1 += total.unconfirmed;
    }
    if rows.is_empty() {
        return vec![];
    }
    let pick = |nl, en| told.lang.pick(nl, en).to_owned();
    let head = vec![
        pick("soort", "kind"),
        pick("kanaal", "channel"),
        pick("aantal", "number"),
        pick("niet bevestigd", "unconfirmed"),
    ];
    let row = |((kind, channel), (entries, unconfirmed)): ((&str, &str), (u32, u32))| {
        let (entries, unconfirmed) = (entries.to_string(), unconfirmed.to_string());
        vec![kind.to_owned(), channel.to_lowercase(), entries, unconfirmed]
    };
    blocks.push(Block::Table(head, rows.into_iter().map(row).collect()));
    blocks
}

fn advice(told: &Told) -> Vec<Block> {
    let mut blocks = vec![told.heading("advice")];
    for advice in &told.report.advice {
        let text = told.lang.pick(&advice.explanation_nl, &advice.explanation_en);
        blocks.push(Block::Point(0, text.to_owned()));
    }
    if told.report.advice.is_empty() {
        blocks.push(Block::Text(told.say("advice.none", &[])));
    }
    blocks
}
