//! Random moves, valid and not.

use beraad::domain::caller::Role;
use beraad::domain::event::Answer;
use beraad::domain::figure::RoundAdvice;
use beraad::domain::round::Activity;
use proptest::prelude::*;

/// A member by numbers; `None` for the party itself.
pub type Who = (u8, Option<u8>);

/// What somebody tries.
#[derive(Debug, Clone)]
pub enum Move {
    Revise,
    SetCharter {
        veto: bool,
    },
    AddParty {
        party: u8,
        tie: Option<u8>,
    },
    AddMember {
        who: (u8, u8),
        issuer: Option<bool>,
        speaks: bool,
    },
    Accept {
        who: Who,
        off: u32,
    },
    Open {
        plan: Plan,
    },
    State {
        statement: u8,
        author: Option<Who>,
    },
    Propose {
        proposal: u8,
        after: u32,
        author: Who,
        from: Option<(Option<u8>, u8)>,
    },
    Cast {
        item: (bool, u8),
        version: u32,
        who: Who,
        answer: Answer,
    },
    Erase {
        who: Who,
        whole: bool,
    },
    Tick,
    /// Whatever takes the deliberation one step on.
    Forward {
        plan: Plan,
        advice: RoundAdvice,
        conclude: bool,
    },
    Cancel,
}

/// How a round is opened.
#[derive(Debug, Clone)]
pub struct Plan {
    pub activities: Vec<Activity>,
    pub closing: u8,
    pub extension: bool,
    pub reasoned: bool,
}

/// Who tries it: the one who may, or somebody else.
#[derive(Debug, Clone)]
pub enum Actor {
    Entitled,
    App(bool),
    As(Role, Who),
}

pub fn moves() -> impl Strategy<Value = Vec<(Actor, Move)>> {
    // A cancellation ends the tale, so it is rare.
    let step = prop_oneof![99 => any_move(), 1 => Just(Move::Cancel)];
    prop::collection::vec((actor(), step), 1..60)
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        10 => Just(Actor::Entitled),
        2 => any::<bool>().prop_map(Actor::App),
        1 => (role(), who()).prop_map(|(role, who)| Actor::As(role, who)),
    ]
}

pub const ROLES: [Role; 9] = [
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

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(ROLES.to_vec())
}

/// Mostly the four seats of [`opening`], sometimes nobody's.
fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        3 => Just((0, None)),
        3 => Just((1, None)),
        3 => Just((2, Some(0))),
        3 => Just((2, Some(1))),
        1 => (0..4_u8, prop::option::of(0..3_u8)),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let activities = prop::sample::subsequence(
        vec![Activity::Contribute, Activity::Propose, Activity::Rate],
        1..=3,
    );
    (activities, 0..4_u8, any::<bool>(), prop::bool::weighted(0.8)).prop_map(
        |(activities, closing, extension, reasoned)| Plan {
            activities,
            closing,
            extension,
            reasoned,
        },
    )
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        1 => Just(Answer::Pass),
        4 => (-3..=3_i32).prop_map(Answer::Stance),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    let advice = prop::sample::select(vec![
        RoundAdvice::Continue,
        RoundAdvice::StopConsensusFor,
        RoundAdvice::NotApplicable,
    ]);
    let from = prop::option::of((prop::option::of(0..3_u8), 0..3_u8));
    prop_oneof![
        1 => Just(Move::Revise),
        1 => prop::bool::weighted(0.2).prop_map(|veto| Move::SetCharter { veto }),
        1 => (0..5_u8, prop::option::of(0..5_u8))
            .prop_map(|(party, tie)| Move::AddParty { party, tie }),
        3 => ((0..4_u8, 0..4_u8), prop::option::of(any::<bool>()), prop::bool::weighted(0.3))
            .prop_map(|(who, issuer, speaks)| Move::AddMember { who, issuer, speaks }),
        2 => (who(), 0..2_u32).prop_map(|(who, off)| Move::Accept { who, off }),
        1 => plan().prop_map(|plan| Move::Open { plan }),
        4 => (0..4_u8, prop::option::weighted(0.7, who()))
            .prop_map(|(statement, author)| Move::State { statement, author }),
        5 => (0..3_u8, 0..3_u32, who(), from)
            .prop_map(|(proposal, after, author, from)| Move::Propose {
                proposal, after, author, from,
            }),
        16 => ((any::<bool>(), 0..3_u8), 0..3_u32, who(), answer())
            .prop_map(|(item, version, who, answer)| Move::Cast { item, version, who, answer }),
        1 => (who(), any::<bool>()).prop_map(|(who, whole)| Move::Erase { who, whole }),
        1 => Just(Move::Tick),
        8 => (plan(), advice, prop::bool::weighted(0.1))
            .prop_map(|(plan, advice, conclude)| Move::Forward { plan, advice, conclude }),
    ]
}
