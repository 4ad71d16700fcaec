//! The map as one document for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::analysis::opinion::{Counts, Group, GroupStatement, Representative, Shared, Side};
use crate::app::cli::analyze::chosen::{bridging, dividing};
use crate::app::cli::analyze::draw::letter;
use crate::app::cli::analyze::mapped::{Mapped, Origin, code, why_one};
use crate::app::cli::analyze::stream::Object;

/// Writes the document.
///
/// # Errors
/// When it cannot be written.
pub fn write(mapped: &Mapped, out: impl Write) -> io::Result<()> {
    let map = &mapped.map;
    let mut object = Object::new(out);
    origin(mapped, &mut object)?;
    let (method, version) = mapped.groups.method();
    object.field("mode", mapped.groups.as_str())?;
    object.field("method", json!({"name": method, "version": version}))?;
    object.field("counts", counts(mapped))?;
    let [x, y] = map.variance;
    object.field("variance", json!({"x": x, "y": y, "whole": map.whole_variance}))?;
    let tried = map.silhouettes.iter();
    object.list("silhouettes", tried.map(|(k, mean)| json!({"groups": k, "silhouette": mean})))?;
    object.list("groups", map.groups.iter().enumerate().map(|(at, one)| group(mapped, at, one)))?;
    object.field("oneGroup", mapped.one().map(code))?;
    object.field("oneGroupInWords", mapped.one().map(|one| why_one(mapped, one)))?;
    object.list(
        "baseClusters",
        map.base.iter().map(|base| {
            let ([x, y], weight) = (base.center, number(base.weight));
            json!({"x": x, "y": y, "people": base.people, "weight": weight, "group": base.group})
        }),
    )?;
    let shared = |all: &[Shared], side| -> Value {
        all.iter().map(|one| shared(mapped, one, side)).collect()
    };
    let agree = shared(&map.agreed, Side::Agree);
    let disagree = shared(&map.rejected, Side::Disagree);
    object.field("consensus", json!({"agree": agree, "disagree": disagree}))?;
    object.list("dividing", dividing(mapped).into_iter().map(|(column, difference)| {
        json!({"statement": mapped.statements[column].id, "difference": difference})
    }))?;
    object.list(
        "bridging",
        bridging(mapped).into_iter().map(|(column, side, probability)| {
            let (id, side) = (&mapped.statements[column].id, named(side));
            json!({"statement": id, "side": side, "probability": probability})
        }),
    )?;
    object.list("statements", (0..mapped.statements.len()).map(|at| statement(mapped, at)))?;
    object.list("participants", (0..mapped.participants.len()).map(|at| person(mapped, at)))?;
    object.end()
}

fn origin<W: Write>(mapped: &Mapped, object: &mut Object<W>) -> io::Result<()> {
    object.field("kind", mapped.kind)?;
    object.field("files", mapped.files.clone())?;
    object.field("title", mapped.title.clone())?;
    match &mapped.origin {
        Origin::Tables { sign, has_times } => {
            object.field("hasTimes", *has_times)?;
            object.field("agreeValue", sign.agree_value)?;
            object.field("agreeValueGiven", sign.is_given)?;
            object.field("agreeValueConfirmedBy", sign.confirmed_by.clone())?;
        }
        Origin::Log { deliberation, events, withheld, round } => {
            object.field("deliberation", deliberation.as_str())?;
            object.field("events", *events)?;
            object.field("withheld", *withheld)?;
            object.field("round", *round)?;
        }
    }
    object.field("warnings", mapped.warnings.clone())
}

fn counts(mapped: &Mapped) -> Value {
    let [disagree, pass, agree] = mapped.votes;
    let statements = || mapped.statements.iter();
    json!({
        "votesRead": mapped.votes_read,
        "votes": disagree + pass + agree,
        "agree": agree,
        "disagree": disagree,
        "pass": pass,
        "participants": mapped.participants.len(),
        "onTheMap": mapped.on_the_map(),
        "statements": mapped.statements.len(),
        "statementsWithVotes": mapped.map.statements,
        "moderatedAway": statements().filter(|one| one.moderated < 0).count(),
        "meta": statements().filter(|one| one.is_meta).count(),
    })
}

/// A weighted number of people; a whole one where all weigh the same.
fn number(weight: f64) -> Value {
    if weight.fract() == 0.0 { json!(weight as u64) } else { json!(weight) }
}

fn named(side: Side) -> &'static str {
    match side {
        Side::Agree => "agree",
        Side::Disagree => "disagree",
    }
}

