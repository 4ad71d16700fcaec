//! One call of an open round, and what the ledger keeps of it.

use beraad_client::{Client, Error, new_request_id, v1};
use tokio::time::Instant;

use crate::app::cli::load::drive::{Open, Run};
use crate::app::cli::load::ledger::{Cast, Edit, Entry, Fate};
use crate::app::cli::load::meter::{Call, Ended};
use crate::app::cli::load::pace::Turn;
use crate::app::cli::load::plan::Job;
use crate::app::cli::load::probe;
use crate::app::cli::load::rpc::{self, Rpc};
use crate::app::cli::load::sender::{Answer, write};

/// What a call came to.
#[derive(Debug)]
pub enum Done {
    /// Stances were cast.
    Cast(Vec<Entry>),
    /// Edits were sent.
    Edited([Edit; 2]),
    /// Somebody looked; what was seen and must not be.
    Probed(Vec<String>),
}

/// Makes a call, the `at`th of its round.
pub async fn act(run: &Run, open: &Open, at: usize, job: Job, turn: Turn) -> Done {
    let app = &run.clients(at).app;
    let since = turn.at;
    let done = match job {
        Job::One(cast) => Done::Cast(vec![one(run, open, app, cast, since).await]),
        Job::Batch(casts) => Done::Cast(batch(run, open, app, casts, since).await),
        Job::Message(casts) => Done::Cast(message(run, open, casts, since).await),
        Job::Clash { proposal, members } => {
            Done::Edited(clash(run, open, app, (proposal, members), since).await)
        }
        Job::Probe => Done::Probed(probe::look(run, open, at).await),
    };
    run.bar.inc(1);
    done
}

fn stance(open: &Open, cast: Cast) -> v1::NewStance {
    let answer = match cast.answer {
        Some(value) => v1::new_stance::Answer::Value(value),
        None => v1::new_stance::Answer::Pass(v1::Pass {}),
    };
    v1::NewStance {
        item: format!("{}/statements/s{:04}", open.place.name, cast.item),
        member: open.place.members[cast.member as usize].clone(),
        answer: Some(answer),
        ..Default::default()
    }
}

async fn one(run: &Run, open: &Open, app: &Client, cast: Cast, since: Instant) -> Entry {
    let request = v1::CastStanceRequest {
        stance: Some(stance(open, cast)),
        request_id: new_request_id(),
        ..Default::default()
    };
    let answer: Answer<v1::CastStanceResponse> =
        write((app, &run.meter), &rpc::CAST, &request, since, |_| 1).await;
    let fate = fate(answer, |answer| answer.written.map(|written| written.sequence));
    Entry { round: open.round, cast, fate }
}

async fn batch(
    run: &Run,
    open: &Open,
    app: &Client,
    casts: Vec<Cast>,
    since: Instant,
) -> Vec<Entry> {
    let request = v1::BatchCastStancesRequest {
        deliberation: open.place.name.clone(),
        stances: casts.iter().map(|cast| stance(open, *cast)).collect(),
        request_id: new_request_id(),
        ..Default::default()
    };
    let amount = |answer: &v1::BatchCastStancesResponse| written(&answer.results);
    let answer = write((app, &run.meter), &rpc::BATCH, &request, since, amount).await;
    entries(open, casts, answer, |answer: v1::BatchCastStancesResponse| answer.results)
}

async fn message(run: &Run, open: &Open, casts: Vec<Cast>, since: Instant) -> Vec<Entry> {
    let message = v1::StreamStancesRequest {
        deliberation: open.place.name.clone(),
        window: run.profile.window,
        stances: casts.iter().map(|cast| stance(open, *cast)).collect(),
        request_id: new_request_id(),
    };
    let (answer, unknown_attempts) = open.lane.send(message).await;
    let (ended, amount) = match &answer {
        Answer::Acknowledged(answer) => (Ended::Acknowledged, written(&answer.results)),
        Answer::Refused(reason, _) => (Ended::Refused(reason.clone()), 0),
        Answer::Unknown(_) => (Ended::Unknown, 0),
    };
    run.meter.note(&rpc::STREAM, Call { since, ended, amount, unknown_attempts, put_off: 0 });
    entries(open, casts, answer, |answer: v1::StreamStancesResponse| answer.results)
}

