//! Handlers of checkpoints: the signed head, the signed commits at moments that matter, and the
//! signatures of parties under them. Links and signatures of commits are read from the log.

use beraad_client::v1::*;

use crate::domain::act::{self, CheckpointCause as Cause};
use crate::domain::command::CommandBody;
use crate::domain::ids::{DeliberationId, Timestamp};
use crate::domain::limits::COUNTERSIGNATURES_PAGE_MAX;
use crate::domain::state::{Countersigned, Deliberation};
use crate::log::StoredCommit;
use crate::log::chain;
use crate::log::codec::timestamp;
use crate::service::call::Call;
use crate::service::desk::Desk;
use crate::service::failure::Failure;
use crate::service::fields::Fields;
use crate::service::form::{Form, form};
use crate::service::log::read;
use crate::service::names;
use crate::service::query::{asked, by_number};

pub(super) async fn head(
    desk: Desk,
    _: Call,
    q: GetCheckpointRequest,
) -> Result<GetCheckpointResponse, Failure> {
    let mut fields = Fields::default();
    let Some(id) = fields.take("deliberation", names::deliberation(&q.deliberation)) else {
        return Err(fields.failure());
    };
    let view = desk.engine().view(&id, q.at_least_sequence).await?;
    let key = &desk.engine().ports().signing_key;
    Ok(GetCheckpointResponse {
        deliberation: names::of_deliberation(&id),
        sequence: view.state.sequence,
        link: view.link.to_vec(),
        signature: view.signature.to_vec(),
        public_key: key.signer_of(&view.link, &view.signature).to_vec(),
        time: Some(timestamp(view.state.updated)),
    })
}

pub(super) async fn list(
    desk: Desk,
    _: Call,
    q: ListCheckpointsRequest,
) -> Result<ListCheckpointsResponse, Failure> {
    let (state, page) = desk.listing(&q.deliberation, asked!(q)).await?;
    let marks = state.checkpoints.marks.iter();
    let marks = marks.map(|(number, mark)| (by_number(*number), (*number, *mark)));
    // The commit that holds a mark is the first that can be countersigned from there on.
    let signatures = |(number, _): &(u64, (Cause, u32))| {
        let signed = state.checkpoints.countersigned.range(*number..).next();
        signed.map_or(0, |(_, signatures)| signatures.len())
    };
    let (found, next_page_token) = page.weighed(marks, signatures, COUNTERSIGNATURES_PAGE_MAX);
    let mut checkpoints = Vec::with_capacity(found.len());
    for (number, mark) in found {
        let Some(commit) = holding(&desk, &state.id, number).await? else {
            continue;
        };
        checkpoints.push(checkpoint(&desk, &state, &commit, mark));
    }
    Ok(ListCheckpointsResponse { checkpoints, next_page_token })
}

/// The commit that holds an event.
async fn holding(
    desk: &Desk,
    id: &DeliberationId,
    sequence: u64,
) -> Result<Option<StoredCommit>, Failure> {
    let Some(before) = sequence.checked_sub(1) else {
        return Ok(None);
    };
    Ok(read(desk, id, before, 1).await?.into_iter().next())
}

fn checkpoint(
    desk: &Desk,
    state: &Deliberation,
    commit: &StoredCommit,
    (cause, round): (Cause, u32),
) -> Checkpoint {
    let key = &desk.engine().ports().signing_key;
    let sequence = commit.last_sequence();
    let signed = state.checkpoints.countersigned.get(&sequence).into_iter().flatten();
    let stands = signed.map(|(_, one)| one).filter(|one| !state.is_contested(one.sequence));
    Checkpoint {
        deliberation: names::of_deliberation(&state.id),
        sequence,
        link: commit.link.to_vec(),
        signature: commit.signature.to_vec(),
        public_key: key.signer_of(&commit.link, &commit.signature).to_vec(),
        time: Some(timestamp(Timestamp(commit.at_ms))),
        cause: word(cause).into(),
        round,
        countersignatures: stands.map(|one| countersignature(&state.id, one)).collect(),
    }
}

