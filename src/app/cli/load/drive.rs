//! A deliberation from its creation to its conclusion, under load.

use std::sync::Arc;

use beraad_client::{Caller, Client, new_request_id, v1};
use indicatif::ProgressBar;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::app::cli::failure::Failure;
use crate::app::cli::load::act::{self, Done};
use crate::app::cli::load::lane::Lane;
use crate::app::cli::load::ledger::{Edit, Fate, Ledger};
use crate::app::cli::load::meter::Meter;
use crate::app::cli::load::pace::Pacer;
use crate::app::cli::load::plan::Plan;
use crate::app::cli::load::profile::Profile;
use crate::app::cli::load::rpc;
use crate::app::cli::load::sender::read;
use crate::app::cli::load::setup::{ISSUER, Place, must};

/// Connections of the whole load. Each has a credential of its own, because one caller may only
/// have so many calls under way.
const CONNECTIONS: usize = 4;
/// Why a round opens, or the deliberation concludes, although the advice was another.
const AS_THE_PROFILE_SAYS: &str = "the profile says how many rounds there are";

/// Who acts over one connection.
#[derive(Debug)]
pub struct Clients {
    /// The one who runs the process.
    pub facilitator: Client,
    /// The app that casts for the members.
    pub app: Client,
    /// Anybody.
    pub observer: Client,
}

/// What all deliberations of a load share.
#[derive(Debug)]
pub struct Run {
    /// What the load is made of.
    pub profile: Profile,
    /// Where its numbers come from.
    pub seed: u64,
    /// What tells this run from others on the same server.
    pub label: String,
    /// What was measured.
    pub meter: Meter,
    /// When calls leave.
    pub pacer: Pacer,
    /// How far it is.
    pub bar: ProgressBar,
    clients: Vec<Clients>,
}

/// A deliberation that was played.
#[derive(Debug)]
pub struct Played {
    /// Where.
    pub place: Arc<Place>,
    /// The party of each member, by position.
    pub party_of: Vec<u32>,
    /// What was sent.
    pub ledger: Ledger,
    /// The figures that were served, per round.
    pub served: Vec<Vec<v1::Figure>>,
    /// How often somebody looked for what must not be seen yet.
    pub probes: u64,
    /// What was seen and must not be.
    pub leaks: Vec<String>,
}

/// A round that is open.
#[derive(Debug)]
pub struct Open {
    /// The deliberation.
    pub place: Arc<Place>,
    /// Its number in the load.
    pub number: u32,
    /// The round.
    pub round: u32,
    /// Its resource name.
    pub name: String,
    /// Sequence of its opening.
    pub opened: u64,
    /// The version that each proposal has.
    pub versions: Arc<[Mutex<u32>]>,
    /// The stream of its stances.
    pub lane: Lane,
}

impl Run {
    /// Connects.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn connect(
        url: &str,
        (profile, seed): (Profile, u64),
        bar: ProgressBar,
    ) -> Result<Run, Failure> {
        let mut clients = Vec::new();
        for connection in 0..CONNECTIONS {
            let client = Client::connect(url).await?;
            let credential = format!("load-{connection}");
            clients.push(Clients {
                facilitator: client.acting_as(Caller::facilitator(&credential)),
                app: client.acting_as(Caller::app(&credential, ISSUER)),
                observer: client.acting_as(Caller::new(v1::Role::Observer, &credential)),
            });
        }
        let label = new_request_id().chars().take(8).collect();
        let warm_up = std::time::Duration::from_secs_f64(profile.warm_up);
        let (meter, pacer) = (Meter::new(warm_up), Pacer::new(profile.pace));
        Ok(Run { profile, seed, label, meter, pacer, bar, clients })
    }

    /// The clients of connection `n`, counted round.
    #[must_use]
    pub fn clients(&self, n: usize) -> &Clients {
        &self.clients[n % self.clients.len()]
    }
}

/// Plays deliberation `number`, prepared before.
///
/// # Errors
/// When the server refuses a step that leads the deliberation, or does not answer.
pub async fn play(
    run: Arc<Run>,
    (place, mut plan): (Place, Plan),
    number: u32,
) -> Result<Played, Failure> {
    let place = Arc::new(place);
    let versions: Arc<[Mutex<u32>]> = (0..run.profile.proposals).map(|_| Mutex::new(0)).collect();
    let stances = Lane::new(run.clients(number as usize).app.clone());
    let mut ledger = Ledger::default();
    let (mut served, mut probes, mut leaks) = (Vec::new(), 0, Vec::new());
    for round in 1..=run.profile.rounds {
        let at = (Arc::clone(&place), number, round);
        let open = open_round(&run, at, Arc::clone(&versions), stances.clone()).await?;
        let open = Arc::new(open);
        if round == 1 {
            propose(&run, &open, &plan, &mut ledger).await?;
        }
        let jobs = plan.round(&run.profile, round);
        run.bar.inc_length(jobs.len() as u64);
        let mut under_way = JoinSet::new();
        let mut lane = run.pacer.lane(jobs.len());
        for (at, job) in jobs.into_iter().enumerate() {
            let turn = lane.turn().await;
            let (run, open) = (Arc::clone(&run), Arc::clone(&open));
            under_way.spawn(async move { act::act(&run, &open, at, job, turn).await });
            while let Some(done) = under_way.try_join_next() {
                note(done, &mut ledger, &mut probes, &mut leaks)?;
            }
        }
        drop(lane);
        while let Some(done) = under_way.join_next().await {
            note(done, &mut ledger, &mut probes, &mut leaks)?;
        }
        served.push(close_round(&run, &open).await?);
    }
    conclude(&run, &place.name, number).await?;
    Ok(Played { place, party_of: plan.parties, ledger, served, probes, leaks })
}

