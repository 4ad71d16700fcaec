//! Handlers of commitments.

use beraad_client::v1::*;

use crate::domain::act;
use crate::domain::command::CommandBody;
use crate::domain::event::EventBody;
use crate::domain::limits::{EVIDENCE_CHARS_MAX, TEXT_CHARS_MAX};
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::form::{form, subject_of};
use crate::service::names;
use crate::service::query::{asked, by_number};

pub(super) async fn make_commitment(
    desk: Desk,
    call: Call,
    q: MakeCommitmentRequest,
) -> Result<MakeCommitmentResponse, Failure> {
    let mut form = form!(desk, call, q, "MakeCommitment", entered);
    let member = form.member("member", &q.member);
    let text = form.text("text", (&q.text, TEXT_CHARS_MAX), subject_of(member.as_ref()));
    let due = form.moment_if_given("due", q.due.as_ref());
    let made = || Some(act::Commitment { member: member?, text: text?, due, round: 0 });
    let sent = form.send(made().map(CommandBody::MakeCommitment)).await?;
    let name = sent.numbered("commitments", |body| matches!(body, EventBody::CommitmentMade(_)));
    Ok(MakeCommitmentResponse { written: sent.written(), name })
}

pub(super) async fn settle_commitment(
    desk: Desk,
    call: Call,
    q: SettleCommitmentRequest,
) -> Result<SettleCommitmentResponse, Failure> {
    let mut form = form!(desk, call, q, "SettleCommitment", entered);
    let commitment = form.numbered("name", &q.name, "commitments");
    let member = form.name_if_given("member", &q.member, names::member);
    let proof = (q.proof.as_str(), EVIDENCE_CHARS_MAX);
    let evidence = form.optional_text("proof", proof, subject_of(member.as_ref()));
    let kept = q.kept;
    let made = commitment.map(|commitment| {
        let settled = act::CommitmentSettlement { commitment, kept, member, evidence };
        CommandBody::SettleCommitment(settled)
    });
    let sent = form.send(made).await?;
    Ok(SettleCommitmentResponse { written: sent.written() })
}

pub(super) async fn waive_commitment(
    desk: Desk,
    call: Call,
    q: WaiveCommitmentRequest,
) -> Result<WaiveCommitmentResponse, Failure> {
    let mut form = form!(desk, call, q, "WaiveCommitment", entered);
    let commitment = form.numbered("name", &q.name, "commitments");
    let member = form.member("member", &q.member);
    let made = || Some(act::CommitmentWaiver { commitment: commitment?, member: member? });
    let sent = form.send(made().map(CommandBody::WaiveCommitment)).await?;
    Ok(WaiveCommitmentResponse { written: sent.written() })
}

pub(super) async fn list_commitments(
    desk: Desk,
    call: Call,
    q: ListCommitmentsRequest,
) -> Result<ListCommitmentsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let keyed = state.commitments.iter().map(|(number, one)| (by_number(*number), (number, one)));
    let (found, next_page_token) = page.of(keyed);
    let commitments = desk.shown(&call, &state, |renderer| {
        found.iter().map(|(number, one)| renderer.commitment(**number, one)).collect()
    });
    Ok(ListCommitmentsResponse { commitments: commitments.await?, next_page_token })
}
