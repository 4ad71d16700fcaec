//! Deliberations to measure on, made through the contract and kept for the next run.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beraad_client::v1::*;
use beraad_client::{Caller, Client};
use futures::{StreamExt, TryStreamExt, stream};

use crate::Fallible;
use crate::process::Process;
use crate::wire::Prepared;

/// The app that casts for all members.
pub const ISSUER: &str = "app.bench";
/// Deliberations, or members of one, that are made at once.
const AT_ONCE: usize = 64;
/// Where the names of members stand beside the log, a deliberation a line.
const NAMES: &str = "members.txt";
/// Part of a kept folder's name; raise it when towns are made otherwise, or the log is.
const EDITION: u32 = 1;

/// A kind of deliberation, so many times.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub name: &'static str,
    pub deliberations: usize,
    pub parties: usize,
    pub members: usize,
    pub statements: usize,
}

/// A deliberation in a round with rating.
#[derive(Debug, Clone)]
pub struct Place {
    pub name: String,
    pub members: Vec<String>,
    pub statements: usize,
}

/// Deliberations in a folder.
pub struct Town {
    folder: PathBuf,
    pub places: Vec<Place>,
}

impl Town {
    /// The town of this plan, made when it is not there yet.
    pub async fn of(plan: Plan, cache: &Path) -> Fallible<Town> {
        let folder = cache.join(format!("{}-{EDITION}", plan.name));
        let made = fs::read_to_string(folder.join(NAMES));
        let names = match made {
            Ok(names) => names,
            Err(_) => {
                eprintln!("making {} ({} deliberations)", folder.display(), plan.deliberations);
                make(plan, &folder).await?
            }
        };
        let place = |(number, line): (usize, &str)| Place {
            name: deliberation(number),
            members: line.split_whitespace().map(str::to_owned).collect(),
            statements: plan.statements,
        };
        Ok(Town { folder, places: names.lines().enumerate().map(place).collect() })
    }

    /// A copy to write into, and a server on it. The folder goes when it is dropped.
    pub async fn open(&self) -> Fallible<(Process, tempfile::TempDir)> {
        let beside = self.folder.parent().ok_or("the cache has no folder")?;
        let copy = tempfile::TempDir::with_prefix_in("run-", beside)?;
        copy_files(&self.folder, copy.path())?;
        Ok((Process::serve(copy.path()).await?, copy))
    }
}

impl Place {
    /// The stance of number `n`: another member each time, then another statement.
    pub fn stance(&self, n: usize) -> NewStance {
        let statement = (n / self.members.len()) % self.statements;
        NewStance {
            item: format!("{}/statements/s{statement}", self.name),
            member: self.members[n % self.members.len()].clone(),
            answer: Some(new_stance::Answer::Value(n as i32 % 5 - 2)),
            ..Default::default()
        }
    }

    /// One request of a single stance.
    pub fn unary(&self, n: usize) -> Prepared {
        let stance = Some(self.stance(n));
        Prepared::new(&CastStanceRequest { stance, ..Default::default() }, 1)
    }

    /// One request of `size` stances from number `n` on.
    pub fn batch(&self, n: usize, size: usize) -> Prepared {
        let stances = (n..n + size).map(|n| self.stance(n)).collect();
        let deliberation = self.name.clone();
        let request = BatchCastStancesRequest { deliberation, stances, ..Default::default() };
        Prepared::new(&request, size)
    }
}

/// Copies the files of a folder, and those of its folders.
fn copy_files(from: &Path, to: &Path) -> Fallible<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&place)?;
            copy_files(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}

