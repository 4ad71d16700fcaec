//! One method for every RPC of the contract, grouped by service.

use crate::client::{ANSWER_BYTES_MAX, Client};
use crate::error::Error;
use crate::retry::new_request_id;
use crate::v1;

/// A message of the contract with its full name, for rendering it as JSON.
pub trait Named: prost::Message {
    /// Its name, such as `beraad.v1.GetDeliberationResponse`.
    const NAME: &'static str;
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
    /// Rates the wording of the challenge for a party, public at once.
    write rate_challenge(RateChallengeRequest) -> RateChallengeResponse;
    /// Declares the ties of a party.
    write declare_affiliations(DeclareAffiliationsRequest) -> DeclareAffiliationsResponse;
    /// Puts another charter to all parties.
    write propose_amendment(ProposeAmendmentRequest) -> ProposeAmendmentResponse;
    /// Puts the entry of a late party to all parties.
    write propose_party(ProposePartyRequest) -> ProposePartyResponse;
    /// Consents to a motion for a party.
    write consent_to_motion(ConsentToMotionRequest) -> ConsentToMotionResponse;
    /// Takes a motion back.
    write end_motion(EndMotionRequest) -> EndMotionResponse;
    /// Lists the motions in order of sequence.
    read list_motions(ListMotionsRequest) -> ListMotionsResponse;
    /// Forms a working group.
    write form_working_group(FormWorkingGroupRequest) -> FormWorkingGroupResponse;
    /// Lists the working groups in order of id, those of the charter included.
    read list_working_groups(ListWorkingGroupsRequest) -> ListWorkingGroupsResponse;
    /// Goes on with rounds after a reversal, with clauses reopened, when every party is reached
    /// or recorded as unreachable.
    write resume_deliberation(ResumeDeliberationRequest) -> ResumeDeliberationResponse;
}

service! {
    /// What parties and members do: contribute, propose, respond, rate, object and commit.
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
    /// Adds a contribution.
    write add_contribution(AddContributionRequest) -> AddContributionResponse;
    /// Lists the contributions in order of id.
    read list_contributions(ListContributionsRequest) -> ListContributionsResponse;
    /// Responds to an item for a party.
    write respond_to_item(RespondToItemRequest) -> RespondToItemResponse;
    /// Lists the responses in order of sequence.
    read list_responses(ListResponsesRequest) -> ListResponsesResponse;
    /// Says for the author of an item whether a response understood it.
    write mark_understood(MarkUnderstoodRequest) -> MarkUnderstoodResponse;
    /// Classifies a response whose item's author kept silent past the term.
    write classify_response(ClassifyResponseRequest) -> ClassifyResponseResponse;
    /// Records that a party opened an item.
    write record_view(RecordViewRequest) -> RecordViewResponse;
    /// Says what becomes of an item.
    write dispose_item(DisposeItemRequest) -> DisposeItemResponse;
    /// Lists per item who opened it and what became of it, in order of item.
    read list_dispositions(ListDispositionsRequest) -> ListDispositionsResponse;
    /// Records time to speak at a meeting.
    write grant_floor(GrantFloorRequest) -> GrantFloorResponse;
    /// Lists the time granted to speak in order of sequence.
    read list_floor_grants(ListFloorGrantsRequest) -> ListFloorGrantsResponse;
    /// Accepts edits of clauses as substantive for a party.
    write accept_edits(AcceptEditsRequest) -> AcceptEditsResponse;
    /// Casts a ballot.
    write cast_ballot(CastBallotRequest) -> CastBallotResponse;
    /// Lists the last ballots, in order of round, option, party and member.
    read list_ballots(ListBallotsRequest) -> ListBallotsResponse;
    /// Raises a reasoned, paramount objection to a version in the open.
    write raise_objection(RaiseObjectionRequest) -> RaiseObjectionResponse;
    /// Makes a member's objection that of the party.
    write uphold_objection(UpholdObjectionRequest) -> UpholdObjectionResponse;
    /// Ends an objection.
    write settle_objection(SettleObjectionRequest) -> SettleObjectionResponse;
    /// Lists the objections in order of sequence.
    read list_objections(ListObjectionsRequest) -> ListObjectionsResponse;
    /// Says how seen, heard and valued a member feels.
    write give_pulse(GivePulseRequest) -> GivePulseResponse;
    /// Lists the last pulses, in order of round, party and member.
    read list_pulses(ListPulsesRequest) -> ListPulsesResponse;
    /// Makes a commitment for a party.
    write make_commitment(MakeCommitmentRequest) -> MakeCommitmentResponse;
    /// Says whether a commitment was kept.
    write settle_commitment(SettleCommitmentRequest) -> SettleCommitmentResponse;
    /// Lets another party off a commitment.
    write waive_commitment(WaiveCommitmentRequest) -> WaiveCommitmentResponse;
    /// Lists the commitments in order of sequence.
    read list_commitments(ListCommitmentsRequest) -> ListCommitmentsResponse;
}

