//! The figures of a round once more, from what the callers know and by the textbook: the voices of
//! all parties are written out one by one, as many of each as it takes to be whole numbers.

use std::collections::BTreeMap;

use beraad::domain::event::{Event, EventBody, TallyRecord};
use beraad::domain::figure::{FigureResult, RecordedFigure};
use beraad::domain::ids::DeliberationId;
use beraad_client::v1::{NewStance, new_stance, stance_result};

use crate::leader::{ALONE, HI, LO, MEMBERS, STATEMENTS};
use crate::mirror::{Fate, Intent};
use crate::stage::Stage;

/// A stance that was acknowledged: its sequence, whose, on what, and what; `None` for a pass.
type Known = (u64, String, String, Option<i32>);

/// Holds the recorded figures of every round against what the callers know.
pub fn compare(stage: &Stage, id: &DeliberationId, events: &[(u64, Event)]) {
    let intents = stage.mirror().intents.clone();
    let own = intents.iter().filter(|intent| intent.deliberation == *id);
    let mut known = Vec::new();
    for intent in own {
        match &intent.fate {
            Fate::Acknowledged(_) => known.extend(stances(intent)),
            // Who was left to itself may have written, and nobody was told.
            _ if intent.loose => return,
            _ => {}
        }
    }
    known.sort();
    let (mut opened, mut closed) = (0, 0);
    for (sequence, event) in events {
        match &event.body {
            EventBody::RoundOpened { .. } => opened = *sequence,
            EventBody::RoundClosed { .. } => closed = *sequence,
            EventBody::FiguresRecorded(record) if !record.conclusion => {
                let within = known.iter().filter(|stance| (opened..closed).contains(&stance.0));
                round(stage, id, record, &within.collect::<Vec<_>>());
            }
            _ => {}
        }
    }
}

/// The stances that an acknowledged write left in the log.
fn stances(intent: &Intent) -> Vec<Known> {
    let Fate::Acknowledged(answer) = &intent.fate else { return Vec::new() };
    let receipt = answer.written.as_ref().and_then(|written| written.receipt.as_ref());
    let first = receipt.map_or(0, |receipt| receipt.sequence);
    let sequence = |place: usize| match answer.results.get(place).map(|result| &result.result) {
        Some(Some(stance_result::Result::Sequence(sequence))) => Some(*sequence),
        Some(_) => None,
        None => Some(first),
    };
    let known = |(place, stance): (usize, &NewStance)| {
        let said = match stance.answer {
            Some(new_stance::Answer::Value(value)) => Some(value),
            _ => None,
        };
        Some((sequence(place)?, stance.member.clone(), stance.item.clone(), said))
    };
    intent.ask.stances().iter().enumerate().filter_map(known).collect()
}

fn round(stage: &Stage, id: &DeliberationId, record: &TallyRecord, known: &[&Known]) {
    let parties: Vec<Vec<String>> = [MEMBERS.to_vec()]
        .into_iter()
        .chain(ALONE.map(|party| vec![party]))
        .map(|seats| seats.iter().filter_map(|key| stage.mirror().name(id, key)).collect())
        .collect();
    for statement in STATEMENTS {
        let item = format!("deliberations/{id}/statements/{statement}");
        let mut last: BTreeMap<&str, Option<i32>> = BTreeMap::new();
        for (_, member, _, said) in known.iter().filter(|stance| stance.2 == item) {
            last.insert(member, *said);
        }
        let given = |seats: &Vec<String>| {
            seats.iter().filter_map(|seat| last.get(seat.as_str()).copied()).collect()
        };
        let given: Vec<Vec<Option<i32>>> = parties.iter().map(given).collect();
        for (name, expected) in expected(&given) {
            let is_it = |figure: &&RecordedFigure| {
                let of = figure.item.as_ref().map(|on| on.item.to_string());
                figure.name.as_ref() as &str == name && of.is_some_and(|of| item.ends_with(&of))
            };
            let found = record.figures.iter().find(is_it).map(|figure| &figure.result);
            let same = match (found, expected) {
                (Some(FigureResult::Value { value, .. }), Some(wanted)) => {
                    (value - wanted).abs() < 1e-6
                }
                (Some(FigureResult::Undefined(_)), None) => true,
                _ => false,
            };
            if !same {
                let what = format!("{id}, round {}, {statement}, {name}", record.round);
                let detail = format!("{what}: {found:?} for {expected:?}, of {given:?}");
                stage.broke("figures", detail);
            }
        }
    }
}

