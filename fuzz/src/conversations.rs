//! Conversations: tables of votes and of statements, and logs, of any bytes.

use beraad::app::cli::analyze::read::{Limits, Options, VotesReader, from_bytes, replay, votes};

use crate::tape::Tape;

const FILE: &str = "votes.csv";
const STATEMENTS: &str = "statements.csv";

/// Reads a table; what kind, and how it is cut, stands before it in a byte each.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let (kind, size) = (tape.below(4), tape.below(64) + 1);
    let agree_value = [None, Some(1), Some(-1)][tape.below(3)];
    let rest = tape.rest();
    match kind {
        0 => whole_and_in_blocks(rest, size),
        1 => with_statements(rest, agree_value),
        2 => {
            let table = [b"participant,statement,vote\n", rest].concat();
            whole_and_in_blocks(&table, size);
        }
        _ => {
            if let Err(told) = replay("log.jsonl", rest, rest) {
                assert!(told.message.contains("log.jsonl"), "a problem says where it is");
            }
        }
    }
}

/// In blocks of a byte no row is ever plain, so this holds the fast way against the careful one.
fn whole_and_in_blocks(table: &[u8], size: usize) {
    let whole = votes(FILE, table);
    for size in [1, size] {
        let mut reader = VotesReader::new(FILE, Limits::default());
        table.chunks(size).for_each(|block| reader.block(block));
        match (&whole, reader.finish()) {
            (Ok(whole), Ok(cut)) => {
                assert_eq!(whole.votes, cut.votes);
                assert_eq!(whole.times, cut.times);
                assert_eq!(whole.participants.ids(), cut.participants.ids());
                assert_eq!(whole.statements.ids(), cut.statements.ids());
            }
            (Err(whole), Err(cut)) => {
                assert_eq!(whole.message, cut.message);
                assert!(cut.message.contains(FILE), "a problem says where it is");
            }
            (whole, cut) => panic!("not the same: {whole:?} {cut:?}"),
        }
    }
}

/// The tables are parted by a byte that no text has.
fn with_statements(tables: &[u8], agree_value: Option<i8>) {
    let mut tables = tables.splitn(2, |byte| *byte == 0);
    let votes = tables.next().unwrap_or_default();
    let statements = tables.next().map(|bytes| (STATEMENTS, bytes));
    let options = Options { agree_value, ..Options::default() };
    match from_bytes((FILE, votes), statements, &options) {
        Ok(read) => {
            let (people, about) = (read.participants.len(), read.statements.len());
            let is_known = |vote: &beraad::analysis::opinion::Arrival| {
                vote.row() < people && vote.column() < about
            };
            assert!(read.votes.iter().all(is_known), "a vote is of somebody on something");
            if let Some(times) = &read.times {
                assert_eq!(times.len(), read.votes.len());
                assert!(times.is_sorted());
            }
            let _ = read.warnings.iter().map(ToString::to_string).collect::<String>();
        }
        Err(told) => {
            let says_where = told.message.contains(FILE) || told.message.contains(STATEMENTS);
            assert!(says_where, "a problem says where it is: {}", told.message);
        }
    }
}
