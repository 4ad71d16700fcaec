//! A deliberation before its first round: created, seated, accepted, ready.

use beraad_client::{Client, new_request_id, v1};
use futures::{StreamExt, TryStreamExt, stream};
use prost::Message;
use tokio::time::Instant;

use crate::app::cli::failure::{Failure, exit};
use crate::app::cli::load::drive::Run;
use crate::app::cli::load::plan::Plan;
use crate::app::cli::load::rpc::{self, Rpc};
use crate::app::cli::load::sender::{Answer, write};

/// The issuer of the identities of generated people.
pub const ISSUER: &str = "load";
/// Calls of one deliberation that is prepared on their way at once.
const AT_ONCE: usize = 64;
/// The kinds, in turn.
const KINDS: [v1::PartyKind; 6] = [
    v1::PartyKind::Resident,
    v1::PartyKind::Entrepreneur,
    v1::PartyKind::PaidProfessional,
    v1::PartyKind::UnpaidProfessional,
    v1::PartyKind::Municipality,
    v1::PartyKind::Other,
];

/// A deliberation that is ready for its first round.
#[derive(Debug)]
pub struct Place {
    /// Its resource name.
    pub name: String,
    /// The parties' names, by position.
    pub parties: Vec<String>,
    /// The members' names, by position.
    pub members: Vec<String>,
}

/// Sends a call without which the deliberation cannot go on.
///
/// # Errors
/// When it was refused, or nobody knows.
pub async fn must<Q, A>(run: &Run, client: &Client, rpc: &Rpc, request: &Q) -> Result<A, Failure>
where
    Q: Message,
    A: Message + Default,
{
    match write((client, &run.meter), rpc, request, Instant::now(), |_: &A| 1).await {
        Answer::Acknowledged(answer) => Ok(answer),
        Answer::Refused(_, message) => {
            Err(Failure { code: exit::REFUSED, message: format!("{}: {message}", rpc.name) })
        }
        Answer::Unknown(message) => {
            Err(Failure { code: exit::UNAVAILABLE, message: format!("{}: {message}", rpc.name) })
        }
    }
}

/// Prepares deliberation `number`.
///
/// # Errors
/// When the server refuses a step, or does not answer.
pub async fn prepare(run: &Run, plan: &Plan, number: u32) -> Result<Place, Failure> {
    let name = create(run, number).await?;
    let clients = run.clients(number as usize);
    let facilitator = &clients.facilitator;
    let parties = stream::iter(0..run.profile.parties)
        .map(|party| {
            let request = v1::AddPartyRequest {
                deliberation: name.clone(),
                party_id: format!("p{party:05}"),
                display_name: format!("Party {}", party + 1),
                kind: KINDS[party as usize % KINDS.len()].into(),
                request_id: new_request_id(),
                ..Default::default()
            };
            async move {
                let answer: v1::AddPartyResponse =
                    must(run, facilitator, &rpc::ADD_PARTY, &request).await?;
                Ok::<_, Failure>(answer.name)
            }
        })
        .buffered(AT_ONCE);
    let parties: Vec<String> = parties.try_collect().await?;
    let members = seat(run, plan, &parties, number).await?;
    accept(run, plan, &members, number).await?;
    state(run, &name, number).await?;
    let request = v1::DeclareReadyRequest {
        deliberation: name.clone(),
        request_id: new_request_id(),
        ..Default::default()
    };
    must::<_, v1::DeclareReadyResponse>(run, facilitator, &rpc::READY, &request).await?;
    Ok(Place { name, parties, members })
}

async fn create(run: &Run, number: u32) -> Result<String, Failure> {
    let (lo, hi) = run.profile.scale;
    let visibility = match run.profile.pseudonymous {
        true => v1::StanceVisibility::Pseudonymous,
        false => v1::StanceVisibility::Attributed,
    };
    let charter = v1::Charter {
        scale: Some(v1::Scale { lo, hi, ..Default::default() }),
        stance_visibility: visibility.into(),
        ..Default::default()
    };
    let request = v1::CreateDeliberationRequest {
        deliberation_id: format!("load-{}-{number}", run.label),
        title: format!("{} {number}, seed {}", run.profile.name, run.seed),
        challenge: "What this engine bears.".to_owned(),
        charter: Some(charter),
        request_id: new_request_id(),
        ..Default::default()
    };
    let facilitator = &run.clients(number as usize).facilitator;
    let answer: v1::CreateDeliberationResponse =
        must(run, facilitator, &rpc::CREATE, &request).await?;
    Ok(answer.name)
}

/// Seats the members; the first of a party speaks for it.
async fn seat(
    run: &Run,
    plan: &Plan,
    parties: &[String],
    number: u32,
) -> Result<Vec<String>, Failure> {
    let facilitator = &run.clients(number as usize).facilitator;
    let seats = plan.parties.iter().enumerate().map(|(member, party)| {
        let first = member == 0 || plan.parties[member - 1] != *party;
        let value = format!("{}-{number}-{member}", run.label);
        let identity = v1::ExternalIdentity { issuer: ISSUER.into(), value };
        let request = v1::AddMemberRequest {
            party: parties[*party as usize].clone(),
            display_name: format!("Member {}", member + 1),
            identity: Some(identity),
            spokesperson: first,
            request_id: new_request_id(),
            ..Default::default()
        };
        async move {
            let answer: v1::AddMemberResponse =
                must(run, facilitator, &rpc::ADD_MEMBER, &request).await?;
            run.bar.inc(1);
            Ok::<_, Failure>(answer.name)
        }
    });
    stream::iter(seats).buffered(AT_ONCE).try_collect().await
}

async fn accept(run: &Run, plan: &Plan, members: &[String], number: u32) -> Result<(), Failure> {
    let app = &run.clients(number as usize).app;
    let firsts = plan.parties.iter().enumerate();
    let firsts =
        firsts.filter(|(member, party)| *member == 0 || plan.parties[member - 1] != **party);
    let accepts = firsts.map(|(member, _)| {
        let request = v1::AcceptCharterRequest {
            member: members[member].clone(),
            charter_version: 1,
            challenge_version: 1,
            request_id: new_request_id(),
            ..Default::default()
        };
        async move {
            must::<_, v1::AcceptCharterResponse>(run, app, &rpc::ACCEPT, &request).await.map(drop)
        }
    });
    stream::iter(accepts).buffered(AT_ONCE).try_collect().await
}

async fn state(run: &Run, deliberation: &str, number: u32) -> Result<(), Failure> {
    let facilitator = &run.clients(number as usize).facilitator;
    let statements = (0..run.profile.statements).map(|statement| {
        let request = v1::AddStatementRequest {
            deliberation: deliberation.to_owned(),
            statement_id: format!("s{statement:04}"),
            text: format!("Statement {} of {}.", statement + 1, run.profile.statements),
            request_id: new_request_id(),
            ..Default::default()
        };
        async move {
            let rpc = &rpc::ADD_STATEMENT;
            must::<_, v1::AddStatementResponse>(run, facilitator, rpc, &request).await.map(drop)
        }
    });
    stream::iter(statements).buffered(AT_ONCE).try_collect().await
}
