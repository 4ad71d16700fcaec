//! Vectors of single formulas.

use serde_json::Value;

use beraad::analysis::opinion::{
    Counts, Smoother, importance, max_groups, priority, proportion_test, stretch,
    two_proportions_test,
};

use super::Tally;
use super::case::integers;

pub fn all(vectors: &Value, tally: &mut Tally) {
    for (key, cases) in vectors.as_object().expect("by formula") {
        let Some(cases) = cases.as_array() else { continue };
        for (at, case) in cases.iter().enumerate() {
            one(key, &format!("{key}/{at}"), case, tally);
        }
    }
}

fn one(key: &str, path: &str, case: &Value, tally: &mut Tally) {
    let number = |key: &str| case[key].as_f64().unwrap_or_else(|| panic!("{path}: no {key}"));
    match key {
        "prop_test" => {
            let own = proportion_test(number("succ"), number("n"));
            tally.near(path, number("z"), own, 1e-12);
        }
        "two_prop_test" => {
            let own = two_proportions_test(
                (number("succ_in"), number("n_in")),
                (number("succ_out"), number("n_out")),
            );
            tally.near(path, number("z"), own, 1e-12);
        }
        "priority" => {
            let (agree, disagree, answered) = (number("A"), number("D"), number("S"));
            let counts = Counts { agree, disagree, answered };
            let meta = case["is_meta"].as_bool().expect("yes or no");
            let extremity = number("extremity");
            tally.near(path, number("importance"), importance(counts, extremity), 1e-12);
            tally.near(path, number("priority"), priority(counts, extremity, meta), 1e-12);
        }
        "k_smoother" => {
            let (smoothed, counts) = (integers(&case["smoothed"]), integers(&case["counts"]));
            let mut smoother = Smoother::default();
            for (at, best) in integers(&case["this_k"]).into_iter().enumerate() {
                smoother = smoother.after(best as usize, 5);
                tally.same(path, smoothed[at], smoother.smoothed as i64);
                tally.same(path, counts[at], smoother.count as i64);
            }
        }
        "max_k" => {
            let own = max_groups(number("n_base") as usize);
            tally.same(path, number("max_k") as usize, own);
        }
        "scale_factor" => {
            let own = stretch(number("n_statements") as usize, number("n_votes") as usize);
            tally.near(path, number("scale"), own, 1e-12);
        }
        _ => panic!("no formula is called {key}"),
    }
}
