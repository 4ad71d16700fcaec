//! Details of a closed round over the contract, computed by hand.
//!
//! Three parties of three kinds rate three statements and rank three plans. Means of the stances:
//! buurt 2, 0, -1; winkel 1, 0, -1; gemeente -1, 0, 2. Ranks: buurt 1, 2½, 2½ (the mean of two
//! members who differ about the last two); winkel 1, 2, 3; gemeente 3, 2, 1.

use beraad_client::Client;
use beraad_client::v1::*;

use crate::forum::{Forum, by_facilitator};
use crate::town::{Town, refused_for};

const STATEMENTS: [&str; 3] = ["auto", "banken", "bomen"];
const PLANS: [&str; 3] = ["een", "twee", "drie"];

/// The scale of five steps, and a small group that may show.
fn charter(visibility: StanceVisibility) -> Charter {
    let scale = Scale { lo: -2, hi: 2, ..Default::default() };
    Charter { scale: Some(scale), stance_visibility: visibility.into(), ..Default::default() }
}

async fn rate(town: &Town, forum: &Forum, member: &str, stances: [i32; 3]) {
    for (statement, value) in STATEMENTS.iter().zip(stances) {
        let stance = NewStance { item: forum.statement(statement), ..forum.stance(member, value) };
        let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
        town.member(member).participation().cast_stance(request).await.expect("a stance");
    }
}

async fn rank(town: &Town, forum: &Forum, member: &str, order: [usize; 3]) {
    let option = |plan: &usize| RankingPlace {
        options: vec![ItemVersionRef {
            item: format!("{}/proposals/{}", forum.name, PLANS[*plan]),
            version: 1,
        }],
    };
    let ranking = RankingBallot { places: order.iter().map(option).collect() };
    let request = CastBallotRequest {
        member: member.to_owned(),
        ballot: Some(BallotForm { form: Some(ballot_form::Form::Ranking(ranking)) }),
        ..Default::default()
    };
    town.member(member).participation().cast_ballot(request).await.expect("a ballot");
}

/// In round 1 with statements, plans and stances; it is still open.
async fn rated(town: &Town, visibility: StanceVisibility) -> Forum {
    let forum = Forum::draft(town, "plein").await;
    crate::visibility::make_ready(town, &forum, charter(visibility)).await;
    let activities = [Activity::Contribute, Activity::Propose, Activity::Rate];
    forum.open(town, &activities, by_facilitator()).await;
    let facilitator = town.facilitator();
    for statement in &STATEMENTS[1..] {
        forum.add_statement(&facilitator, statement, "Er komt meer groen.", "").await;
    }
    for plan in PLANS {
        let clause = NewClause { id: "a".into(), text: "Een plan.".into(), ..Default::default() };
        let request = AddProposalVersionRequest {
            deliberation: forum.name.clone(),
            proposal_id: plan.to_owned(),
            title: plan.to_owned(),
            clauses: vec![clause],
            member: forum.winkel.clone(),
            ..Default::default()
        };
        let winkel = town.member(&forum.winkel);
        winkel.participation().add_proposal_version(request).await.expect("a plan");
    }
    rate(town, &forum, &forum.anna, [2, 1, -1]).await;
    rate(town, &forum, &forum.bram, [2, -1, -1]).await;
    rate(town, &forum, &forum.winkel, [1, 0, -1]).await;
    rate(town, &forum, &forum.gemeente, [-1, 0, 2]).await;
    forum
}

/// The same after a second round, in which they ranked the plans.
async fn ranked(town: &Town, visibility: StanceVisibility) -> Forum {
    ranked_as(town, visibility, [2, 1, 0]).await
}

/// The same with this ranking of gemeente. Where it is that of the others, Bram casts none.
async fn ranked_as(town: &Town, visibility: StanceVisibility, gemeente: [usize; 3]) -> Forum {
    let forum = rated(town, visibility).await;
    forum.close(town, 1).await;
    let rule = DecisionRuleKind::Schulze.into();
    let request = OpenRoundRequest {
        deliberation: forum.name.clone(),
        activities: vec![Activity::Ballot.into()],
        closing: by_facilitator(),
        ballot: Some(BallotPlan { rule, ..BallotPlan::default() }),
        ..Default::default()
    };
    town.facilitator().deliberations().open_round(request).await.expect("a ballot round");
    rank(town, &forum, &forum.anna, [0, 1, 2]).await;
    if gemeente != [0, 1, 2] {
        rank(town, &forum, &forum.bram, [0, 2, 1]).await;
    }
    rank(town, &forum, &forum.winkel, [0, 1, 2]).await;
    rank(town, &forum, &forum.gemeente, gemeente).await;
    forum.close(town, 2).await;
    forum
}

