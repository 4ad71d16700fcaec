//! Bytes of the database change while nobody looks: in the middle of one deliberation and at the
//! end of another. Both are named; all the others are served.

use std::fs;
use std::path::Path;

use beraad::log::sqlite::DATABASE_FILE;
use beraad_client::{Caller, Client, v1};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::process::Command;

use crate::kills::setting;
use crate::load::{KILLS, play, verify};
use crate::server::{Faults, Ground};
use crate::{Fallible, Told};

/// Bytes by which a place in the file is found; they end in a signature, so they occur once.
const FOUND_BY: usize = 48;

pub async fn run() -> Fallible<Told> {
    let seed = setting("TORTURE_SEED", 1);
    let ground = Ground::new()?;
    let server = ground.must_start(&Faults::default()).await?;
    let before = play(&ground.url(), KILLS, seed).await?;
    let names = names(&ground).await?;
    server.stop().await?;
    let (middle, tail) = (&names[0], &names[1]);
    let positions = [damage(&ground, middle, false)?, damage(&ground, tail, true)?];

    let server = ground.must_start(&Faults::default()).await?;
    let folder = TempDir::with_prefix("torture-")?;
    let mut told = Vec::new();
    for (name, position) in [middle, tail].into_iter().zip(positions) {
        let (whole, said) = export(&ground, name, &folder.path().join("damaged.jsonl")).await?;
        let named = ground.said()?.contains(&format!("position: {position},"));
        told.push(!whole && named && said.contains("RECORD_UNREADABLE"));
    }
    let mut served = 0;
    for name in &names[2..] {
        let file = folder.path().join("whole.jsonl");
        served += usize::from(export(&ground, name, &file).await?.0 && verify(&file).await?);
    }
    let after = play(&ground.url(), KILLS, seed + 1).await?;
    drop(server);
    let others = names.len() - 2;
    let line = format!(
        "damage in the middle named: {}, at the end: {}; {served} of {others} others whole and \
         verified; then {after}",
        told[0], told[1]
    );
    let sound = told == [true, true] && served == others;
    Ok(Told { line, sound: sound && before.is_sound() && after.is_sound() })
}

async fn names(ground: &Ground) -> Fallible<Vec<String>> {
    let client = Client::connect(&ground.url()).await?;
    let client = client.acting_as(Caller::new(v1::Role::Observer, "torture"));
    let listed = client.deliberations().list_deliberations(Default::default()).await?;
    Ok(listed.deliberations.into_iter().map(|one| one.name).collect())
}

/// Changes one byte of a commit, in the file, and gives the position of the commit.
fn damage(ground: &Ground, name: &str, last: bool) -> Fallible<i64> {
    let path = ground.data.join(DATABASE_FILE);
    let id = name.trim_start_matches("deliberations/");
    let (position, body) = {
        let database = Connection::open(&path)?;
        let order = if last { "position DESC LIMIT 1" } else { "length(body) DESC LIMIT 1" };
        let query =
            format!("SELECT position, body FROM commits WHERE deliberation = ?1 ORDER BY {order}");
        database
            .query_row(&query, [id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))?
    };
    let sought = &body[..FOUND_BY.min(body.len())];
    flip(&path, sought)?;
    Ok(position)
}

fn flip(path: &Path, sought: &[u8]) -> Fallible<()> {
    let mut bytes = fs::read(path)?;
    let place = bytes.windows(sought.len()).position(|window| window == sought);
    let place = place.ok_or("the bytes of the commit are not in the file")?;
    bytes[place + sought.len() / 2] ^= 1;
    fs::write(path, bytes)?;
    Ok(())
}

/// Whether a log can be exported, and what was said.
async fn export(ground: &Ground, name: &str, file: &Path) -> Fallible<(bool, String)> {
    // An earlier one of that name is in the way.
    let _ = fs::remove_file(file);
    let mut command = Command::new(env!("CARGO_BIN_EXE_beraad"));
    command.args(["export", name, "--server", &ground.url(), "--out"]).arg(file);
    let ended = command.output().await?;
    Ok((ended.status.success(), String::from_utf8_lossy(&ended.stderr).into_owned()))
}