fn written(results: &[v1::StanceResult]) -> u64 {
    let written = |result: &&v1::StanceResult| {
        matches!(result.result, Some(v1::stance_result::Result::Sequence(_)))
    };
    results.iter().filter(written).count() as u64
}

fn entries<A>(
    open: &Open,
    casts: Vec<Cast>,
    answer: Answer<A>,
    results: impl FnOnce(A) -> Vec<v1::StanceResult>,
) -> Vec<Entry> {
    let round = open.round;
    let fates: Vec<Fate> = match answer {
        Answer::Acknowledged(answer) => results(answer).into_iter().map(fate_of).collect(),
        Answer::Refused(reason, _) => vec![Fate::Refused(reason); casts.len()],
        Answer::Unknown(_) => vec![Fate::Unknown; casts.len()],
    };
    // An answer with too few results leaves the rest unknown, and the audit says what they are.
    let fates = fates.into_iter().chain(std::iter::repeat(Fate::Unknown));
    casts.into_iter().zip(fates).map(|(cast, fate)| Entry { round, cast, fate }).collect()
}

fn fate_of(result: v1::StanceResult) -> Fate {
    match result.result {
        Some(v1::stance_result::Result::Sequence(sequence)) => Fate::Acknowledged(sequence),
        Some(v1::stance_result::Result::Refused(refusal)) => {
            let name = refusal.reason().as_str_name();
            Fate::Refused(name.trim_start_matches("REASON_").to_owned())
        }
        None => Fate::Unknown,
    }
}

fn fate<A>(answer: Answer<A>, sequence: impl FnOnce(A) -> Option<u64>) -> Fate {
    match answer {
        // An acknowledgement that does not say where is one of sequence 0, where nothing stands.
        Answer::Acknowledged(answer) => Fate::Acknowledged(sequence(answer).unwrap_or_default()),
        Answer::Refused(reason, _) => Fate::Refused(reason),
        Answer::Unknown(_) => Fate::Unknown,
    }
}

/// The request for the version of a proposal that follows `after`.
#[must_use]
pub fn edit(
    open: &Open,
    (proposal, after): (u32, u32),
    member: u32,
) -> v1::AddProposalVersionRequest {
    let text = format!("Version {} as member {} would have it.", after + 1, member + 1);
    v1::AddProposalVersionRequest {
        deliberation: open.place.name.clone(),
        proposal_id: format!("q{proposal:03}"),
        after_version: after,
        title: format!("Proposal {}", proposal + 1),
        clauses: vec![v1::NewClause { id: "c1".into(), text, ..Default::default() }],
        member: open.place.members[member as usize].clone(),
        request_id: new_request_id(),
        ..Default::default()
    }
}

/// Two members change the same version at the same moment.
async fn clash(
    run: &Run,
    open: &Open,
    app: &Client,
    (proposal, members): (u32, [u32; 2]),
    since: Instant,
) -> [Edit; 2] {
    let mut version = open.versions[proposal as usize].lock().await;
    let after = *version;
    let send = |member: u32| async move {
        let request = edit(open, (proposal, after), member);
        let answer: Answer<v1::AddProposalVersionResponse> =
            write((app, &run.meter), &rpc::PROPOSE, &request, since, |_| 1).await;
        let fate = fate(answer, |answer| answer.written.map(|written| written.sequence));
        Edit { proposal, version: after + 1, member, fate }
    };
    let (one, other) = tokio::join!(send(members[0]), send(members[1]));
    let edits = [one, other];
    if edits.iter().any(|edit| matches!(edit.fate, Fate::Acknowledged(_))) {
        *version += 1;
    }
    edits
}

/// Notes a read.
pub fn note_read<A>(run: &Run, rpc: &Rpc, since: Instant, answer: &Result<A, Error>) {
    let ended = match answer {
        Ok(_) => Ended::Acknowledged,
        Err(Error::Refused(refusal)) => Ended::Refused(refusal.reason_name.clone()),
        Err(_) => Ended::Unknown,
    };
    let call = Call { since, ended, amount: 1, unknown_attempts: 0, put_off: 0 };
    run.meter.note(rpc, call);
}
