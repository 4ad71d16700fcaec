//! Adapters of mandate integrity, the participation level and the points of attention.

use std::collections::BTreeMap;

use num_rational::BigRational;
use serde_json::{Map, Value, json};

use beraad::analysis::figure::Value as Figure;
use beraad::analysis::integrity::flags::{self, Happening, Process, Thresholds, What};
use beraad::analysis::integrity::level::{LevelFacts, Rung, delivered};
use beraad::analysis::integrity::mandate::{self, Fate};

use super::compare::{NOTHING_ELSE, measured};
use super::folder::Input;
use super::input::object;
use super::process::{fraction, list, map, parts, place};

pub fn mandate_integrity(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["clauses"]);
    let clauses = input["clauses"].as_object().expect("clauses");
    let one = json!(1);
    let weights: Vec<&Value> =
        clauses.values().map(|clause| clause.get("weight").unwrap_or(&one)).collect();
    let fate = |clause: &Value| match object(clause, &["status", "weight"])["status"].as_str() {
        Some("honoured") => Fate::Honoured,
        Some("amended_with_consent") => Fate::AmendedWithConsent,
        Some("deviated_predeclared") => Fate::DeviatedPredeclared,
        Some("deviated_undeclared") => Fate::DeviatedUndeclared,
        Some("reversed") => Fate::Reversed,
        Some("pending") => Fate::Pending,
        other => panic!("no adapter knows the status {other:?}"),
    };
    let weighed: Vec<(Fate, u128)> = clauses.values().map(fate).zip(parts(&weights)).collect();
    let kept = mandate::mandate_integrity(&weighed);
    let mut told = map(json!({
        "integrity": measured(&kept.plain),
        "strict_integrity": measured(&kept.strict),
        "reversal_rate": measured(&kept.reversal_rate),
        "undeclared_deviation_rate": measured(&kept.undeclared_deviation_rate),
        "pending_share": measured(&kept.pending_share),
    }));
    if let Err(reason) = kept.plain {
        told.insert("reason".to_owned(), json!(reason.as_str()));
    }
    told
}

const RUNGS: [(&str, Rung); 6] = [
    ("none", Rung::None),
    ("inform", Rung::Inform),
    ("consult", Rung::Consult),
    ("advise", Rung::Advise),
    ("coproduce", Rung::CoProduce),
    ("codecide", Rung::CoDecide),
];

fn rung(name: &Value) -> Rung {
    let name = name.as_str().expect("a rung");
    RUNGS.iter().find(|(rung, _)| *rung == name).expect("a rung of the ladder").1
}

pub fn participation_level(input: &Input) -> Map<String, Value> {
    let input = object(input.value, &["promised", "facts"]);
    let known = [
        "information_before_decision",
        "all_parties_could_state_stance_before_decision",
        "others_could_table_proposals",
        "every_deviation_motivated",
        "joint_problem_definition",
        "deviation_only_on_predeclared_precondition",
        "non_authority_share",
        "decision_taken_by_all_parties",
        "reversed",
    ];
    let facts = object(&input["facts"], &known);
    let so = |name: &str| facts.get(name) == Some(&Value::Bool(true));
    let share = facts.get("non_authority_share").filter(|share| !share.is_null());
    let delivered = delivered(&LevelFacts {
        information_before_decision: so(known[0]),
        all_parties_could_state_stance_before_decision: so(known[1]),
        others_could_table_proposals: so(known[2]),
        every_deviation_motivated: so(known[3]),
        joint_problem_definition: so(known[4]),
        deviation_only_on_predeclared_precondition: so(known[5]),
        reversed: so("reversed"),
        non_authority_share: share.map(fraction),
        decision_taken_by_all_parties: so(known[7]),
        started_by_others: false,
        authority_tabled_none: false,
    });
    let promised = rung(&input["promised"]);
    let name = RUNGS.iter().find(|(_, rung)| *rung == delivered).expect("a rung of the ladder").0;
    map(json!({
        "delivered": name,
        "delivered_index": delivered.index(),
        "promised_index": promised.index(),
        "gap": delivered.index() - promised.index(),
    }))
}