service! {
    /// Mandates, outcomes, decisions, and whom these reach.
    Decisions, decision_service_client::DecisionServiceClient;
    /// Promises what a deciding body does with the outcome.
    write make_promise(MakePromiseRequest) -> MakePromiseResponse;
    /// Takes a promise back.
    write withdraw_promise(WithdrawPromiseRequest) -> WithdrawPromiseResponse;
    /// Declares a limit with its consequence.
    write declare_precondition(DeclarePreconditionRequest) -> DeclarePreconditionResponse;
    /// Declares what a body will deliver.
    write declare_provision(DeclareProvisionRequest) -> DeclareProvisionResponse;
    /// Says whether a provision was delivered.
    write settle_provision(SettleProvisionRequest) -> SettleProvisionResponse;
    /// Acknowledges what adopting the outcome will ask of a body.
    write acknowledge_consequences(AcknowledgeConsequencesRequest)
        -> AcknowledgeConsequencesResponse;
    /// Says beforehand what adopting a version would lead to.
    write check_consequences(CheckConsequencesRequest) -> CheckConsequencesResponse;
    /// Gives what the deciding bodies promised, limited, will deliver and acknowledged.
    read get_mandate(GetMandateRequest) -> GetMandateResponse;
    /// Gives the last outcome that is not superseded, and what was done with each of its clauses.
    read get_outcome(GetOutcomeRequest) -> GetOutcomeResponse;
    /// Records what a body did with the outcome.
    write record_decision(RecordDecisionRequest) -> RecordDecisionResponse;
    /// Lists the decisions in order of sequence.
    read list_decisions(ListDecisionsRequest) -> ListDecisionsResponse;
    /// Records that a body undoes what it decided.
    write reverse_decision(ReverseDecisionRequest) -> ReverseDecisionResponse;
    /// Lists the deviations and reversals that have to reach every party, in order of sequence.
    read list_notices(ListNoticesRequest) -> ListNoticesResponse;
    /// Confirms for a party that a notice reached it.
    write acknowledge_notice(AcknowledgeNoticeRequest) -> AcknowledgeNoticeResponse;
    /// Records that a party could not be reached with a notice.
    write record_unreachable(RecordUnreachableRequest) -> RecordUnreachableResponse;
    /// Replies to a point of attention.
    write reply_to_flag(ReplyToFlagRequest) -> ReplyToFlagResponse;
}

service! {
    /// Hiding texts with a reason, and the appeal against it.
    Moderations, moderation_service_client::ModerationServiceClient;
    /// Hides a text from the others, with the reason.
    write moderate(ModerateRequest) -> ModerateResponse;
    /// Appeals against a moderation, for the author of the text.
    write appeal_moderation(AppealModerationRequest) -> AppealModerationResponse;
    /// Rules on an appeal.
    write rule_on_appeal(RuleOnAppealRequest) -> RuleOnAppealResponse;
    /// Lists the moderations in order of sequence.
    read list_moderations(ListModerationsRequest) -> ListModerationsResponse;
}

