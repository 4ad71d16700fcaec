//! A second opinion on the headline figures: their definitions in plain floating-point arithmetic,
//! sharing no code with the engine that serves them.

use crate::analysis::ratings::{Answer, Ratings};

/// How far two ways of computing one figure may lie apart.
pub const TOLERANCE: f64 = 1e-9;
/// Below this a remainder of floating-point subtraction is nothing.
const RESIDUE: f64 = 1e-11;

/// The figures of one item that are computed here; `None` is a figure that is not defined.
#[must_use]
pub fn figures(current: &Ratings, previous: Option<&Ratings>) -> Vec<(&'static str, Option<f64>)> {
    let parties = current.parties();
    let stands = |of: fn(&Answer) -> bool| parties.iter().map(move |m| m.iter().any(of));
    let expressed = stands(|answer| matches!(answer, Answer::Rated(_)));
    let passed = stands(|answer| matches!(answer, Answer::Pass));
    let responded = expressed.clone().zip(passed).filter(|(voice, pass)| *voice || *pass).count();
    let expressed = expressed.filter(|voice| *voice).count();
    let all = parties.len();
    let share = |part: usize| (all > 0).then(|| part as f64 / all as f64);
    let distribution = distribution(current);
    let middle = f64::midpoint(f64::from(current.scale().lo()), f64::from(current.scale().hi()));
    let side = |sign: f64| {
        let values = (current.scale().lo()..).map(f64::from);
        let on = distribution.iter().zip(values).filter(|(_, v)| (v - middle) * sign > 0.0);
        (expressed > 0).then(|| on.map(|(share, _)| share).sum())
    };
    vec![
        ("eligible", Some(all as f64)),
        ("expressed", Some(expressed as f64)),
        ("abstained", Some((responded - expressed) as f64)),
        ("missing", Some((all - responded) as f64)),
        ("response_rate", share(responded)),
        ("expression_rate", share(expressed)),
        ("support_share", side(1.0)),
        ("opposition_share", side(-1.0)),
        ("agreement", (expressed > 1).then(|| agreement(&distribution)).flatten()),
        ("changed_share", previous.and_then(|previous| changed(previous, current))),
    ]
}

/// The share of the voices in each category: every party with a stance has the same, divided over
/// its members with a stance.
fn distribution(ratings: &Ratings) -> Vec<f64> {
    let scale = ratings.scale();
    let mut shares = vec![0.0; (scale.hi() - scale.lo() + 1) as usize];
    let stances = |members: &[Answer]| -> Vec<i32> {
        let value = |answer: &Answer| match answer {
            Answer::Rated(value) => Some(*value),
            Answer::Pass | Answer::Missing => None,
        };
        members.iter().filter_map(value).collect()
    };
    let parties: Vec<Vec<i32>> = ratings.parties().iter().map(|m| stances(m)).collect();
    let voiced = parties.iter().filter(|stances| !stances.is_empty()).count() as f64;
    for stances in &parties {
        for value in stances {
            shares[(value - scale.lo()) as usize] += 1.0 / stances.len() as f64 / voiced;
        }
    }
    shares
}

/// Agreement A as van der Eijk 2001 defines it, by its triples; `None` below three categories.
fn agreement(shares: &[f64]) -> Option<f64> {
    let k = shares.len();
    if k < 3 {
        return None;
    }
    let mut rest = shares.to_vec();
    let mut sum = 0.0;
    loop {
        let filled: Vec<bool> = rest.iter().map(|share| *share > RESIDUE).collect();
        let s = filled.iter().filter(|filled| **filled).count();
        if s == 0 {
            return Some(sum);
        }
        let lowest = rest.iter().copied().filter(|share| *share > RESIDUE).fold(1.0, f64::min);
        sum += lowest * s as f64 * of_layer(&filled, s);
        for (share, filled) in rest.iter_mut().zip(&filled) {
            *share -= if *filled { lowest } else { 0.0 };
        }
    }
}

fn of_layer(filled: &[bool], s: usize) -> f64 {
    let k = filled.len();
    if s == 1 || s == k {
        return if s == 1 { 1.0 } else { 0.0 };
    }
    let (mut united, mut divided) = (0.0, 0.0);
    for i in 0..k {
        for j in i + 1..k {
            for l in j + 1..k {
                match (filled[i], filled[j], filled[l]) {
                    (true, true, false) | (false, true, true) => united += 1.0,
                    (true, false, true) => divided += 1.0,
                    _ => {}
                }
            }
        }
    }
    if united + divided == 0.0 {
        return 0.0;
    }
    let k = k as f64;
    let unity = ((k - 2.0) * united - (k - 1.0) * divided) / ((k - 2.0) * (united + divided));
    unity * (1.0 - (s as f64 - 1.0) / (k - 1.0))
}

/// The share of the members with a stance in both rounds whose stance differs, averaged within each
/// party and then over the parties.
fn changed(previous: &Ratings, current: &Ratings) -> Option<f64> {
    let pairs = previous.parties().iter().zip(current.parties());
    let shares = pairs.filter_map(|(before, now)| {
        let both = before.iter().zip(now).filter_map(|pair| match pair {
            (Answer::Rated(before), Answer::Rated(now)) => Some(before != now),
            _ => None,
        });
        let both: Vec<bool> = both.collect();
        let moved = both.iter().filter(|moved| **moved).count();
        (!both.is_empty()).then(|| moved as f64 / both.len() as f64)
    });
    let shares: Vec<f64> = shares.collect();
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scale::Scale;

    fn rated(parties: &[&[i32]]) -> Ratings {
        let answers = |members: &&[i32]| members.iter().map(|v| Answer::Rated(*v)).collect();
        let scale = Scale::new(-2, 2).expect("a scale");
        Ratings::new(scale, parties.iter().map(answers).collect()).expect("on the scale")
    }

    fn value(figures: &[(&str, Option<f64>)], name: &str) -> f64 {
        let found = figures.iter().find(|(known, _)| *known == name).expect("it is computed");
        found.1.expect("it is defined")
    }

    #[test]
    fn published_values_come_out() {
        // Two opposed camps, and counts 1 0 4 1 3: both in the literature on agreement A.
        let camps = figures(&rated(&[&[-2], &[2]]), None);
        assert!((value(&camps, "agreement") + 1.0).abs() < TOLERANCE);
        let nine: Vec<&[i32]> =
            [-2, 0, 0, 0, 0, 1, 2, 2, 2].iter().map(std::slice::from_ref).collect();
        let spread = figures(&rated(&nine), None);
        assert!((value(&spread, "agreement") - 1.0 / 6.0).abs() < TOLERANCE);
    }

    #[test]
    fn a_party_counts_once_however_many_speak_for_it() {
        let before = rated(&[&[2, 2, 2, 2], &[-2]]);
        let now = rated(&[&[2, 2, 2, -1], &[-2]]);
        let figures = figures(&now, Some(&before));
        assert!((value(&figures, "support_share") - 0.375).abs() < TOLERANCE);
        assert!((value(&figures, "changed_share") - 0.125).abs() < TOLERANCE);
    }
}
