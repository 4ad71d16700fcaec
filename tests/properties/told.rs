//! What the rules over rankings and grades tell of their way is said in whole sentences.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use beraad::analysis::choice::grading::majority_judgment::{self, MissingGrades};
use beraad::analysis::choice::grading::{Grades, score, star};
use beraad::analysis::choice::lottery::Lottery;
use beraad::analysis::choice::profile::Profile;
use beraad::analysis::choice::ranking::pairwise::Strength;
use beraad::analysis::choice::ranking::{Ranking, condorcet, ranked_pairs, schulze};
use beraad::analysis::choice::sentences::{Labels, sentence};
use beraad::analysis::choice::{Choice, Step};
use beraad::analysis::sentences::{Language, text};
use num_rational::BigRational;

fn ranked(ballots: &[(u64, &[usize])]) -> Profile<Ranking> {
    let ballot = |order: &[usize]| {
        let levels: Vec<Vec<usize>> = order.iter().map(|option| vec![*option]).collect();
        Ranking::new(3, &levels).unwrap()
    };
    Profile::of_counts(3, ballots.iter().map(|(count, order)| (ballot(order), *count)))
}

fn graded(ballots: &[(u64, &[u32])]) -> Profile<Grades> {
    let ballot = |grades: &[u32]| {
        let grades: Vec<(usize, u32)> = grades.iter().copied().enumerate().collect();
        Grades::new(3, 5, &grades).unwrap()
    };
    Profile::of_counts(3, ballots.iter().map(|(count, grades)| (ballot(grades), *count)))
}

fn english(choice: &Choice, labels: &Labels) -> Vec<String> {
    choice.steps.iter().map(|step| sentence(step, labels).en).collect()
}

/// 0 over 1 by 6 to 3, 1 over 2 by 7 to 2, 2 over 0 by 5 to 4.
const CIRCLE: [(u64, &[usize]); 3] = [(4, &[0, 1, 2]), (3, &[1, 2, 0]), (2, &[2, 0, 1])];

#[test]
fn the_way_of_a_rule_over_rankings_is_read_aloud() {
    let options = ["A", "B", "C"].map(str::to_owned);
    let labels = Labels { options: &options, ..Labels::default() };
    let lottery = Lottery::by_number(3);
    let locked = ranked_pairs::choose(&ranked(&CIRCLE), Strength::Margins, &lottery);
    assert_eq!(
        english(&locked, &labels),
        [
            "No option wins against all others, and no smaller group wins against the rest.",
            "The defeat of C by B was locked first, 7 to 2.",
            "The defeat of B by A was locked second, 6 to 3.",
            "The defeat of A by C, 5 to 4, was skipped. It would close a circle.",
        ]
    );
    let chains = schulze::choose(&ranked(&CIRCLE), Strength::WinningVotes, &lottery);
    assert_eq!(
        english(&chains, &labels)[1..3],
        [
            "A is ranked above B by 6 voices, and below it by 3 voices.",
            "The strongest chain from A to B has strength 6. The one back has strength 5.",
        ]
    );
    let said = sentence(&chains.steps[2], &Labels::default());
    assert_eq!(
        said.nl,
        "De sterkste keten van optie 1 naar optie 2 heeft sterkte 6. Die terug heeft sterkte 5."
    );
}

#[test]
fn grades_are_said_in_their_words() {
    let grades = ["weg", "matig", "redelijk", "goed"].map(str::to_owned);
    let labels = Labels { grades: &grades, ..Labels::default() };
    let ballots = graded(&[(2, &[2, 2, 5]), (1, &[3, 1, 0])]);
    let choice =
        majority_judgment::choose(&ballots, MissingGrades::default(), &Lottery::by_number(3));
    let nl: Vec<String> = choice.steps.iter().map(|step| sentence(step, &labels).nl).collect();
    assert_eq!(
        nl,
        [
            "Optie 3 staat op de eerste plaats. Het middelste oordeel is 5.",
            "Optie 1 staat op de tweede plaats. Het middelste oordeel is redelijk.",
            "Optie 1 en optie 2 hebben hetzelfde middelste oordeel. Rond het midden zijn 1 van de \
             3 stemmen gelijk.",
            "Het volgende oordeel onder het midden beslist: redelijk voor optie 1 en matig voor \
             optie 2.",
            "Optie 2 staat op de derde plaats. Het middelste oordeel is redelijk.",
        ]
    );
}

