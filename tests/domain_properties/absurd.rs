//! Events in no order, with numbers that nobody would give.

use beraad::domain::act::{Extras, Voice};
use beraad::domain::caller::{Channel, Entry, Role};
use beraad::domain::charter::{Charter, StanceVisibility};
use beraad::domain::event::{Answer, Clause, ErasureScope, Event, EventBody, TallyRecord};
use beraad::domain::ids::{ClauseId, Credential, ItemVersion, Timestamp};
use beraad::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;
use proptest::prelude::*;

use crate::moves::Who;
use crate::names::{PLAIN, text};

/// Small numbers that fit now and then, and the two ends.
fn number() -> impl Strategy<Value = u32> {
    prop_oneof![8 => 0..4_u32, 1 => Just(u32::MAX), 1 => Just(u32::MAX - 1)]
}

fn who() -> impl Strategy<Value = Who> {
    (0..4_u8, prop::option::of(0..3_u8))
}

pub fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(event(), 0..80)
}

fn event() -> impl Strategy<Value = Event> {
    let moment = prop_oneof![8 => 0..100_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    let entered = prop::sample::select(vec![Role::Member, Role::App, Role::Engine]);
    (moment, entered, body()).prop_map(|(moment, role, body)| Event {
        at: Timestamp(moment),
        entry: Entry {
            role,
            credential: Credential::parse(role.as_str()).unwrap(),
            channel: Channel::App,
            evidence: None,
        },
        body,
    })
}

fn body() -> impl Strategy<Value = EventBody> {
    prop_oneof![framing(), rounds(), content(), content()]
}

fn framing() -> impl Strategy<Value = EventBody> {
    let challenge = |version| EventBody::ChallengeRevised { version, text: text("challenge") };
    let party = |n| EventBody::PartyAdded {
        party: PLAIN.party(n),
        kind: PLAIN.kind(n),
        display_name: text("name"),
        affiliations: vec![PLAIN.party(n)],
    };
    let member = |(n, m, spokesperson)| EventBody::MemberAdded {
        party: PLAIN.party(n),
        member: PLAIN.member_id(m),
        display_name: None,
        identity: Some(("x".into(), text("value"))),
        spokesperson,
    };
    let accepted = |(who, charter_version, challenge_version)| EventBody::CharterAccepted {
        member: PLAIN.member(who),
        charter_version,
        challenge_version,
    };
    let ready = |(charter_version, challenge_version)| EventBody::ReadyDeclared {
        charter_version,
        challenge_version,
        silent: Vec::new(),
    };
    let created =
        EventBody::DeliberationCreated { title: text("title"), initiator: None, engaged_by: None };
    prop_oneof![
        Just(created),
        number().prop_map(challenge),
        number().prop_map(|version| EventBody::CharterSet(charter(version))),
        (0..4_u8).prop_map(party),
        (0..4_u8, 0..3_u8, any::<bool>()).prop_map(member),
        (who(), number(), number()).prop_map(accepted),
        (number(), number()).prop_map(ready),
        Just(EventBody::ReturnedToDraft),
    ]
}

fn charter(version: u32) -> Charter {
    let visibility = StanceVisibility::Secret;
    Charter { version, visibility, ..Charter::plain(Scale::new(0, 1).unwrap()) }
}

fn rounds() -> impl Strategy<Value = EventBody> {
    let opened = |(round, answered)| EventBody::RoundOpened {
        round,
        plan: RoundPlan {
            extension: true,
            ..RoundPlan::plain(
                vec![Activity::Contribute, Activity::Propose, Activity::Rate],
                match answered {
                    true => ClosingRule::EveryPartyAnswered { latest: Timestamp(i64::MAX) },
                    false => ClosingRule::ByFacilitator,
                },
            )
        },
        charter_hash: [5; 32],
    };
    let closed = |round| EventBody::RoundClosed { round, cause: CloseCause::Time };
    let figures = |(round, conclusion)| {
        EventBody::FiguresRecorded(TallyRecord {
            round,
            conclusion,
            input_digest: [6; 32],
            figures: Vec::new(),
            advice: Vec::new(),
            outcome: None,
        })
    };
    let called = EventBody::ConclusionCalled { against_advice_reason: None };
    let cancelled = EventBody::DeliberationCancelled { reason: text("reason") };
    prop_oneof![
        4 => (number(), any::<bool>()).prop_map(opened),
        3 => number().prop_map(closed),
        3 => (number(), any::<bool>()).prop_map(figures),
        1 => Just(called),
        1 => Just(EventBody::FollowUpStarted),
        1 => Just(EventBody::DeliberationClosed),
        1 => Just(cancelled),
    ]
}

fn content() -> impl Strategy<Value = EventBody> {
    let stated = |(n, author, round): (u8, Option<Who>, u32)| EventBody::StatementAdded {
        statement: PLAIN.statement(n),
        text: text("statement"),
        author: author.map(|who| PLAIN.member(who)),
        round,
        extras: Extras::default(),
    };
    let proposed =
        |(n, version, author, round): (u8, u32, Who, u32)| EventBody::ProposalVersionAdded {
            proposal: PLAIN.proposal(n),
            version,
            title: text("title"),
            author: PLAIN.member(author),
            clauses: vec![Clause {
                id: ClauseId::parse("k").unwrap(),
                text: text("clause"),
                derives_from: vec![(None, ClauseId::parse("z").unwrap())],
                authors: Vec::new(),
                body: None,
            }],
            round,
            sealed: true,
            public_before: false,
        };
    let cast = |(item, version, who, value, round)| EventBody::StanceCast {
        on: ItemVersion { item: PLAIN.item(item), version },
        voice: Voice::Named(PLAIN.member(who)),
        answer: Answer::Stance(value),
        round,
    };
    let erased = |(who, whole)| EventBody::Erased {
        member: PLAIN.member(who),
        scope: match whole {
            true => ErasureScope::All,
            false => ErasureScope::Texts,
        },
    };
    prop_oneof![
        2 => (0..3_u8, prop::option::of(who()), number()).prop_map(stated),
        2 => (0..3_u8, number(), who(), number()).prop_map(proposed),
        4 => ((any::<bool>(), 0..3_u8), number(), who(), any::<i32>(), number()).prop_map(cast),
        1 => (who(), any::<bool>()).prop_map(erased),
    ]
}
