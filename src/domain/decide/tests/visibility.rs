//! Who sees what: every event for every reader, held against tables that are written out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bodies::{all, hidden_acts, is_hidden_act};
use super::contributions::deciding;
use super::given::{Story, member, of, party, plan, proposal, pseudonym, role, text};
use crate::domain::act::{EntryConfirmation, EntryContest, Voice};
use crate::domain::caller::{Caller, Channel, Entry, Role};
use crate::domain::charter::{Charter, StanceVisibility};
use crate::domain::event::{Event, EventBody};
use crate::domain::ids::{Credential, ProposalId, Timestamp};
use crate::domain::round::{Activity, ClosingRule};
use crate::domain::state::{AssistedEntry, Deliberation, EntryWord};
use crate::domain::visibility::{self, Withheld};

use StanceVisibility::{Attributed, Pseudonymous, Secret};

const MODES: [StanceVisibility; 3] = [Attributed, Pseudonymous, Secret];

/// The readers, in the order of every table. What is read is of `c/m1`, and the facilitator `desk`
/// or the app `desk` entered it.
pub(super) fn readers() -> [(&'static str, Caller); 17] {
    let as_role = |role_: Role, credential: &str, name: Option<&str>| Caller {
        credential: Credential::parse(credential).unwrap(),
        member: name.map(of),
        ..role(role_)
    };
    [
        ("the member", as_role(Role::Member, "m1", Some("c/m1"))),
        ("the member as spokesperson", as_role(Role::Spokesperson, "m1", Some("c/m1"))),
        ("another of its party", as_role(Role::Member, "m2", Some("c/m2"))),
        ("a member of another party", as_role(Role::Member, "desk", Some("a"))),
        ("its spokesperson", as_role(Role::Spokesperson, "desk", Some("a"))),
        ("a member of no party", as_role(Role::Member, "desk", None)),
        ("the facilitator desk", as_role(Role::Facilitator, "desk", None)),
        ("another facilitator", as_role(Role::Facilitator, "other", None)),
        ("a facilitator without a name", as_role(Role::Facilitator, "anonymous", None)),
        ("a facilitator that says it is the member", as_role(Role::Facilitator, "x", Some("c/m1"))),
        ("a clerk", as_role(Role::Clerk, "desk", Some("c/m1"))),
        ("an observer", as_role(Role::Observer, "desk", Some("c/m1"))),
        ("an auditor", as_role(Role::Auditor, "desk", Some("c/m1"))),
        ("an admin", as_role(Role::Admin, "desk", Some("c/m1"))),
        ("the app desk", as_role(Role::App, "desk", Some("c/m1"))),
        ("another app", as_role(Role::App, "other", Some("c/m1"))),
        ("an app without a name", as_role(Role::App, "anonymous", None)),
    ]
}

/// What a reader gets: in the open round, and after its close where stances are attributed,
/// pseudonymous and secret. `.` is everything, `u` until the round closes, `a` auditor only.
type Rows = [&'static str; 17];

/// Rule 3 and 4 for a stance, ballot or pulse that nobody entered for the member.
const ACT: Rows = [
    "....", "....", "u..a", "u..a", "u..a", "u..a", "u..a", "u..a", "u..a", "u..a", "u..a", "u..a",
    "u...", "aaaa", "u..a", "u..a", "u..a",
];
/// For one of a public body, which is named after the close; no reader is of its party.
const PUBLIC_ACT: Rows = [
    "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...",
    "u...", "aaaa", "u...", "u...", "u...",
];
/// Who is behind a pseudonym.
const BINDING: Rows = [
    "....", "....", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa", "aaaa",
    "u...", "aaaa", "aaaa", "aaaa", "aaaa",
];
/// Rule 2 for a proposal that is sealed until the close.
const SEALED: Rows = [
    "....", "....", "....", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...",
    "u...", "uaaa", "u...", "u...", "u...",
];
/// That something hidden was entered for a member, and what it says of that.
const ENTRY: Rows = [
    "....", "....", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa", "u.aa",
    "u...", "aaaa", "u.aa", "u.aa", "u.aa",
];
/// The same for a proposal, or for a public body.
const OPEN_ENTRY: Rows = [
    "....", "....", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...", "u...",
    "u...", "aaaa", "u...", "u...", "u...",
];
/// What everyone reads who sees content.
const PUBLIC: Rows = [
    "....", "....", "....", "....", "....", "....", "....", "....", "....", "....", "....", "....",
    "....", "aaaa", "....", "....", "....",
];

/// The table with one reader's row replaced: that of who entered it.
fn entered(mut rows: Rows, by: usize) -> Rows {
    rows[by] = "....";
    rows
}

const DESK: usize = 6;
const APP: usize = 14;

pub(super) fn code(withheld: Option<Withheld>) -> char {
    match withheld {
        None => '.',
        Some(Withheld::UntilRoundCloses) => 'u',
        Some(Withheld::AuditorOnly) => 'a',
        Some(Withheld::Erased) => 'e',
        Some(Withheld::Moderated) => 'm',
    }
}

/// Round 1 open, with `c/m1` under pseudonym `y` where there are pseudonyms, and party `b` as the
/// authority, which is a public body.
pub(super) fn story(mode: StanceVisibility) -> Story {
    use Activity::{Ballot, Contribute, Propose, Rate, Reflect, Respond};
    let activities = [Contribute, Propose, Respond, Rate, Ballot, Reflect];
    let story = deciding(Story::ready()).with(|state| {
        let told = (**state.charter.as_ref().unwrap()).clone();
        state.charter = Some(Arc::new(Charter { visibility: mode, ..told }));
    });
    let story = story.opened(plan(&activities, ClosingRule::ByFacilitator));
    let bound =
        EventBody::PseudonymBound { member: of("c/m1"), pseudonym: pseudonym("y"), round: 1 };
    if mode == Attributed { story } else { story.then(bound) }
}

/// How `c/m1` is named.
pub(super) fn voice(mode: StanceVisibility) -> Voice {
    match mode {
        Attributed => Voice::Named(of("c/m1")),
        Pseudonymous | Secret => Voice::Pseudonym(pseudonym("y")),
    }
}

/// How the authority is named.
pub(super) fn public(mode: StanceVisibility) -> Voice {
    match mode {
        Attributed => Voice::Named(of("b")),
        Pseudonymous | Secret => Voice::PublicBody(of("b")),
    }
}

pub(super) fn event(role: Role, credential: &str, body: EventBody) -> Event {
    let credential = Credential::parse(credential).unwrap();
    let entry = Entry { role, credential, channel: Channel::Paper, evidence: Some(text("form")) };
    Event { at: Timestamp(1), entry, body }
}

/// Holds what readers get, open and closed and in every mode, against a table.
fn hold(
    what: &str,
    rows: Rows,
    answer: impl Fn(&Deliberation, StanceVisibility, &Caller) -> Option<Withheld>,
) {
    for (at, mode) in (1..).zip(MODES) {
        let open = Deliberation::from(story(mode));
        let closed = Deliberation::from(story(mode).closed());
        for ((name, caller), row) in readers().iter().zip(rows) {
            let expected: Vec<char> = row.chars().collect();
            let got = code(answer(&open, mode, caller));
            assert_eq!(got, expected[0], "{what}, open, {mode:?}: {name}");
            let got = code(answer(&closed, mode, caller));
            assert_eq!(got, expected[at], "{what}, closed, {mode:?}: {name}");
        }
    }
}

#[test]
fn stances_ballots_and_pulses() {
    for at in 0..hidden_acts(&voice(Attributed)).len() {
        let one = |mode, role, credential: &str| {
            event(role, credential, hidden_acts(&voice(mode)).swap_remove(at))
        };
        let by = |role: Role, credential: &'static str| {
            move |state: &Deliberation, mode, caller: &Caller| {
                visibility::event(state, caller, &one(mode, role, credential))
            }
        };
        hold("of a member", ACT, by(Role::Member, "m1"));
        hold("under no name", ACT, by(Role::Member, "pseudonymous"));
        hold("entered at the desk", entered(ACT, DESK), by(Role::Facilitator, "desk"));
        hold("entered by an app", entered(ACT, APP), by(Role::App, "desk"));
        hold("entered by nobody known", ACT, by(Role::Facilitator, "anonymous"));
        hold("entered by no app known", ACT, by(Role::App, "anonymous"));
        hold("of a public body", PUBLIC_ACT, |state, mode, caller| {
            let body = hidden_acts(&public(mode)).swap_remove(at);
            visibility::event(state, caller, &event(Role::Member, "b", body))
        });
    }
}

#[test]
fn hidden_answers_as_the_event_does() {
    hold("hidden", entered(ACT, DESK), |state, mode, caller| {
        let by = (Role::Facilitator, &Credential::parse("desk").unwrap());
        visibility::hidden(state, caller, 1, &voice(mode), by)
    });
}

/// A round that never closed keeps what it hides, whatever the phase.
#[test]
fn a_cancelled_round_opens_nothing() {
    for mode in MODES {
        let ended = EventBody::DeliberationCancelled { reason: text("reason") };
        let state = Deliberation::from(story(mode).then(ended));
        for body in hidden_acts(&voice(mode)) {
            let told = event(Role::Member, "m1", body);
            let auditor = role(Role::Auditor);
            let withheld = visibility::event(&state, &auditor, &told);
            assert_eq!(withheld, Some(Withheld::UntilRoundCloses));
        }
    }
}

#[test]
fn who_is_behind_a_pseudonym() {
    let bound =
        || EventBody::PseudonymBound { member: of("c/m1"), pseudonym: pseudonym("y"), round: 1 };
    for (role, credential) in
        [(Role::Member, "m1"), (Role::Facilitator, "desk"), (Role::App, "desk")]
    {
        hold("a binding", BINDING, |state, _, caller| {
            visibility::event(state, caller, &event(role, credential, bound()))
        });
    }
}

fn version(sealed: bool) -> EventBody {
    EventBody::ProposalVersionAdded {
        proposal: ProposalId::parse("p").unwrap(),
        version: 1,
        title: text("title"),
        author: of("c/m1"),
        clauses: Vec::new(),
        round: 1,
        sealed,
        public_before: false,
    }
}

#[test]
fn proposals() {
    let by = |sealed, role, credential: &'static str| {
        move |state: &Deliberation, _, caller: &Caller| {
            visibility::event(state, caller, &event(role, credential, version(sealed)))
        }
    };
    hold("sealed", SEALED, by(true, Role::Member, "m1"));
    hold("sealed at the desk", entered(SEALED, DESK), by(true, Role::Facilitator, "desk"));
    hold("sealed by an app", entered(SEALED, APP), by(true, Role::App, "desk"));
    hold("sealed by nobody known", SEALED, by(true, Role::Facilitator, "anonymous"));
    hold("built together", PUBLIC, by(false, Role::Member, "m1"));
}

