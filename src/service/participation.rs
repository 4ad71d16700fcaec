//! ParticipationService: which handler answers which call.

mod ballots;
mod commitments;
mod contributions;
mod items;
mod objections;
mod pulses;
mod responses;
mod stances;
mod stream;

use beraad_client::v1::participation_service_server::ParticipationService;
use beraad_client::v1::*;

use crate::service::query::serves;

serves!(ParticipationService {
    add_statement(AddStatementRequest) -> AddStatementResponse: items::add_statement;
    list_statements(ListStatementsRequest) -> ListStatementsResponse: items::list_statements;
    add_proposal_version(AddProposalVersionRequest) -> AddProposalVersionResponse:
        items::add_proposal_version;
    list_proposals(ListProposalsRequest) -> ListProposalsResponse: items::list_proposals;
    cast_stance(CastStanceRequest) -> CastStanceResponse: stances::cast_stance;
    batch_cast_stances(BatchCastStancesRequest) -> BatchCastStancesResponse:
        stances::batch_cast_stances;
    list_stances(ListStancesRequest) -> ListStancesResponse: stances::list_stances;
    add_contribution(AddContributionRequest) -> AddContributionResponse:
        contributions::add_contribution;
    list_contributions(ListContributionsRequest) -> ListContributionsResponse:
        contributions::list_contributions;
    respond_to_item(RespondToItemRequest) -> RespondToItemResponse: responses::respond_to_item;
    list_responses(ListResponsesRequest) -> ListResponsesResponse: responses::list_responses;
    mark_understood(MarkUnderstoodRequest) -> MarkUnderstoodResponse: responses::mark_understood;
    classify_response(ClassifyResponseRequest) -> ClassifyResponseResponse:
        responses::classify_response;
    record_view(RecordViewRequest) -> RecordViewResponse: contributions::record_view;
    dispose_item(DisposeItemRequest) -> DisposeItemResponse: contributions::dispose_item;
    list_dispositions(ListDispositionsRequest) -> ListDispositionsResponse:
        contributions::list_dispositions;
    grant_floor(GrantFloorRequest) -> GrantFloorResponse: contributions::grant_floor;
    list_floor_grants(ListFloorGrantsRequest) -> ListFloorGrantsResponse:
        contributions::list_floor_grants;
    accept_edits(AcceptEditsRequest) -> AcceptEditsResponse: items::accept_edits;
    cast_ballot(CastBallotRequest) -> CastBallotResponse: ballots::cast_ballot;
    list_ballots(ListBallotsRequest) -> ListBallotsResponse: ballots::list_ballots;
    raise_objection(RaiseObjectionRequest) -> RaiseObjectionResponse: objections::raise_objection;
    uphold_objection(UpholdObjectionRequest) -> UpholdObjectionResponse:
        objections::uphold_objection;
    settle_objection(SettleObjectionRequest) -> SettleObjectionResponse:
        objections::settle_objection;
    list_objections(ListObjectionsRequest) -> ListObjectionsResponse: objections::list_objections;
    give_pulse(GivePulseRequest) -> GivePulseResponse: pulses::give_pulse;
    list_pulses(ListPulsesRequest) -> ListPulsesResponse: pulses::list_pulses;
    make_commitment(MakeCommitmentRequest) -> MakeCommitmentResponse: commitments::make_commitment;
    settle_commitment(SettleCommitmentRequest) -> SettleCommitmentResponse:
        commitments::settle_commitment;
    waive_commitment(WaiveCommitmentRequest) -> WaiveCommitmentResponse:
        commitments::waive_commitment;
    list_commitments(ListCommitmentsRequest) -> ListCommitmentsResponse:
        commitments::list_commitments;
}
    type StreamStancesStream = stream::Answers;

    async fn stream_stances(
        &self,
        request: tonic::Request<tonic::Streaming<StreamStancesRequest>>,
    ) -> Result<tonic::Response<stream::Answers>, tonic::Status> {
        stream::stream_stances(self, request).await
    }
);
