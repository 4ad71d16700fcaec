mod samples;

use crate::analysis::sentences::{Language, keys, say, text};
use crate::domain::ids::BodyId;
use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;
use crate::service::dutch::tests::samples::{UNTIL, about_people, all, body, clause, failures};
use crate::service::dutch::words::{in_words, moment, path, word_key};
use crate::service::dutch::{engine, failure, key, rejection, values};

/// The texts in quotes within the first function or implementation that begins with `opening`;
/// what only a bug would say is for no caller.
fn quoted<'a>(source: &'a str, opening: &str) -> Vec<&'a str> {
    let begin = source.find(opening).expect("the source has this opening");
    let body = &source[begin..];
    let ends = ["\n}\n", "\n    }\n"].map(|end| body.find(end).unwrap_or(body.len()));
    let body = &body[..ends[0].min(ends[1])];
    let lines = body.lines().filter(|line| !line.contains("unreachable!("));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

/// The texts in quotes that come first after each `call` in the rules of the domain.
fn said_in(call: &str) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/domain/decide");
    let mut said = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder of the rules") {
        let path = entry.expect("an entry").path();
        let is_rule = path.extension().is_some_and(|ending| ending == "rs");
        if !is_rule || path.ends_with("tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(path).expect("a source");
        let calls = source.split(call).skip(1).filter_map(|rest| rest.split(';').next());
        said.extend(calls.filter_map(|call| call.split('"').nth(1)).map(str::to_owned));
    }
    said
}

#[test]
fn every_refusal_has_a_case() {
    let source = include_str!("../../domain/rejection.rs");
    let body = source.split("pub enum Rejection {").nth(1).expect("the enum");
    let is_variant = |line: &&str| line.starts_with(char::is_uppercase);
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(is_variant).map(|line| line.split([' ', '(', ',']).next());
    let cases = all();
    for name in names {
        let name = name.expect("a name");
        let is_of = |case: &&Rejection| {
            let told = format!("{case:?}");
            told.split([' ', '(']).next() == Some(name)
        };
        assert!(cases.iter().any(|case| is_of(&case)), "{name} has no case");
    }
}

#[test]
fn every_sentence_is_whole() {
    let sentences = all().iter().map(rejection).collect::<Vec<_>>();
    let failures = failures().iter().map(engine).collect::<Vec<_>>();
    for sentence in sentences.iter().chain(&failures) {
        assert!(sentence.ends_with('.'), "{sentence:?}");
        assert!(!sentence.contains("  "), "{sentence:?}");
        assert!(!sentence.contains(['{', '}']), "{sentence:?}");
        assert!(sentence.chars().count() <= 230, "{sentence:?}");
        let first = sentence.chars().next();
        assert!(first.is_some_and(char::is_uppercase), "{sentence:?}");
        let same = |other: &&String| *other == sentence;
        assert_eq!(sentences.iter().chain(&failures).filter(same).count(), 1);
    }
}

#[test]
fn every_fact_is_in_the_sentence() {
    for refused in all() {
        let sentence = rejection(&refused);
        let values = values(&refused);
        assert!(values.len() >= refused.facts().len(), "{refused:?}");
        let none_yet = refused == Rejection::NumberUnknown("promise", 0);
        for (key, value) in values.into_iter().filter(|_| !none_yet) {
            let said = in_words(key, &value);
            assert!(sentence.contains(&said), "{said} is not in {sentence:?}");
        }
    }
    let accepted = rejection(&about_people()[9]);
    for fact in ["versie 4", "versie 5", "12", "wijk-9, zorg en nog 10."] {
        assert!(accepted.contains(fact), "{fact} is not in {accepted:?}");
    }
    assert!(engine(&failures()[1]).contains("4096"));
    let behind = engine(&EngineError::NotReached { wanted: 19, actual: 17 });
    assert!(behind.contains("19") && behind.contains("17"), "{behind:?}");
}

/// The English messages are those of the domain, which depends on nothing and so keeps its own; the
/// catalogue lists them for whoever reads the sentences.
#[test]
fn the_english_of_the_catalogue_is_what_the_domain_says() {
    let before_the_first = Rejection::RoundUnknown { round: 1, last: 0 };
    for refused in all().into_iter().chain([before_the_first]) {
        let facts = values(&refused);
        let said = say(&key(&refused), Language::English, |slot| {
            let fact = facts.iter().find(|(name, _)| *name == slot);
            fact.unwrap_or_else(|| panic!("{refused:?} has no {slot}")).1.clone()
        });
        assert_eq!(said, refused.to_string());
    }
    for error in failures() {
        let (key, numbers) = failure(&error);
        let said = say(key, Language::English, |slot| {
            let number = numbers.iter().find(|(name, _)| *name == slot);
            number.unwrap_or_else(|| panic!("{error:?} has no {slot}")).1.to_string()
        });
        assert_eq!(said, error.to_string());
    }
}

#[test]
fn every_refusal_of_the_catalogue_is_of_a_reason() {
    let mut used: Vec<String> = all().iter().map(key).collect();
    used.extend(failures().iter().map(|error| failure(error).0.to_owned()));
    // What is said outside this file, and of the first round.
    used.extend(["refused.caller_busy", "refused.round_unknown.none"].map(str::to_owned));
    for key in keys().filter(|key| key.starts_with("refused.")) {
        assert!(used.iter().any(|used| used == key), "{key} is said of nothing");
    }
}

/// In English a word is the name that programs use, so its key is made of it.
#[test]
fn the_english_words_are_the_names_of_the_domain() {
    for key in keys().filter(|key| key.starts_with("word.")) {
        let of = key.split('.').nth(1).expect("a kind of word");
        let name = text(key, Language::English).expect("a name");
        assert_eq!(word_key(of, name), key);
    }
}

