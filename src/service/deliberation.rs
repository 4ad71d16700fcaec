//! DeliberationService: which handler answers which call.

use beraad_client::v1::deliberation_service_server::DeliberationService;
use beraad_client::v1::*;
use tonic::{Request, Response, Status};

use crate::service::desk::Desk;
use crate::service::{framing, lifecycle};

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl DeliberationService for Desk {
    async fn create_deliberation(
        &self,
        request: Request<CreateDeliberationRequest>,
    ) -> Answer<CreateDeliberationResponse> {
        self.call(request, framing::create_deliberation).await
    }

    async fn get_deliberation(
        &self,
        request: Request<GetDeliberationRequest>,
    ) -> Answer<GetDeliberationResponse> {
        self.call(request, lifecycle::get_deliberation).await
    }

    async fn list_deliberations(
        &self,
        request: Request<ListDeliberationsRequest>,
    ) -> Answer<ListDeliberationsResponse> {
        self.call(request, lifecycle::list_deliberations).await
    }

    async fn revise_challenge(
        &self,
        request: Request<ReviseChallengeRequest>,
    ) -> Answer<ReviseChallengeResponse> {
        self.call(request, framing::revise_challenge).await
    }

    async fn set_charter(&self, request: Request<SetCharterRequest>) -> Answer<SetCharterResponse> {
        self.call(request, framing::set_charter).await
    }

    async fn add_party(&self, request: Request<AddPartyRequest>) -> Answer<AddPartyResponse> {
        self.call(request, framing::add_party).await
    }

    async fn list_parties(
        &self,
        request: Request<ListPartiesRequest>,
    ) -> Answer<ListPartiesResponse> {
        self.call(request, framing::list_parties).await
    }

    async fn add_member(&self, request: Request<AddMemberRequest>) -> Answer<AddMemberResponse> {
        self.call(request, framing::add_member).await
    }

    async fn list_members(
        &self,
        request: Request<ListMembersRequest>,
    ) -> Answer<ListMembersResponse> {
        self.call(request, framing::list_members).await
    }

    async fn accept_charter(
        &self,
        request: Request<AcceptCharterRequest>,
    ) -> Answer<AcceptCharterResponse> {
        self.call(request, framing::accept_charter).await
    }

    async fn declare_ready(
        &self,
        request: Request<DeclareReadyRequest>,
    ) -> Answer<DeclareReadyResponse> {
        self.call(request, lifecycle::declare_ready).await
    }

    async fn open_round(&self, request: Request<OpenRoundRequest>) -> Answer<OpenRoundResponse> {
        self.call(request, lifecycle::open_round).await
    }

    async fn close_round(&self, request: Request<CloseRoundRequest>) -> Answer<CloseRoundResponse> {
        self.call(request, lifecycle::close_round).await
    }

    async fn list_rounds(&self, request: Request<ListRoundsRequest>) -> Answer<ListRoundsResponse> {
        self.call(request, lifecycle::list_rounds).await
    }

    async fn conclude(&self, request: Request<ConcludeRequest>) -> Answer<ConcludeResponse> {
        self.call(request, lifecycle::conclude).await
    }

    async fn start_follow_up(
        &self,
        request: Request<StartFollowUpRequest>,
    ) -> Answer<StartFollowUpResponse> {
        self.call(request, lifecycle::start_follow_up).await
    }

    async fn close_deliberation(
        &self,
        request: Request<CloseDeliberationRequest>,
    ) -> Answer<CloseDeliberationResponse> {
        self.call(request, lifecycle::close_deliberation).await
    }

    async fn cancel_deliberation(
        &self,
        request: Request<CancelDeliberationRequest>,
    ) -> Answer<CancelDeliberationResponse> {
        self.call(request, lifecycle::cancel_deliberation).await
    }
}
