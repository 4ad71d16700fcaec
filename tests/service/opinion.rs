//! The opinion map over the contract: two camps of people who answer twelve statements the other
//! way round, agree about cars, and leave one statement to two of them.
//!
//! Twelve people of buurt and six of winkel speak, so a voice in winkel weighs twice as much: each
//! party has half of the eighteen, 0.75 a person in buurt and 1.5 in winkel.

use std::collections::BTreeSet;

use beraad_client::Client;
use beraad_client::v1::*;
use futures::TryStreamExt;
use futures::future::join_all;

use crate::forum::{Forum, by_facilitator, member};
use crate::town::{BUURT_APP, Town, refused_for};
use crate::visibility::make_ready;

const STATEMENTS: usize = 12;

fn charter(visibility: StanceVisibility) -> Charter {
    let scale = Scale { lo: -2, hi: 2, ..Default::default() };
    Charter { scale: Some(scale), stance_visibility: visibility.into(), ..Default::default() }
}

struct Camps {
    forum: Forum,
    /// Twelve of buurt, then six of winkel; camp A are the even ones.
    people: Vec<String>,
}

impl Camps {
    /// In round 1, with everybody and all statements, and no stance yet.
    async fn open(town: &Town, visibility: StanceVisibility) -> Camps {
        let mut forum = Forum::draft(town, "plein").await;
        let facilitator = town.facilitator();
        let mut people = Vec::new();
        for number in 0..18 {
            let party = if number < 12 { &forum.buurt } else { &forum.winkel };
            people.push(member(&facilitator, party, &format!("P{number}"), false).await);
        }
        // A party that lists members speaks through one of them.
        forum.winkel = people[12].clone();
        make_ready(town, &forum, charter(visibility)).await;
        forum.open(town, &[Activity::Contribute, Activity::Rate], by_facilitator()).await;
        for number in 0..STATEMENTS {
            forum.add_statement(&facilitator, &format!("s{number:02}"), "Meer groen.", "").await;
        }
        forum.add_statement(&facilitator, "weinig", "Een klok op het plein.", "").await;
        Camps { forum, people }
    }

    /// Everybody answers.
    async fn answer(&self, town: &Town) {
        let stance = |item: String, person: usize, value: Option<i32>| NewStance {
            item,
            member: self.people[person].clone(),
            answer: Some(match value {
                Some(value) => new_stance::Answer::Value(value),
                None => new_stance::Answer::Pass(Pass {}),
            }),
            channel: Channel::App.into(),
            ..Default::default()
        };
        let mut stances = Vec::new();
        for person in 0..self.people.len() {
            stances.push(stance(self.forum.statement("auto"), person, Some(1)));
            for number in 0..STATEMENTS {
                let side = if (number < 6) == (person % 2 == 0) { 2 } else { -1 };
                // One statement each gets a pass, or the middle of the scale.
                let value = match (number == person % STATEMENTS, person < 12) {
                    (true, true) => None,
                    (true, false) => Some(0),
                    (false, _) => Some(side),
                };
                let item = self.forum.statement(&format!("s{number:02}"));
                stances.push(stance(item, person, value));
            }
        }
        for (person, value) in [(0, 2), (1, -2)] {
            stances.push(stance(self.forum.statement("weinig"), person, Some(value)));
        }
        let request = BatchCastStancesRequest {
            deliberation: self.forum.name.clone(),
            stances,
            ..Default::default()
        };
        let app = town.acting(beraad_client::Caller::app("buurt-app", BUURT_APP));
        let answer = app.participation().batch_cast_stances(request).await.expect("a batch");
        for result in answer.results {
            let refused = matches!(result.result, Some(stance_result::Result::Refused(_)));
            assert!(!refused, "{result:?}");
        }
    }

    async fn closed(town: &Town, visibility: StanceVisibility) -> Camps {
        let camps = Camps::open(town, visibility).await;
        camps.answer(town).await;
        camps.forum.close(town, 1).await;
        camps
    }

    async fn map(&self, client: &Client) -> OpinionMap {
        self.try_map(client, 0).await.expect("a map")
    }

    async fn try_map(
        &self,
        client: &Client,
        round: u32,
    ) -> Result<OpinionMap, beraad_client::Error> {
        let deliberation = self.forum.name.clone();
        let request = GetOpinionMapRequest { deliberation, round, ..Default::default() };
        Ok(client.analysis().get_opinion_map(request).await?.map.expect("a map"))
    }

    async fn statements(&self, client: &Client) -> Vec<MapStatement> {
        let deliberation = self.forum.name.clone();
        let request = ListMapStatementsRequest { deliberation, ..Default::default() };
        client.analysis().list_map_statements(request).await.expect("statements").statements
    }

    async fn participants(&self, client: &Client) -> Vec<MapParticipant> {
        let deliberation = self.forum.name.clone();
        let request = ListMapParticipantsRequest { deliberation, ..Default::default() };
        client.analysis().list_map_participants(request).await.expect("participants").participants
    }