#[test]
fn a_refusal_by_the_domain_reads_the_same_through_the_engine() {
    for refused in all() {
        assert_eq!(rejection(&refused), engine(&refused.into()));
    }
}

#[test]
fn before_the_first_round_there_is_no_last_one() {
    let sentence = rejection(&Rejection::RoundUnknown { round: 1, last: 0 });
    assert!(sentence.contains("Ronde 1"), "{sentence:?}");
    assert!(!sentence.contains("ronde 0"), "{sentence:?}");
}

#[test]
fn a_resource_name_is_read_from_the_inside_out() {
    assert_eq!(path("proposals/p/versions/2"), "versie 2 van voorstel p");
    assert_eq!(path("parties/a/members/b"), "deelnemer b van partner a");
    assert_eq!(path("statements/s"), "stelling s");
    assert_eq!(path("plan"), "plan");
}

#[test]
fn a_moment_is_told_as_a_date() {
    assert_eq!(moment("2026-03-02T08:00:00Z"), "2 maart 2026, 08:00 UTC");
    assert_eq!(moment(&UNTIL.to_string()), "2 maart 2026, 08:00 UTC");
    assert_eq!(moment("2027-12-31T23:59:59Z"), "31 december 2027, 23:59 UTC");
    assert_eq!(moment("-001-01-01T00:00:00Z"), "1 januari -001, 00:00 UTC");
    for other in ["", "soon", "2026-13-02T08:00:00Z", "2026-00-02T08:00:00Z", "2026T", "2-1-1Té"] {
        assert_eq!(moment(other), other);
    }
}

#[test]
fn the_id_of_a_body_is_not_taken_for_a_role() {
    let competent = body();
    let sentence = rejection(&Rejection::BodyNotCompetent {
        clause: clause(),
        body: BodyId::parse("raad").expect("a valid id"),
        competent,
    });
    assert!(sentence.contains("orgaan auditor, niet raad."), "{sentence:?}");
}

/// Words with a meaning of their own in Dutch law are kept for that meaning.
#[test]
fn no_sentence_uses_a_word_of_the_law() {
    for refused in all() {
        let sentence = rejection(&refused).to_lowercase().replace("overwegend bezwaar", "");
        for word in sentence.split(|c: char| !c.is_alphabetic()) {
            let legal = ["bezwaar", "mandaat", "toezegging", "inzage", "lid", "leden", "motie"];
            assert!(!legal.contains(&word), "{word} is in {sentence:?}");
        }
    }
}

/// The words come from other files, so that a word added there must get its Dutch here.
/// What a ballot round can say beside its rule and options.
const SETTINGS: [&str; 6] =
    ["seats", "budget", "costs", "grade_max", "grade_labels", "missing_grades"];

#[test]
fn every_word_of_the_domain_has_a_dutch_one() {
    let state = include_str!("../../domain/state/phase.rs");
    let round = include_str!("../../domain/round.rs");
    let command = include_str!("../../domain/command.rs");
    let caller = include_str!("../../domain/caller.rs");
    let figure = include_str!("../../domain/figure.rs");
    let charter = include_str!("../../domain/charter.rs");
    let phase = include_str!("../../domain/decide/phase.rs");
    let permission = include_str!("../../domain/decide/permission.rs");
    let groups = [
        ("phase", quoted(state, "impl Phase"), 12),
        ("phase", quoted(phase, "impl PhaseKind"), 11),
        ("activity", quoted(round, "impl Activity"), 7),
        ("command", quoted(command, "impl CommandBody"), 58),
        ("role", quoted(caller, "impl Role"), 9),
        ("advice", quoted(figure, "impl RoundAdvice"), 9),
        ("rule", quoted(charter, "impl Rule"), 15),
        ("allowed", quoted(phase, "fn named"), 2),
        ("needed", quoted(permission, "const MEMBERS"), 13),
        ("form", quoted(charter, "impl BallotKind"), 5),
        ("setting", SETTINGS.to_vec(), 6),
    ];
    for (key, words, least) in groups {
        assert!(words.len() >= least, "{key}: {words:?}");
        for word in words.iter().filter(|word| !["app", ", "].contains(word)) {
            let dutch = in_words(key, word);
            assert!(dutch != *word && !dutch.contains('_'), "{key}: {dutch:?}");
        }
    }
}

#[test]
fn every_thing_that_a_rule_names_has_a_dutch_name() {
    let calls = [
        ("what", "NumberUnknown(", 12),
        ("what", "AlreadySettled(", 12),
        ("what", "ReasonMissing(", 2),
        ("what", "let what = ", 1),
        ("act", "OwnAct(", 4),
        ("who", "TermRunning(", 1),
        ("allowed", "allowed: ", 1),
    ];
    for (key, call, least) in calls {
        let words = said_in(call);
        assert!(words.len() >= least, "{call}: {words:?}");
        for word in words {
            assert_ne!(in_words(key, &word), word, "{call}");
        }
    }
    let owned = said_in("NotTheAuthor(");
    assert!(owned.len() >= 4, "{owned:?}");
    for name in owned {
        let name = name.replace("{number}", "5").replace("{}", "6");
        assert_ne!(in_words("what", &name), name);
    }
    assert_eq!(in_words("what", "the ties of party wijk-9"), "de banden van partner wijk-9");
    assert_eq!(in_words("what", "statements/s"), "stelling s");
    assert_eq!(in_words("what", "objection 4"), "overwegend bezwaar 4");
}

#[test]
fn every_limit_of_the_domain_has_a_dutch_name() {
    let names = said_in("within(");
    assert!(names.len() >= 18, "{names:?}");
    for name in names {
        assert_ne!(in_words("name", &name), name);
    }
}
