//! DeliberationService: which handler answers which call.

use beraad_client::v1::deliberation_service_server::DeliberationService;
use beraad_client::v1::*;

use crate::service::query::serves;
use crate::service::{framing, lifecycle, motions, parties, rounds};

serves!(DeliberationService {
    create_deliberation(CreateDeliberationRequest) -> CreateDeliberationResponse:
        framing::create_deliberation;
    get_deliberation(GetDeliberationRequest) -> GetDeliberationResponse:
        lifecycle::get_deliberation;
    list_deliberations(ListDeliberationsRequest) -> ListDeliberationsResponse:
        lifecycle::list_deliberations;
    revise_challenge(ReviseChallengeRequest) -> ReviseChallengeResponse: framing::revise_challenge;
    set_charter(SetCharterRequest) -> SetCharterResponse: framing::set_charter;
    add_party(AddPartyRequest) -> AddPartyResponse: parties::add_party;
    list_parties(ListPartiesRequest) -> ListPartiesResponse: parties::list_parties;
    add_member(AddMemberRequest) -> AddMemberResponse: parties::add_member;
    list_members(ListMembersRequest) -> ListMembersResponse: parties::list_members;
    accept_charter(AcceptCharterRequest) -> AcceptCharterResponse: framing::accept_charter;
    declare_ready(DeclareReadyRequest) -> DeclareReadyResponse: framing::declare_ready;
    open_round(OpenRoundRequest) -> OpenRoundResponse: rounds::open_round;
    close_round(CloseRoundRequest) -> CloseRoundResponse: rounds::close_round;
    list_rounds(ListRoundsRequest) -> ListRoundsResponse: rounds::list_rounds;
    conclude(ConcludeRequest) -> ConcludeResponse: lifecycle::conclude;
    start_follow_up(StartFollowUpRequest) -> StartFollowUpResponse: lifecycle::start_follow_up;
    close_deliberation(CloseDeliberationRequest) -> CloseDeliberationResponse:
        lifecycle::close_deliberation;
    cancel_deliberation(CancelDeliberationRequest) -> CancelDeliberationResponse:
        lifecycle::cancel_deliberation;
    rate_challenge(RateChallengeRequest) -> RateChallengeResponse: framing::rate_challenge;
    declare_affiliations(DeclareAffiliationsRequest) -> DeclareAffiliationsResponse:
        parties::declare_affiliations;
    propose_amendment(ProposeAmendmentRequest) -> ProposeAmendmentResponse:
        motions::propose_amendment;
    propose_party(ProposePartyRequest) -> ProposePartyResponse: motions::propose_party;
    consent_to_motion(ConsentToMotionRequest) -> ConsentToMotionResponse:
        motions::consent_to_motion;
    end_motion(EndMotionRequest) -> EndMotionResponse: motions::end_motion;
    list_motions(ListMotionsRequest) -> ListMotionsResponse: motions::list_motions;
    form_working_group(FormWorkingGroupRequest) -> FormWorkingGroupResponse:
        parties::form_working_group;
    list_working_groups(ListWorkingGroupsRequest) -> ListWorkingGroupsResponse:
        parties::list_working_groups;
    resume_deliberation(ResumeDeliberationRequest) -> ResumeDeliberationResponse:
        lifecycle::resume_deliberation;
});
