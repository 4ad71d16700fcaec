//! A world: a server that lives several times, and those who call it.

use std::sync::Arc;
use std::time::Duration;

use beraad::engine::{Engine, Ports};
use beraad::log::chain::SigningKey;
use beraad::log::entropy::SeededEntropy;
use beraad::log::vault::MasterKey;
use sha2::{Digest, Sha256};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tonic::service::Routes;

use crate::chance::Chance;
use crate::leader::Leader;
use crate::mirror::Broken;
use crate::reader::Reader;
use crate::speaker::{SPEAKERS, Speaker};
use crate::stage::Stage;
use crate::{judge, last, panics};

/// How long it may take, once nothing fails any more, until everybody has an answer and every
/// deliberation is concluded.
const BOUND: Duration = Duration::from_secs(15 * 60);

/// How a world ended.
pub struct End {
    pub broken: Vec<Broken>,
    /// The last lines of the trace.
    pub trace: String,
    /// A digest of the trace and of everything durable.
    pub digest: [u8; 32],
}

/// Plays the world of a seed.
pub fn play(seed: u64) -> End {
    let stage = Arc::new(Stage::new(seed));
    let mut chance = Chance::new(seed, 3);
    let crashes = chance.below(4);
    for life in 0..=crashes {
        let length = Duration::from_millis(chance.between(50, 70_000));
        live(&stage, life, (life < crashes).then_some(length));
        for panic in panics::taken() {
            stage.broke("panics", panic);
        }
        judge::judge(&stage);
        if !stage.mirror().broken.is_empty() {
            break;
        }
    }
    let mut digest = Sha256::new_with_prefix(stage.trace.digest());
    for commit in stage.ids.iter().flat_map(|id| stage.disk.commits(id)) {
        digest.update(commit.link);
    }
    let broken = stage.mirror().broken.clone();
    End { broken, trace: stage.trace.last(), digest: digest.finalize().into() }
}

/// One life of the server, up to a crash or to the end of everything.
fn live(stage: &Arc<Stage>, life: u64, length: Option<Duration>) {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        stage.clock.begin();
        stage.line(format!("life {life} begins, of {length:?}"));
        let engine = Engine::new(ports(stage, life));
        let (routes, _) = beraad::service::routes(engine.clone()).await.expect("services");
        let (mut workers, mut others) = (JoinSet::new(), JoinSet::new());
        people(stage, &routes, life, (&mut workers, &mut others));
        others.spawn(disturb(stage.clone(), engine.clone(), Chance::new(stage.seed, 500 + life)));
        match length {
            Some(length) => {
                // Whoever is done early waits for the crash.
                let _ = tokio::time::timeout(length, workers.join_all()).await;
            }
            None => {
                let until =
                    Duration::from_millis(40_000 + Chance::new(stage.seed, 4).below(200_000));
                let mut all = Box::pin(workers.join_all());
                let early = tokio::time::timeout(until, &mut all).await.is_ok();
                stage.heal();
                if !early && tokio::time::timeout(BOUND, all).await.is_err() {
                    stage.broke("liveness", format!("not everybody is done after {BOUND:?}"));
                } else {
                    others.shutdown().await;
                    last::ask(stage, &engine, &routes).await;
                }
            }
        }
        stage.clock.end();
    });
    drop(runtime);
    stage.line("the server is gone");
    stage.disk.crash();
}

fn ports(stage: &Stage, life: u64) -> Ports {
    let keys = SeededEntropy::new(stage.seed);
    Ports {
        log: stage.disk.clone(),
        clock: stage.clock.clone(),
        signing_key: SigningKey::ephemeral(&keys),
        master_key: MasterKey::ephemeral(&keys),
        // As early as can be, so that it happens in every world.
        draft_ahead: 1,
        entropy: Arc::new(SeededEntropy::new(stage.seed ^ (life + 1) << 32)),
    }
}

/// Everybody who calls: those who want something done, and those who look on.
fn people(
    stage: &Arc<Stage>,
    routes: &Routes,
    life: u64,
    (workers, others): (&mut JoinSet<()>, &mut JoinSet<()>),
) {
    for (number, id) in stage.ids.iter().enumerate() {
        let chance =
            |who: u64| Chance::new(stage.seed, 1_000 * (life + 1) + 100 * number as u64 + who);
        let (stage, routes) = (stage.clone(), routes.clone());
        let leader = Leader {
            stage: stage.clone(),
            routes: routes.clone(),
            id: id.clone(),
            chance: chance(0),
        };
        workers.spawn(leader.run());
        for place in 0..SPEAKERS {
            let speaker = Speaker {
                stage: stage.clone(),
                routes: routes.clone(),
                id: id.clone(),
                place,
                chance: chance(1 + place as u64),
            };
            workers.spawn(speaker.run());
        }
        let reader = |who| Reader {
            stage: stage.clone(),
            routes: routes.clone(),
            id: id.clone(),
            chance: chance(who),
        };
        // Where nobody looks, nobody but the clock wakes who is due.
        if stage.seed % 4 != 3 {
            others.spawn(reader(50).look());
            others.spawn(reader(51).watch());
        }
    }
}

/// What happens to a server now and then.
async fn disturb(stage: Arc<Stage>, engine: Engine, mut chance: Chance) {
    loop {
        tokio::time::sleep(Duration::from_millis(chance.between(1, 8_000))).await;
        match chance.below(4) {
            0 | 1 => {
                stage.line("all are put to rest");
                engine.rest(0).await;
            }
            2 if !stage.is_healed() => {
                let by = *chance.pick(&[1, 100, 5_000]);
                stage.line(format!("the clock is set back by {by} ms"));
                stage.clock.set_back(by);
            }
            3 => {
                let for_ms = *chance.pick(&[10, 500, 6_000]);
                stage.line(format!("cannot be read for {for_ms} ms"));
                stage.disk.cover(for_ms);
            }
            _ => {}
        }
    }
}
