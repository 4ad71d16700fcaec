//! Reading: what was only checked, what changed meanwhile, what is yet to come, and lists.

use beraad::domain::limits::PAGE_SIZE_MAX;
use beraad_client::v1::*;
use beraad_client::{Client, Error, Page};
use futures::{StreamExt, TryStreamExt};

use crate::book;
use crate::forum::{Forum, by_facilitator, charter};
use crate::town::{Town, refused_for};

/// Asserts that a mutation that would be accepted writes nothing when it is only validated.
macro_rules! only_checked {
    ($town:expr, $forum:expr, $client:expr, $group:ident.$method:ident, $request:expr) => {{
        let before = book::bytes(&$town.facilitator(), &$forum.name).await;
        let mut request = $request;
        request.validate_only = true;
        let answer = $client.$group().$method(request).await.expect(stringify!($method));
        assert_eq!(answer.written, None, stringify!($method));
        let after = book::bytes(&$town.facilitator(), &$forum.name).await;
        assert!(before == after, concat!(stringify!($method), " wrote something"));
    }};
}

#[tokio::test]
async fn what_is_only_validated_writes_nothing_while_framing() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    let (facilitator, d) = (town.facilitator(), || forum.name.clone());
    let request = CreateDeliberationRequest { title: "Nog een".to_owned(), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.create_deliberation, request);
    let request = ListDeliberationsRequest::default();
    let list = facilitator.deliberations().list_deliberations(request).await.expect("a list");
    assert_eq!(list.deliberations.len(), 1);
    let text = "Anders.".to_owned();
    let request = ReviseChallengeRequest { deliberation: d(), text, ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.revise_challenge, request);
    let request =
        SetCharterRequest { deliberation: d(), charter: Some(charter()), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.set_charter, request);
    let request = AddPartyRequest {
        deliberation: d(),
        display_name: "De school".to_owned(),
        kind: PartyKind::Other.into(),
        ..Default::default()
    };
    only_checked!(town, forum, facilitator, deliberations.add_party, request);
    let request = AddMemberRequest { party: forum.buurt.clone(), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.add_member, request);
    let request = AcceptCharterRequest {
        member: forum.winkel.clone(),
        charter_version: 1,
        challenge_version: 1,
        ..Default::default()
    };
    let winkel = town.member(&forum.winkel);
    only_checked!(town, forum, winkel, deliberations.accept_charter, request);
    let reason = "Het gaat niet door.".to_owned();
    let request = CancelDeliberationRequest { deliberation: d(), reason, ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.cancel_deliberation, request);
    let request = EraseSubjectRequest {
        member: forum.anna.clone(),
        scope: ErasureScope::All.into(),
        ..Default::default()
    };
    only_checked!(town, forum, facilitator, admin.erase_subject, request);
    town.stop().await;
}

#[tokio::test]
async fn what_is_only_validated_writes_nothing_in_rounds_and_after() {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    for speaker in [&forum.anna, &forum.winkel, &forum.gemeente] {
        let (member, one) = (speaker.clone(), 1);
        let request = AcceptCharterRequest {
            member,
            charter_version: one,
            challenge_version: one,
            ..Default::default()
        };
        town.member(speaker).deliberations().accept_charter(request).await.expect("accepted");
    }
    let (facilitator, d) = (town.facilitator(), || forum.name.clone());
    let request = DeclareReadyRequest { deliberation: d(), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.declare_ready, request.clone());
    facilitator.deliberations().declare_ready(request).await.expect("ready");
    let all = [Activity::Contribute, Activity::Propose, Activity::Rate];
    let request = OpenRoundRequest {
        deliberation: d(),
        activities: all.map(Into::into).to_vec(),
        closing: by_facilitator(),
        ..Default::default()
    };
    only_checked!(town, forum, facilitator, deliberations.open_round, request);
    forum.open(&town, &all, by_facilitator()).await;
    forum.add_statement(&facilitator, "auto", "Het plein wordt autovrij.", "").await;
    in_a_round(&town, &forum).await;

    let name = format!("{}/rounds/1", forum.name);
    let request = CloseRoundRequest { name, ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.close_round, request);
    forum.close(&town, 1).await;
    let against_advice_reason = "Genoeg.".to_owned();
    let request =
        ConcludeRequest { deliberation: d(), against_advice_reason, ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.conclude, request.clone());
    facilitator.deliberations().conclude(request).await.expect("concluded");
    let request = StartFollowUpRequest { deliberation: d(), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.start_follow_up, request.clone());
    facilitator.deliberations().start_follow_up(request).await.expect("follow-up");
    let request = CloseDeliberationRequest { deliberation: d(), ..Default::default() };
    only_checked!(town, forum, facilitator, deliberations.close_deliberation, request);
    town.stop().await;
}

