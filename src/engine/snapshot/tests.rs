use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::domain::act::Voice;
use crate::domain::event::{Event, EventBody};
use crate::domain::evolve::evolve;
use crate::domain::ids::Timestamp;
use crate::engine::requests::Requests;
use crate::engine::snapshot::image::Shapes;
use crate::log::entropy::SeededEntropy;
use crate::log::{StoredEvent, StoredRequest, codec};

/// Digests of what snapshots of the present version look like: of the shape of every type in
/// them, and of the image of a state with something of everything. When one of them changes,
/// raise [`SNAPSHOT_VERSION`] and put the new ones here, with the version they belong to.
const VERSION: u32 = 4;
const SHAPES: &str = "0d0ecf374df2c48f2e266efc296ba54f5e6bb952142138ebbb205df0953aafa1";
const IMAGE: &str = "4c46abe77fad71586762021cb642009937faa3d7f4d5d628678b344cf1aa1c48";

/// The events of the golden files, in the order in which they were written.
fn golden() -> Vec<Event> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/schema_1");
    let mut events: Vec<(u64, Event)> = (fs::read_dir(folder).unwrap())
        .map(|entry| {
            let content = fs::read(entry.unwrap().path()).unwrap();
            let content: serde_json::Value = serde_json::from_slice(&content).unwrap();
            let bytes = |key: &str| STANDARD.decode(content[key].as_str().unwrap()).unwrap();
            let stored = StoredEvent {
                sequence: content["sequence"].as_u64().unwrap(),
                envelope: bytes("envelope").into(),
                payload: bytes("payload").into(),
                salt: bytes("salt").try_into().unwrap(),
            };
            (stored.sequence, codec::decode(&stored).unwrap())
        })
        .collect();
    events.sort_by_key(|(sequence, _)| *sequence);
    events.into_iter().map(|(_, event)| event).collect()
}

/// A state with something of everything. Twice, because much needs what another event made; and
/// what is hidden once more, by everybody who sits, in the last round.
fn rich() -> Deliberation {
    let mut state = Deliberation::absent(id("rich"));
    let events = golden();
    events.iter().chain(&events).for_each(|event| evolve(&mut state, event));
    let last = state.last_round();
    for seat in 0..state.seats.len() {
        let own = Voice::Named(state.member_at(seat).unwrap());
        for mut event in golden() {
            match &mut event.body {
                EventBody::StanceCast { voice, round, .. } => {
                    (*voice, *round) = (own.clone(), last);
                }
                EventBody::BallotCast(cast) => (cast.voice, cast.round) = (own.clone(), last),
                EventBody::PulseGiven(given) => (given.voice, given.round) = (own.clone(), last),
                EventBody::RoundClosed { round, .. } => *round = last,
                EventBody::FiguresRecorded(record) => {
                    (record.round, record.conclusion) = (last, false);
                }
                _ => continue,
            }
            evolve(&mut state, &event);
        }
    }
    let erased = events.iter().filter(|event| matches!(event.body, EventBody::Erased { .. }));
    erased.for_each(|event| evolve(&mut state, event));
    state
}

fn id(text: &str) -> DeliberationId {
    DeliberationId::parse(text).unwrap()
}

fn key() -> SigningKey {
    SigningKey::ephemeral(&SeededEntropy::new(1))
}

