//! Rules over grades: every option is judged by itself.

pub mod majority_judgment;
pub mod score;
pub mod star;

use crate::analysis::choice::profile::{Ballot, BallotError, once};

/// One ballot that grades options from 0 up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grades(Box<[Option<u32>]>);

impl Grades {
    /// The ballot that gives these options these grades, the others none.
    ///
    /// # Errors
    /// [`BallotError`] for an option that is not there or stands on it twice, and for a grade
    /// above `max`.
    pub fn new(options: usize, max: u32, grades: &[(usize, u32)]) -> Result<Grades, BallotError> {
        once(options, grades.iter().map(|(option, _)| *option))?;
        let mut given = vec![None; options];
        for &(option, grade) in grades {
            if grade > max {
                return Err(BallotError::OffScale { option, grade, max });
            }
            given[option] = Some(grade);
        }
        Ok(Grades(given.into()))
    }

    /// The grade of each option.
    #[must_use]
    pub fn given(&self) -> &[Option<u32>] {
        &self.0
    }
}

impl Ballot for Grades {
    fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

#[cfg(test)]
pub(crate) mod sample {
    //! Profiles for tests.

    use proptest::prelude::*;

    use super::Grades;
    use crate::analysis::choice::profile::Profile;

    /// The highest grade.
    pub(crate) const MAX: u32 = 3;

    /// So many parties with each ballot, a grade for every option.
    pub(crate) fn profile(max: u32, ballots: &[(u64, &[u32])]) -> Profile<Grades> {
        let options = ballots.iter().map(|(_, grades)| grades.len()).max().unwrap_or_default();
        let ballot = |grades: &[u32]| {
            let grades: Vec<(usize, u32)> = grades.iter().copied().enumerate().collect();
            Grades::new(options, max, &grades).unwrap()
        };
        Profile::of_counts(options, ballots.iter().map(|(count, grades)| (ballot(grades), *count)))
    }

    /// Up to six parties of up to four members over one to five options, some without a grade.
    pub(crate) fn graded() -> impl Strategy<Value = Profile<Grades>> {
        (1..6_usize, any::<bool>()).prop_flat_map(|(options, is_whole)| {
            let grade = match is_whole {
                true => (0..=MAX).prop_map(Some).boxed(),
                false => prop::option::weighted(0.9, 0..=MAX).boxed(),
            };
            let ballot = prop::collection::vec(grade, options);
            let ballot = prop::option::weighted(0.9, ballot).prop_map(move |grades| {
                let given = |grades: Vec<Option<u32>>| -> Vec<(usize, u32)> {
                    let grades = grades.into_iter().enumerate();
                    grades.filter_map(|(option, grade)| Some((option, grade?))).collect()
                };
                grades.map(|grades| Grades::new(options, MAX, &given(grades)).unwrap())
            });
            let parties = prop::collection::vec(prop::collection::vec(ballot, 0..5), 0..7);
            parties.prop_map(move |parties| {
                Profile::of_parties(options, parties.iter().map(Vec::as_slice))
            })
        })
    }
}
