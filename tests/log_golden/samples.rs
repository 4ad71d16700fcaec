//! What the golden files mean: every kind of event, every word, every field that can be absent.

use beraad::domain::act::{Extras, Voice};
use beraad::domain::caller::{Channel, Entry, Role};
use beraad::domain::charter::{
    Admission, Charter, DecisionRule, StanceVisibility, Terms, Thresholds,
};
use beraad::domain::event::{Answer, Clause, ErasureScope, Event, EventBody, TallyRecord};
use beraad::domain::figure::{FigureResult, ItemAdvice, RecordedFigure, RoundAdvice, Undefined};
use beraad::domain::ids::{
    ClauseId, Credential, ItemId, ItemVersion, MemberId, MemberRef, PartyId, ProposalId,
    StatementId, TextId, TextRef, Timestamp,
};
use beraad::domain::party::PartyKind;
use beraad::domain::round::{Activity, CloseCause, ClosingRule, RoundPlan};
use beraad::domain::scale::Scale;

use crate::{acts, care, grown, voices};

pub fn text(number: u8) -> TextRef {
    TextRef { id: TextId::parse(&format!("{number:032x}")).unwrap(), digest: [number; 32] }
}

pub fn party(id: &str) -> PartyId {
    PartyId::parse(id).unwrap()
}

pub fn member(own: Option<&str>) -> MemberRef {
    MemberRef { party: party("residents"), member: own.map(|own| MemberId::parse(own).unwrap()) }
}

pub fn statement(id: &str) -> ItemVersion {
    ItemVersion { item: ItemId::Statement(StatementId::parse(id).unwrap()), version: 1 }
}

pub fn proposal(id: &str, version: u32) -> ItemVersion {
    ItemVersion { item: ItemId::Proposal(ProposalId::parse(id).unwrap()), version }
}

pub fn charter() -> Charter {
    Charter {
        version: 3,
        hash: [9; 32],
        scale: Scale::new(-2, 2).unwrap(),
        labels: vec![(-2, "nooit".into()), (2, "graag".into())],
        lo_is_veto: true,
        visibility: StanceVisibility::Attributed,
        thresholds: Thresholds::default(),
        subgroup_min: 3,
        terms: Terms::default(),
        decision: DecisionRule::default(),
        authority: None,
        admission: Admission::Closed,
        working_groups: Vec::new(),
        planned_rounds: Vec::new(),
    }
}

/// Every sample with the name of its file: the field of the contract, and what is special.
pub fn samples() -> Vec<(String, Event)> {
    let first = framing().into_iter().chain(words()).chain(rounds()).chain(items()).chain(ends());
    let first: Vec<Named> = first.collect();
    // Samples that came later follow the others, because a sample's place is in its bytes.
    let evidence_from = first.len();
    let later = grown::samples()
        .into_iter()
        .chain(acts::samples())
        .chain(voices::samples())
        .chain(care::samples());
    let all = first.into_iter().chain(later);
    let entries = [
        (Role::Facilitator, Channel::App),
        (Role::Member, Channel::Paper),
        (Role::Spokesperson, Channel::Meeting),
        (Role::Clerk, Channel::Phone),
        (Role::Observer, Channel::App),
        (Role::Auditor, Channel::App),
        (Role::Admin, Channel::App),
        (Role::App, Channel::App),
        (Role::Engine, Channel::App),
    ];
    all.zip(entries.into_iter().cycle())
        .enumerate()
        .map(|(number, ((name, body), (role, channel)))| {
            let credential = Credential::parse(&format!("key-{number}")).unwrap();
            let at = Timestamp(1_764_000_000_001 + i64::try_from(number).unwrap() * 999);
            let evidence = (channel == Channel::Paper && number >= evidence_from).then(|| text(99));
            let entry = Entry { role, credential, channel, evidence };
            (name, Event { at, entry, body })
        })
        .collect()
}

pub type Named = (String, EventBody);