fn word(cause: Cause) -> CheckpointCause {
    match cause {
        Cause::RoundClosed => CheckpointCause::RoundClosed,
        Cause::FiguresRecorded => CheckpointCause::FiguresRecorded,
        Cause::ConclusionCalled => CheckpointCause::ConclusionCalled,
        Cause::Concluded => CheckpointCause::Concluded,
        Cause::DecisionRecorded => CheckpointCause::DecisionRecorded,
        Cause::DecisionReversed => CheckpointCause::DecisionReversed,
        Cause::DeliberationClosed => CheckpointCause::DeliberationClosed,
    }
}

fn countersignature(id: &DeliberationId, one: &Countersigned) -> Countersignature {
    Countersignature {
        member: names::within(id, &one.signed.member),
        public_key: one.signed.public_key.to_vec(),
        signature: one.signed.signature.to_vec(),
        time: Some(timestamp(one.at)),
        sequence: one.sequence,
    }
}

pub(super) async fn countersign(
    desk: Desk,
    call: Call,
    q: CountersignCheckpointRequest,
) -> Result<CountersignCheckpointResponse, Failure> {
    let mut form = form!(desk, call, q, "CountersignCheckpoint", entered);
    form.deliberation(&q.deliberation);
    let member = form.member("member", &q.member);
    let link = exactly(&mut form, "link", &q.link);
    let public_key = exactly(&mut form, "public_key", &q.public_key);
    let signature = exactly(&mut form, "signature", &q.signature);
    if let (Some(link), Some(key), Some(signature)) = (&link, &public_key, &signature)
        && !chain::verify(key, link, signature)
    {
        let rule = "is not of public_key over link; sign the 32 bytes of the link with the \
                    party's own Ed25519 key";
        form.fields.violate("signature", rule);
    }
    if let (Some(id), Some(link)) = (form.id().cloned(), &link) {
        is_checkpoint(&desk, &mut form, &id, (q.sequence, link)).await?;
    }
    let made = || {
        let (member, link, public_key) = (member?, link?, public_key?);
        let (sequence, signature) = (q.sequence, signature?);
        Some(act::Countersignature { member, sequence, link, public_key, signature })
    };
    let sent = form.send(made().map(CommandBody::CountersignCheckpoint)).await?;
    Ok(CountersignCheckpointResponse { written: sent.written() })
}

fn exactly<const N: usize>(form: &mut Form<'_>, field: &str, given: &[u8]) -> Option<[u8; N]> {
    let read = given.try_into().map_err(|_| format!("has {} bytes; give {N}", given.len()));
    form.fields.take(field, read)
}

/// Whether a commit with a checkpoint ends at the sequence, and has the link. Of a deliberation
/// that does not exist, the rules say so.
async fn is_checkpoint(
    desk: &Desk,
    form: &mut Form<'_>,
    id: &DeliberationId,
    (sequence, link): (u64, &[u8; 32]),
) -> Result<(), Failure> {
    if desk.engine().ports().log.head(id).is_none() {
        return Ok(());
    }
    let state = desk.state(id, 0).await?;
    let commit = holding(desk, id, sequence).await?;
    let is_mark = |commit: &StoredCommit| {
        let mut marks = state.checkpoints.marks.range(commit.first_sequence()..=sequence);
        commit.last_sequence() == sequence && marks.next().is_some()
    };
    match commit.filter(is_mark) {
        None => {
            let rule =
                format!("is {sequence}, which is no checkpoint; give one of ListCheckpoints");
            form.fields.violate("sequence", rule);
        }
        Some(commit) if commit.link != *link => {
            let rule = "is not the link of that checkpoint; if the party was given it for this \
                        sequence, the log was changed: keep it, and compare an export with it";
            form.fields.violate("link", rule);
        }
        Some(_) => {}
    }
    Ok(())
}