    fn next(&self, person: usize) -> GetNextStatementRequest {
        GetNextStatementRequest { member: self.people[person].clone(), ..Default::default() }
    }
}

#[tokio::test]
async fn the_map_tells_two_camps_apart_and_what_they_share() {
    let town = Town::in_memory().await;
    let camps = Camps::closed(&town, StanceVisibility::Attributed).await;
    let map = camps.map(&town.member(&camps.people[0])).await;
    assert_eq!((map.round, map.participant_count, map.grouped_count), (1, 18, 18));
    assert_eq!((map.statement_count, map.vote_count), (14, 18 * 13 + 2));
    assert_eq!(map.one_group(), OneGroupReason::Unspecified);
    let people: Vec<(u64, f64)> = map.groups.iter().map(|one| (one.people, one.weight)).collect();
    assert_eq!(people, [(9, 9.0), (9, 9.0)], "each camp has six of buurt and three of winkel");
    let shared: Vec<&str> = map.agreed.iter().map(|one| &*one.statement).collect();
    assert_eq!(shared, [camps.forum.statement("auto")]);
    assert!((map.agreed[0].successes - 18.0).abs() < 1e-12, "all eighteen");
    for group in &map.groups {
        assert_eq!(group.representative.len(), 5);
        for one in group.representative.iter().filter(|one| !one.best_agree) {
            let test = one.figures.expect("figures").representativeness_test;
            assert!(test > 1.2816, "{}: {test}", one.statement);
        }
    }
    let own = map.own.expect("a place of one's own");
    assert_eq!((own.answered, own.group), (14, map.own.and_then(|own| own.group)));
    assert_eq!(map.computed_through_sequence, map.sequence - 1, "the close, and its figures");
    assert_eq!(camps.map(&town.observer()).await.own, None);

    let participants = camps.participants(&town.observer()).await;
    let group_of = |person: usize| {
        let found = participants.iter().find(|one| one.voice == camps.people[person]);
        found.expect("everybody is named").group.expect("everybody is in a group")
    };
    for person in 0..18 {
        assert_eq!(group_of(person), group_of(person % 2), "a camp is a group");
    }
    assert_ne!(group_of(0), group_of(1));
    let weights: BTreeSet<u64> =
        participants.iter().map(|one| (one.weight * 100.0).round() as u64).collect();
    assert_eq!(weights, BTreeSet::from([75, 150]), "each party has half");

    let statements = camps.statements(&town.observer()).await;
    let names: Vec<&str> = statements.iter().map(|one| &*one.statement).collect();
    assert!(names.is_sorted() && names.len() == 14, "{names:?}");
    let auto = &statements[0];
    assert_eq!((auto.mean, auto.groups.len()), (1.0, 2));
    // Of nine in each group all agree: ((9 + 1) / (9 + 2))².
    assert!((auto.all_agree - (10.0_f64 / 11.0).powi(2)).abs() < 1e-12, "{}", auto.all_agree);
    town.stop().await;
}

#[tokio::test]
async fn nothing_of_an_open_round_is_on_the_map_and_who_follows_hears_of_the_close() {
    let town = Town::in_memory().await;
    let camps = Camps::open(&town, StanceVisibility::Attributed).await;
    let deliberation = camps.forum.name.clone();
    let request = WatchAnalysisRequest { deliberation, ..Default::default() };
    let observer = town.observer();
    let mut news = observer.analysis().watch_analysis(request);
    let first = news.try_next().await.expect("news").expect("the beginning");
    assert_eq!((first.round, first.figures.len()), (0, 0));
    assert_eq!(first.map.expect("a map").one_group(), OneGroupReason::NoVotes);
    camps.answer(&town).await;
    let hidden = camps.map(&town.facilitator()).await;
    assert_eq!((hidden.vote_count, hidden.one_group()), (0, OneGroupReason::NoVotes));
    assert_eq!(
        hidden.explanation_en,
        "Nobody rated a statement in a closed round yet, so there is no map."
    );
    refused_for(camps.try_map(&observer, 1).await, Reason::RoundNotClosed);
    refused_for(camps.try_map(&observer, 2).await, Reason::RoundUnknown);
    camps.forum.close(&town, 1).await;
    let second = news.try_next().await.expect("news").expect("the close");
    let map = second.map.expect("a map");
    assert_eq!((second.round, map.round, map.groups.len()), (1, 1, 2));
    assert!(second.figures.iter().any(|figure| figure.name == "support_share"));
    assert_eq!(map, camps.map(&observer).await, "the same as for who asks");
    // A statement that is moderated away plays no part from then on.
    let target = camps.forum.statement("auto");
    let request = ModerateRequest { target, reason: "Dubbel.".into(), ..Default::default() };
    town.facilitator().moderations().moderate(request).await.expect("moderated");
    let third = news.try_next().await.expect("news").expect("the moderation");
    let map = third.map.expect("a map");
    assert_eq!((third.round, map.agreed.len()), (1, 0));
    assert!(map.sequence > map.computed_through_sequence, "the votes are those of the close");
    assert!(camps.statements(&observer).await[0].out);
    town.stop().await;
}

