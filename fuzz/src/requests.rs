//! The service as a caller reaches it: any bytes as metadata and body of any call, in the middle
//! of a story. Nothing panics, nothing is a bug, and what is malformed is told by field.

mod world;

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use prost::Message;

use crate::tape::Tape;

pub use world::{Answer, World, number_of};

/// Steps that one input makes on its own.
const STEPS_MAX: usize = 24;
/// Runs after which the world is made anew, because a memory only grows.
const RUNS_MAX: u32 = 300;

/// A deliberation from its beginning to a reversal, as records of steps.
const STORY: &[u8] = include_bytes!("requests/story.bin");

/// The deliberation of the story and of the corpus; each run gives it a name of its own, of the
/// same length so that the lengths around it stay true.
const DELIBERATION: &[u8] = b"every-act";

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// Tells the first steps of the story, as many as the input says, and then its own.
pub fn run(bytes: &[u8]) {
    let mut tape = Tape::new(bytes);
    let told = tape.word();
    with_world(|world| {
        let mut story = Tape::new(STORY);
        for _ in 0..told {
            if story.is_empty() {
                break;
            }
            step(world, &mut story);
        }
        for _ in 0..STEPS_MAX {
            if tape.is_empty() {
                break;
            }
            step(world, &mut tape);
        }
    });
}

/// Lends the world of this thread, as new for whoever borrows it. It is gone after a panic.
pub fn with_world(then: impl FnOnce(&mut World)) {
    let kept = WORLD.take().filter(|world| !world.has_moved() && world.runs() < RUNS_MAX);
    let mut world = kept.unwrap_or_default();
    world.begin();
    then(&mut world);
    WORLD.set(Some(world));
}

/// One record: what it is, then a clock's seconds, or path, metadata and body.
fn step(world: &mut World, tape: &mut Tape) {
    let what = tape.byte() % 8;
    if what == 7 {
        let seconds = i64::from(tape.number());
        return world.go_on(seconds * 1000);
    }
    let path = tape.number();
    let name = world.name().to_owned();
    let metadata = renamed(tape.part(), name.as_bytes());
    let body = renamed(tape.part(), name.as_bytes());
    let body = match what {
        // As it is: how it is cut into messages is up to the bytes themselves.
        5 => body,
        // It says that it is compressed.
        6 => framed(1, &body),
        _ => framed(0, &body),
    };
    sound(&world.call(path, &metadata, body));
}

/// A message as it travels.
pub fn framed(compressed: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![compressed];
    bytes.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend(body);
    bytes
}

fn renamed(bytes: &[u8], name: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut from = 0;
    let found = |bytes: &[u8]| bytes.windows(DELIBERATION.len()).position(|at| at == DELIBERATION);
    while let Some(at) = bytes.get(from..).and_then(found) {
        bytes[from + at..from + at + DELIBERATION.len()].copy_from_slice(name);
        from += at + DELIBERATION.len();
    }
    bytes
}

/// What holds for every answer.
pub fn sound(answer: &Answer) {
    const OK: i32 = 0;
    const UNKNOWN: i32 = 2;
    const INVALID: i32 = 3;
    const INTERNAL: i32 = 13;
    const DATA_LOSS: i32 = 15;
    let Answer { code, message, details } = answer;
    assert!(*code != UNKNOWN && *code != DATA_LOSS, "status {code}: {message}");
    // The transport says INTERNAL of bytes that are no message, and gives no details.
    assert!(*code != INTERNAL || details.is_empty(), "a bug: {message}");
    if *code == INVALID {
        assert!(violations(details) > 0, "no violation is named: {message}");
    }
    assert!(*code != OK || details.is_empty());
}

/// The number of violations in details of a status, which travel in base64.
fn violations(details: &[u8]) -> usize {
    #[derive(Clone, PartialEq, Message)]
    struct Status {
        #[prost(message, repeated, tag = "3")]
        details: Vec<Any>,
    }
    #[derive(Clone, PartialEq, Message)]
    struct Any {
        #[prost(string, tag = "1")]
        type_url: String,
        #[prost(bytes = "vec", tag = "2")]
        value: Vec<u8>,
    }
    #[derive(Clone, PartialEq, Message)]
    struct BadRequest {
        #[prost(bytes = "vec", repeated, tag = "1")]
        violations: Vec<Vec<u8>>,
    }
    let bytes: Vec<u8> = details.iter().copied().filter(|byte| *byte != b'=').collect();
    let bytes = STANDARD_NO_PAD.decode(bytes).expect("details travel in base64");
    let status = Status::decode(&bytes[..]).expect("details are a status");
    let bad = status.details.iter().find(|any| any.type_url.ends_with("google.rpc.BadRequest"));
    let bad = bad.map(|any| BadRequest::decode(&any.value[..]).expect("details decode"));
    bad.map_or(0, |bad| bad.violations.len())
}