pub fn named(name: &str, body: EventBody) -> Named {
    (name.to_owned(), body)
}

fn framing() -> Vec<Named> {
    let (charter_version, challenge_version) = (3, 2);
    vec![
        named(
            "deliberation_created",
            EventBody::DeliberationCreated { title: text(1), initiator: None, engaged_by: None },
        ),
        named("challenge_revised", EventBody::ChallengeRevised { version: 2, text: text(2) }),
        named(
            "member_added",
            EventBody::MemberAdded {
                party: party("residents"),
                member: MemberId::parse("m-1").unwrap(),
                display_name: Some(text(3)),
                identity: Some(("https://id.example".into(), text(4))),
                spokesperson: true,
            },
        ),
        named(
            "member_added.bare",
            EventBody::MemberAdded {
                party: party("residents"),
                member: MemberId::parse("m-2").unwrap(),
                display_name: None,
                identity: None,
                spokesperson: false,
            },
        ),
        named(
            "charter_accepted",
            EventBody::CharterAccepted {
                member: member(Some("m-1")),
                charter_version,
                challenge_version,
            },
        ),
        named(
            "ready_declared",
            EventBody::ReadyDeclared { charter_version, challenge_version, silent: Vec::new() },
        ),
        named("returned_to_draft", EventBody::ReturnedToDraft),
    ]
}

/// Words that have one event each.
fn words() -> Vec<Named> {
    let mut all = Vec::new();
    for (name, visibility) in [
        ("attributed", StanceVisibility::Attributed),
        ("pseudonymous", StanceVisibility::Pseudonymous),
        ("secret", StanceVisibility::Secret),
    ] {
        let charter = Charter { visibility, ..charter() };
        all.push(named(&format!("charter_set.{name}"), EventBody::CharterSet(charter)));
    }
    for (name, kind) in [
        ("resident", PartyKind::Resident),
        ("entrepreneur", PartyKind::Entrepreneur),
        ("paid_professional", PartyKind::PaidProfessional),
        ("unpaid_professional", PartyKind::UnpaidProfessional),
        ("municipality", PartyKind::Municipality),
        ("other", PartyKind::Other),
    ] {
        all.push(named(
            &format!("party_added.{name}"),
            EventBody::PartyAdded {
                party: party("shop"),
                kind,
                display_name: text(5),
                affiliations: vec![party("residents"), party("city")],
            },
        ));
    }
    for (name, cause) in [
        ("time", CloseCause::Time),
        ("every_party_answered", CloseCause::EveryPartyAnswered),
        ("facilitator", CloseCause::Facilitator),
    ] {
        let closed = EventBody::RoundClosed { round: 2, cause };
        all.push(named(&format!("round_closed.{name}"), closed));
    }
    for (name, scope) in [("texts", ErasureScope::Texts), ("all", ErasureScope::All)] {
        let member = member((scope == ErasureScope::All).then_some("m-1"));
        all.push(named(&format!("erased.{name}"), EventBody::Erased { member, scope }));
    }
    all
}

fn rounds() -> Vec<Named> {
    use Activity::{Ballot, Commit, Contribute, Propose, Rate, Reflect, Respond};
    let whole = RoundPlan {
        title: Some(text(6)),
        activities: vec![Contribute, Propose, Respond, Rate, Ballot, Commit, Reflect],
        closing: ClosingRule::EveryPartyAnswered { latest: Timestamp(1_764_000_060_000) },
        extension: true,
        against_advice_reason: Some(text(7)),
        open_proposals: false,
        invited: Vec::new(),
        group: None,
        ballot: None,
    };
    let bare = RoundPlan {
        title: None,
        activities: vec![Rate],
        closing: ClosingRule::ByFacilitator,
        extension: false,
        against_advice_reason: None,
        open_proposals: false,
        invited: Vec::new(),
        group: None,
        ballot: None,
    };
    let timed = RoundPlan { closing: ClosingRule::At(Timestamp(-1)), ..bare.clone() };
    let opened = |plan| EventBody::RoundOpened { round: 2, plan, charter_hash: [8; 32] };
    vec![
        named("round_opened", opened(whole)),
        named("round_opened.bare", opened(bare)),
        named("round_opened.timed", opened(timed)),
        named("figures_recorded", EventBody::FiguresRecorded(tally())),
    ]
}