#[tokio::test]
async fn a_member_is_shown_what_it_has_not_answered_until_nothing_is_left() {
    let town = Town::in_memory().await;
    let camps = Camps::closed(&town, StanceVisibility::Attributed).await;
    let person = town.member(&camps.people[3]);
    let closed = person.analysis().get_next_statement(camps.next(3)).await;
    refused_for(closed, Reason::RoundClosed);
    camps.forum.open(&town, &[Activity::Contribute, Activity::Rate], by_facilitator()).await;
    camps.forum.add_statement(&town.facilitator(), "nieuw", "Een fontein.", "").await;
    let mut seen = BTreeSet::new();
    for left in (1..=15).rev() {
        let next = person.analysis().get_next_statement(camps.next(3)).await.expect("a draw");
        assert_eq!((next.remaining, next.round), (left, 2));
        assert!(next.computed_through_sequence > 0);
        let new = next.statement == camps.forum.statement("nieuw");
        assert_eq!(new, next.priority == 1.0, "only a new statement has no priority of its own");
        assert!(seen.insert(next.statement.clone()), "not twice: {}", next.statement);
        let stance = NewStance { item: next.statement, ..camps.forum.stance(&camps.people[3], 1) };
        let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
        person.participation().cast_stance(request).await.expect("a stance");
    }
    let none = person.analysis().get_next_statement(camps.next(3)).await.expect("an answer");
    assert_eq!((&*none.statement, none.remaining), ("", 0));
    // What somebody has left to answer tells what it answered.
    for stranger in [town.observer(), town.facilitator(), town.member(&camps.people[4])] {
        let asked = stranger.analysis().get_next_statement(camps.next(3)).await;
        refused_for(asked, Reason::MemberNotYours);
    }
    let app = town.acting(beraad_client::Caller::app("buurt-app", BUURT_APP));
    app.analysis().get_next_statement(camps.next(4)).await.expect("its app may ask");
    town.stop().await;
}

#[tokio::test]
async fn where_stances_are_not_attributed_nobody_is_named_and_few_people_are_not_told_of() {
    for visibility in [StanceVisibility::Pseudonymous, StanceVisibility::Secret] {
        let town = Town::in_memory().await;
        let camps = Camps::closed(&town, visibility).await;
        let observer = town.observer();
        let map = camps.map(&observer).await;
        assert_eq!(map.groups.len(), 2, "groups are told");
        assert!(map.clusters.iter().all(|cluster| cluster.people >= 3), "{:?}", map.clusters);
        let participants = camps.participants(&observer).await;
        let named = participants.iter().filter(|one| one.voice.contains("/members/")).count();
        assert_eq!(named, 0, "nobody is named");
        let listed = if visibility == StanceVisibility::Secret { 0 } else { 18 };
        assert_eq!(participants.len(), listed);
        let own = camps.participants(&town.member(&camps.people[5])).await;
        assert_eq!(own.len(), listed.max(1), "the caller is there");
        let statements = camps.statements(&observer).await;
        let few = statements.iter().find(|one| one.statement.ends_with("/weinig"));
        let few = few.expect("the statement is listed");
        assert_eq!((few.counts, few.groups.len()), (None, 0));
        assert!(statements[0].counts.is_some(), "the others are told of");
        // Nor does what is shown next tell of them.
        camps.forum.open(&town, &[Activity::Rate], by_facilitator()).await;
        let person = town.member(&camps.people[5]);
        for _ in 0..14 {
            let next = person.analysis().get_next_statement(camps.next(5)).await.expect("a draw");
            let few = next.statement.ends_with("/weinig");
            assert_eq!(few, next.priority == 0.0, "{}: {}", next.statement, next.priority);
            let mut stance = camps.forum.stance(&camps.people[5], 1);
            stance.item = next.statement;
            let request = CastStanceRequest { stance: Some(stance), ..Default::default() };
            person.participation().cast_stance(request).await.expect("a stance");
        }
        town.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_ask_at_once_get_one_map_and_the_other_mode_is_another() {
    let town = Town::in_memory().await;
    let camps = Camps::closed(&town, StanceVisibility::Attributed).await;
    let observer = town.observer();
    let asked = (0..16).map(|_| camps.map(&observer));
    let maps = join_all(asked).await;
    assert!(maps.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(maps[0].method, "opinion_map/stable");
    let request = GetOpinionMapRequest {
        deliberation: camps.forum.name.clone(),
        mode: MapMode::Compat.into(),
        ..Default::default()
    };
    let polis = observer.analysis().get_opinion_map(request.clone()).await.expect("a map");
    let polis = polis.map.expect("a map");
    assert_eq!((&*polis.method, polis.groups.len()), ("opinion_map/polis", 2));
    let request = GetOpinionMapRequest { mode: 7, ..request };
    let refusal = observer.analysis().get_opinion_map(request).await;
    let refusal = refused_for(refusal, Reason::InvalidRequest);
    assert!(format!("{refusal}").contains("mode"), "{refusal}");
    town.stop().await;
}