service! {
    /// What others entered for members and bodies.
    Entries, entry_service_client::EntryServiceClient;
    /// Confirms what was entered for a member.
    write confirm_entry(ConfirmEntryRequest) -> ConfirmEntryResponse;
    /// Contests what was entered for a member.
    write contest_entry(ContestEntryRequest) -> ContestEntryResponse;
    /// Lists what others entered for members, in order of sequence.
    read list_entries(ListEntriesRequest) -> ListEntriesResponse;
    /// Gives the number of entries per closed round, kind and channel.
    read get_channel_totals(GetChannelTotalsRequest) -> GetChannelTotalsResponse;
}

service! {
    /// Figures and advice of closed rounds.
    Analysis, analysis_service_client::AnalysisServiceClient;
    /// Gives the figures of a closed round.
    read get_convergence(GetConvergenceRequest) -> GetConvergenceResponse;
    /// Gives the details of a closed round: order, reliability, bridging, reasons and preferences.
    read get_convergence_details(GetConvergenceDetailsRequest) -> GetConvergenceDetailsResponse;
    /// Gives who thinks alike, what tells groups apart, and what they share.
    read get_opinion_map(GetOpinionMapRequest) -> GetOpinionMapResponse;
    /// Lists the statements of the opinion map.
    read list_map_statements(ListMapStatementsRequest) -> ListMapStatementsResponse;
    /// Lists the participants of the opinion map.
    read list_map_participants(ListMapParticipantsRequest) -> ListMapParticipantsResponse;
    /// Gives the statement to show a member next.
    read get_next_statement(GetNextStatementRequest) -> GetNextStatementResponse;
    /// Gives the advice after a closed round.
    read get_round_advice(GetRoundAdviceRequest) -> GetRoundAdviceResponse;
    /// Gives who owns the outcome.
    read get_ownership(GetOwnershipRequest) -> GetOwnershipResponse;
    /// Gives who was seen, heard and valued.
    read get_recognition(GetRecognitionRequest) -> GetRecognitionResponse;
    /// Gives whether the joint plan is better than what any party made by itself.
    read get_synergy(GetSynergyRequest) -> GetSynergyResponse;
    /// Gives whether the outcome would be another with another party list.
    read get_party_sensitivity(GetPartySensitivityRequest) -> GetPartySensitivityResponse;
    /// Whether promises were kept.
    read get_integrity(GetIntegrityRequest) -> GetIntegrityResponse;
    /// Points of attention.
    read list_flags(ListFlagsRequest) -> ListFlagsResponse;
    /// What happened with what parties brought in.
    read list_traces(ListTracesRequest) -> ListTracesResponse;
    /// What asks for the facilitator's attention now.
    read list_advice(ListAdviceRequest) -> ListAdviceResponse;
    /// Explains one figure.
    read explain_figure(ExplainFigureRequest) -> ExplainFigureResponse;
    /// Everything of one deliberation.
    read get_report(GetReportRequest) -> GetReportResponse;
}

service! {
    /// The log, for everyone who wants to verify it.
    Log, log_service_client::LogServiceClient;
    /// Gives the signed head of the log.
    read get_checkpoint(GetCheckpointRequest) -> GetCheckpointResponse;
    /// Lists the signed commits that hold a close, figures, a conclusion or a decision.
    read list_checkpoints(ListCheckpointsRequest) -> ListCheckpointsResponse;
    /// Countersigns a checkpoint for a party.
    write countersign_checkpoint(CountersignCheckpointRequest) -> CountersignCheckpointResponse;
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

impl Named for v1::Trace {
    const NAME: &'static str = "beraad.v1.Trace";
}

impl Named for v1::ExportResponse {
    const NAME: &'static str = "beraad.v1.ExportResponse";
}