async fn in_a_round(town: &Town, forum: &Forum) {
    let anna = town.member(&forum.anna);
    let request = AddStatementRequest {
        deliberation: forum.name.clone(),
        text: "Meer bomen.".to_owned(),
        member: forum.anna.clone(),
        ..Default::default()
    };
    only_checked!(town, forum, anna, participation.add_statement, request);
    let clause =
        NewClause { id: "1".to_owned(), text: "Een bank.".to_owned(), ..Default::default() };
    let request = AddProposalVersionRequest {
        deliberation: forum.name.clone(),
        title: "Banken".to_owned(),
        clauses: vec![clause],
        member: forum.anna.clone(),
        ..Default::default()
    };
    only_checked!(town, forum, anna, participation.add_proposal_version, request);
    let stance = Some(forum.stance(&forum.anna, 1));
    let request = CastStanceRequest { stance, ..Default::default() };
    only_checked!(town, forum, anna, participation.cast_stance, request);
    let request = BatchCastStancesRequest {
        deliberation: forum.name.clone(),
        stances: vec![forum.stance(&forum.anna, 1), forum.stance(&forum.anna, 9)],
        ..Default::default()
    };
    only_checked!(town, forum, anna, participation.batch_cast_stances, request);
}

#[tokio::test]
async fn an_etag_changes_with_framing_and_phase_and_not_with_contributions() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let observer = town.observer();
    let open = forum.get(&observer).await.etag;
    forum.cast(&town, &forum.anna, 1).await;
    assert_eq!(forum.get(&observer).await.etag, open);
    let close = |etag: &str| CloseRoundRequest {
        name: format!("{}/rounds/1", forum.name),
        etag: etag.to_owned(),
        ..Default::default()
    };
    let facilitator = town.facilitator();
    let stale = facilitator.deliberations().close_round(close("1")).await;
    let refusal = refused_for(stale, Reason::EtagMismatch);
    assert_eq!(refusal.code, tonic::Code::Aborted);
    assert_eq!((&*refusal.facts["expected"], &refusal.facts["actual"]), ("1", &open));
    facilitator.deliberations().close_round(close(&open)).await.expect("the etag is current");
    assert_ne!(forum.get(&observer).await.etag, open);
    town.stop().await;
}

#[tokio::test]
async fn a_read_waits_for_the_sequence_it_asks_for() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let observer = town.observer();
    let next = forum.get(&observer).await.sequence + 1;
    let deliberation = forum.name.clone();
    let request =
        ListStancesRequest { deliberation, at_least_sequence: next, ..Default::default() };
    let anna = town.member(&forum.anna);
    let reading = async { anna.participation().list_stances(request).await.expect("a list") };
    let (list, written) = tokio::join!(reading, forum.cast(&town, &forum.anna, 1));
    assert_eq!(written, next);
    assert_eq!(list.stances.len(), 1);
    let deliberation = forum.name.clone();
    let request = GetCheckpointRequest { deliberation, at_least_sequence: next };
    let checkpoint = observer.log().get_checkpoint(request).await.expect("a checkpoint");
    assert_eq!(checkpoint.sequence, next);
    town.stop().await;
}

/// Walks a list with pages of one and of the default size, and gives the names in it.
macro_rules! walked {
    ($client:expr, $group:ident.$method:ident, $all:ident, $request:expr, $name:expr) => {{
        let (client, request): (&Client, _) = (&$client, $request);
        let mut one_each = request.clone();
        one_each.page_size = 1;
        let ones = client.$group().$all(one_each);
        let ones: Vec<_> = ones.map_ok($name).try_collect().await.expect("pages");
        let whole = client.$group().$method(request.clone()).await.expect("one page");
        let (whole, token) = whole.into_parts();
        assert_eq!(
            (whole.into_iter().map($name).collect::<Vec<_>>(), token.as_str()),
            (ones.clone(), "")
        );
        let mut sized = request.clone();
        sized.page_size = PAGE_SIZE_MAX as i32;
        client.$group().$method(sized.clone()).await.expect("the limit");
        for bad in [PAGE_SIZE_MAX as i32 + 1, -1] {
            sized.page_size = bad;
            violates(client.$group().$method(sized.clone()).await, "page_size");
        }
        let mut torn = request.clone();
        torn.page_token = "!".to_owned();
        violates(client.$group().$method(torn).await, "page_token");
        ones
    }};
}

fn violates<T: std::fmt::Debug>(answer: Result<T, Error>, field: &str) {
    let refusal = refused_for(answer, Reason::InvalidRequest);
    let fields: Vec<_> = refusal.violations.iter().map(|violation| &violation.field).collect();
    assert_eq!(fields, [field]);
}

