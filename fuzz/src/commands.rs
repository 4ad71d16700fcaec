//! The rules: commands by anybody, one after the other, at moments that move on; and events that
//! no rule would have let through, in any order.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beraad::domain::caller::{Channel, Role};
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::event::Event;
use beraad::domain::evolve::{evolve, skip};
use beraad::domain::ids::{DeliberationId, MemberRef, PartyId, Timestamp};
use beraad::domain::state::Deliberation;
use beraad::log::StoredEvent;
use beraad::log::codec;

use crate::asked::{asked, commands};
use crate::snapshots::comes_back;
use crate::taken::{apply_all, start, take};
use crate::tape::Tape;
use crate::world::text;

const ROLES: [Role; 9] = [
    Role::Facilitator,
    Role::Member,
    Role::Spokesperson,
    Role::Clerk,
    Role::Observer,
    Role::Auditor,
    Role::Admin,
    Role::App,
    Role::Engine,
];
const CHANNELS: [Channel; 4] = [Channel::App, Channel::Paper, Channel::Meeting, Channel::Phone];
const STEPS_MAX: usize = 200;

static COMMANDS: LazyLock<Vec<(&'static str, CommandBody)>> = LazyLock::new(commands);

/// One event of every kind, from the golden files of the log.
static GOLDEN: LazyLock<Vec<Event>> = LazyLock::new(|| {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = if package.ends_with("fuzz") { package.join("..") } else { package.to_owned() };
    let folder = fs::read_dir(root.join("tests/golden/schema_1")).expect("golden files");
    let mut paths: Vec<_> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| golden(&fs::read_to_string(path).expect("a golden file"))).collect()
});

fn golden(json: &str) -> Event {
    let field = |key: &str| {
        let (_, behind) = json.split_once(&format!("\"{key}\": ")).expect("a field");
        behind.split([',', '\n']).next().expect("a value").trim_matches('"')
    };
    let bytes = |key: &str| STANDARD.decode(field(key)).expect("base64");
    let stored = StoredEvent {
        sequence: field("sequence").parse().expect("a number"),
        envelope: bytes("envelope").into(),
        payload: bytes("payload").into(),
        salt: bytes("salt").try_into().expect("32 bytes"),
    };
    codec::decode(&stored).expect("a golden file")
}

/// Plays bytes as commands, or as events.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let how = tape.byte();
    if how % 4 == 3 {
        return replayed(&mut tape);
    }
    let begin = start(tape.below(11), usize::from(how % 4));
    let (mut state, mut log, mut now) = (begin.clone(), Vec::new(), 1);
    for _ in 0..STEPS_MAX {
        if tape.is_empty() {
            break;
        }
        let command = command(&mut tape, &mut now);
        let events = log.len();
        let accepted = take(&mut state, &mut log, &command);
        assert!(accepted || log.len() == events, "who is refused writes nothing");
    }
    comes_back(&state);
    assert_eq!(apply_all(begin, &log), state);
}

/// A command: which, later by how much, and in up to five ways not as it should be asked.
fn command(tape: &mut Tape, now: &mut i64) -> Command {
    let body = &COMMANDS[tape.below(COMMANDS.len())].1;
    let (changes, later) = (tape.byte(), i64::from(tape.byte()));
    *now += later * later * later * 100;
    let mut command = Command { at: Timestamp(*now), ..asked(body) };
    let mut caller = (*command.caller).clone();
    if changes & 1 != 0 {
        caller.role = ROLES[tape.below(ROLES.len())];
    }
    if changes & 2 != 0 {
        caller.member = member(tape.byte());
    }
    if changes & 4 != 0 {
        caller.issuer = Some("issuer".into());
    }
    if changes & 8 != 0 {
        command.channel = CHANNELS[tape.below(CHANNELS.len())];
        command.evidence = tape.byte().is_multiple_of(2).then(text);
    }
    if changes & 16 != 0 {
        command.expected = Some(u64::from(tape.byte()));
    }
    command.caller = Arc::new(caller);
    command
}

fn member(which: u8) -> Option<MemberRef> {
    let party = |name| PartyId::parse(name).expect("a party");
    let of = |name| MemberRef { party: party(name), member: None };
    match which % 5 {
        0 => Some(of("a")),
        1 => Some(of("b")),
        2 => Some(of("c")),
        3 => Some(of("nobody")),
        _ => None,
    }
}

/// Whatever the log holds is replayed; what nobody could read is passed over.
fn replayed(tape: &mut Tape) {
    let id = DeliberationId::parse("d").expect("an id");
    let mut state = Deliberation::absent(id);
    for _ in 0..STEPS_MAX {
        if tape.is_empty() {
            break;
        }
        let (which, at) = (tape.byte(), i64::from(tape.byte()));
        let before = state.sequence;
        match GOLDEN.get(usize::from(which)) {
            Some(event) => evolve(&mut state, &Event { at: Timestamp(at << 30), ..event.clone() }),
            None => skip(&mut state, Timestamp(at << 30)),
        }
        assert_eq!(state.sequence, before + 1);
    }
    comes_back(&state);
}
