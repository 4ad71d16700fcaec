//! Rules over grades: every option is judged by itself.

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
