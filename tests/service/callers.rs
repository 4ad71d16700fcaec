//! What one caller may have under way at once, over real connections.

use beraad::domain::limits::CALLS_OF_CALLER_MAX;
use beraad_client::v1::deliberation_service_client::DeliberationServiceClient;
use beraad_client::v1::*;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use tonic::Code;
use tonic_types::StatusExt;

use crate::forum::Forum;
use crate::town::{Town, with};

/// Calls that one connection is asked to carry at once.
const CALLS_OF_CONNECTION: usize = 128;

#[tokio::test]
async fn one_call_beyond_the_limit_is_told_to_wait_and_others_are_served() {
    let town = Town::in_memory().await;
    let forum = Forum::rating(&town, "plein").await;
    let next = forum.get(&town.observer()).await.sequence + 1;
    let zaak = [("beraad-role", "observer"), ("beraad-credential", "zaak")];
    let waiting_read = |connection| {
        let request = GetDeliberationRequest { name: forum.name.clone(), at_least_sequence: next };
        async move {
            let mut client = DeliberationServiceClient::new(connection);
            client.get_deliberation(with(request, &zaak)).await
        }
    };
    let mut waiting = FuturesUnordered::new();
    let mut connection = town.channel().await;
    for number in 0..=CALLS_OF_CALLER_MAX {
        if number % CALLS_OF_CONNECTION == 0 {
            connection = town.channel().await;
        }
        waiting.push(waiting_read(connection.clone()).boxed());
    }
    let refused = waiting.next().await.expect("one of them").expect_err("one too many");
    assert_eq!(refused.code(), Code::ResourceExhausted, "{refused}");
    let info = refused.get_details_error_info().expect("ErrorInfo");
    assert_eq!(info.reason, "CALLER_BUSY");
    assert_eq!(info.metadata["name"], "calls of one caller");
    assert_eq!(info.metadata["limit"], CALLS_OF_CALLER_MAX.to_string());
    assert!(refused.get_details_retry_info().is_some(), "it passes by itself");
    assert!(refused.get_details_quota_failure().is_some());
    // Somebody else writes what all of them wait for.
    assert_eq!(forum.cast(&town, &forum.anna, 1).await, next);
    let answered: Vec<_> = waiting.collect().await;
    assert_eq!(answered.len(), CALLS_OF_CALLER_MAX);
    assert!(answered.into_iter().all(|answer| answer.is_ok()), "the others are not in its way");
    waiting_read(connection).await.expect("there is room again");
    town.stop().await;
}
