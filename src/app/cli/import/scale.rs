//! The scales on which forums were answered.

use std::collections::BTreeMap;
use std::path::Path;

use crate::app::cli::failure::Failure;
use crate::app::cli::import::table::Case;

/// Answers beyond the scale that are listed before the rest is only counted.
const PROBLEMS_SHOWN_MAX: usize = 20;

/// A case with the scale on which it was answered.
pub type Scaled = (Case, (i32, i32));

/// The scale of every survey.
#[derive(Debug, Clone)]
pub enum Scales {
    /// One for all.
    One((i32, i32)),
    /// One for each survey.
    BySurvey(BTreeMap<String, (i32, i32)>),
}

/// Reads a file with the scale of each survey.
///
/// # Errors
/// When it cannot be read or has another form.
pub fn read(path: &Path) -> Result<Scales, Failure> {
    let shown = path.display();
    let bytes = std::fs::read(path)
        .map_err(|error| Failure::io(format!("{shown} cannot be read: {error}")))?;
    parse(path, &bytes)
}

/// The scales in the bytes of a file.
///
/// # Errors
/// When they have another form.
pub fn parse(path: &Path, bytes: &[u8]) -> Result<Scales, Failure> {
    let shown = path.display();
    let scales: BTreeMap<String, (i32, i32)> = serde_json::from_slice(bytes).map_err(|error| {
        Failure::input(format!("{shown}: {error}; the form is {{\"survey\": [lo, hi]}}"))
    })?;
    for (survey, (lo, hi)) in &scales {
        if lo >= hi {
            let rule = format!("the scale of {survey} runs from {lo} to {hi}");
            return Err(Failure::input(format!("{shown}: {rule}; put the lowest first")));
        }
    }
    Ok(Scales::BySurvey(scales))
}

/// `1..7` or `-5..5`.
///
/// # Errors
/// When it is not of that form.
pub fn parse_range(text: &str) -> Result<(i32, i32), String> {
    let ends = text.split_once("..");
    let ends = ends.and_then(|(lo, hi)| Some((lo.parse().ok()?, hi.parse().ok()?)));
    let sound = ends.filter(|(lo, hi)| lo < hi);
    sound.ok_or_else(|| "write it as LO..HI, such as 1..7".to_owned())
}

impl Scales {
    /// The cases with their scales.
    ///
    /// # Errors
    /// Surveys without a scale, and answers that lie beyond it.
    pub fn fit(&self, table: &Path, cases: Vec<Case>) -> Result<Vec<Scaled>, Failure> {
        let mut problems = Vec::new();
        let mut scaled = Vec::new();
        for case in cases {
            let scale = match self {
                Scales::One(scale) => *scale,
                Scales::BySurvey(scales) => match scales.get(&case.survey) {
                    Some(scale) => *scale,
                    None => {
                        let rule = format!("survey {} has no scale", case.survey);
                        problems.push(format!("{rule}; add it to --scales"));
                        continue;
                    }
                },
            };
            problems.extend(beyond(&case, scale));
            scaled.push((case, scale));
        }
        if problems.is_empty() {
            return Ok(scaled);
        }
        let shown = table.display();
        let more = problems.len().saturating_sub(PROBLEMS_SHOWN_MAX);
        let listed = problems.iter().take(PROBLEMS_SHOWN_MAX);
        let mut lines: Vec<String> = listed.map(|problem| format!("{shown}: {problem}")).collect();
        if more > 0 {
            lines.push(format!("… and {more} more"));
        }
        lines.push("nothing was written".into());
        Err(Failure::input(lines.join("\n")))
    }
}

fn beyond(case: &Case, (lo, hi): (i32, i32)) -> Vec<String> {
    let mut problems = Vec::new();
    for person in &case.people {
        for (stage, answers) in person.answers.iter().enumerate() {
            for (item, answer) in case.items.iter().zip(answers) {
                let Some(answer) = answer.filter(|answer| !(lo..=hi).contains(answer)) else {
                    continue;
                };
                let (name, number, stage) = (&case.name, &person.number, stage + 1);
                problems.push(format!(
                    "case {name}, person {number}, stage {stage}, column {item}: {answer} lies \
                     outside {lo}..{hi}; mend the answer or the scale"
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_runs_from_low_to_high() {
        assert_eq!(parse_range("-5..5"), Ok((-5, 5)));
        assert!(parse_range("7..1").is_err());
        assert!(parse_range("1-7").is_err());
    }
}
