//! AnalysisService: figures of closed rounds and of the whole process, points of attention, what
//! became of input, advice, and all of it in one report.

mod advice;
mod details;
mod explain;
mod figures;
mod follow;
mod integrity;
mod opinion;
mod process;
mod report;
mod rounds;
mod trace;

use beraad_client::v1::analysis_service_server::AnalysisService;
use beraad_client::v1::*;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use crate::service::query::serves;

serves! {
    AnalysisService {
        get_convergence(GetConvergenceRequest) -> GetConvergenceResponse: rounds::convergence;
        get_convergence_details(GetConvergenceDetailsRequest) -> GetConvergenceDetailsResponse:
            details::details;
        get_round_advice(GetRoundAdviceRequest) -> GetRoundAdviceResponse: rounds::advice;
        get_ownership(GetOwnershipRequest) -> GetOwnershipResponse: process::ownership;
        get_recognition(GetRecognitionRequest) -> GetRecognitionResponse: process::recognition;
        get_synergy(GetSynergyRequest) -> GetSynergyResponse: process::synergy;
        get_party_sensitivity(GetPartySensitivityRequest) -> GetPartySensitivityResponse:
            process::party_sensitivity;
        get_integrity(GetIntegrityRequest) -> GetIntegrityResponse: integrity::integrity;
        list_flags(ListFlagsRequest) -> ListFlagsResponse: integrity::flags;
        list_traces(ListTracesRequest) -> ListTracesResponse: trace::list;
        list_advice(ListAdviceRequest) -> ListAdviceResponse: advice::list;
        explain_figure(ExplainFigureRequest) -> ExplainFigureResponse: explain::explain;
        get_opinion_map(GetOpinionMapRequest) -> GetOpinionMapResponse: opinion::map;
        list_map_statements(ListMapStatementsRequest) -> ListMapStatementsResponse:
            opinion::statements;
        list_map_participants(ListMapParticipantsRequest) -> ListMapParticipantsResponse:
            opinion::participants;
        get_next_statement(GetNextStatementRequest) -> GetNextStatementResponse:
            opinion::next_statement;
        get_report(GetReportRequest) -> GetReportResponse: report::report;
    }

    type WatchTracesStream = ReceiverStream<Result<WatchTracesResponse, Status>>;

    async fn watch_traces(
        &self,
        request: Request<WatchTracesRequest>,
    ) -> Result<Response<Self::WatchTracesStream>, Status> {
        trace::watch(self, request).await
    }

    type WatchAnalysisStream = ReceiverStream<Result<WatchAnalysisResponse, Status>>;

    async fn watch_analysis(
        &self,
        request: Request<WatchAnalysisRequest>,
    ) -> Result<Response<Self::WatchAnalysisStream>, Status> {
        opinion::watch(self, request).await
    }
}
