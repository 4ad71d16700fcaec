//! Framing, the mandate, and what is brought in and answered.

use beraad::domain::act::{
    Acknowledgement, Affiliations, Attachment, Basis, ChallengeRating, Classification,
    ClauseVersion, ConsequencesCheck, Contribution, ContributionKind, DeviationGround, Disposal,
    Disposition, EditAcceptance, Extras, FloorGrant, Level, Motion, MotionConsent, MotionEnd,
    MotionSubject, NewParty, Precondition, Promise, PromiseWithdrawal, Provision,
    ProvisionSettlement, Response, ResponseKind, Understanding, View, WorkingGroup,
};
use beraad::domain::event::{Answer, EventBody};
use beraad::domain::ids::{
    BodyId, ClauseId, ClauseRef, ContributionId, GroupId, ItemId, ProposalId, Timestamp,
};
use beraad::domain::party::PartyKind;

use crate::grown::whole_charter;
use crate::samples::{Named, member, named, party, proposal, statement, text};

const DUE: Timestamp = Timestamp(1_770_000_000_000);

pub fn samples() -> Vec<Named> {
    let all = [framing(), mandate(), brought_in(), dialogue()];
    all.into_iter().flatten().collect()
}

pub fn body(id: &str) -> BodyId {
    BodyId::parse(id).unwrap()
}

pub fn clause(id: &str) -> ClauseRef {
    ClauseRef { proposal: proposal_id("bench"), clause: ClauseId::parse(id).unwrap() }
}

pub fn proposal_id(id: &str) -> ProposalId {
    ProposalId::parse(id).unwrap()
}

fn contribution(id: &str) -> ContributionId {
    ContributionId::parse(id).unwrap()
}

pub fn group(id: &str) -> GroupId {
    GroupId::parse(id).unwrap()
}

pub fn extras() -> Extras {
    let attachment =
        Attachment { address: text(33), media_type: "application/pdf".into(), sha256: [34; 32] };
    Extras { attachments: vec![attachment], place: Some(text(35)), public_before: true }
}

fn framing() -> Vec<Named> {
    let rated = |own, answer| {
        EventBody::ChallengeRated(ChallengeRating { member: member(own), version: 2, answer })
    };
    let moved = |subject| EventBody::MotionMade(Motion { subject, reason: text(36) });
    let late = NewParty {
        party: party("late"),
        kind: PartyKind::Other,
        display_name: text(37),
        affiliations: vec![party("shop")],
    };
    vec![
        named("challenge_rated", rated(Some("m-1"), Answer::Stance(-1))),
        named("challenge_rated.pass", rated(None, Answer::Pass)),
        named(
            "affiliations_declared",
            EventBody::AffiliationsDeclared(Affiliations {
                party: party("shop"),
                affiliations: vec![party("city")],
            }),
        ),
        named("motion_made", moved(MotionSubject::Charter(Box::new(whole_charter())))),
        named("motion_made.party", moved(MotionSubject::Party(late))),
        named(
            "motion_consented",
            EventBody::MotionConsented(MotionConsent { motion: 40, member: member(None) }),
        ),
        named("motion_carried", EventBody::MotionCarried { motion: 40 }),
        named("motion_ended", EventBody::MotionEnded(MotionEnd { motion: 40, reason: text(38) })),
        named(
            "working_group_formed",
            EventBody::WorkingGroupFormed(WorkingGroup {
                group: group("edge"),
                title: text(39),
                parties: vec![party("residents"), party("shop")],
            }),
        ),
    ]
}

