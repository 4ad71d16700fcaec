//! The part of the page on the whole process: whose the outcome is, who was seen, heard and valued,
//! whether together was more than alone, and what the outcome hangs on.

use std::collections::{BTreeMap, BTreeSet};

use beraad_client::{Client, v1};
use serde_json::{Map, Value};

use crate::app::cli::failure::Failure;
use crate::app::cli::json as render;
use crate::app::cli::output::strong;
use crate::app::cli::page::{self, Lang};
use crate::app::cli::text::short;

/// Characters of a party's name in the table.
const PARTY_WIDTH: usize = 24;
/// Characters of a column with a value.
const COLUMN_WIDTH: usize = 12;
/// Parties in a table: the worst off come first, and a page is no list of a city.
const PARTIES_SHOWN: i32 = 20;

/// Headlines of each part; the rest is in the JSON.
const OWNERSHIP: &[&str] = &[
    "contribution_evenness",
    "min_share_ratio",
    "joint_clause_share",
    "novelty",
    "commitments_kept_mean",
    "ownership_felt_mean",
    "ownership_agreement",
];
const RECOGNITION: &[&str] = &[
    "heard_min",
    "heard_felt_min",
    "seen_min",
    "valued_min",
    "uptake_mean",
    "silent_parties",
    "authority_response_rate",
    "latency_seconds",
    "reciprocity",
];
const SYNERGY: &[&str] = &[
    "synergy_egalitarian",
    "synergy_utilitarian",
    "better_than_best_solo",
    "worse_than_best_solo",
    "own_proposal_matched",
    "better_than_own_felt",
];

/// What is told of the whole process.
pub(super) struct Process {
    ownership: v1::GetOwnershipResponse,
    recognition: v1::GetRecognitionResponse,
    synergy: v1::GetSynergyResponse,
    sensitivity: v1::GetPartySensitivityResponse,
}

impl Process {
    /// Reads it.
    pub(super) async fn read(client: &Client, name: &str) -> Result<Process, Failure> {
        let calls = client.analysis();
        let deliberation = name.to_owned();
        let ownership = v1::GetOwnershipRequest {
            deliberation: deliberation.clone(),
            page_size: PARTIES_SHOWN,
            ..Default::default()
        };
        let recognition = v1::GetRecognitionRequest {
            deliberation: deliberation.clone(),
            page_size: PARTIES_SHOWN,
            ..Default::default()
        };
        let synergy =
            v1::GetSynergyRequest { deliberation: deliberation.clone(), ..Default::default() };
        let sensitivity = v1::GetPartySensitivityRequest { deliberation, ..Default::default() };
        Ok(Process {
            ownership: calls.get_ownership(ownership).await?,
            recognition: calls.get_recognition(recognition).await?,
            synergy: calls.get_synergy(synergy).await?,
            sensitivity: calls.get_party_sensitivity(sensitivity).await?,
        })
    }

    /// As JSON, under the names of the calls.
    pub(super) fn document(&self) -> Map<String, Value> {
        let parts = [
            ("ownership", render::answer(&self.ownership)),
            ("recognition", render::answer(&self.recognition)),
            ("synergy", render::answer(&self.synergy)),
            ("party_sensitivity", render::answer(&self.sensitivity)),
        ];
        parts.into_iter().map(|(name, answer)| (name.to_owned(), answer)).collect()
    }

    /// As lines; `parties` are the names by resource name.
    pub(super) fn lines(&self, parties: &BTreeMap<String, String>, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        let (parties_counted, people) = (self.ownership.party_count, self.ownership.headcount);
        let head = page::headcount(lang, parties_counted as usize, people as usize);
        let outcome = self.ownership.round > 0;
        if outcome {
            lines.extend(heading(&page::say(lang, "page.ownership", &[]), &head));
            lines.extend(told(&self.ownership.figures, OWNERSHIP, lang));
            let columns = [
                ("contribution_share", lang.pick("aandeel", "share")),
                ("commitments_kept", lang.pick("afspraken", "kept")),
                ("ownership_felt", lang.pick("voelt eigen", "feels own")),
            ];
            lines.extend(table(&self.ownership.parties, &columns, parties));
        }
        let spoke = self.recognition.party_count as usize > self.recognition.silent.len();
        if spoke || self.recognition.round > 0 {
            lines.extend(heading(&page::say(lang, "page.recognition", &[]), &head));
            lines.extend(self.least_heard(parties, lang));
            lines.extend(told(&self.recognition.figures, RECOGNITION, lang));
            let columns = [
                ("seen", lang.pick("gezien", "seen")),
                ("seen_felt", lang.pick("(voelt)", "(feels)")),
                ("heard", lang.pick("gehoord", "heard")),
                ("heard_felt", lang.pick("(voelt)", "(feels)")),
                ("valued", lang.pick("gewaard.", "valued")),
                ("valued_felt", lang.pick("(voelt)", "(feels)")),
            ];
            lines.extend(table(&self.recognition.parties, &columns, parties));
        }
        if outcome {
            lines.extend(heading(&page::say(lang, "page.synergy", &[]), &head));
            lines.extend(told(&self.synergy.figures, SYNERGY, lang));
            lines.extend(heading(&page::say(lang, "page.list", &[]), &head));
            let all: Vec<&str> =
                self.sensitivity.figures.iter().map(|figure| figure.name.as_str()).collect();
            lines.extend(told(&self.sensitivity.figures, &all, lang));
        }
        lines
    }

    fn least_heard(&self, parties: &BTreeMap<String, String>, lang: Lang) -> Option<String> {
        let name = parties.get(&self.recognition.least_heard)?;
        Some(format!("  {}", page::say(lang, "page.least_heard", &[("party", name)])))
    }
}

fn heading(title: &str, beside: &str) -> [String; 2] {
    [String::new(), format!("{}  ({beside})", strong(title))]
}

/// The sentences of these figures, in this order.
fn told(figures: &[v1::Figure], names: &[&str], lang: Lang) -> Vec<String> {
    let named = names.iter().filter_map(|name| figures.iter().find(|one| one.name == *name));
    // Why there is nothing to say is said once.
    let mut reasons = BTreeSet::new();
    let fresh = |figure: &&v1::Figure| match figure.result {
        Some(v1::figure::Result::Undefined(reason)) => reasons.insert(reason),
        _ => true,
    };
    let sentence = |figure: &v1::Figure| {
        format!("  {}", lang.pick(&figure.explanation_nl, &figure.explanation_en))
    };
    named.filter(fresh).map(sentence).collect()
}

/// A row a party with its people, when there is something to tell of one.
fn table(
    rows: &[v1::PartyFigures],
    columns: &[(&str, &str)],
    parties: &BTreeMap<String, String>,
) -> Vec<String> {
    if rows.iter().all(|row| row.figures.is_empty()) {
        return Vec::new();
    }
    let head = columns.iter().map(|(_, title)| format!("{title:>COLUMN_WIDTH$}"));
    let mut lines = vec![format!("  {:PARTY_WIDTH$} {:>5}{}", "", "", head.collect::<String>())];
    for row in rows {
        let name = parties.get(&row.party).map_or(row.party.as_str(), String::as_str);
        let name = short(name, PARTY_WIDTH);
        let value = |(name, _): &(&str, &str)| {
            let figure = row.figures.iter().find(|figure| figure.name == *name);
            format!("{:>COLUMN_WIDTH$}", figure.map_or("–".to_owned(), page::value))
        };
        let values: String = columns.iter().map(value).collect();
        lines.push(format!("  {name:PARTY_WIDTH$} {:>5}{values}", row.people));
    }
    lines
}
