//! Events of kinds that are older than some of their fields, with these fields.

use beraad::domain::charter::{
    Admission, Authority, AuthorityRole, Body, BodyKind, Charter, CharterGroup, DecisionRule,
    Partition, PlannedRound, Ratio, Rule, Terms,
};
use beraad::domain::event::{Clause, EventBody, TallyRecord};
use beraad::domain::ids::{ClauseId, StatementId};
use beraad::domain::outcome::{Outcome, OutcomeResult, OutcomeStep};
use beraad::domain::round::{Activity, BallotPlan, ClosingRule, RoundPlan};

use crate::acts::{body, extras, group, proposal_id};
use crate::samples::{Named, charter, member, named, party, proposal, tally, text};

pub fn samples() -> Vec<Named> {
    [grown(), charters(), outcomes()].into_iter().flatten().collect()
}

fn grown() -> Vec<Named> {
    let plan = RoundPlan {
        title: None,
        activities: vec![Activity::Ballot],
        closing: ClosingRule::ByFacilitator,
        extension: false,
        against_advice_reason: None,
        open_proposals: true,
        invited: vec![party("residents"), party("shop")],
        group: Some(group("edge")),
        ballot: Some(BallotPlan::plain(
            Rule::SupermajorityFloor,
            vec![proposal("bench", 2), proposal("tree", 1)],
        )),
    };
    let clause = Clause {
        id: ClauseId::parse("1").unwrap(),
        text: text(31),
        derives_from: Vec::new(),
        authors: vec![party("residents"), party("shop")],
        body: Some(body("council")),
    };
    vec![
        named(
            "deliberation_created.initiated",
            EventBody::DeliberationCreated {
                title: text(1),
                initiator: Some(party("shop")),
                engaged_by: Some(text(30)),
            },
        ),
        named(
            "ready_declared.silent",
            EventBody::ReadyDeclared {
                charter_version: 1,
                challenge_version: 1,
                silent: vec![party("city")],
            },
        ),
        named(
            "round_opened.ballot",
            EventBody::RoundOpened { round: 3, plan, charter_hash: [8; 32] },
        ),
        named(
            "statement_added.extras",
            EventBody::StatementAdded {
                statement: StatementId::parse("s-2").unwrap(),
                text: text(32),
                author: Some(member(None)),
                round: 1,
                extras: extras(),
            },
        ),
        named(
            "proposal_version_added.open",
            EventBody::ProposalVersionAdded {
                proposal: proposal_id("bench"),
                version: 3,
                title: text(13),
                author: member(None),
                clauses: vec![clause],
                round: 1,
                sealed: false,
                public_before: true,
            },
        ),
    ]
}

/// A charter in which everything says something else than its default.
pub fn whole_charter() -> Charter {
    let ratio = |numerator, denominator| Ratio { numerator, denominator };
    let parties = vec![party("residents"), party("shop")];
    let listed = CharterGroup { group: group("edge"), parties };
    let kinds = [
        ("council", BodyKind::Council),
        ("executive", BodyKind::Executive),
        ("mayor", BodyKind::Mayor),
        ("board", BodyKind::Other),
    ];
    let bodies = kinds.map(|(id, kind)| Body { id: body(id), kind, name: id.into() }).to_vec();
    Charter {
        subgroup_min: 5,
        terms: Terms {
            answer_days: Some(14),
            decide_days: Some(60),
            accept_days: Some(21),
            understood_days: Some(7),
            reading_hours: 48,
        },
        decision: DecisionRule {
            rule: Rule::SupermajorityFloor,
            quorum: ratio(3, 5),
            threshold: ratio(3, 4),
            floor: ratio(2, 5),
            partition: Partition::Declared(vec![listed.clone()]),
            group_min: 1,
        },
        authority: Some(Authority { party: party("city"), role: AuthorityRole::Deciding, bodies }),
        admission: Admission::ByFacilitator,
        working_groups: vec![listed],
        planned_rounds: vec![PlannedRound {
            title: "Eerste ronde".into(),
            activities: vec![Activity::Contribute, Activity::Rate],
        }],
        ..charter()
    }
}

fn charters() -> Vec<Named> {
    let whole = whole_charter();
    let facilitating = Charter {
        authority: whole.authority.clone().map(|authority| Authority {
            role: AuthorityRole::Facilitating,
            bodies: Vec::new(),
            ..authority
        }),
        admission: Admission::ByConsent,
        decision: DecisionRule { partition: Partition::Whole, ..DecisionRule::default() },
        ..charter()
    };
    let by_kind =
        Charter { decision: DecisionRule { group_min: 3, ..DecisionRule::default() }, ..charter() };
    vec![
        named("charter_set.whole", EventBody::CharterSet(whole)),
        named("charter_set.facilitating", EventBody::CharterSet(facilitating)),
        named("charter_set.by_kind", EventBody::CharterSet(by_kind)),
    ]
}

fn outcomes() -> Vec<Named> {
    let step = |option, group, threshold| OutcomeStep {
        other: None,
        options: Vec::new(),
        rank: 0,
        whole: None,
        against: None,
        name: "floor".into(),
        option,
        group,
        value: "2/3".into(),
        threshold,
        passed: true,
    };
    let rules = [
        ("adopted", Rule::SupermajorityFloor, OutcomeResult::Adopted),
        ("blocked", Rule::Consent, OutcomeResult::Blocked),
        ("not_reached", Rule::Condorcet, OutcomeResult::NotReached),
        ("no_quorum", Rule::Schulze, OutcomeResult::NoQuorum),
    ];
    let recorded = |rule, result| {
        let (bench, tree) = (proposal("bench", 2), proposal("tree", 1));
        let outcome = Outcome {
            rule,
            result,
            adopted: vec![bench.clone()],
            ranking: vec![bench.clone(), tree.clone()],
            tied: vec![tree],
            groups_under_floor: vec!["resident".into()],
            steps: vec![
                step(Some(bench), Some("edge".into()), Some("1/3".into())),
                step(None, None, None),
            ],
            headcount: 412,
        };
        let (figures, advice) = (Vec::new(), Vec::new());
        let outcome = Some(outcome);
        EventBody::FiguresRecorded(TallyRecord { figures, advice, outcome, ..tally() })
    };
    rules
        .map(|(name, rule, result)| {
            named(&format!("figures_recorded.{name}"), recorded(rule, result))
        })
        .to_vec()
}