fn group(mapped: &Mapped, at: usize, group: &Group) -> Value {
    let representative = |one: &Representative| {
        json!({
            "statement": mapped.statements[one.column].id,
            "side": named(one.side),
            "successes": number(one.successes),
            "trials": number(one.trials),
            "probability": one.figures.probability,
            "probabilityTest": one.figures.probability_test,
            "representativeness": one.figures.representativeness,
            "representativenessTest": one.figures.representativeness_test,
            "bestAgree": one.best_agree.map(number),
        })
    };
    json!({
        "id": at,
        "letter": letter(at).to_string(),
        "people": group.people,
        "weight": number(group.weight),
        "center": group.center,
        "representative": group.representative.iter().map(representative).collect::<Value>(),
    })
}

fn shared(mapped: &Mapped, one: &Shared, side: Side) -> Value {
    json!({
        "statement": mapped.statements[one.column].id,
        "side": named(side),
        "successes": number(one.successes),
        "trials": number(one.trials),
        "probability": one.probability,
        "probabilityTest": one.probability_test,
    })
}

/// Why a statement has no place on the map, and no figures that follow from one.
fn placeless(mapped: &Mapped, at: usize) -> Option<&'static str> {
    let one = &mapped.statements[at];
    let answered = mapped.map.counts(at).answered;
    match () {
        () if answered == 0.0 => Some("noVotes"),
        () if one.moderated < 0 => Some("moderatedAway"),
        () if one.is_meta => Some("meta"),
        () => None,
    }
}

fn statement(mapped: &Mapped, at: usize) -> Value {
    let (one, map) = (&mapped.statements[at], &mapped.map);
    let Counts { agree, disagree, answered } = map.counts(at);
    let why = placeless(mapped, at);
    let no_groups = map.groups.is_empty().then_some("noGroups");
    let [[x, y], axes] = [map.statement_places[at], map.axes[at]];
    let aware = |side| map.group_aware_consensus(at, side);
    let mut undefined = Map::new();
    let mut known = |key: &str, why: Option<&str>, value: Value| match why {
        None => value,
        Some(why) => {
            undefined.insert(key.to_owned(), why.into());
            Value::Null
        }
    };
    let text = one.text.as_deref();
    let unlisted = text.is_none().then_some("notKnown");
    let both = json!({"agree": aware(Side::Agree), "disagree": aware(Side::Disagree)});
    let groups = (0..map.groups.len()).map(|group| {
        let alone = (map.groups.len() < 2).then_some("oneGroup");
        of_group(&map.group_statement(group, at), map.statistics.counts(group, at), why.or(alone))
    });
    let mut told = json!({
        "id": one.id,
        "text": known("text", unlisted, text.into()),
        "moderated": one.moderated,
        "meta": one.is_meta,
        "out": mapped.is_out(at),
        "agree": number(agree),
        "disagree": number(disagree),
        "pass": number(answered - agree - disagree),
        "mean": known("mean", why, map.mean(at).into()),
        "x": known("x", why, x.into()),
        "y": known("y", why, y.into()),
        "axes": known("axes", why, axes.to_vec().into()),
        "extremity": known("extremity", why, map.extremity(at).into()),
        "groupAwareConsensus": known("groupAwareConsensus", why.or(no_groups), both),
        "importance": known("importance", why, map.importance(at).into()),
        "priority": map.priority(at),
        "groups": groups.collect::<Value>(),
    });
    if !undefined.is_empty() {
        told["undefined"] = undefined.into();
    }
    told
}

fn of_group(of: &GroupStatement, given: Counts, why: Option<&str>) -> Value {
    let side = |side: Side| {
        let figures = of.on(side);
        json!({
            "probability": figures.probability,
            "probabilityTest": figures.probability_test,
            "representativeness": figures.representativeness,
            "representativenessTest": figures.representativeness_test,
        })
    };
    let mut told = json!({
        "agree": number(given.agree),
        "disagree": number(given.disagree),
        "answered": number(given.answered),
        "onAgree": null,
        "onDisagree": null,
    });
    match why {
        Some(why) => told["undefined"] = json!({"onAgree": why, "onDisagree": why}),
        None => {
            told["onAgree"] = side(Side::Agree);
            told["onDisagree"] = side(Side::Disagree);
        }
    }
    told
}

fn person(mapped: &Mapped, at: usize) -> Value {
    let (row, map) = (mapped.row(at), &mapped.map);
    let id = mapped.participants.get(at).unwrap_or_default();
    let ([x, y], group) = (map.places[row], map.labels[row]);
    match map.person(row) {
        Some(person) => json!({
            "id": id, "x": x, "y": y, "group": group,
            "centricness": person.centricness,
            "coreness": person.coreness,
            "extremeness": person.extremeness,
        }),
        None => {
            let why = if map.groups.is_empty() { "noGroups" } else { "tooFewVotes" };
            let keys = ["group", "centricness", "coreness", "extremeness"];
            let undefined: Map<String, Value> =
                keys.into_iter().map(|key| (key.to_owned(), why.into())).collect();
            let mut told = json!({"id": id, "x": x, "y": y});
            keys.into_iter().for_each(|key| told[key] = Value::Null);
            told["undefined"] = undefined.into();
            told
        }
    }
}