fn snapshot() -> Snapshot {
    let mut requests = Requests::default();
    for number in 1..4_u8 {
        let request = StoredRequest {
            id: [number; 16],
            body_digest: [number; 32],
            first_sequence: u64::from(number),
            last_sequence: u64::from(number),
            outcome: bytes::Bytes::new(),
        };
        requests.remember(&request, Timestamp(i64::from(number)));
    }
    Snapshot {
        state: Arc::new(rich()),
        link: [3; 32],
        signature: [4; 64],
        requests: requests.ring().clone(),
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_version_is_raised_when_what_it_stands_for_changes() {
    let mut shapes = Shapes::new();
    Deliberation::shape(&mut shapes);
    let requests = Ring::shape(&mut shapes);
    let shapes: Vec<String> =
        shapes.iter().map(|(name, shape)| format!("{name} = {shape}\n")).collect();
    let shapes = shapes.concat() + &requests;
    let found = (SNAPSHOT_VERSION, hex(shapes.as_bytes()), hex(&image_of(&rich())));
    assert_eq!(found, (VERSION, SHAPES.to_owned(), IMAGE.to_owned()), "{shapes}");
}

#[test]
fn the_rich_state_has_something_of_most_things() {
    let state = rich();
    let image = image_of(&state);
    assert_eq!(state_of(&image), Ok(state.clone()));
    assert!(!state.parties.is_empty() && !state.seats.is_empty() && !state.items.is_empty());
    assert!(state.charter.is_some() && !state.rounds.is_empty());
    let rounds = || state.rounds.iter();
    assert!(rounds().any(|round| round.columns.iter().any(|on| on.1.cells.iter().count() > 0)));
    assert!(rounds().any(|round| round.ballots.values().any(|on| on.cells.iter().count() > 0)));
    assert!(rounds().any(|round| round.pulses.cells.iter().count() > 0));
    assert!(rounds().any(|round| round.closed.is_some() && round.figures.is_some()));
    assert!(!state.motions.is_empty() && !state.groups.is_empty());
    assert!(!state.mandate.promises.is_empty() && !state.mandate.preconditions.is_empty());
    assert!(!state.dialogue.responses.is_empty() && !state.dialogue.disposals.is_empty());
    assert!(!state.objections.is_empty() && !state.commitments.is_empty());
    assert!(!state.verdict.decisions.is_empty() && !state.erased.is_empty());
    assert!(!state.checkpoints.marks.is_empty() && state.checkpoints.signatures() > 0);
}

#[test]
fn every_kind_of_event_is_known_by_its_word() {
    let mut kinds: Vec<_> = golden().iter().map(|event| event.body.kind()).collect();
    let mut known = names::KINDS.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    known.sort_unstable();
    assert_eq!(kinds, known);
}

#[test]
fn a_snapshot_comes_back_as_it_was() {
    let (made, key) = (snapshot(), key());
    let bytes = made.seal(&key);
    let back = Snapshot::open(&bytes, &id("rich"), &key.public()).ok().unwrap();
    assert!(back.state == made.state && back.requests == made.requests);
    assert_eq!((back.link, back.signature), (made.link, made.signature));
}

#[test]
fn a_snapshot_of_others_is_refused() {
    let (made, own) = (snapshot(), key());
    let bytes = made.seal(&own);
    let open = |bytes: &[u8], name: &str, key: &SigningKey| {
        Snapshot::open(bytes, &id(name), &key.public()).err()
    };
    assert_eq!(open(&bytes, "park", &own), Some(Unfit::Other(id("rich"))));
    let other = SigningKey::ephemeral(&SeededEntropy::new(2));
    assert_eq!(open(&bytes, "rich", &other), Some(Unfit::Signature));
    let mut later = bytes.clone();
    later[BEGIN.len()] += 1;
    assert_eq!(open(&later, "rich", &own), Some(Unfit::Version(SNAPSHOT_VERSION + 1)));
    assert_eq!(open(b"", "rich", &own), Some(Unfit::Strange));
    assert_eq!(open(&[0; 200], "rich", &own), Some(Unfit::Strange));
}

#[test]
fn a_changed_or_missing_byte_of_a_snapshot_is_noticed() {
    let (key, rich) = (key(), id("rich"));
    let bytes = snapshot().seal(&key);
    // Every byte around the image, and every eleventh in it, so that it takes a second.
    let ends = |place: &usize| *place < 128 || bytes.len() - place < 256;
    for place in (0..bytes.len()).filter(|place| ends(place) || place % 11 == 0) {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << (place % 8);
        assert!(Snapshot::open(&changed, &rich, &key.public()).is_err(), "byte {place}");
        assert!(Snapshot::open(&bytes[..place], &rich, &key.public()).is_err());
    }
}

/// Without digest and signature, as if somebody could sign: nothing panics, and nothing is made
/// that the bytes cannot fill.
#[test]
fn a_damaged_image_is_refused_or_means_something_else() {
    let image = image_of(&rich());
    for length in (0..image.len()).step_by(3) {
        assert!(state_of(&image[..length]).is_err(), "{length} bytes");
    }
    for place in (0..image.len()).step_by(3) {
        for change in [1, 0x80, 0xff] {
            let mut changed = image.clone();
            changed[place] ^= change;
            let _ = state_of(&changed);
        }
    }
    let mut longer = image;
    longer.push(0);
    assert_eq!(state_of(&longer), Err(Damaged("it goes on behind its end")));
    let mut requests = Vec::new();
    snapshot().requests.put(&mut requests);
    for place in 0..requests.len() {
        for change in [1, 0x80, 0xff] {
            let mut changed = requests.clone();
            changed[place] ^= change;
            let mut reader = Reader::new(&changed);
            let _ = Ring::take(&mut reader).map(Requests::from);
        }
    }
}

#[test]
fn a_count_beyond_the_bytes_is_refused_before_anything_is_made() {
    for count in [u64::MAX, 1 << 40, 5] {
        let mut bytes = Vec::new();
        image::put_varint(count, &mut bytes);
        bytes.extend([0; 4]);
        let taken = Vec::<Option<u32>>::take(&mut Reader::new(&bytes));
        assert_eq!(taken, Err(Damaged("a count is too high")));
    }
}

#[test]
fn numbers_come_back_at_their_limits() {
    fn back<T: Image + PartialEq + std::fmt::Debug>(value: T) {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        let mut reader = Reader::new(&bytes);
        assert_eq!(T::take(&mut reader), Ok(value));
        assert!(reader.end().is_ok());
    }
    [0, 1, 127, 128, u64::MAX - 1, u64::MAX].into_iter().for_each(back);
    [0, u32::MAX].into_iter().for_each(back);
    [0, -1, 1, i64::MIN, i64::MAX].into_iter().for_each(back);
    [i32::MIN, i32::MAX].into_iter().for_each(back);
    [0.0, -1.5, f64::MIN_POSITIVE, f64::INFINITY].into_iter().for_each(back);
    back(true);
    back(String::from("é"));
    back(Some(vec![(1_u32, false)]));
    let too_long = [0xff; 11];
    assert!(u64::take(&mut Reader::new(&too_long)).is_err());
    let mut beyond = Vec::new();
    image::put_varint(u64::from(u32::MAX) + 1, &mut beyond);
    assert!(u32::take(&mut Reader::new(&beyond)).is_err());
}