/// Whoever may not know of a version does not get it in a list either.
#[test]
fn a_sealed_version_is_seen_by_who_may_read_it() {
    let knows = |story: Story, role, credential: &str, caller: &Caller| {
        let state = Deliberation::from(story.then(version(true)).with(|state| {
            let items = &mut state.items;
            let version = &mut items.get_mut(&proposal("p")).unwrap().versions[0];
            version.entry.role = role;
            version.entry.credential = Credential::parse(credential).unwrap();
        }));
        let one = &state.items[&proposal("p")].versions[0];
        visibility::sees_version(&state, caller, &proposal("p"), one)
    };
    for ((name, caller), row) in readers().iter().zip(entered(SEALED, DESK)) {
        let seen = row.starts_with('.');
        let open = knows(story(Attributed), Role::Facilitator, "desk", caller);
        assert_eq!(open, seen, "{name}");
    }
    for (name, caller) in readers() {
        let state = Deliberation::from(story(Attributed).then(version(true)).closed());
        let one = &state.items[&proposal("p")].versions[0];
        assert!(visibility::sees_version(&state, &caller, &proposal("p"), one), "{name}");
    }
}

#[test]
fn what_was_entered_for_a_member() {
    let entry = |state: &Deliberation, name: &str, kind, credential: &str| AssistedEntry {
        seat: state.seats.of(&of(name)).expect("a member"),
        kind,
        round: 1,
        entry: event(Role::Facilitator, credential, EventBody::ReturnedToDraft).entry,
        at: Timestamp(1),
        word: EntryWord::Unconfirmed,
        replaced: None,
    };
    let of_kind = |name: &'static str, kind, credential: &'static str| {
        move |state: &Deliberation, _, caller: &Caller| {
            visibility::entry(state, caller, &entry(state, name, kind, credential))
        }
    };
    for kind in ["stance", "ballot", "pulse"] {
        hold(kind, entered(ENTRY, DESK), of_kind("c/m1", kind, "desk"));
        hold(kind, ENTRY, of_kind("c/m1", kind, "anonymous"));
        let mut rows = entered(OPEN_ENTRY, DESK);
        (rows[0], rows[1]) = ("u...", "u...");
        hold("of a public body", rows, of_kind("b", kind, "desk"));
    }
    hold("proposal", entered(OPEN_ENTRY, DESK), of_kind("c/m1", "proposal", "desk"));
    for kind in ["statement", "contribution", "response", "view", "objection_raised"] {
        hold(kind, PUBLIC, of_kind("c/m1", kind, "desk"));
    }
}

