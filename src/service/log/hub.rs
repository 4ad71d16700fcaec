//! Who watches what: one feed for each deliberation that somebody watches, and none for the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, watch};

use crate::domain::ids::DeliberationId;
use crate::domain::limits::{WATCH_COALESCE_MS, WATCHERS_MAX, WATCHERS_OF_ONE_MAX};
use crate::domain::rejection::Rejection;
use crate::engine::error::EngineError;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::log::feed::{self, News};

/// News that a slow watcher may be behind before it goes back to the log.
const NEWS_KEPT: usize = 16;

/// All feeds of a server.
pub(in crate::service) struct Hub {
    feeds: Mutex<Feeds>,
    closing: watch::Sender<bool>,
}

#[derive(Default)]
struct Feeds {
    watchers: usize,
    of: HashMap<DeliberationId, Feed>,
}

struct Feed {
    watchers: usize,
    news: broadcast::Sender<Arc<News>>,
}

/// A place among the watchers, given back when it is dropped.
pub(in crate::service) struct Place {
    hub: Arc<Hub>,
    /// The deliberation whose feed is followed; `None` for who follows something else.
    id: Option<DeliberationId>,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub { feeds: Mutex::default(), closing: watch::Sender::new(false) }
    }
}

impl Hub {
    /// Ends every watch, so that clients go on elsewhere.
    pub(in crate::service) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Comes back when the server is going.
    pub(in crate::service) async fn closing(&self) {
        // The sender lives as long as this hub.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// Takes a place; the first watcher of a deliberation starts its feed.
    pub(super) fn enter(
        self: &Arc<Hub>,
        id: &DeliberationId,
        start: impl FnOnce(broadcast::Sender<Arc<News>>),
    ) -> Result<(Place, broadcast::Receiver<Arc<News>>), Rejection> {
        let mut feeds = self.feeds();
        let here = feeds.of.get(id).map_or(0, |feed| feed.watchers);
        within("watchers of one deliberation", WATCHERS_OF_ONE_MAX, here + 1)?;
        within("watchers of this server", WATCHERS_MAX, feeds.watchers + 1)?;
        feeds.watchers += 1;
        let feed = feeds.of.entry(id.clone()).or_insert_with(|| {
            let (news, _) = broadcast::channel(NEWS_KEPT);
            Feed { watchers: 0, news }
        });
        feed.watchers += 1;
        let receiver = feed.news.subscribe();
        if feed.watchers == 1 {
            start(feed.news.clone());
        }
        Ok((Place { hub: self.clone(), id: Some(id.clone()) }, receiver))
    }

    /// Takes a place for who follows something else than a feed.
    pub(in crate::service) fn enter_apart(self: &Arc<Hub>) -> Result<Place, Rejection> {
        let mut feeds = self.feeds();
        within("watchers of this server", WATCHERS_MAX, feeds.watchers + 1)?;
        feeds.watchers += 1;
        Ok(Place { hub: self.clone(), id: None })
    }

    fn leave(&self, id: Option<&DeliberationId>) {
        let mut feeds = self.feeds();
        feeds.watchers -= 1;
        let Some(id) = id else { return };
        if let Some(feed) = feeds.of.get_mut(id) {
            feed.watchers -= 1;
            if feed.watchers == 0 {
                feeds.of.remove(id);
            }
        }
    }

    /// Nothing that holds this lock can panic halfway through a change.
    fn feeds(&self) -> MutexGuard<'_, Feeds> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.leave(self.id.as_ref());
    }
}

fn within(limit: &'static str, most: usize, actual: usize) -> Result<(), Rejection> {
    if actual > most {
        return Err(Rejection::LimitReached { limit, most, actual });
    }
    Ok(())
}

/// Reads what is written after a sequence, once for all who watch, until nobody does. What failed
/// ends the feed: its watchers are told to take it up again.
pub(super) async fn follow(
    desk: Desk,
    id: DeliberationId,
    mut at: u64,
    sender: broadcast::Sender<Arc<News>>,
) {
    let told = async {
        loop {
            match desk.engine().view(&id, at + 1).await {
                Ok(_) => {}
                // Nothing was written for a while.
                Err(EngineError::NotReached { .. }) => continue,
                Err(error) => return Err::<(), Failure>(error.into()),
            }
            while let Some(news) = feed::after(&desk, &id, at).await? {
                at = news.commits.last().map_or(at, |told| told.last_sequence);
                // Without watchers there is nobody to tell, and the feed ends.
                let _ = sender.send(Arc::new(news));
            }
            tokio::time::sleep(Duration::from_millis(WATCH_COALESCE_MS)).await;
        }
    };
    tokio::select! {
        biased;
        ended = told => {
            if let Err(failure) = ended {
                tracing::error!(deliberation = %id, failure = ?failure, "a feed ended");
            }
        }
        () = sender.closed() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watchers_are_limited_and_their_places_given_back() {
        let hub = Arc::new(Hub::default());
        let id = |n: usize| DeliberationId::parse(&format!("d{n}")).expect("an id");
        let enter = |n| hub.enter(&id(n), |_| {}).map(|(place, _)| place);
        let most = |refused: Result<Place, Rejection>| match refused {
            Err(Rejection::LimitReached { most, actual, .. }) => Some((most, actual)),
            _ => None,
        };
        let mut places: Vec<Place> =
            (0..WATCHERS_OF_ONE_MAX).map(|_| enter(0).expect("a place")).collect();
        assert_eq!(most(enter(0)), Some((WATCHERS_OF_ONE_MAX, WATCHERS_OF_ONE_MAX + 1)));
        places.extend((places.len()..WATCHERS_MAX).map(|n| enter(n).expect("a place")));
        assert_eq!(most(enter(0)), Some((WATCHERS_OF_ONE_MAX, WATCHERS_OF_ONE_MAX + 1)));
        assert_eq!(most(enter(1)), Some((WATCHERS_MAX, WATCHERS_MAX + 1)));
        places.pop();
        places.push(enter(1).expect("the place that was given back"));
        drop(places);
        assert!(hub.feeds().of.is_empty());
        assert_eq!(hub.feeds().watchers, 0);
    }
}
