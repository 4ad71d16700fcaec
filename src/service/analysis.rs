//! AnalysisService: figures of closed rounds and of the whole process, and advice.

mod figures;
mod process;
mod rounds;

use beraad_client::v1::analysis_service_server::AnalysisService;
use beraad_client::v1::*;

use crate::service::query::serves;

serves! {
    AnalysisService {
        get_convergence(GetConvergenceRequest) -> GetConvergenceResponse: rounds::convergence;
        get_round_advice(GetRoundAdviceRequest) -> GetRoundAdviceResponse: rounds::advice;
        get_ownership(GetOwnershipRequest) -> GetOwnershipResponse: process::ownership;
        get_recognition(GetRecognitionRequest) -> GetRecognitionResponse: process::recognition;
        get_synergy(GetSynergyRequest) -> GetSynergyResponse: process::synergy;
        get_party_sensitivity(GetPartySensitivityRequest) -> GetPartySensitivityResponse:
            process::party_sensitivity;
    }
}