fn note(
    done: Result<Done, tokio::task::JoinError>,
    ledger: &mut Ledger,
    probes: &mut u64,
    leaks: &mut Vec<String>,
) -> Result<(), Failure> {
    match done.map_err(|error| Failure::internal(format!("a call of the load: {error}")))? {
        Done::Cast(entries) => ledger.casts.extend(entries),
        Done::Edited(edits) => ledger.edits.extend(edits),
        Done::Probed(seen) => {
            *probes += 1;
            leaks.extend(seen);
        }
    }
    Ok(())
}

async fn open_round(
    run: &Run,
    (place, number, round): (Arc<Place>, u32, u32),
    versions: Arc<[Mutex<u32>]>,
    lane: Lane,
) -> Result<Open, Failure> {
    let rule = v1::closing_rule::Rule::ByFacilitator(v1::ByFacilitator {});
    let mut activities = vec![v1::Activity::Rate.into()];
    if run.profile.proposals > 0 {
        activities.push(v1::Activity::Propose.into());
    }
    let request = v1::OpenRoundRequest {
        deliberation: place.name.clone(),
        title: format!("Round {round}"),
        activities,
        closing: Some(v1::ClosingRule { rule: Some(rule) }),
        against_advice_reason: if round == 1 { "" } else { AS_THE_PROFILE_SAYS }.into(),
        open_proposals: run.profile.proposals > 0,
        request_id: new_request_id(),
        ..Default::default()
    };
    let facilitator = &run.clients(number as usize).facilitator;
    let answer: v1::OpenRoundResponse = must(run, facilitator, &rpc::OPEN, &request).await?;
    let opened = answer.written.map_or(0, |written| written.sequence);
    run.meter.begin();
    Ok(Open { place, number, round, name: answer.name, opened, versions, lane })
}

/// The first version of every proposal, each by the first member of another party.
async fn propose(run: &Run, open: &Open, plan: &Plan, ledger: &mut Ledger) -> Result<(), Failure> {
    for (proposal, version) in open.versions.iter().enumerate() {
        let party = proposal as u32 % run.profile.parties;
        let member = plan.parties.partition_point(|other| *other < party) as u32;
        let request = act::edit(open, (proposal as u32, 0), member);
        let app = &run.clients(open.number as usize).app;
        let answer: v1::AddProposalVersionResponse =
            must(run, app, &rpc::PROPOSE, &request).await?;
        let fate = Fate::Acknowledged(answer.written.map_or(0, |written| written.sequence));
        ledger.edits.push(Edit { proposal: proposal as u32, version: 1, member, fate });
        *version.lock().await = 1;
    }
    Ok(())
}

async fn close_round(run: &Run, open: &Open) -> Result<Vec<v1::Figure>, Failure> {
    let clients = run.clients(open.number as usize);
    let (name, request_id) = (open.name.clone(), new_request_id());
    let request = v1::CloseRoundRequest { name, request_id, ..Default::default() };
    let closed: v1::CloseRoundResponse =
        must(run, &clients.facilitator, &rpc::CLOSE, &request).await?;
    let request = v1::GetConvergenceRequest {
        deliberation: open.place.name.clone(),
        round: open.round,
        at_least_sequence: closed.written.map_or(0, |written| written.sequence),
        ..Default::default()
    };
    let since = Instant::now();
    let analysis = clients.observer.analysis();
    let answer = read(|| analysis.get_convergence(request.clone())).await;
    act::note_read(run, &rpc::FIGURES, since, &answer);
    Ok(answer?.figures)
}

async fn conclude(run: &Run, deliberation: &str, number: u32) -> Result<(), Failure> {
    let request = v1::ConcludeRequest {
        deliberation: deliberation.to_owned(),
        against_advice_reason: AS_THE_PROFILE_SAYS.into(),
        request_id: new_request_id(),
        ..Default::default()
    };
    let facilitator = &run.clients(number as usize).facilitator;
    must::<_, v1::ConcludeResponse>(run, facilitator, &rpc::CONCLUDE, &request).await.map(drop)
}
