//! Lists of the contract, page after page, as a stream.

use std::future::Future;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use crate::error::Error;
use crate::v1;

/// An answer that is one page of several.
pub trait Page {
    /// What it lists.
    type Item;
    /// The results on this page, and the token of the next one; empty on the last.
    fn into_parts(self) -> (Vec<Self::Item>, String);
}

/// Every result of a list, page after page: `fetch` gets the token of each page.
///
/// # Errors
/// The stream ends with the first error of a page.
pub fn pages<P, F, W>(fetch: F) -> impl Stream<Item = Result<P::Item, Error>>
where
    P: Page,
    F: Fn(String) -> W,
    W: Future<Output = Result<P, Error>>,
{
    let first = Some(String::new());
    let pages = stream::try_unfold((first, fetch), |(token, fetch)| async move {
        let Some(token) = token else {
            return Ok::<_, Error>(None);
        };
        let (items, next) = fetch(token).await?.into_parts();
        let next = Some(next).filter(|next| !next.is_empty());
        let items = stream::iter(items).map(Ok);
        Ok(Some((items, (next, fetch))))
    });
    pages.try_flatten()
}

macro_rules! lists {
    ($($answer:ident, $items:ident: $item:ident;)*) => {
        $(
            impl Page for v1::$answer {
                type Item = v1::$item;
                fn into_parts(self) -> (Vec<v1::$item>, String) {
                    (self.$items, self.next_page_token)
                }
            }
        )*
    };
}

lists! {
    ListMapStatementsResponse, statements: MapStatement;
    ListMapParticipantsResponse, participants: MapParticipant;
    ListDeliberationsResponse, deliberations: Deliberation;
    ListPartiesResponse, parties: Party;
    ListMembersResponse, members: Member;
    ListRoundsResponse, rounds: Round;
    ListStatementsResponse, statements: Statement;
    ListProposalsResponse, proposals: Proposal;
    ListStancesResponse, stances: Stance;
    ListMotionsResponse, motions: Motion;
    ListWorkingGroupsResponse, groups: WorkingGroup;
    ListContributionsResponse, contributions: Contribution;
    ListResponsesResponse, responses: Response;
    ListDispositionsResponse, dispositions: ItemDisposition;
    ListFloorGrantsResponse, grants: FloorGrant;
    ListBallotsResponse, ballots: Ballot;
    ListObjectionsResponse, objections: Objection;
    ListPulsesResponse, pulses: Pulse;
    ListCommitmentsResponse, commitments: Commitment;
    ListDecisionsResponse, decisions: Decision;
    ListNoticesResponse, notices: Notice;
    ListModerationsResponse, moderations: Moderation;
    ListEntriesResponse, entries: AssistedEntry;
    ListTracesResponse, traces: Trace;
    ListCheckpointsResponse, checkpoints: Checkpoint;
}
