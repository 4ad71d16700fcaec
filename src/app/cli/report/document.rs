//! A report as blocks, for a terminal or as Markdown.

use crate::app::cli::output::strong;
use crate::app::cli::text::wrapped;

/// Characters of a line on a terminal.
const WIDTH: usize = 96;

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// What it is called.
    Title(String),
    /// What the next part is about.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A point of a list, so many levels deep.
    Point(usize, String),
    /// Rows under a head.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// The lines of a document on a terminal.
pub(super) fn terminal(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Title(text) => lines.push(strong(text)),
            Block::Heading(text) => lines.extend([String::new(), strong(text)]),
            Block::Text(text) => lines.push(wrapped(&format!("  {text}"), WIDTH, 2)),
            Block::Point(depth, text) => {
                let indent = 2 + 2 * depth;
                let line = format!("{}- {text}", " ".repeat(indent));
                lines.push(wrapped(&line, WIDTH, indent + 2));
            }
            Block::Table(head, rows) => lines.extend(columns(head, rows)),
        }
    }
    lines
}

/// Rows in columns: the first to the left, the others to the right.
fn columns(head: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let all = || std::iter::once(head).chain(rows.iter().map(Vec::as_slice));
    let width = |column: usize| {
        let cells = all().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &[String]| {
        let mut line = String::from("  ");
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width - cell.chars().count().min(*width));
            match column {
                0 => line += &format!("{cell}{gap}"),
                _ => line += &format!("  {gap}{cell}"),
            }
        }
        line.trim_end().to_owned()
    };
    all().map(line).collect()
}

/// The lines of a document as Markdown.
pub(super) fn markdown(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut in_list = false;
    for block in blocks {
        let is_point = matches!(block, Block::Point(..));
        if in_list && !is_point {
            lines.push(String::new());
        }
        in_list = is_point;
        match block {
            Block::Title(text) => lines.extend([format!("# {}", escaped(text)), String::new()]),
            Block::Heading(text) => lines.extend([format!("## {}", escaped(text)), String::new()]),
            Block::Text(text) => lines.extend([escaped(text), String::new()]),
            Block::Point(depth, text) => {
                lines.push(format!("{}- {}", "  ".repeat(*depth), escaped(text)));
            }
            Block::Table(head, rows) => {
                let row = |cells: &[String]| {
                    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
                    format!("| {} |", cells.join(" | "))
                };
                let mut rule = vec!["---".to_owned()];
                rule.resize(head.len(), "---:".to_owned());
                lines.extend([row(head), format!("| {} |", rule.join(" | "))]);
                lines.extend(rows.iter().map(|cells| row(cells)));
                lines.push(String::new());
            }
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// What people wrote stays what they wrote: no mark of theirs becomes markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Block> {
        vec![
            Block::Title("Het *plein*".into()),
            Block::Heading("Wie".into()),
            Block::Text("Een | twee".into()),
            Block::Point(0, "een".into()),
            Block::Point(1, "twee".into()),
            Block::Table(
                vec!["partner".into(), "deel".into()],
                vec![vec!["A".into(), "1/2".into()]],
            ),
        ]
    }

    #[test]
    fn marks_of_people_are_no_markup() {
        let lines = markdown(&all()).join("\n");
        assert!(
            lines.starts_with("# Het \\*plein\\*\n\n## Wie\n\nEen \\| twee\n\n- een\n  - twee\n")
        );
        assert!(lines.ends_with("| partner | deel |\n| --- | ---: |\n| A | 1/2 |"));
    }

    #[test]
    fn a_terminal_has_columns() {
        let lines = terminal(&all());
        assert_eq!(lines[lines.len() - 2..], ["  partner  deel", "  A         1/2"]);
    }
}