pub fn red_flags(input: &Input) -> Map<String, Value> {
    let known = ["authority", "parties", "events", "level_gap", "gap", "susceptibility"];
    let input = object(input.value, &known);
    let parties = list(&input["parties"]);
    let events = input["events"].as_array().expect("events");
    let ids: Vec<&str> = events.iter().map(|event| event["id"].as_str().expect("an id")).collect();
    let read = Reader { parties: &parties, ids: &ids };
    let happening = |(id, event): (usize, &Value)| {
        let at = event["t"].as_u64().expect("a moment");
        read.what(event).into_iter().map(move |what| Happening { id: id as u64, at, what })
    };
    let moved = input.get("susceptibility").and_then(Value::as_object);
    let moved = moved.into_iter().flatten().filter(|(_, value)| !value.is_null());
    let numbers = |value: &Value| Figure::Exact(decimal(value));
    let susceptibility: BTreeMap<usize, Figure> =
        moved.map(|(party, value)| (place(&parties, party), numbers(value))).collect();
    let gaps = input.get("gap").and_then(Value::as_object).into_iter().flatten();
    let gaps = gaps.flat_map(|(party, gaps)| {
        let gaps = object(gaps, &["seen", "heard", "valued"]);
        let party = place(&parties, party);
        gaps.values().filter(|gap| !gap.is_null()).map(move |gap| (party, "gap", numbers(gap)))
    });
    let process = Process {
        authority: input["authority"].as_str().map(|name| place(&parties, name)),
        parties: parties.len(),
        happenings: events.iter().enumerate().flat_map(happening).collect(),
        susceptibility,
        gaps: gaps.collect(),
        level_gap: input.get("level_gap").and_then(Value::as_i64),
        same_reason: Vec::new(),
    };
    let raised = flags::flags(&process, &Thresholds::default());
    let told = raised.iter().map(|flag| {
        let events: Vec<&str> = flag.events.iter().map(|id| ids[*id as usize]).collect();
        (format!("RF{:02}_{}", flag.code.number(), flag.code.as_str()), json!(events))
    });
    let told: Map<String, Value> = told.chain([(NOTHING_ELSE.to_owned(), json!(true))]).collect();
    map(json!({ "flags": told }))
}

/// The decimal number of a case, exactly.
fn decimal(value: &Value) -> BigRational {
    BigRational::new(parts(&[value])[0].into(), 1_000_000.into())
}

struct Reader<'a> {
    parties: &'a [&'a str],
    ids: &'a [&'a str],
}

impl Reader<'_> {
    fn party(&self, event: &Value) -> usize {
        place(self.parties, event["party"].as_str().expect("a party"))
    }

    fn event(&self, id: &Value) -> u64 {
        place(self.ids, id.as_str().expect("an id")) as u64
    }

    fn item(&self, event: &Value, proposal: bool) -> What {
        let open_from = event["t"].as_u64().expect("a moment");
        What::ItemAdded { by: self.party(event), proposal, open_from }
    }

    fn what(&self, event: &Value) -> Option<What> {
        let so = |name: &str| event.get(name) == Some(&Value::Bool(true));
        Some(match event["type"].as_str().expect("a type") {
            "LevelPromised" => {
                What::Promised { body: self.party(event), level: rung(&event["level"]).index() }
            }
            "MandateWithdrawn" => What::PromiseWithdrawn,
            "PreconditionDeclared" => {
                What::PreconditionDeclared { answers: event.get("answers").is_some() }
            }
            "InformationPublished" => What::InformationPublished,
            "RoundOpened" => {
                let invited = list(&event["invited"]);
                let left_out = self.parties.iter().any(|party| !invited.contains(party));
                What::RoundOpened { left_out }
            }
            "StanceWindowOpened" => What::StanceWindowOpened,
            "RoundClosed" => What::RoundClosed,
            "FloorGranted" => What::FloorGranted {
                party: self.party(event),
                amount: event["amount"].as_u64().expect("an amount"),
            },
            "ProposalSubmitted" => self.item(event, true),
            "ContributionMade" => self.item(event, false),
            "ResponseGiven" => {
                if !so("substantive") {
                    return None;
                }
                What::Answered { item: self.event(&event["target"]), by: self.party(event) }
            }
            "ProposalAdopted" => {
                let lineages = event["clause_lineages"].as_array().expect("lineages");
                let of = |names: &Value| {
                    list(names).iter().map(|name| place(self.parties, name)).collect()
                };
                What::Adopted { lineages: lineages.iter().map(of).collect() }
            }
            "DecisionTaken" => {
                let invoked = event.get("invokes").and_then(Value::as_array);
                What::Decided {
                    follows: so("follows_outcome"),
                    invokes: invoked.into_iter().flatten().map(|id| self.event(id)).collect(),
                }
            }
            "DecisionReversed" => What::Reversed,
            other => panic!("no adapter knows the event `{other}`"),
        })
    }
}
