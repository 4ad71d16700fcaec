//! Reading a charter.

use beraad_client::v1 as wire;

use crate::domain::charter::{Charter, Ratio, StanceVisibility, Thresholds};
use crate::domain::limits::{LABEL_CHARS_MAX, THRESHOLD_ROUNDS_MAX, THRESHOLD_TERM_MAX};
use crate::domain::scale::Scale;
use crate::log::codec::charter_hash;
use crate::service::fields::Fields;

/// Reads a charter; what is left out takes its default, and the hash covers what results.
pub(super) fn parse(fields: &mut Fields, charter: &wire::Charter) -> Option<Charter> {
    let asked = charter.scale.as_ref();
    if asked.is_none() {
        fields.violate("charter.scale", "is missing; give lo and hi");
    }
    let asked = asked?;
    let scale = fields.take("charter.scale", Scale::new(asked.lo, asked.hi));
    let labels = scale.and_then(|scale| labels(fields, &asked.labels, scale));
    let visibility = visibility(fields, charter.stance_visibility);
    let thresholds = thresholds(fields, charter.thresholds.as_ref());
    let charter = Charter {
        version: 0,
        hash: [0; 32],
        scale: scale?,
        labels: labels?,
        lo_is_veto: asked.lo_is_veto,
        visibility: visibility?,
        thresholds: thresholds?,
    };
    Some(Charter { hash: charter_hash(&charter), ..charter })
}

fn labels(
    fields: &mut Fields,
    labels: &[wire::ScaleLabel],
    scale: Scale,
) -> Option<Vec<(i32, Box<str>)>> {
    let mut read: Vec<(i32, Box<str>)> = Vec::new();
    let mut valid = true;
    for (place, wire::ScaleLabel { value, label }) in labels.iter().enumerate() {
        let field = format!("charter.scale.labels[{place}]");
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

fn visibility(fields: &mut Fields, value: i32) -> Option<StanceVisibility> {
    use wire::StanceVisibility as W;
    match W::try_from(value) {
        Ok(W::Unspecified | W::Attributed) => Some(StanceVisibility::Attributed),
        Ok(W::Pseudonymous) => Some(StanceVisibility::Pseudonymous),
        Ok(W::Secret) => Some(StanceVisibility::Secret),
        Err(_) => {
            fields.violate("charter.stance_visibility", "is not a value of StanceVisibility");
            None
        }
    }
}

fn thresholds(fields: &mut Fields, given: Option<&wire::Thresholds>) -> Option<Thresholds> {
    let default = Thresholds::default();
    let Some(given) = given else {
        return Some(default);
    };
    let quorum = share(fields, "quorum", given.quorum.as_ref(), default.quorum);
    let stability = share(fields, "stability", given.stability.as_ref(), default.stability);
    let support = share(fields, "support", given.support.as_ref(), default.support);
    let agreement = share(fields, "agreement", given.agreement.as_ref(), default.agreement);
    let or = |value, otherwise| if value == 0 { otherwise } else { value };
    let min_rounds = or(given.min_rounds, default.min_rounds);
    let max_rounds = or(given.max_rounds, default.max_rounds);
    if min_rounds > max_rounds || max_rounds > THRESHOLD_ROUNDS_MAX {
        let rule = format!("give min_rounds <= max_rounds <= {THRESHOLD_ROUNDS_MAX}");
        fields.violate("charter.thresholds.max_rounds", rule);
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

fn share(
    fields: &mut Fields,
    name: &str,
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
        fields.violate(format!("charter.thresholds.{name}"), rule);
        return None;
    }
    Some(Ratio { numerator, denominator })
}
