//! A question while it is read: which deliberation, which part of it, and which page.

use std::sync::Arc;

use crate::domain::ids::DeliberationId;
use crate::domain::rejection::Rejection;
use crate::domain::state::Deliberation;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::names::{self, Parsed};
use crate::service::page::Page;

/// A question about one deliberation.
pub(super) struct Query {
    fields: Fields,
    id: Option<DeliberationId>,
    page: Page,
    at_least: u64,
}

impl Query {
    /// About a deliberation: page size, page token, and the sequence to wait for.
    pub(super) fn of(deliberation: &str, (size, token, at_least): (i32, &str, u64)) -> Query {
        let mut fields = Fields::default();
        let page = Page::parse(&mut fields, size, token);
        let id = fields.take("deliberation", names::deliberation(deliberation));
        Query { fields, id, page, at_least }
    }

    /// A filter by resource name; nothing when none is given.
    pub(super) fn only<T>(
        &mut self,
        field: &str,
        name: &str,
        parse: impl Fn(&str) -> Parsed<(DeliberationId, T)>,
    ) -> Option<T> {
        self.fields.inside_if_given(field, self.id.as_ref(), name, parse)
    }

    /// What is known of the request's fields, to note more of them.
    pub(super) fn fields(&mut self) -> &mut Fields {
        &mut self.fields
    }

    /// The state and the page, when nothing is wrong with the question.
    pub(super) async fn run(self, desk: &Desk) -> Result<(Arc<Deliberation>, Page), Failure> {
        let Some(id) = self.id else {
            return Err(self.fields.failure());
        };
        self.fields.check()?;
        Ok((desk.state(&id, self.at_least).await?, self.page))
    }
}

/// Refuses a round that never was; 0 asks for all rounds.
pub(super) fn known_round(state: &Deliberation, round: u32) -> Result<(), Failure> {
    let last = state.last_round();
    if round > last { Err(Rejection::RoundUnknown { round, last }.into()) } else { Ok(()) }
}

/// A key that sorts as the number does.
pub(super) fn by_number(number: u64) -> String {
    format!("{number:020}")
}

/// What a page is asked for with, from the request of a list.
macro_rules! asked {
    ($q:expr) => {
        ($q.page_size, $q.page_token.as_str(), $q.at_least_sequence)
    };
}
pub(super) use asked;

/// Implements a service of the contract: which handler answers which call. Streams follow as they
/// are written in the trait.
macro_rules! serves {
    (
        $service:ident { $($method:ident($q:ident) -> $a:ident: $handler:path;)* }
        $($streams:tt)*
    ) => {
        #[tonic::async_trait]
        impl $service for $crate::service::desk::Desk {
            $($streams)*

            $(
                async fn $method(
                    &self,
                    request: tonic::Request<$q>,
                ) -> Result<tonic::Response<$a>, tonic::Status> {
                    self.call(request, $handler).await
                }
            )*
        }
    };
}
pub(super) use serves;
