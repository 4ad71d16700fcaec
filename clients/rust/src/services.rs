//! One method for every RPC of the contract, grouped by service, and pages as a stream.

use std::future::Future;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;
use crate::retry::new_request_id;
use crate::v1;

/// A message of the contract with its full name, for rendering it as JSON.
pub trait Named: prost::Message {
    /// Its name, such as `beraad.v1.GetDeliberationResponse`.
    const NAME: &'static str;
}

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

macro_rules! prepare {
    (read, $request:ident) => {};
    (write, $request:ident) => {
        if $request.request_id.is_empty() {
            $request.request_id = new_request_id();
        }
    };
}

macro_rules! service {
    (
        $(#[$doc:meta])* $group:ident, $module:ident::$stub:ident;
        $($(#[$about:meta])* $kind:ident $method:ident($request:ident) -> $answer:ident;)*
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $group<'a>(pub(crate) &'a Client);

        impl $group<'_> {
            $(
                $(#[$about])*
                ///
                /// # Errors
                /// [`Error::Refused`] with the engine's reason, or why there was no answer.
                #[allow(unused_mut)]
                pub async fn $method(
                    &self,
                    mut request: v1::$request,
                ) -> Result<v1::$answer, Error> {
                    prepare!($kind, request);
                    let send = |channel, request| async move {
                        let stub = v1::$module::$stub::new(channel);
                        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
                        stub.$method(request).await
                    };
                    self.0.send(request, send).await
                }
            )*
        }

        $(
            impl Named for v1::$answer {
                const NAME: &'static str = concat!("beraad.v1.", stringify!($answer));
            }
        )*
    };
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

service! {
    /// Charter, parties, rounds and lifecycle.
    Deliberations, deliberation_service_client::DeliberationServiceClient;
    /// Creates a deliberation.
    write create_deliberation(CreateDeliberationRequest) -> CreateDeliberationResponse;
    /// Gives one deliberation.
    read get_deliberation(GetDeliberationRequest) -> GetDeliberationResponse;
    /// Gives a page of deliberations.
    read list_deliberations(ListDeliberationsRequest) -> ListDeliberationsResponse;
    /// Gives the challenge a new version.
    write revise_challenge(ReviseChallengeRequest) -> ReviseChallengeResponse;
    /// Gives the charter a new version.
    write set_charter(SetCharterRequest) -> SetCharterResponse;
    /// Adds a party.
    write add_party(AddPartyRequest) -> AddPartyResponse;
    /// Gives a page of parties.
    read list_parties(ListPartiesRequest) -> ListPartiesResponse;
    /// Adds a member to a party.
    write add_member(AddMemberRequest) -> AddMemberResponse;
    /// Gives a page of members.
    read list_members(ListMembersRequest) -> ListMembersResponse;
    /// Accepts challenge and charter for a party.
    write accept_charter(AcceptCharterRequest) -> AcceptCharterResponse;
    /// Declares that round 1 can open.
    write declare_ready(DeclareReadyRequest) -> DeclareReadyResponse;
    /// Opens the next round.
    write open_round(OpenRoundRequest) -> OpenRoundResponse;
    /// Closes the open round and waits for its figures.
    write close_round(CloseRoundRequest) -> CloseRoundResponse;
    /// Gives a page of rounds.
    read list_rounds(ListRoundsRequest) -> ListRoundsResponse;
    /// Ends the rounds and waits for the last figures.
    write conclude(ConcludeRequest) -> ConcludeResponse;
    /// Starts follow-up.
    write start_follow_up(StartFollowUpRequest) -> StartFollowUpResponse;
    /// Closes the deliberation.
    write close_deliberation(CloseDeliberationRequest) -> CloseDeliberationResponse;
    /// Ends the deliberation before its conclusion.
    write cancel_deliberation(CancelDeliberationRequest) -> CancelDeliberationResponse;
}

service! {
    /// Statements, proposals and stances.
    Participation, participation_service_client::ParticipationServiceClient;
    /// Adds a statement.
    write add_statement(AddStatementRequest) -> AddStatementResponse;
    /// Gives a page of statements.
    read list_statements(ListStatementsRequest) -> ListStatementsResponse;
    /// Adds a proposal, or a version to one.
    write add_proposal_version(AddProposalVersionRequest) -> AddProposalVersionResponse;
    /// Gives a page of proposals.
    read list_proposals(ListProposalsRequest) -> ListProposalsResponse;
    /// Casts one stance.
    write cast_stance(CastStanceRequest) -> CastStanceResponse;
    /// Casts many stances in one commit; each is accepted or refused by itself.
    write batch_cast_stances(BatchCastStancesRequest) -> BatchCastStancesResponse;
    /// Gives a page of last stances.
    read list_stances(ListStancesRequest) -> ListStancesResponse;
}

service! {
    /// Figures and advice of closed rounds.
    Analysis, analysis_service_client::AnalysisServiceClient;
    /// Gives the figures of a closed round.
    read get_convergence(GetConvergenceRequest) -> GetConvergenceResponse;
    /// Gives the advice after a closed round.
    read get_round_advice(GetRoundAdviceRequest) -> GetRoundAdviceResponse;
}

service! {
    /// The log, for everyone who wants to verify it.
    Log, log_service_client::LogServiceClient;
    /// Gives the signed head of the log.
    read get_checkpoint(GetCheckpointRequest) -> GetCheckpointResponse;
}

service! {
    /// Care of personal data.
    Admin, admin_service_client::AdminServiceClient;
    /// Destroys what the vault holds of one member, for good.
    write erase_subject(EraseSubjectRequest) -> EraseSubjectResponse;
}

service! {
    /// What the server is.
    Server, server_service_client::ServerServiceClient;
    /// Gives version, capabilities and methods of analysis.
    read get_server_info(GetServerInfoRequest) -> GetServerInfoResponse;
}

lists! {
    ListDeliberationsResponse, deliberations: Deliberation;
    ListPartiesResponse, parties: Party;
    ListMembersResponse, members: Member;
    ListRoundsResponse, rounds: Round;
    ListStatementsResponse, statements: Statement;
    ListProposalsResponse, proposals: Proposal;
    ListStancesResponse, stances: Stance;
}

impl Named for v1::ExportResponse {
    const NAME: &'static str = "beraad.v1.ExportResponse";
}

impl Log<'_> {
    /// Streams the whole log as this caller may see it, in constant memory. The deadline holds
    /// for the beginning of the answer; after that the stream goes on as long as it comes.
    ///
    /// # Errors
    /// [`Error::Refused`] with the engine's reason, or why there was no answer; the stream ends
    /// with the first error.
    pub async fn export(
        &self,
        request: v1::ExportRequest,
    ) -> Result<impl Stream<Item = Result<v1::ExportResponse, Error>> + use<>, Error> {
        let stub = v1::log_service_client::LogServiceClient::new(self.0.channel());
        let mut stub = stub.max_decoding_message_size(ANSWER_BYTES_MAX);
        let begun = stub.export(self.0.request(request)?);
        let deadline = self.0.deadline();
        let begun = tokio::time::timeout(deadline, begun).await;
        let answer = begun.map_err(|_| Error::Deadline { after: deadline })?;
        let records = answer.map_err(|status| Error::of(&status, 1))?.into_inner();
        Ok(records.map_err(|status| Error::of(&status, 1)))
    }
}
