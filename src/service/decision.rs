//! DecisionService: which handler answers which call.

mod mandate;
mod verdict;

use beraad_client::v1::decision_service_server::DecisionService;
use beraad_client::v1::*;

use crate::service::query::serves;

serves!(DecisionService {
    make_promise(MakePromiseRequest) -> MakePromiseResponse: mandate::make_promise;
    withdraw_promise(WithdrawPromiseRequest) -> WithdrawPromiseResponse: mandate::withdraw_promise;
    declare_precondition(DeclarePreconditionRequest) -> DeclarePreconditionResponse:
        mandate::declare_precondition;
    declare_provision(DeclareProvisionRequest) -> DeclareProvisionResponse:
        mandate::declare_provision;
    settle_provision(SettleProvisionRequest) -> SettleProvisionResponse: mandate::settle_provision;
    acknowledge_consequences(AcknowledgeConsequencesRequest) -> AcknowledgeConsequencesResponse:
        mandate::acknowledge_consequences;
    check_consequences(CheckConsequencesRequest) -> CheckConsequencesResponse:
        mandate::check_consequences;
    get_mandate(GetMandateRequest) -> GetMandateResponse: mandate::get_mandate;
    get_outcome(GetOutcomeRequest) -> GetOutcomeResponse: verdict::get_outcome;
    record_decision(RecordDecisionRequest) -> RecordDecisionResponse: verdict::record_decision;
    list_decisions(ListDecisionsRequest) -> ListDecisionsResponse: verdict::list_decisions;
    reverse_decision(ReverseDecisionRequest) -> ReverseDecisionResponse: verdict::reverse_decision;
    list_notices(ListNoticesRequest) -> ListNoticesResponse: verdict::list_notices;
    acknowledge_notice(AcknowledgeNoticeRequest) -> AcknowledgeNoticeResponse:
        verdict::acknowledge_notice;
    record_unreachable(RecordUnreachableRequest) -> RecordUnreachableResponse:
        verdict::record_unreachable;
    reply_to_flag(ReplyToFlagRequest) -> ReplyToFlagResponse: verdict::reply_to_flag;
});