#[tokio::test]
async fn pages_of_every_list_join_to_the_whole() {
    let town = Town::in_memory().await;
    let forum = Forum::ready(&town, "plein").await;
    Forum::draft(&town, "park").await;
    Forum::draft(&town, "plein-2").await;
    let all = [Activity::Contribute, Activity::Propose, Activity::Rate];
    forum.open(&town, &all, by_facilitator()).await;
    let facilitator = town.facilitator();
    forum.add_statement(&facilitator, "auto-2", "Ook geen scooters.", "").await;
    for (member, value) in [(&forum.anna, 1), (&forum.bram, 2), (&forum.winkel, -1)] {
        forum.cast(&town, member, value).await;
    }
    for id in ["banken", "banken-2", "bomen"] {
        propose(&town, &forum, id).await;
    }
    forum.close(&town, 1).await;
    forum.open(&town, &[Activity::Rate], by_facilitator()).await;
    forum.cast(&town, &forum.anna, 1).await;
    forum.close(&town, 2).await;

    let observer = town.observer();
    let d = || forum.name.clone();
    let request = ListDeliberationsRequest::default();
    let found =
        walked!(observer, deliberations.list_deliberations, all_deliberations, request, |d| d.name);
    assert_eq!(found, ["park", "plein", "plein-2"].map(|id| format!("deliberations/{id}")));
    let request = ListPartiesRequest { deliberation: d(), ..Default::default() };
    let found =
        walked!(observer, deliberations.list_parties, all_parties, request, |party| party.name);
    assert_eq!(found, [&*forum.buurt, &forum.gemeente, &forum.winkel]);
    let request = ListMembersRequest { deliberation: d(), ..Default::default() };
    let found =
        walked!(observer, deliberations.list_members, all_members, request, |member| member.name);
    assert_eq!(found.len(), 3);
    let request = ListRoundsRequest { deliberation: d(), ..Default::default() };
    let found =
        walked!(observer, deliberations.list_rounds, all_rounds, request, |round| round.number);
    assert_eq!(found, [1, 2]);
    let request = ListStatementsRequest { deliberation: d(), ..Default::default() };
    let found =
        walked!(observer, participation.list_statements, all_statements, request, |item| item.name);
    assert_eq!(found, [forum.statement("auto"), forum.statement("auto-2")]);
    let request = ListProposalsRequest { deliberation: d(), ..Default::default() };
    let found =
        walked!(observer, participation.list_proposals, all_proposals, request, |item| item.name);
    assert_eq!(found.len(), 3);
    let request = ListStancesRequest { deliberation: d(), ..Default::default() };
    let found = walked!(observer, participation.list_stances, all_stances, request, |stance| (
        stance.round,
        stance.sequence
    ));
    assert_eq!(found.iter().map(|(round, _)| *round).collect::<Vec<_>>(), [1, 1, 1, 2]);
    town.stop().await;
}

async fn propose(town: &Town, forum: &Forum, id: &str) {
    let clause =
        NewClause { id: "1".to_owned(), text: "Een bank.".to_owned(), ..Default::default() };
    let request = AddProposalVersionRequest {
        deliberation: forum.name.clone(),
        proposal_id: id.to_owned(),
        title: id.to_owned(),
        clauses: vec![clause],
        member: forum.anna.clone(),
        ..Default::default()
    };
    let anna = town.member(&forum.anna);
    anna.participation().add_proposal_version(request).await.expect("a proposal");
}

#[tokio::test]
async fn an_export_goes_on_behind_a_commit_and_only_there() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let from = |start_after_sequence| ExportRequest {
        deliberation: forum.name.clone(),
        start_after_sequence,
        ..Default::default()
    };
    let observer = town.observer();
    // Creating wrote three events in one commit.
    let whole: Vec<_> = observer.log().export(from(0)).await.expect("whole").collect().await;
    let rest: Vec<_> = observer.log().export(from(3)).await.expect("the rest").collect().await;
    assert_eq!(rest.len(), whole.len() - 4);
    violates(observer.log().export(from(2)).await.map(|_| ()), "start_after_sequence");
    town.stop().await;
}

#[tokio::test]
async fn a_list_of_deliberations_keeps_to_the_phases_asked_for() {
    let town = Town::in_memory().await;
    Forum::draft(&town, "een").await;
    Forum::rating(&town, "twee").await;
    let list = |phases: Vec<i32>| {
        let request = ListDeliberationsRequest { phases, ..Default::default() };
        let client = town.observer();
        async move {
            let answer = client.deliberations().list_deliberations(request).await?;
            Ok::<_, beraad_client::Error>(answer.deliberations)
        }
    };
    let names =
        |found: Vec<Deliberation>| found.into_iter().map(|one| one.name).collect::<Vec<_>>();
    let (one, two) = ("deliberations/een".to_owned(), "deliberations/twee".to_owned());
    assert_eq!(names(list(vec![]).await.expect("all")), [one.clone(), two.clone()]);
    let open = list(vec![Phase::RoundOpen.into()]).await.expect("the open one");
    assert!(open[0].charter.is_none() && open[0].challenge.is_none());
    assert_eq!(names(open), [two]);
    let drafts = [Phase::Draft, Phase::Closed].map(Into::into).to_vec();
    assert_eq!(names(list(drafts).await.expect("the draft")), [one]);
    for unknown in [0, 99] {
        crate::town::refused_for(list(vec![unknown]).await, Reason::InvalidRequest);
    }
    town.stop().await;
}
