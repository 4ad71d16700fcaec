use crate::domain::ids::{ItemId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId};
use crate::domain::rejection::Rejection;
use crate::domain::round::Activity;
use crate::engine::error::{EngineError, Plain, cause};
use crate::service::dutch::{engine, in_words, path, rejection};

fn party() -> PartyId {
    PartyId::parse("wijk-9").expect("a valid id")
}

fn member() -> MemberRef {
    MemberRef { party: party(), member: Some(MemberId::parse("m-8").expect("a valid id")) }
}

fn item() -> ItemId {
    ItemId::Proposal(ProposalId::parse("plan-7").expect("a valid id"))
}

fn about_people() -> Vec<Rejection> {
    vec![
        Rejection::PartyUnknown(party()),
        Rejection::MemberUnknown(member()),
        Rejection::AlreadyAccepted(party()),
        Rejection::MemberListFixed(party()),
        Rejection::SpokespersonTaken(party()),
        Rejection::AlreadyErased(member()),
        Rejection::MemberNotYours(member()),
        Rejection::SpokespersonRequired(party()),
        Rejection::PartiesTooFew { count: 1 },
        Rejection::CharterNotAccepted {
            count: 12,
            parties: "wijk-9, zorg and 10 more".to_owned(),
            charter: 4,
            challenge: 5,
        },
        Rejection::RoleNotAllowed {
            role: "observer",
            command: "open_round",
            needed: "facilitator",
        },
        Rejection::LimitReached { limit: "PARTIES_MAX", most: 10_000, actual: 10_001 },
    ]
}

fn about_things() -> Vec<Rejection> {
    let (given, current) = (3, 6);
    vec![
        Rejection::DeliberationUnknown,
        Rejection::DeliberationExists,
        Rejection::ItemUnknown(item()),
        Rejection::IdTaken("plan-7".to_owned()),
        Rejection::ChallengeMissing,
        Rejection::CharterMissing,
        Rejection::CharterFrozen,
        Rejection::FramingStale { what: "charter", given, current },
        Rejection::VersionStale { item: item(), given, current },
        Rejection::StanceOutOfScale { value: 9, lo: -2, hi: 2 },
        Rejection::AdviceNeedsReason {
            item: ItemVersion { item: item(), version: 2 },
            advice: "STOP_CONSENSUS_FOR",
        },
        Rejection::VisibilityNotAvailable,
        Rejection::EtagMismatch { expected: 41, actual: 43 },
    ]
}

fn about_rounds() -> Vec<Rejection> {
    vec![
        Rejection::RoundUnknown { round: 5, last: 3 },
        Rejection::PhaseNotAllowed {
            command: "open_round",
            phase: "round_open",
            allowed: "ready, between",
        },
        Rejection::ActivityNotOpen { round: 2, activity: Activity::Rate },
        Rejection::RoundClosed { round: 2, phase: "between" },
        Rejection::RoundNotClosed { round: 2 },
        Rejection::StillSealed { item: item(), round: 2 },
        Rejection::ClosingTimePast,
        Rejection::NothingToRate,
        Rejection::ActivityNotAvailable(Activity::Ballot),
        Rejection::NothingToExtend,
        Rejection::TallyRecorded,
    ]
}

fn all() -> Vec<Rejection> {
    [about_people(), about_things(), about_rounds()].concat()
}

fn failures() -> Vec<EngineError> {
    let bug = || cause(Plain("a cause"));
    vec![
        EngineError::RequestReused,
        EngineError::Busy { most: 4_096 },
        EngineError::OutcomeUnknown(bug()),
        EngineError::NotWritten(bug()),
        EngineError::Unreadable(bug()),
        EngineError::NotReached { wanted: 19, actual: 17 },
        EngineError::Bug(bug()),
    ]
}

/// The texts in quotes within the first function or implementation that begins with `opening`.
fn quoted<'a>(source: &'a str, opening: &str) -> Vec<&'a str> {
    let begin = source.find(opening).expect("the source has this opening");
    let body = &source[begin..];
    let ends = ["\n}\n", "\n    }\n"].map(|end| body.find(end).unwrap_or(body.len()));
    let body = &body[..ends[0].min(ends[1])];
    body.split('"').skip(1).step_by(2).collect()
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
        for (key, value) in refused.facts() {
            let said = in_words(key, &value);
            assert!(sentence.contains(&said), "{said} is not in {sentence:?}");
        }
    }
    let accepted = rejection(&about_people()[9]);
    for fact in ["versie 4", "versie 5", "12", "wijk-9, zorg en nog 10."] {
        assert!(accepted.contains(fact), "{fact} is not in {accepted:?}");
    }
    assert!(engine(&failures()[1]).contains("4096"));
    let behind = engine(&failures()[5]);
    assert!(behind.contains("19") && behind.contains("17"), "{behind:?}");
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

/// The words come from other files, so that a word added there must get its Dutch here.
#[test]
fn every_word_of_the_domain_has_a_dutch_one() {
    let state = include_str!("../../domain/state.rs");
    let round = include_str!("../../domain/round.rs");
    let command = include_str!("../../domain/command.rs");
    let caller = include_str!("../../domain/caller.rs");
    let figure = include_str!("../../domain/figure.rs");
    let phase = include_str!("../../domain/decide/phase.rs");
    let permission = include_str!("../../domain/decide/permission.rs");
    let groups = [
        ("phase", quoted(state, "impl Phase"), 10),
        ("activity", quoted(round, "impl Activity"), 7),
        ("command", quoted(command, "impl CommandBody"), 19),
        ("role", quoted(caller, "impl Role"), 9),
        ("advice", quoted(figure, "impl RoundAdvice"), 9),
        ("allowed", quoted(phase, "pub fn allowed_phases"), 13),
        ("needed", quoted(permission, "fn allowed_roles"), 6),
    ];
    for (key, words, least) in groups {
        assert!(words.len() >= least, "{key}: {words:?}");
        for word in words.iter().filter(|word| **word != "app") {
            let dutch = in_words(key, word);
            assert!(dutch != *word && !dutch.contains('_'), "{key}: {dutch:?}");
        }
    }
}

#[test]
fn every_limit_of_the_domain_has_a_dutch_name() {
    let sources = [
        include_str!("../../domain/decide/framing.rs"),
        include_str!("../../domain/decide/items.rs"),
        include_str!("../../domain/decide/rounds.rs"),
    ];
    let mut names = Vec::new();
    for source in sources {
        let calls = source.split("within(").skip(1);
        names.extend(calls.filter_map(|call| call.split('"').nth(1)));
    }
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        assert_ne!(in_words("name", name), name);
    }
}
