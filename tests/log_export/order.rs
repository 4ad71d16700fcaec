//! Lines that are missing, doubled, swapped or cut off.

use beraad::log::verify::{Place, Rule, Verifier};

use crate::build::{export, lines};
use crate::tamper::{finding, finding_from};

fn join(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
}

/// What each line is about: the header, events 1 and 2 and their commit, events 3 to 5 and theirs,
/// event 6 and its own, the trailer.
const ABOUT: [Option<u64>; 11] =
    [None, Some(1), Some(2), Some(2), Some(3), Some(4), Some(5), Some(5), Some(6), Some(6), None];

#[test]
fn a_missing_line_is_found_where_it_is_missing() {
    let text = export().text;
    let all = lines(&text);
    assert_eq!(all.len(), ABOUT.len());
    for (missing, about) in ABOUT.iter().enumerate() {
        let mut left = all.clone();
        left.remove(missing);
        let found = finding(&join(&left));
        match about {
            Some(sequence) => {
                let beyond = found.names(*sequence) || found.names(sequence + 1);
                let trailer = *sequence == 6 && found.place == Place::Trailer;
                assert!(beyond || trailer, "without line {}: {found}", missing + 1);
            }
            None if missing == 0 => assert_eq!(found.place, Place::Header),
            None => assert_eq!(found.rule, Rule::Order),
        }
    }
}

#[test]
fn a_doubled_line_is_found() {
    let text = export().text;
    let all = lines(&text);
    for (doubled, about) in ABOUT.iter().enumerate() {
        let mut more = all.clone();
        more.insert(doubled, all[doubled]);
        let found = finding(&join(&more));
        assert_eq!(found.line, doubled as u64 + 2);
        let next = about.map(|sequence| sequence + 1);
        assert!(next.is_none_or(|next| found.names(next) || found.names(next - 1)), "{found}");
    }
}

#[test]
fn swapped_lines_are_found() {
    let text = export().text;
    let all = lines(&text);
    for first in 0..all.len() {
        for second in first + 1..all.len() {
            let mut swapped = all.clone();
            swapped.swap(first, second);
            let found = finding(&join(&swapped));
            let (from, to) = (first as u64 + 1, second as u64 + 1);
            assert!((from..=to + 1).contains(&found.line), "{from} and {to}: {found}");
        }
    }
}

#[test]
fn a_log_that_is_cut_off_anywhere_is_found() {
    let text = export().text;
    let mut verifier = Verifier::new(None);
    for (number, (line, about)) in (1..).zip(text.split_inclusive('\n').zip(ABOUT)) {
        for end in 0..line.len() {
            let found = finding_from(verifier.clone(), number, &line.as_bytes()[..end]);
            assert_eq!(found.line, number, "{found}");
            let named = about.is_none_or(|sequence| found.names(sequence));
            assert!(named, "line {number} cut at byte {end}: {found}");
        }
        verifier.push_line(number, line.as_bytes()).unwrap();
    }
}

#[test]
fn nothing_follows_the_trailer() {
    let text = export().text;
    for more in ["\n", "x\n", "{}\n", lines(&text)[1]] {
        let found = finding(format!("{text}{more}").as_bytes());
        assert_eq!((found.line, found.place), (12, Place::Trailer));
    }
}
