//! YAML as a tree in which every part knows its line and column.
//!
//! Only what a script needs is let in: one document of maps, lists and scalars. Anchors, aliases
//! and tags are refused, so that a small file cannot unfold into a large one.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::app::cli::script::limits::{DEPTH_MAX, NODES_MAX};
use crate::app::cli::script::problem::{Position, Problem};

/// A part of a document with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub kind: Kind,
}

/// What a part of a document is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A scalar.
    Scalar {
        /// Its text.
        text: String,
        /// Whether it stands without quotes, so that `2` is a number and `~` is nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file; keys are unique scalars.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of a scalar without quotes, which may be a number, a flag or nothing.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => Some(text),
            _ => None,
        }
    }

    /// What it is, for a message.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.kind {
            Kind::Scalar { text, .. } if text.is_empty() => "nothing".into(),
            Kind::Scalar { text, .. } => {
                let short: String = text.chars().take(40).collect();
                format!("`{}`", short.escape_debug())
            }
            Kind::List(_) => "a list".into(),
            Kind::Map(_) => "a map".into(),
        }
    }
}

/// Reads one document.
///
/// # Errors
/// Every duplicate key, anchor, alias and tag; or the first place where it is not YAML or passes
/// a limit.
pub fn parse(text: &str) -> Result<Node, Vec<Problem>> {
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let taken = match event {
            Ok((event, span)) => tree.take(&event, place(&span)),
            Err(error) => {
                let at = Position::new(error.marker().line(), error.marker().col() + 1);
                let message = format!("this is not YAML: {}", error.info());
                Err(Problem::new(at, message))
            }
        };
        if let Err(problem) = taken {
            tree.problems.push(problem);
            break;
        }
    }
    match (tree.root, tree.problems.is_empty()) {
        (Some(root), true) => Ok(root),
        (None, true) => {
            let message = "the file is empty";
            Err(vec![Problem::new(Position::new(1, 1), message)])
        }
        (_, false) => Err(tree.problems),
    }
}

fn place(span: &Span) -> Position {
    Position::new(span.start.line(), span.start.col() + 1)
}

/// A list or map of which the end is still to come.
struct Open {
    at: Position,
    filled: Filled,
}

enum Filled {
    List(Vec<Node>),
    Map(Vec<(Node, Node)>, Option<Node>),
}

#[derive(Default)]
struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    problems: Vec<Problem>,
}

impl Tree {
    fn take(&mut self, event: &Event, at: Position) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_only(at, *anchor, tag.is_some());
                let plain = *style == ScalarStyle::Plain;
                let text = match text.as_ref() {
                    "~" | "null" if plain => String::new(),
                    text => text.to_owned(),
                };
                self.add(at, Kind::Scalar { text, plain })
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain_only(at, *anchor, tag.is_some());
                self.open(at, Filled::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.plain_only(at, *anchor, tag.is_some());
                self.open(at, Filled::Map(Vec::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(_) => {
                let message = "an alias (*) is not allowed; write the part out";
                self.problems.push(Problem::new(at, message));
                let text = String::new();
                self.add(at, Kind::Scalar { text, plain: true })
            }
            Event::DocumentStart(_) if self.root.is_some() => {
                let message = "a second document begins here; keep one in a file";
                Err(Problem::new(at, message))
            }
            _ => Ok(()),
        }
    }

    fn plain_only(&mut self, at: Position, anchor: usize, tagged: bool) {
        if anchor > 0 {
            let message = "an anchor (&) is not allowed; write the part out";
            self.problems.push(Problem::new(at, message));
        }
        if tagged {
            let message = "a tag (!) is not allowed; leave it out";
            self.problems.push(Problem::new(at, message));
        }
    }

    fn open(&mut self, at: Position, filled: Filled) -> Result<(), Problem> {
        if self.open.len() >= DEPTH_MAX {
            let message = format!("nested deeper than {DEPTH_MAX} levels (DEPTH_MAX)");
            return Err(Problem::new(at, message));
        }
        self.open.push(Open { at, filled });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let kind = match open.filled {
            Filled::List(items) => Kind::List(items),
            Filled::Map(entries, _) => Kind::Map(entries),
        };
        self.add(open.at, kind)
    }

    fn add(&mut self, at: Position, kind: Kind) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > NODES_MAX {
            let message = format!("more than {NODES_MAX} parts (NODES_MAX); split the file");
            return Err(Problem::new(at, message));
        }
        let node = Node { at, kind };
        match self.open.last_mut().map(|open| &mut open.filled) {
            None => self.root = Some(node),
            Some(Filled::List(items)) => items.push(node),
            Some(Filled::Map(entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => {
                    self.problems.extend(key_problem(entries, &node));
                    *key = Some(node);
                }
            },
        }
        Ok(())
    }
}

/// What is wrong with a key. Comparing with each earlier key is quadratic; the keys of one map
/// are few, and [`NODES_MAX`] bounds the worst file.
fn key_problem(entries: &[(Node, Node)], key: &Node) -> Option<Problem> {
    let Some(text) = key.text() else {
        let message = "a key must be a single word or text";
        return Some(Problem::new(key.at, message));
    };
    let (first, _) = entries.iter().find(|(k, _)| k.text() == Some(text))?;
    let message = format!("`{text}` stands here twice, first on line {}; keep one", first.at.line);
    Some(Problem::new(key.at, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let problems = parse(text).expect_err("a problem");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_part_knows_its_place() {
        let root = parse("a: 1\nb:\n  - x\n  - 'y'\n").expect("yaml");
        let Kind::Map(entries) = root.kind else { panic!("a map") };
        assert_eq!(entries[1].0.at, Position::new(2, 1));
        let Kind::List(items) = &entries[1].1.kind else { panic!("a list") };
        assert_eq!(items[1].at, Position::new(4, 5));
        assert_eq!((items[1].text(), items[1].plain()), (Some("y"), None));
    }

    #[test]
    fn what_could_unfold_or_hide_is_refused_all_at_once() {
        assert_eq!(
            problems("a: &x 1\nb: *x\nc: !!str 2\na: 3\n"),
            [
                "1:4: an anchor (&) is not allowed; write the part out",
                "2:4: an alias (*) is not allowed; write the part out",
                "3:4: a tag (!) is not allowed; leave it out",
                "4:1: `a` stands here twice, first on line 1; keep one",
            ]
        );
    }

    #[test]
    fn depth_is_limited() {
        let at_limit = "[".repeat(DEPTH_MAX) + &"]".repeat(DEPTH_MAX);
        assert!(parse(&at_limit).is_ok());
        let beyond = "[".repeat(DEPTH_MAX + 1) + &"]".repeat(DEPTH_MAX + 1);
        assert!(problems(&beyond)[0].contains("DEPTH_MAX"));
    }

    #[test]
    fn what_is_not_yaml_is_told_with_its_place() {
        let told = problems("a: 1\n b: [\n");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains(": this is not YAML: "), "{told:?}");
        assert_eq!(problems(""), ["1:1: the file is empty"]);
    }
}
