//! Figures of a whole process over the contract: how parties feel shows to themselves alone where
//! stances are not attributed, pages join to the whole, and nothing is told of an open round.

use beraad_client::Client;
use beraad_client::v1::*;

use crate::forum::{Forum, by_facilitator};
use crate::town::Town;
use crate::visibility::{make_ready, sealed_charter};

async fn felt(visibility: StanceVisibility) -> (Town, Forum) {
    let town = Town::in_memory().await;
    let forum = Forum::draft(&town, "plein").await;
    make_ready(&town, &forum, sealed_charter(visibility)).await;
    forum.open(&town, &[Activity::Reflect], by_facilitator()).await;
    for (member, heard) in [(&forum.anna, 1), (&forum.winkel, 4), (&forum.gemeente, 5)] {
        let request = GivePulseRequest {
            member: member.clone(),
            answers: Some(PulseAnswers { seen: 3, heard, valued: 3, ..Default::default() }),
            ..Default::default()
        };
        town.member(member).participation().give_pulse(request).await.expect("a pulse");
    }
    (town, forum)
}

async fn recognition(client: &Client, forum: &Forum, page: (i32, &str)) -> GetRecognitionResponse {
    let request = GetRecognitionRequest {
        deliberation: forum.name.clone(),
        page_size: page.0,
        page_token: page.1.to_owned(),
        ..Default::default()
    };
    client.analysis().get_recognition(request).await.expect("figures")
}

/// The parties of which this reader sees how heard they feel.
fn shown(answer: &GetRecognitionResponse) -> Vec<&str> {
    let felt = |of: &&PartyFigures| of.figures.iter().any(|figure| figure.name == "heard_felt");
    answer.parties.iter().filter(felt).map(|of| of.party.as_str()).collect()
}

fn least(answer: &GetRecognitionResponse) -> &Figure {
    let mut all = answer.figures.iter();
    all.find(|figure| figure.name == "heard_felt_min").expect("a headline")
}

#[tokio::test]
async fn how_a_party_feels_shows_as_the_charter_says_and_after_the_close_only() {
    for visibility in [StanceVisibility::Attributed, StanceVisibility::Pseudonymous] {
        let (town, forum) = felt(visibility).await;
        let early = recognition(&town.member(&forum.anna), &forum, (0, "")).await;
        assert!(shown(&early).is_empty());
        let felt = early.figures.iter().filter(|figure| figure.name.contains("felt"));
        let value = |figure: &Figure| matches!(figure.result, Some(figure::Result::Value(_)));
        assert_eq!((early.round, felt.filter(|one| value(one)).count()), (0, 0));
        forum.close(&town, 1).await;
        let observed = recognition(&town.observer(), &forum, (0, "")).await;
        let own = recognition(&town.member(&forum.anna), &forum, (0, "")).await;
        let buurt = format!("{}/parties/buurt", forum.name);
        assert_eq!(least(&observed).result, Some(figure::Result::Value(0.0)));
        if visibility == StanceVisibility::Attributed {
            assert_eq!((shown(&observed).len(), &least(&observed).worst_off), (3, &buurt));
        } else {
            assert_eq!((shown(&observed).len(), least(&observed).worst_off.as_str()), (0, ""));
            assert_eq!((shown(&own), &least(&own).worst_off), (vec![buurt.as_str()], &buurt));
        }
        assert_eq!((observed.headcount, observed.party_count), (5, 3));
        assert_eq!(observed.silent.len(), 3);
    }
}

#[tokio::test]
async fn pages_of_parties_join_to_the_whole_and_a_bad_page_is_told_with_the_rest() {
    let (town, forum) = felt(StanceVisibility::Attributed).await;
    forum.close(&town, 1).await;
    let client = town.observer();
    let whole = recognition(&client, &forum, (0, "")).await;
    let mut pages = Vec::new();
    let mut token = String::new();
    loop {
        let page = recognition(&client, &forum, (2, &token)).await;
        pages.extend(page.parties);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(pages, whole.parties);
    let request = GetOwnershipRequest {
        deliberation: "plein".to_owned(),
        page_size: -1,
        page_token: "?".to_owned(),
        ..Default::default()
    };
    let refusal = crate::town::refused(client.analysis().get_ownership(request).await);
    let fields: Vec<&str> = refusal.violations.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["page_size", "page_token", "deliberation"]);
}
