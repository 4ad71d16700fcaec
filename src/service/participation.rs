//! ParticipationService: statements, proposals and stances.

mod items;
mod stances;

use beraad_client::v1::participation_service_server::ParticipationService;
use beraad_client::v1::*;
use tonic::{Request, Response, Status};

use crate::domain::caller;
use crate::service::desk::Desk;
use crate::service::fields::Fields;

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ParticipationService for Desk {
    async fn add_statement(
        &self,
        request: Request<AddStatementRequest>,
    ) -> Answer<AddStatementResponse> {
        self.call(request, items::add_statement).await
    }

    async fn list_statements(
        &self,
        request: Request<ListStatementsRequest>,
    ) -> Answer<ListStatementsResponse> {
        self.call(request, items::list_statements).await
    }

    async fn add_proposal_version(
        &self,
        request: Request<AddProposalVersionRequest>,
    ) -> Answer<AddProposalVersionResponse> {
        self.call(request, items::add_proposal_version).await
    }

    async fn list_proposals(
        &self,
        request: Request<ListProposalsRequest>,
    ) -> Answer<ListProposalsResponse> {
        self.call(request, items::list_proposals).await
    }

    async fn cast_stance(&self, request: Request<CastStanceRequest>) -> Answer<CastStanceResponse> {
        self.call(request, stances::cast_stance).await
    }

    async fn batch_cast_stances(
        &self,
        request: Request<BatchCastStancesRequest>,
    ) -> Answer<BatchCastStancesResponse> {
        self.call(request, stances::batch_cast_stances).await
    }

    async fn list_stances(
        &self,
        request: Request<ListStancesRequest>,
    ) -> Answer<ListStancesResponse> {
        self.call(request, stances::list_stances).await
    }
}

/// The way a contribution came in; app when it does not say.
fn channel(fields: &mut Fields, field: &str, value: i32) -> caller::Channel {
    match Channel::try_from(value) {
        Ok(Channel::Unspecified | Channel::App) => caller::Channel::App,
        Ok(Channel::Paper) => caller::Channel::Paper,
        Ok(Channel::Meeting) => caller::Channel::Meeting,
        Ok(Channel::Phone) => caller::Channel::Phone,
        Err(_) => {
            fields.violate(field, "is not a value of Channel");
            caller::Channel::App
        }
    }
}
