use super::*;

const START: i64 = 1_767_225_600_000;

fn id(number: u64) -> [u8; 16] {
    u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes()
}

fn stored(number: u64) -> StoredRequest {
    StoredRequest {
        id: id(number),
        body_digest: [number as u8; 32],
        first_sequence: number + 1,
        last_sequence: number + 1,
        outcome: bytes::Bytes::new(),
    }
}

fn knows(requests: &Requests, number: u64, now: i64) -> bool {
    match requests.look_up(&id(number), Timestamp(now)) {
        Known::Used(found) => {
            assert_eq!((found.id, found.first), (id(number), number + 1));
            true
        }
        Known::New => false,
    }
}

/// What a snapshot gives back.
fn reloaded(requests: &Requests) -> Requests {
    use crate::engine::snapshot::image::{Image, Reader};
    let mut image = Vec::new();
    requests.ring().put(&mut image);
    let mut reader = Reader::new(&image);
    let ring = Ring::take(&mut reader).unwrap();
    assert!(reader.end().is_ok() && ring == *requests.ring());
    Requests::from(ring)
}

#[test]
fn a_million_are_remembered_and_one_more_makes_the_oldest_forgotten() {
    let mut requests = Requests::default();
    let most = REQUESTS_REMEMBERED_MAX as u64;
    for number in 0..most {
        requests.remember(&stored(number), Timestamp(START));
    }
    for requests in [&requests, &reloaded(&requests)] {
        assert_eq!(requests.len(), REQUESTS_REMEMBERED_MAX);
        assert!(knows(requests, 0, START) && knows(requests, most - 1, START));
        assert!(!knows(requests, most, START));
        let bytes = requests.slots.len() * 4 + REQUESTS_REMEMBERED_MAX * size_of::<Remembered>();
        assert!(bytes < 45_000_000, "{bytes}");
    }
    requests.remember(&stored(most), Timestamp(START));
    for requests in [&requests, &reloaded(&requests)] {
        assert_eq!(requests.len(), REQUESTS_REMEMBERED_MAX);
        assert!(!knows(requests, 0, START));
        assert!(knows(requests, 1, START) && knows(requests, most, START));
    }
}

#[test]
fn a_request_is_remembered_for_seven_days_and_not_a_millisecond_longer() {
    let mut requests = Requests::default();
    let end = START + REQUESTS_REMEMBERED_DAYS * DAY_MS;
    requests.remember(&stored(1), Timestamp(START));
    requests.remember(&stored(2), Timestamp(START + 1));
    for requests in [&requests, &reloaded(&requests)] {
        assert!(knows(requests, 1, end) && knows(requests, 2, end));
        assert!(!knows(requests, 1, end + 1) && knows(requests, 2, end + 1));
    }
    // Its id can be used again then, and is remembered with what it says now.
    requests.remember(&stored(3), Timestamp(end));
    assert_eq!(requests.len(), 3);
    requests.remember(&stored(1), Timestamp(end + 1));
    assert_eq!(requests.len(), 3);
    assert!(knows(&requests, 1, end + 1) && knows(&requests, 2, end + 1));
}

#[test]
fn places_are_found_where_marks_begin_again() {
    let mut requests = Requests::of_at_most(100);
    requests.ring = Ring::from_position(MARKS - 150);
    for number in 0..500 {
        requests.remember(&stored(number), Timestamp(START));
        let known = (0..=number).filter(|known| knows(&requests, *known, START));
        assert!(known.eq((number + 1).saturating_sub(100)..=number));
    }
}

/// Against a list that is searched from end to end, with ids that come and go.
#[test]
fn what_is_forgotten_leaves_the_others_where_they_are_found() {
    let mut requests = Requests::default();
    let step = REQUESTS_REMEMBERED_DAYS * DAY_MS / 500;
    for number in 0..20_000_u64 {
        let now = START + number as i64 * step;
        requests.remember(&stored(number), Timestamp(now));
        if number % 97 == 0 {
            for known in number.saturating_sub(600)..=number {
                assert_eq!(knows(&requests, known, now), number - known <= 500, "{known}");
            }
        }
    }
    assert_eq!(requests.len(), 501);
    let taken = requests.slots.iter().filter(|slot| **slot != 0).count();
    assert_eq!(taken, 501);
    // A snapshot that is being written does not see what is forgotten or added meanwhile.
    let (shared, before) = (requests.ring().clone(), reloaded(&requests));
    requests.remember(&stored(20_000), Timestamp(START + 20_000 * step));
    assert!(shared == *before.ring() && shared != *requests.ring());
}