#[test]
fn every_step_of_every_rule_is_a_whole_sentence() {
    let lottery = Lottery::of_order(vec![2, 1, 0]).unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut hear = |choice: &Choice| {
        for step in &choice.steps {
            *kinds.entry(step.name).or_default() += 1;
            whole(step);
        }
    };
    let rankings: [&[(u64, &[usize])]; 5] =
        [&CIRCLE, &[], &[(1, &[0, 1])], &[(1, &[0, 1, 2]), (1, &[1, 0, 2])], &[(2, &[])]];
    for profile in rankings.map(ranked) {
        hear(&condorcet::choose(&profile));
        for strength in [Strength::WinningVotes, Strength::Margins] {
            hear(&schulze::choose(&profile, strength, &lottery));
            hear(&ranked_pairs::choose(&profile, strength, &lottery));
        }
    }
    let grades: [&[(u64, &[u32])]; 8] = [
        &[(2, &[2, 2, 5]), (1, &[3, 1, 0])],
        &[],
        &[(3, &[3, 3, 3])],
        &[(1, &[5, 4, 2]), (2, &[5, 1, 2])],
        &[(1, &[5, 5, 2]), (1, &[5, 0, 3])],
        &[(1, &[5, 1, 0]), (1, &[0, 4, 0])],
        &[(1, &[1, 1]), (1, &[2, 2, 2])],
        &[(1, &[2, 2, 0]), (2, &[2, 2, 0]), (1, &[3, 5, 0]), (1, &[3, 3, 1])],
    ];
    for profile in grades.map(graded) {
        hear(&score::choose(&profile, &lottery));
        hear(&star::choose(&profile, 5, &lottery));
        for missing in [MissingGrades::Exclude, MissingGrades::Lowest] {
            hear(&majority_judgment::choose(&profile, missing, &lottery));
        }
    }
    let voices = |n: i64| BigRational::from_integer(n.into());
    [Step::expressed(voices(0), 2), Step::expressed(voices(1), 2)].iter().for_each(whole);
    // Every name of these rules was heard.
    assert_eq!(kinds.len(), 21, "{kinds:?}");
}

fn whole(step: &Step) {
    let both = sentence(step, &Labels::default());
    for said in [&both.nl, &both.en] {
        let is_whole = said.ends_with('.') && !said.contains(['{', '}', '_', '%']);
        assert!(is_whole && said.contains(' '), "{}: {said}", step.name);
        let longest = said.split('.').map(|part| part.split_whitespace().count()).max();
        assert!(longest <= Some(26), "too long: {said}");
        assert!(said.chars().next().is_some_and(char::is_uppercase), "{said}");
    }
}

/// Every name of a step, wherever the rules declare one, has a sentence.
#[test]
fn every_name_of_a_step_has_a_sentence() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/analysis/choice")];
    let mut names = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(&path).unwrap();
                let declared = source.lines().filter_map(|line| {
                    let (_, value) = line.strip_prefix("pub const ")?.split_once(": &str = \"")?;
                    value.strip_suffix("\";").map(str::to_owned)
                });
                names.extend(declared);
            }
        }
    }
    assert!(names.len() >= 27 && names.contains(&"pair_locked".to_owned()), "{names:?}");
    for name in names {
        let keys = ["", ".passed", ".short"].map(|end| format!("step.{name}{end}"));
        let has = |key: &String, language| text(key, language).is_some();
        for language in Language::ALL {
            let [whole, passed, short] = keys.each_ref().map(|key| has(key, language));
            assert!(whole || (passed && short), "{name} has no sentence in {language:?}");
        }
    }
}
