//! Reading a charter.

mod parts;

use beraad_client::v1 as wire;

use crate::domain::charter::{Charter, Ratio, Terms, Thresholds};
use crate::domain::limits::{
    LABEL_CHARS_MAX, PARTIES_MAX, READING_HOURS_MAX, SUBGROUP_MIN_DEFAULT, TERM_DAYS_MAX,
    THRESHOLD_ROUNDS_MAX, THRESHOLD_TERM_MAX,
};
use crate::domain::scale::Scale;
use crate::log::codec::{charter_hash, words};
use crate::service::fields::Fields;

/// Reads a charter that must be there.
pub(super) fn required(
    fields: &mut Fields,
    field: &str,
    given: Option<&wire::Charter>,
) -> Option<Charter> {
    if given.is_none() {
        fields.violate(field, "is missing; give at least a scale");
    }
    parse(fields, field, given?)
}

/// Reads a charter; what is left out takes its default, and the hash covers what results.
pub(super) fn parse(fields: &mut Fields, field: &str, given: &wire::Charter) -> Option<Charter> {
    let at = |name: &str| format!("{field}.{name}");
    let asked = given.scale.as_ref();
    if asked.is_none() {
        fields.violate(at("scale"), "is missing; give lo and hi");
    }
    let scale = asked.and_then(|asked| fields.take(&at("scale"), Scale::new(asked.lo, asked.hi)));
    let labels = asked.zip(scale);
    let labels =
        labels.and_then(|(asked, scale)| labels_of(fields, &at("scale.labels"), asked, scale));
    let visibility = words::visibility_from(or_first(given.stance_visibility));
    let visibility = visibility.map_err(|_| "is not a value of StanceVisibility");
    let visibility = fields.take(&at("stance_visibility"), visibility);
    let thresholds = thresholds(fields, &at("thresholds"), given.thresholds.as_ref());
    let subgroup_min = match given.subgroup_min {
        0 => SUBGROUP_MIN_DEFAULT,
        given => given,
    };
    at_most(fields, at("subgroup_min"), subgroup_min, PARTIES_MAX as u32);
    let terms = terms(fields, &at("terms"), given.terms.as_ref());
    let decision = parts::decision(fields, &at("decision"), given.decision.as_ref());
    let authority = match &given.authority {
        Some(authority) => parts::authority(fields, &at("authority"), authority).map(Some),
        None => Some(None),
    };
    let admission = words::admission_from(or_first(given.admission));
    let admission = admission.map_err(|_| "is not a value of Admission");
    let admission = fields.take(&at("admission"), admission);
    let working_groups = parts::groups(fields, &at("working_groups"), &given.working_groups);
    let planned_rounds = parts::planned(fields, &at("planned_rounds"), &given.planned_rounds);
    let charter = Charter {
        version: 0,
        hash: [0; 32],
        scale: scale?,
        labels: labels?,
        lo_is_veto: asked?.lo_is_veto,
        visibility: visibility?,
        thresholds: thresholds?,
        subgroup_min,
        terms,
        decision: decision?,
        authority: authority?,
        admission: admission?,
        working_groups: working_groups?,
        planned_rounds: planned_rounds?,
    };
    Some(Charter { hash: charter_hash(&charter), ..charter })
}

/// The first word of an enumeration stands for one that is left out.
fn or_first(word: i32) -> i32 {
    if word == 0 { 1 } else { word }
}

fn labels_of(
    fields: &mut Fields,
    field: &str,
    asked: &wire::Scale,
    scale: Scale,
) -> Option<Vec<(i32, Box<str>)>> {
    let mut read: Vec<(i32, Box<str>)> = Vec::new();
    let mut valid = true;
    for (place, wire::ScaleLabel { value, label }) in asked.labels.iter().enumerate() {
        let field = format!("{field}[{place}]");
        if !scale.contains(*value) || read.iter().any(|(known, _)| known == value) {
            let rule = format!("labels {value}; label each step of the scale at most once");
            fields.violate(&field, rule);
            valid = false;
        }
        match fields.text(&format!("{field}.label"), label, LABEL_CHARS_MAX) {
            Some(label) => read.push((*value, label.into())),
            None => valid = false,
        }
    }
    read.sort_unstable();
    valid.then_some(read)
}

fn thresholds(
    fields: &mut Fields,
    field: &str,
    given: Option<&wire::Thresholds>,
) -> Option<Thresholds> {
    let default = Thresholds::default();
    let Some(given) = given else {
        return Some(default);
    };
    let mut read = |name: &str, given: &Option<wire::Ratio>, default| {
        share(fields, format!("{field}.{name}"), given.as_ref(), default)
    };
    let quorum = read("quorum", &given.quorum, default.quorum);
    let stability = read("stability", &given.stability, default.stability);
    let support = read("support", &given.support, default.support);
    let agreement = read("agreement", &given.agreement, default.agreement);
    let or = |value, otherwise| if value == 0 { otherwise } else { value };
    let min_rounds = or(given.min_rounds, default.min_rounds);
    let max_rounds = or(given.max_rounds, default.max_rounds);
    if min_rounds > max_rounds || max_rounds > THRESHOLD_ROUNDS_MAX {
        let rule = format!("give min_rounds <= max_rounds <= {THRESHOLD_ROUNDS_MAX}");
        fields.violate(format!("{field}.max_rounds"), rule);
    }
    Some(Thresholds {
        quorum: quorum?,
        stability: stability?,
        support: support?,
        agreement: agreement?,
        min_rounds,
        max_rounds,
    })
}

/// A share from 0 to 1; the default when it is left out.
fn share(
    fields: &mut Fields,
    field: String,
    given: Option<&wire::Ratio>,
    default: Ratio,
) -> Option<Ratio> {
    let Some(&wire::Ratio { numerator, denominator }) = given else {
        return Some(default);
    };
    if denominator == 0 || numerator > denominator || denominator > THRESHOLD_TERM_MAX {
        let rule = format!(
            "is {numerator}/{denominator}; give a share from 0 to 1 with a denominator of 1 to \
             {THRESHOLD_TERM_MAX}"
        );
        fields.violate(field, rule);
        return None;
    }
    Some(Ratio { numerator, denominator })
}

fn at_most(fields: &mut Fields, field: String, given: u32, most: u32) {
    if given > most {
        fields.violate(field, format!("is {given}; give at most {most}"));
    }
}

fn terms(fields: &mut Fields, field: &str, given: Option<&wire::Terms>) -> Terms {
    let Some(given) = given else {
        return Terms::default();
    };
    let mut days = |name: &str, days: u32| {
        at_most(fields, format!("{field}.{name}"), days, TERM_DAYS_MAX);
        Some(days).filter(|days| *days > 0)
    };
    let (answer_days, decide_days) =
        (days("answer_days", given.answer_days), days("decide_days", given.decide_days));
    let (accept_days, understood_days) =
        (days("accept_days", given.accept_days), days("understood_days", given.understood_days));
    let reading_hours = given.reading_hours;
    at_most(fields, format!("{field}.reading_hours"), reading_hours, READING_HOURS_MAX);
    Terms { answer_days, decide_days, accept_days, understood_days, reading_hours }
}
