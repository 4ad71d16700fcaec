//! Which files belong together: those of a folder, or those that lie beside a file.

use std::path::{Path, PathBuf};

use crate::app::cli::failure::Failure;

/// What a file holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Votes,
    Stream,
    /// Statements with the totals of a Polis export.
    Comments,
    Statements,
    Participants,
    Summary,
    /// Known, and not needed.
    Groups,
}

/// The longer name first where one ends in another.
const PARTS: [(&str, Part); 8] = [
    ("participants-votes", Part::Participants),
    ("participant-votes", Part::Participants),
    ("comment-groups", Part::Groups),
    ("votes", Part::Votes),
    ("stream", Part::Stream),
    ("comments", Part::Comments),
    ("statements", Part::Statements),
    ("summary", Part::Summary),
];

/// The files of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The votes.
    pub votes: PathBuf,
    /// The statements, with totals in a Polis export.
    pub statements: Option<PathBuf>,
    /// Totals of each participant.
    pub participants: Option<PathBuf>,
    /// What the conversation is called.
    pub summary: Option<PathBuf>,
}

/// What a name says, and what stands before it: `2024-votes.csv.gz` holds votes after `2024-`.
fn part(name: &str) -> Option<(Part, &str)> {
    let bare = name.strip_suffix(".gz").unwrap_or(name).strip_suffix(".csv")?;
    PARTS.iter().find_map(|(known, part)| {
        let before = bare.strip_suffix(known)?;
        (before.is_empty() || before.ends_with(['-', '_', '.'])).then_some((*part, before))
    })
}

/// The files of a folder by name, in order.
fn listing(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let shown = folder.display();
    let cannot = |error| Failure::io(format!("folder {shown} cannot be read: {error}"));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        if let Ok(name) = entry.file_name().into_string()
            && !entry.path().is_dir()
        {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}

/// The one file of this part whose name begins so; with `None` the name may begin in any way.
fn one(
    files: &[(String, PathBuf)],
    wanted: Part,
    before: Option<&str>,
) -> Result<Option<PathBuf>, Failure> {
    let is_it = |name: &str| {
        let found = part(name).filter(|(part, _)| *part == wanted);
        found.is_some_and(|(_, found)| before.is_none_or(|before| before == found))
    };
    let mut found = files.iter().filter(|(name, _)| is_it(name)).map(|(_, path)| path);
    match (found.next(), found.next()) {
        (Some(one), Some(other)) => {
            let (one, other) = (one.display(), other.display());
            let remedy = "keep one, or name the votes of one conversation";
            Err(Failure::input(format!("{one} and {other} both hold the same part; {remedy}")))
        }
        (found, _) => Ok(found.cloned()),
    }
}

/// The files of a conversation in a folder.
///
/// # Errors
/// When none holds votes, or two hold the same part.
pub fn in_folder(folder: &Path) -> Result<Files, Failure> {
    let files = listing(folder)?;
    let votes = match one(&files, Part::Votes, None)? {
        Some(votes) => Some(votes),
        None => one(&files, Part::Stream, None)?,
    };
    let Some(votes) = votes else {
        let names: Vec<&str> = files.iter().take(10).map(|(name, _)| name.as_str()).collect();
        let held = if names.is_empty() { "is empty".into() } else { names.join(", ") };
        let held = if names.is_empty() { held } else { format!("holds {held}") };
        let shown = folder.display();
        let rule = "a folder needs a votes.csv or stream.csv, packed with gzip or not";
        return Err(Failure::input(format!("{shown} {held}; {rule}; add it, or name the file")));
    };
    beside_among(votes, &files, None)
}

/// The files that lie beside a file of votes and are named after the same conversation.
///
/// # Errors
/// When two hold the same part.
pub fn beside(votes: &Path) -> Result<Files, Failure> {
    let name = votes.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let folder = match votes.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match part(name) {
        Some((_, before)) => beside_among(votes.to_owned(), &listing(folder)?, Some(before)),
        // A file of another name has beside it only what says that it is about statements.
        None => {
            let alone = listing(folder)?.into_iter();
            let listed =
                alone.filter(|(name, _)| matches!(part(name), Some((Part::Statements, ""))));
            beside_among(votes.to_owned(), &listed.collect::<Vec<_>>(), Some(""))
        }
    }
}

fn beside_among(
    votes: PathBuf,
    files: &[(String, PathBuf)],
    before: Option<&str>,
) -> Result<Files, Failure> {
    let comments = one(files, Part::Comments, before)?;
    let statements = match comments {
        Some(comments) => Some(comments),
        None => one(files, Part::Statements, before)?,
    };
    Ok(Files {
        votes,
        statements,
        participants: one(files, Part::Participants, before)?,
        summary: one(files, Part::Summary, before)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_part_and_the_conversation() {
        for (name, expected) in [
            ("votes.csv", Some((Part::Votes, ""))),
            ("votes.csv.gz", Some((Part::Votes, ""))),
            ("2024-03-01-r7x-votes.csv", Some((Part::Votes, "2024-03-01-r7x-"))),
            ("r7x-participant-votes.csv", Some((Part::Participants, "r7x-"))),
            ("participants-votes.csv", Some((Part::Participants, ""))),
            ("comment-groups.csv", Some((Part::Groups, ""))),
            ("pivotes.csv", None),
            ("votes.txt", None),
            ("votes", None),
        ] {
            assert_eq!(part(name), expected, "{name}");
        }
    }
}
