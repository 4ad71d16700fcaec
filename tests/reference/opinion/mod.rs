//! The opinion map beside the reference: nine real conversations, and the vectors of its formulas.

mod case;
mod levels;
mod replay;
mod stable;
mod vectors;

use super::folder;
use case::Case;

/// Numbers of one file: how many agreed within their tolerance, and those that did not.
#[derive(Default)]
pub struct Tally {
    compared: usize,
    differences: Vec<String>,
}

impl Tally {
    /// A number that may differ so much.
    fn near(&mut self, path: &str, expected: f64, computed: f64, tolerance: f64) {
        let near = (expected - computed).abs() <= tolerance;
        self.is(path, near, || format!("expected {expected}, computed {computed}"));
    }

    /// Something that must be the same.
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, path: &str, expected: T, computed: T) {
        let same = expected == computed;
        self.is(path, same, || format!("expected {expected:?}, computed {computed:?}"));
    }

    fn is(&mut self, path: &str, holds: bool, told: impl Fn() -> String) {
        self.compared += 1;
        if !holds {
            self.differences.push(format!("{path}: {}", told()));
        }
    }

    /// Fails with what differs, if anything does.
    fn done(self, name: &str) {
        println!("{name}: {} figures", self.compared);
        assert!(self.compared > 0, "{name}: compares nothing");
        let told: Vec<&str> = self.differences.iter().take(20).map(String::as_str).collect();
        let count = self.differences.len();
        assert!(told.is_empty(), "{name}: {count} differ:\n{}", told.join("\n"));
    }
}

/// Everything there is about one conversation.
pub fn conversation(name: &str) {
    let Some(root) = folder::root() else { return };
    let case = Case::read(&root.join(name));
    let mut tally = Tally::default();
    levels::without_groups(&case, &mut tally);
    levels::with_given_groups(&case, &mut tally);
    levels::with_own_groups(&case, &mut tally);
    replay::ticks(&case, &mut tally);
    stable::promises(&case, &mut tally);
    tally.done(name);
}

/// The vectors of single formulas.
pub fn vectors(name: &str) {
    let Some(root) = folder::root() else { return };
    let mut tally = Tally::default();
    vectors::all(&folder::json(&root.join(name)), &mut tally);
    tally.done(name);
}
