//! Stances over a stream: answered in order, refused one by one, and taken up again after a break.

use beraad_client::v1::*;
use futures::StreamExt;

use crate::forum::Forum;
use crate::town::{Town, refused_for, request_id};

/// What a stream answers to these messages, and how it ended.
async fn answers(
    town: &Town,
    member: &str,
    messages: Vec<StreamStancesRequest>,
) -> (Vec<StreamStancesResponse>, Option<beraad_client::Error>) {
    let client = town.member(member);
    let messages = futures::stream::iter(messages);
    let mut stream = match client.participation().stream_stances(messages).await {
        Ok(stream) => Box::pin(stream),
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut answers = Vec::new();
    while let Some(answer) = stream.next().await {
        match answer {
            Ok(answer) => answers.push(answer),
            Err(error) => return (answers, Some(error)),
        }
    }
    (answers, None)
}

fn message(forum: &Forum, id: u128, values: &[i32]) -> StreamStancesRequest {
    StreamStancesRequest {
        deliberation: forum.name.clone(),
        stances: values.iter().map(|value| forum.stance(&forum.anna, *value)).collect(),
        request_id: request_id(id),
        ..Default::default()
    }
}

/// The sequences of the stances that were accepted; `None` for one that was refused.
fn sequences(answer: &StreamStancesResponse) -> Vec<Option<u64>> {
    let sequence = |result: &StanceResult| match &result.result {
        Some(stance_result::Result::Sequence(sequence)) => Some(*sequence),
        _ => None,
    };
    answer.results.iter().map(sequence).collect()
}

#[tokio::test]
async fn messages_are_answered_in_order_and_refused_one_by_one() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let elsewhere = StreamStancesRequest {
        deliberation: "deliberations/elders".to_owned(),
        ..message(&forum, 4, &[1])
    };
    let messages = vec![
        StreamStancesRequest { window: 2, ..message(&forum, 1, &[-2, 9, 1]) },
        StreamStancesRequest { deliberation: String::new(), ..message(&forum, 2, &[2]) },
        message(&forum, 3, &[]),
        elsewhere,
        message(&forum, 2, &[0]),
        message(&forum, 5, &[0]),
    ];
    let (answers, end) = answers(&town, &forum.anna, messages).await;
    assert!(end.is_none(), "{end:?}");
    let numbers: Vec<u64> = answers.iter().map(|answer| answer.message).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    let last = answers[0].written.as_ref().expect("written").sequence;
    let first = last - 1;
    assert_eq!(sequences(&answers[0]), [Some(first), None, Some(last)]);
    assert_eq!(sequences(&answers[1]), [Some(first + 2)]);
    let reason = |at: usize| answers[at].refused.as_ref().map(Refusal::reason);
    assert_eq!(reason(2), Some(Reason::InvalidRequest));
    assert_eq!(reason(3), Some(Reason::InvalidRequest));
    assert_eq!(answers[3].refused.as_ref().expect("refused").facts[0].key, "deliberation");
    assert_eq!(reason(4), Some(Reason::RequestIdReused));
    assert_eq!(sequences(&answers[5]), [Some(first + 3)]);
    town.stop().await;
}

#[tokio::test]
async fn what_is_sent_again_on_a_new_stream_is_written_once() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let bare = |id, value| StreamStancesRequest {
        deliberation: String::new(),
        ..message(&forum, id, &[value])
    };
    let messages = vec![message(&forum, 1, &[1]), bare(2, 2)];
    let (before, _) = answers(&town, &forum.anna, messages).await;
    // The second was not the first of its stream, and now it is.
    let window = 7;
    let again = StreamStancesRequest { window, ..message(&forum, 2, &[2]) };
    let (after, end) = answers(&town, &forum.anna, vec![again]).await;
    assert!(end.is_none());
    assert_eq!(after[0].results, before[1].results);
    assert_eq!(after[0].written, before[1].written);
    town.stop().await;
}

#[tokio::test]
async fn a_window_is_taken_up_to_the_limit_and_a_stream_needs_a_deliberation() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    for (window, taken) in [(0, true), (1, true), (1_024, true), (1_025, false)] {
        let many = (0..40).map(|id| StreamStancesRequest {
            window,
            ..message(&forum, 1_000 + u128::from(window) * 100 + id, &[1])
        });
        let (answers, end) = answers(&town, &forum.anna, many.collect()).await;
        assert_eq!((answers.len() == 40, end.is_none()), (taken, taken), "window {window}");
    }
    let mut nowhere = message(&forum, 9, &[1]);
    nowhere.deliberation = "deliberations/nergens".to_owned();
    nowhere.stances[0].item = "deliberations/nergens/statements/auto".to_owned();
    nowhere.stances[0].member = "deliberations/nergens/parties/winkel".to_owned();
    let (_, end) = answers(&town, &forum.anna, vec![nowhere]).await;
    refused_for(end.map_or(Ok(()), Err), Reason::DeliberationUnknown);
    town.stop().await;
}
