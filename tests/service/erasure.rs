//! Erasing a member: the texts go, the stances stay, and everything still verifies.

use beraad_client::v1::*;
use prost::Message;

use crate::book::{self, Book};
use crate::forum::{Forum, by_facilitator};
use crate::town::{Town, refused_for, request_id};

const SECRET: &str = "DIT-SCHREEF-ANNA";

async fn erase(town: &Town, member: &str, scope: ErasureScope) -> EraseSubjectResponse {
    let request = EraseSubjectRequest {
        member: member.to_owned(),
        scope: scope.into(),
        request_id: request_id(40 + scope as u128),
        ..Default::default()
    };
    town.facilitator().admin().erase_subject(request).await.expect("an erasure")
}

/// A round in which Anna wrote a statement and a proposal, and everybody rated.
async fn forum(town: &Town) -> Forum {
    let forum = Forum::ready(town, "plein").await;
    let all = [Activity::Contribute, Activity::Propose, Activity::Rate];
    forum.open(town, &all, by_facilitator()).await;
    let anna = town.member(&forum.anna);
    forum.add_statement(&anna, "van-anna", SECRET, &forum.anna).await;
    let clause = NewClause { id: "1".to_owned(), text: SECRET.to_owned(), ..Default::default() };
    let request = AddProposalVersionRequest {
        deliberation: forum.name.clone(),
        proposal_id: "plan".to_owned(),
        title: SECRET.to_owned(),
        clauses: vec![clause],
        member: forum.anna.clone(),
        ..Default::default()
    };
    anna.participation().add_proposal_version(request).await.expect("a proposal");
    for (member, value) in [(&forum.anna, 2), (&forum.bram, 1), (&forum.winkel, -1)] {
        forum.cast(town, member, value).await;
    }
    forum
}

async fn stances(town: &Town, forum: &Forum) -> Vec<Stance> {
    let deliberation = forum.name.clone();
    let request = ListStancesRequest { deliberation, ..Default::default() };
    town.observer().participation().list_stances(request).await.expect("stances").stances
}

/// Everything that shows texts, as bytes.
async fn lists(town: &Town, forum: &Forum) -> Vec<u8> {
    let (client, d) = (town.facilitator(), || forum.name.clone());
    let request = ListStatementsRequest { deliberation: d(), ..Default::default() };
    let statements = client.participation().list_statements(request).await.expect("a list");
    let request = ListProposalsRequest { deliberation: d(), ..Default::default() };
    let proposals = client.participation().list_proposals(request).await.expect("a list");
    let request = ListMembersRequest { deliberation: d(), ..Default::default() };
    let members = client.deliberations().list_members(request).await.expect("a list");
    let request = GetConvergenceRequest { deliberation: d(), ..Default::default() };
    let figures = client.analysis().get_convergence(request).await.expect("figures");
    let mut bytes = statements.encode_to_vec();
    bytes.extend(proposals.encode_to_vec());
    bytes.extend(members.encode_to_vec());
    bytes.extend(figures.encode_to_vec());
    bytes.extend(book::bytes(&client, &forum.name).await);
    bytes
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn texts_go_while_stances_stay_and_the_log_verifies_at_every_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let town = Town::on(folder.path()).await;
    let forum = forum(&town).await;
    let before = Book::of(&town.observer(), &forum.name).await;
    let hidden = Some(Withheld::UntilRoundCloses);
    let withheld = before.events.iter().filter(|event| event.withheld == hidden).count();
    assert_eq!(withheld, 4, "three stances and a proposal");

    forum.close(&town, 1).await;
    Book::of(&town.observer(), &forum.name).await.figures_are_those_of_the_log(1);
    let rated = stances(&town, &forum).await;
    let all = lists(&town, &forum).await;
    assert!(holds(&all, SECRET) && holds(&all, "Anna"));

    // Name, statement, title and clause.
    let erased = erase(&town, &forum.anna, ErasureScope::Texts).await;
    assert_eq!(erased.text_count, 4);
    assert_eq!(erase(&town, &forum.anna, ErasureScope::Texts).await, erased, "a retry");
    let all = lists(&town, &forum).await;
    assert!(!holds(&all, SECRET) && !holds(&all, "Anna"));
    assert_eq!(stances(&town, &forum).await, rated);
    let book = Book::of(&town.observer(), &forum.name).await;
    book.figures_are_those_of_the_log(1);
    let stubs = book.events.iter().flat_map(|event| &event.texts);
    let erased = Err(Withheld::Erased);
    assert_eq!(stubs.filter(|text| text.content == erased).count(), 4);
    town.stop().await;

    let town = Town::on(folder.path()).await;
    assert!(!holds(&lists(&town, &forum).await, SECRET));
    Book::of(&town.observer(), &forum.name).await.figures_are_those_of_the_log(1);
    town.stop().await;
}

#[tokio::test]
async fn erasing_all_cuts_the_link_to_the_identity_and_the_app() {
    let town = Town::in_memory().await;
    let forum = forum(&town).await;
    let app = town.acting(beraad_client::Caller::app("buurt-app", crate::town::BUURT_APP));
    let cast = |value| CastStanceRequest {
        stance: Some(forum.stance(&forum.anna, value)),
        ..Default::default()
    };
    app.participation().cast_stance(cast(1)).await.expect("the app acts for its member");
    erase(&town, &forum.anna, ErasureScope::Texts).await;
    app.participation().cast_stance(cast(2)).await.expect("the link is still there");
    let all = erase(&town, &forum.anna, ErasureScope::All).await;
    assert_eq!(all.text_count, 1, "the identity");
    refused_for(app.participation().cast_stance(cast(0)).await, Reason::MemberNotYours);
    let request = EraseSubjectRequest {
        member: forum.anna.clone(),
        scope: ErasureScope::All.into(),
        ..Default::default()
    };
    let again = town.facilitator().admin().erase_subject(request).await;
    refused_for(again, Reason::AlreadyErased);
    forum.close(&town, 1).await;
    Book::of(&town.observer(), &forum.name).await.figures_are_those_of_the_log(1);
    town.stop().await;
}
