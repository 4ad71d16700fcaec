//! The answers that were given, so that a retry with the same request id gets the same one.

use std::collections::{HashMap, VecDeque};

use crate::domain::limits::REQUESTS_REMEMBERED_MAX;
use crate::engine::submission::RequestKey;
use crate::log::StoredRequest;

/// The remembered answers of one deliberation, oldest first.
#[derive(Default)]
pub(super) struct Requests {
    known: HashMap<[u8; 16], StoredRequest>,
    order: VecDeque<[u8; 16]>,
}

/// What is known of a request.
pub(super) enum Known<'a> {
    /// Nothing: it is new.
    New,
    /// It was answered.
    Answered(&'a StoredRequest),
    /// Its id was used for another body.
    OtherBody,
}

impl Requests {
    /// Looks a request up.
    pub(super) fn look_up(&self, key: &RequestKey) -> Known<'_> {
        match self.known.get(&key.id) {
            None => Known::New,
            Some(stored) if stored.body_digest == key.body_digest => Known::Answered(stored),
            Some(_) => Known::OtherBody,
        }
    }

    /// Remembers an answer and forgets the oldest beyond the limit.
    pub(super) fn remember(&mut self, request: StoredRequest) {
        let id = request.id;
        if self.known.insert(id, request).is_none() {
            self.order.push_back(id);
        }
        if self.order.len() > REQUESTS_REMEMBERED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}