fn mandate() -> Vec<Named> {
    let levels = [
        ("inform", Level::Inform),
        ("consult", Level::Consult),
        ("advise", Level::Advise),
        ("co_produce", Level::CoProduce),
        ("co_decide", Level::CoDecide),
    ];
    let mut all: Vec<Named> = Vec::new();
    for (name, level) in levels {
        use DeviationGround::{ExternalBinding, FormalProcedure, Precondition};
        let (body, text) = (body("council"), text(40));
        let grounds = vec![Precondition, ExternalBinding, FormalProcedure];
        let promise = EventBody::PromiseMade(Promise { body, level, text, grounds });
        all.push(named(&format!("promise_made.{name}"), promise));
    }
    let (council, reason) = (body("council"), text(41));
    let withdrawn = PromiseWithdrawal { body: council, reason };
    all.push(named("promise_withdrawn", EventBody::PromiseWithdrawn(withdrawn)));
    for (name, answers) in [("", None), (".answer", Some(contribution("c-1")))] {
        let (body, text, consequence) = (body("council"), text(42), text(43));
        let limit = Precondition { body, text, consequence, answers };
        let name = format!("precondition_declared{name}");
        all.push(named(&name, EventBody::PreconditionDeclared(limit)));
    }
    for (name, due) in [("", None), (".due", Some(DUE))] {
        let provision = Provision { body: body("council"), text: text(44), due };
        let name = format!("provision_declared{name}");
        all.push(named(&name, EventBody::ProvisionDeclared(provision)));
    }
    for (name, kept, evidence) in [("kept", true, Some(text(45))), ("broken", false, None)] {
        let settled = ProvisionSettlement { provision: 50, kept, evidence };
        let name = format!("provision_settled.{name}");
        all.push(named(&name, EventBody::ProvisionSettled(settled)));
    }
    let acknowledgement = Acknowledgement {
        body: body("council"),
        number: "2026-17".into(),
        decided: DUE,
        term_ends: Timestamp(1_900_000_000_001),
        text: text(46),
    };
    all.push(named(
        "consequences_acknowledged",
        EventBody::ConsequencesAcknowledged(acknowledgement),
    ));
    for (name, breaks) in [("", None), (".breaks", Some(52))] {
        let (body, on, text) = (body("council"), proposal("bench", 2), text(47));
        let check = ConsequencesCheck { body, on, breaks, text };
        let name = format!("consequences_checked{name}");
        all.push(named(&name, EventBody::ConsequencesChecked(check)));
    }
    all
}

fn brought_in() -> Vec<Named> {
    let kinds = [
        ("perspective", ContributionKind::Perspective),
        ("concern", ContributionKind::Concern),
        ("idea", ContributionKind::Idea),
        ("question", ContributionKind::Question),
        ("information", ContributionKind::Information),
    ];
    kinds
        .map(|(name, kind)| {
            let asked = kind == ContributionKind::Question;
            let bare = kind == ContributionKind::Idea;
            let added = Contribution {
                contribution: contribution("c-1"),
                kind,
                text: text(48),
                author: (!bare).then(|| member(Some("m-1"))),
                to_authority: asked,
                answer_by: asked.then_some(DUE),
                extras: if bare { Extras::default() } else { extras() },
                round: u32::from(!bare),
            };
            let name = format!("contribution_added.{name}");
            named(&name, EventBody::ContributionAdded(added))
        })
        .to_vec()
}

fn dialogue() -> Vec<Named> {
    let item = || ItemId::Contribution(contribution("c-1"));
    let mut all = Vec::new();
    for (name, kind) in [
        ("answer", ResponseKind::Answer),
        ("support", ResponseKind::Support),
        ("counter", ResponseKind::Counter),
        ("acknowledges_objection", ResponseKind::AcknowledgesObjection),
    ] {
        let (to, author, text) = (item(), member(None), text(49));
        let response = Response { to, author, kind, text, round: 2 };
        all.push(named(&format!("responded.{name}"), EventBody::Responded(response)));
    }
    for (name, understood) in [("yes", true), ("no", false)] {
        let word = Understanding { response: 60, member: member(Some("m-1")), understood };
        all.push(named(&format!("understood.{name}"), EventBody::Understood(word)));
        let classified = Classification { response: 60, substantive: understood, reason: text(50) };
        let name = format!("response_classified.{name}");
        all.push(named(&name, EventBody::ResponseClassified(classified)));
    }
    let viewed = View { item: statement("s-1").item, member: member(None) };
    all.push(named("viewed", EventBody::Viewed(viewed)));
    for (name, disposition, basis) in [
        ("adopted", Disposition::Adopted, None),
        ("clause", Disposition::RejectedWithReason, Some(Basis::Clause(clause("1")))),
        ("precondition", Disposition::RejectedWithReason, Some(Basis::Precondition(52))),
        ("criterion", Disposition::RejectedWithReason, Some(Basis::Criterion(text(51)))),
        ("without_reason", Disposition::RejectedWithoutReason, None),
        ("deferred", Disposition::Deferred, None),
        ("open", Disposition::Open, None),
    ] {
        let reason = basis.is_some().then(|| text(52));
        let disposal = Disposal { item: item(), disposition, reason, basis };
        all.push(named(&format!("disposed.{name}"), EventBody::Disposed(disposal)));
    }
    let (granted_seconds, used_seconds, cut_short) = (120, 90, true);
    let party = party("shop");
    let grant = FloorGrant { party, granted_seconds, used_seconds, cut_short, round: 1 };
    all.push(named("floor_granted", EventBody::FloorGranted(grant)));
    let (proposal, clause) = (proposal_id("bench"), ClauseId::parse("1").unwrap());
    let edits = vec![ClauseVersion { proposal, version: 2, clause }];
    let accepted = EditAcceptance { edits, member: member(Some("m-1")) };
    all.push(named("edits_accepted", EventBody::EditsAccepted(accepted)));
    all
}