fn request(forum: &Forum, round: u32) -> GetConvergenceDetailsRequest {
    let deliberation = forum.name.clone();
    GetConvergenceDetailsRequest { deliberation, round, ..Default::default() }
}

async fn details(client: &Client, forum: &Forum, round: u32) -> GetConvergenceDetailsResponse {
    let answer = client.analysis().get_convergence_details(request(forum, round)).await;
    answer.expect("details")
}

/// The figures with a name about an item or a party; empty for none.
fn named<'a>(
    told: &'a GetConvergenceDetailsResponse,
    (name, about): (&str, &str),
) -> Option<&'a Figure> {
    told.figures.iter().find(|figure| {
        figure.name == name
            && (figure.item.as_str() == about || figure.party.as_str() == about)
            && (!about.is_empty() || figure.item.is_empty() && figure.party.is_empty())
    })
}

fn value(told: &GetConvergenceDetailsResponse, name: &str, about: &str) -> f64 {
    match named(told, (name, about)).and_then(|figure| figure.result) {
        Some(figure::Result::Value(value)) => value,
        other => panic!("{name} of {about}: {other:?}"),
    }
}

fn reason(told: &GetConvergenceDetailsResponse, name: &str, about: &str) -> UndefinedReason {
    match named(told, (name, about)).and_then(|figure| figure.result) {
        Some(figure::Result::Undefined(reason)) => UndefinedReason::try_from(reason).unwrap(),
        other => panic!("{name} of {about}: {other:?}"),
    }
}

fn exact<'a>(told: &'a GetConvergenceDetailsResponse, name: &str, about: &str) -> &'a str {
    &named(told, (name, about)).unwrap_or_else(|| panic!("no {name} of {about}")).exact
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-12, "{value} is not {expected}");
}

#[tokio::test]
async fn order_reasons_and_preferences_are_those_computed_by_hand() {
    let town = Town::in_memory().await;
    let forum = ranked(&town, StanceVisibility::Attributed).await;
    let told = details(&town.observer(), &forum, 0).await;
    assert_eq!((told.round, told.headcount), (2, 5));
    // Rank sums 5, 6½, 6½ about 6: S = 3/2, one tie of two: W = 18 / (216 - 18).
    assert_eq!(exact(&told, "kendall_w", ""), "1/11");
    assert_eq!(exact(&told, "kendall_w_chi2", ""), "6/11");
    close(value(&told, "kendall_w_p", ""), (-3.0_f64 / 11.0).exp());
    assert_eq!((told.ranking_parties, told.ranked_options, told.degrees_of_freedom), (3, 3, 2));
    let permuted = named(&told, ("kendall_w_permutation_p", "")).expect("three options");
    // Of the 18 orders of the second and third row 16 spread the sums as far.
    assert_eq!((&*permuted.exact, &*permuted.method), ("8/9", "kendall_w/permutation_exact"));
    assert_eq!(permuted.evidence.as_ref().expect("ballots").count, 4);

    // The pairs stand at (1, √3/2), (-1, -√3/2) and (-1, -1).
    let root = 3.0_f64.sqrt();
    close(value(&told, "dri", ""), 1.0 - 4.0 / 3.0 * (1.0 - root / 2.0));
    close(value(&told, "dri_unadjusted", ""), 1.0 - 4.0 / 3.0 * (1.0 - root / 2.0));
    close(value(&told, "dri_individual", &forum.gemeente), root / 2.0);
    close(value(&told, "dri_individual", &forum.buurt), root - 1.0);
    // Of the six ways to deal out the preferences two keep buurt and winkel alike.
    assert_eq!(exact(&told, "dri_p", ""), "1/3");
    close(value(&told, "dri_null_mean", ""), -7.0 / 9.0);
    assert_eq!((told.pairs, told.undefined_pairs), (3, 0));
    assert_eq!((told.statements_round, told.rankings_round), (1, 2));
    assert_eq!(reason(&told, "krippendorff_alpha", ""), UndefinedReason::NoExpressedStances);
    let said = &named(&told, ("dri", "")).expect("the index").explanation_nl;
    assert!(said.starts_with("Hoe ver redenen en voorkeuren samengaan: 0,82"), "{said}");

    let explain = ExplainFigureRequest {
        deliberation: forum.name.clone(),
        figure: "dri_p".into(),
        ..Default::default()
    };
    let explained = town.observer().analysis().explain_figure(explain).await.expect("explained");
    assert_eq!(explained.figure.as_ref(), named(&told, ("dri_p", "")));
    assert!(explained.beside.iter().any(|figure| figure.name == "dri"));
    assert!(explained.method_en.contains("every order") && explained.recorded_sequence == 0);
    // What is computed on demand is no part of the log, which is as it was.
    let book = crate::book::Book::of(&town.observer(), &forum.name).await;
    book.figures_are_those_of_the_log(2);
}