/// The figures of an item, from what the members of each party gave.
fn expected(given: &[Vec<Option<i32>>]) -> Vec<(&'static str, Option<f64>)> {
    let stances: Vec<Vec<i32>> =
        given.iter().map(|party| party.iter().copied().flatten().collect()).collect();
    let eligible = given.len() as f64;
    let expressed = stances.iter().filter(|party| !party.is_empty()).count() as f64;
    let abstains =
        |(stances, party): (&Vec<i32>, &Vec<Option<i32>>)| stances.is_empty() && !party.is_empty();
    let abstained = stances.iter().zip(given).filter(|both| abstains(*both)).count() as f64;
    // As many copies of each party's voice as its members can share, and no more.
    let sizes: Vec<usize> = stances.iter().map(Vec::len).filter(|size| *size > 0).collect();
    let shared = |copies: &usize| sizes.iter().all(|size| copies.is_multiple_of(*size));
    let copies = (1..=6).find(shared).unwrap_or(6);
    let mut voices: Vec<i32> = Vec::new();
    for party in stances.iter().filter(|party| !party.is_empty()) {
        let each = copies / party.len();
        voices.extend(party.iter().flat_map(|stance| std::iter::repeat_n(*stance, each)));
    }
    voices.sort_unstable();
    let share = |is: &dyn Fn(i32) -> bool| {
        let count = voices.iter().filter(|voice| is(**voice)).count() as f64;
        (!voices.is_empty()).then(|| count / voices.len() as f64)
    };
    let middle = f64::from(LO) + f64::from(HI - LO) / 2.0;
    vec![
        ("eligible", Some(eligible)),
        ("expressed", Some(expressed)),
        ("abstained", Some(abstained)),
        ("missing", Some(eligible - expressed - abstained)),
        ("response_rate", Some((expressed + abstained) / eligible)),
        ("expression_rate", Some(expressed / eligible)),
        ("support_share", share(&|voice| f64::from(voice) > middle)),
        ("opposition_share", share(&|voice| f64::from(voice) < middle)),
        ("q1", quantile(&voices, 1)),
        ("median", quantile(&voices, 2)),
        ("q3", quantile(&voices, 3)),
        ("agreement", if expressed < 2.0 { None } else { Some(agreement(&voices)) }),
    ]
}

/// The quantile of so many quarters (Hyndman and Fan 1996, type 7); the voices are in order.
fn quantile(voices: &[i32], quarters: usize) -> Option<f64> {
    let reach = voices.len().checked_sub(1)? * quarters;
    let (low, rest) = (reach / 4, (reach % 4) as f64 / 4.0);
    let below = f64::from(voices[low]);
    let above = voices.get(low + 1).map_or(below, |above| f64::from(*above));
    Some(below + rest * (above - below))
}

/// Agreement A of van der Eijk (2001), by its definition: layer by layer, from triples.
fn agreement(voices: &[i32]) -> f64 {
    let categories = (HI - LO + 1) as usize;
    let mut counts = vec![0_usize; categories];
    voices.iter().for_each(|voice| counts[(voice - LO) as usize] += 1);
    let mut all = 0.0;
    while counts.iter().any(|count| *count > 0) {
        let least = counts.iter().copied().filter(|count| *count > 0).min().unwrap_or(1);
        let filled: Vec<usize> = (0..categories).filter(|place| counts[*place] > 0).collect();
        let layer = (least * filled.len()) as f64 / voices.len() as f64;
        all += layer * of_layer(&filled, categories);
        filled.iter().for_each(|place| counts[*place] -= least);
    }
    all
}

fn of_layer(filled: &[usize], categories: usize) -> f64 {
    let (s, k) = (filled.len() as f64, categories as f64);
    if filled.len() == 1 {
        return 1.0;
    }
    let (mut apart, mut together) = (0.0, 0.0);
    for (place, one) in filled.iter().enumerate() {
        for other in &filled[place + 1..] {
            let empty = |range: std::ops::Range<usize>| {
                range.filter(|category| !filled.contains(category)).count() as f64
            };
            apart += empty(one + 1..*other);
            together += empty(0..*one) + empty(other + 1..categories);
        }
    }
    let unity = ((k - 2.0) * together - (k - 1.0) * apart) / ((k - 2.0) * (together + apart));
    unity * (1.0 - (s - 1.0) / (k - 1.0))
}