pub fn tally() -> TallyRecord {
    let figure = |result| RecordedFigure {
        name: "agreement".into(),
        item: Some(proposal("bench", 2)),
        party: None,
        result,
        n: 7,
        method: "agreement_a/van_der_eijk_2001".into(),
        method_version: 1,
    };
    let exact = Some("1/3".into());
    let mut figures = vec![
        figure(FigureResult::Value { value: 1.0 / 3.0, exact }),
        RecordedFigure {
            item: None,
            party: Some(party("shop")),
            ..figure(FigureResult::Value { value: -0.5, exact: None })
        },
    ];
    // The reasons that there were when the file was written.
    let reasons = Undefined::ALL.into_iter().take(12);
    figures.extend(reasons.map(|why| figure(FigureResult::Undefined(why))));
    let advice = [
        RoundAdvice::NotApplicable,
        RoundAdvice::ExtendRound,
        RoundAdvice::Continue,
        RoundAdvice::ResolveObjection,
        RoundAdvice::StopConsensusFor,
        RoundAdvice::StopConsensusAgainst,
        RoundAdvice::StalematePolarised,
        RoundAdvice::StopStableDissent,
        RoundAdvice::StopMaxRounds,
    ];
    TallyRecord {
        round: 2,
        conclusion: true,
        input_digest: [10; 32],
        figures,
        advice: advice.map(|advice| ItemAdvice { item: statement("s-1"), advice }).to_vec(),
        outcome: None,
    }
}

fn items() -> Vec<Named> {
    let stated = |author| EventBody::StatementAdded {
        statement: StatementId::parse("s-1").unwrap(),
        text: text(11),
        author,
        round: 1,
        extras: Extras::default(),
    };
    let clause = |id: &str, derives_from| Clause {
        id: ClauseId::parse(id).unwrap(),
        text: text(12),
        derives_from,
        authors: Vec::new(),
        body: None,
    };
    let other = (Some(ProposalId::parse("tree").unwrap()), ClauseId::parse("2").unwrap());
    let own = (None, ClauseId::parse("1").unwrap());
    let cast = |on, own, answer| {
        let voice = Voice::Named(member(own));
        EventBody::StanceCast { on, voice, answer, round: 2 }
    };
    vec![
        named("statement_added", stated(Some(member(Some("m-1"))))),
        named("statement_added.facilitator", stated(None)),
        named(
            "proposal_version_added",
            EventBody::ProposalVersionAdded {
                proposal: ProposalId::parse("bench").unwrap(),
                version: 2,
                title: text(13),
                author: member(None),
                clauses: vec![clause("1", Vec::new()), clause("2", vec![other, own])],
                round: 1,
                sealed: true,
                public_before: false,
            },
        ),
        named("stance_cast", cast(proposal("bench", 2), Some("m-1"), Answer::Stance(-2))),
        named("stance_cast.zero", cast(statement("s-1"), None, Answer::Stance(0))),
        named("stance_cast.pass", cast(statement("s-1"), None, Answer::Pass)),
    ]
}

fn ends() -> Vec<Named> {
    let called = |against_advice_reason| EventBody::ConclusionCalled { against_advice_reason };
    vec![
        named("conclusion_called", called(Some(text(14)))),
        named("conclusion_called.bare", called(None)),
        named("follow_up_started", EventBody::FollowUpStarted),
        named("deliberation_closed", EventBody::DeliberationClosed),
        named("deliberation_cancelled", EventBody::DeliberationCancelled { reason: text(15) }),
    ]
}