#[tokio::test]
async fn groups_are_told_by_item_and_a_round_without_rankings_says_so() {
    let town = Town::in_memory().await;
    let forum = rated(&town, StanceVisibility::Attributed).await;
    let open = town.observer().analysis().get_convergence_details(request(&forum, 0)).await;
    refused_for(open, Reason::RoundNotClosed);
    forum.close(&town, 1).await;
    let told = details(&town.observer(), &forum, 1).await;
    // buurt and winkel agree, gemeente does not: 2/3 · 2/3 · 1/3.
    let auto = forum.statement("auto");
    assert_eq!(exact(&told, "group_aware_consensus", &auto), "4/27");
    assert_eq!(exact(&told, "group_aware_weakest", &auto), "1/3");
    close(value(&told, "group_aware_geometric_mean", &auto).powi(3), 4.0 / 27.0);
    let groups = told.groups.iter().find(|groups| groups.item == auto).expect("its groups");
    assert_eq!(groups.weakest, "municipality");
    let shown: Vec<(&str, u64, &str)> =
        groups.groups.iter().map(|one| (&*one.group, one.parties, &*one.exact)).collect();
    assert_eq!(
        shown,
        [("entrepreneur", 1, "2/3"), ("municipality", 1, "1/3"), ("resident", 1, "2/3")]
    );
    // One of two members of buurt agrees: half a voice of one. The midpoint does not.
    let banken = forum.statement("banken");
    assert_eq!(exact(&told, "group_aware_consensus", &banken), "1/18");
    assert_eq!(reason(&told, "krippendorff_alpha", ""), UndefinedReason::MultiMemberParty);
    for name in ["kendall_w", "kendall_w_p", "dri", "dri_p"] {
        assert_eq!(reason(&told, name, ""), UndefinedReason::NoRankings, "{name}");
    }
    let unknown = town.observer().analysis().get_convergence_details(request(&forum, 9)).await;
    refused_for(unknown, Reason::RoundUnknown);
}

#[tokio::test]
async fn where_stances_are_not_attributed_nobody_shows() {
    let town = Town::in_memory().await;
    let forum = ranked(&town, StanceVisibility::Pseudonymous).await;
    let first = details(&town.observer(), &forum, 1).await;
    let auto = forum.statement("auto");
    let small = reason(&first, "group_aware_consensus", &auto);
    assert_eq!((small, &first.groups[..]), (UndefinedReason::GroupTooSmall, &[][..]));
    let told = details(&town.observer(), &forum, 2).await;
    assert_eq!((exact(&told, "dri_p", ""), told.pairs), ("1/3", 3));
    assert!(told.figures.iter().all(|figure| figure.party.is_empty()));
    let own = details(&town.member(&forum.anna), &forum, 2).await;
    let parties = own.figures.iter().filter(|figure| !figure.party.is_empty());
    assert_eq!(parties.map(|figure| &*figure.party).collect::<Vec<_>>(), [&*forum.buurt]);
}

#[tokio::test]
async fn one_order_for_all_leaves_nothing_to_test_in_the_index() {
    let town = Town::in_memory().await;
    let forum = ranked_as(&town, StanceVisibility::Attributed, [0, 1, 2]).await;
    let told = details(&town.observer(), &forum, 2).await;
    assert_eq!(exact(&told, "kendall_w", ""), "1");
    // The second and third party each have the first one's order in one of six.
    assert_eq!(exact(&told, "kendall_w_permutation_p", ""), "1/36");
    // Pairs at (1, 1), (-1, 1) and (-1, 1): 1 - 2 · 4/3.
    close(value(&told, "dri", ""), -5.0 / 3.0);
    assert_eq!(reason(&told, "dri_p", ""), UndefinedReason::NotTestable);
}