/// What a member says of an entry is as open as the entry: here a stance entered at the desk.
#[test]
fn what_a_member_says_of_an_entry() {
    let words = |entry: u64| {
        let (member, reason) = (of("c/m1"), text("reason"));
        let confirmed = EntryConfirmation { entry, member: member.clone() };
        [
            EventBody::EntryConfirmed(confirmed),
            EventBody::EntryContested(EntryContest { entry, member, reason }),
        ]
    };
    for at in 0..2 {
        hold("a word", entered(ENTRY, DESK), |state, mode, caller| {
            let mut state = state.clone();
            let stance = event(Role::Facilitator, "desk", hidden_acts(&voice(mode)).swap_remove(0));
            crate::domain::evolve::evolve(&mut state, &stance);
            let said = words(state.sequence)[at].clone();
            assert_eq!(said.party(), None);
            visibility::event(&state, caller, &event(Role::Member, "m1", said))
        });
    }
}

#[test]
fn everything_else_is_for_everyone_but_the_admin() {
    for body in all() {
        if !is_hidden_act(&body) {
            hold(body.kind(), PUBLIC, |state, _, caller| {
                visibility::event(state, caller, &event(Role::Facilitator, "desk", body.clone()))
            });
        }
    }
}

/// Rule 4: the envelope, which everyone gets at once, names neither party nor ballot.
#[test]
fn an_envelope_names_no_party_where_stances_are_not_attributed() {
    for mode in [Pseudonymous, Secret] {
        for whose in [voice(mode), public(mode)] {
            for body in hidden_acts(&whose) {
                assert_eq!(body.party(), None, "{}", body.kind());
            }
        }
    }
    for body in hidden_acts(&voice(Attributed)) {
        assert_eq!(body.party(), Some(&party("c")), "{}", body.kind());
        let neutral = ["stance", "ballot", "pulse"].contains(&body.kind());
        assert!(neutral && (body.item().is_none() || body.kind() == "stance"));
    }
    let kinds: BTreeSet<&str> =
        ["pseudonym_bound", "roll_published", "entry_confirmed", "entry_contested"].into();
    for body in all().iter().filter(|body| kinds.contains(body.kind())) {
        assert_eq!((body.party(), body.item()), (None, None), "{}", body.kind());
    }
    assert_eq!(version(true).item(), None, "a sealed proposal has no id");
}

/// A party that acts is never let past another's seal, its own entries for others included.
#[test]
fn sealed_from_is_by_party() {
    let state = Deliberation::from(story(Attributed).then(version(true)));
    let one = &state.items[&proposal("p")].versions[0];
    let sealed = |name| visibility::sealed_from(&state, &party(name), &proposal("p"), one);
    assert_eq!((sealed("c"), sealed("a"), sealed("b")), (false, true, true));
    let state = Deliberation::from(story(Attributed).then(version(true)).closed());
    assert!(!visibility::sealed_from(&state, &party("a"), &proposal("p"), one));
    assert_eq!(visibility::own_member(&member("a")), Some(&of("a")));
}