/// The metadata of one of the app's machines.
pub fn machine(number: usize) -> [(&'static str, String); 3] {
    let credential = format!("bench-{number}");
    [
        ("beraad-role", "app".to_owned()),
        ("beraad-credential", credential),
        ("beraad-issuer", ISSUER.to_owned()),
    ]
}

/// The last sequences of these deliberations, added up: how many events there are.
pub async fn events(client: &Client, places: &[Place]) -> Fallible<u64> {
    let observer = client.acting_as(Caller::new(Role::Observer, "bench"));
    let mut sum = 0;
    for place in places {
        let deliberation = place.name.clone();
        let request = GetCheckpointRequest { deliberation, ..Default::default() };
        sum += observer.log().get_checkpoint(request).await?.sequence;
    }
    Ok(sum)
}

fn deliberation(number: usize) -> String {
    format!("deliberations/d{number:03}")
}

async fn make(plan: Plan, folder: &Path) -> Fallible<String> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let process = Process::serve(folder).await?;
    let client = Arc::new(process.client().await?);
    let making = stream::iter(0..plan.deliberations)
        .map(|number| make_one(Arc::clone(&client), plan, number))
        .buffered(AT_ONCE);
    let members: Vec<Vec<String>> = making.try_collect().await?;
    drop(client);
    process.stop().await?;
    let names: String = members.iter().map(|line| line.join(" ") + "\n").collect();
    fs::write(folder.join(NAMES), &names)?;
    Ok(names)
}

async fn make_one(client: Arc<Client>, plan: Plan, number: usize) -> Fallible<Vec<String>> {
    let facilitator = client.acting_as(Caller::facilitator("bench"));
    let app = client.acting_as(Caller::app("bench", ISSUER));
    let scale = Scale { lo: -2, hi: 2, ..Default::default() };
    let request = CreateDeliberationRequest {
        deliberation_id: format!("d{number:03}"),
        title: format!("Het plein {number}"),
        challenge: "Hoe wordt het plein van iedereen?".to_owned(),
        charter: Some(Charter { scale: Some(scale), ..Default::default() }),
        ..Default::default()
    };
    let deliberation = facilitator.deliberations().create_deliberation(request).await?.name;
    let mut members = Vec::new();
    for party in 0..plan.parties {
        let request = AddPartyRequest {
            deliberation: deliberation.clone(),
            party_id: format!("p{party}"),
            display_name: format!("Buurt {party}"),
            kind: PartyKind::Resident.into(),
            ..Default::default()
        };
        let party = facilitator.deliberations().add_party(request).await?.name;
        let first = members.len();
        members.extend(add_members(&facilitator, &party, plan.members).await?);
        let request = AcceptCharterRequest {
            member: members[first].clone(),
            charter_version: 1,
            challenge_version: 1,
            ..Default::default()
        };
        app.deliberations().accept_charter(request).await?;
    }
    begin(&facilitator, &deliberation, plan.statements).await?;
    Ok(members)
}

async fn add_members(facilitator: &Client, party: &str, members: usize) -> Fallible<Vec<String>> {
    let add = |number: usize| {
        let value = format!("{party}/{number}").replace('/', "-");
        let request = AddMemberRequest {
            party: party.to_owned(),
            display_name: format!("Bewoner {number}"),
            identity: Some(ExternalIdentity { issuer: ISSUER.to_owned(), value }),
            spokesperson: number == 0,
            ..Default::default()
        };
        async move { Ok(facilitator.deliberations().add_member(request).await?.name) }
    };
    stream::iter(0..members).map(add).buffered(AT_ONCE).try_collect().await
}

async fn begin(facilitator: &Client, deliberation: &str, statements: usize) -> Fallible<()> {
    for number in 0..statements {
        let request = AddStatementRequest {
            deliberation: deliberation.to_owned(),
            statement_id: format!("s{number}"),
            text: format!("Er komen {number} bomen bij."),
            ..Default::default()
        };
        facilitator.participation().add_statement(request).await?;
    }
    let deliberation = deliberation.to_owned();
    let ready = DeclareReadyRequest { deliberation: deliberation.clone(), ..Default::default() };
    facilitator.deliberations().declare_ready(ready).await?;
    let closing = closing_rule::Rule::ByFacilitator(ByFacilitator {});
    let open = OpenRoundRequest {
        deliberation,
        activities: vec![Activity::Rate.into()],
        closing: Some(ClosingRule { rule: Some(closing) }),
        ..Default::default()
    };
    facilitator.deliberations().open_round(open).await?;
    Ok(())
}
