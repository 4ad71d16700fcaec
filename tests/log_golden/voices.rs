//! What is hidden until a round closes, by each kind of voice, and objections.

use beraad::domain::act::{
    Ballot, BallotCast, ConsentStance, Objection, ObjectionEnd, ObjectionSettlement,
    ObjectionUpholding, Pulse, PulseGiven, Voice, Vote,
};
use beraad::domain::event::{Answer, EventBody};
use beraad::domain::ids::PseudonymId;

use crate::acts::clause;
use crate::samples::{Named, member, named, proposal, statement, text};

pub fn samples() -> Vec<Named> {
    [stances(), ballots(), pulses(), objections()].into_iter().flatten().collect()
}

fn pseudonym() -> PseudonymId {
    PseudonymId::parse("p-7f").unwrap()
}

fn voices() -> [(&'static str, Voice); 3] {
    [
        ("named", Voice::Named(member(Some("m-1")))),
        ("pseudonym", Voice::Pseudonym(pseudonym())),
        ("public_body", Voice::PublicBody(member(None))),
    ]
}

fn stances() -> Vec<Named> {
    let mut all = Vec::new();
    for (name, voice) in voices() {
        let on = statement("s-1");
        let cast = EventBody::StanceCast { on, voice, answer: Answer::Stance(1), round: 2 };
        all.push(named(&format!("stance_cast.{name}"), cast));
    }
    let (member, pseudonym) = (member(Some("m-1")), pseudonym());
    all.push(named("pseudonym_bound", EventBody::PseudonymBound { member, pseudonym, round: 2 }));
    all
}

fn ballots() -> Vec<Named> {
    let (bench, tree) = (proposal("bench", 2), proposal("tree", 1));
    let consent = |stance, reason| Ballot::Consent { option: proposal("bench", 2), stance, reason };
    let vote = |vote| Ballot::Vote { option: proposal("bench", 2), vote };
    let places = vec![vec![bench.clone(), tree.clone()], vec![proposal("wall", 1)]];
    let forms = [
        ("consent", consent(ConsentStance::Consent, None)),
        ("concern", consent(ConsentStance::Concern, Some(text(60)))),
        ("objection", consent(ConsentStance::Objection, Some(text(61)))),
        ("abstain", consent(ConsentStance::Abstain, None)),
        ("agree", vote(Vote::Agree)),
        ("disagree", vote(Vote::Disagree)),
        ("neither", vote(Vote::Abstain)),
        ("ranking", Ballot::Ranking(places)),
        ("ranking_empty", Ballot::Ranking(Vec::new())),
        ("grades", Ballot::Grades(vec![(bench.clone(), 80), (tree.clone(), 0)])),
        ("approvals", Ballot::Approvals(vec![bench, tree])),
        ("approvals_empty", Ballot::Approvals(Vec::new())),
    ];
    let voices = voices().map(|(_, voice)| voice).into_iter().cycle();
    let cast = |((name, ballot), voice): ((&str, Ballot), Voice)| {
        let cast = EventBody::BallotCast(BallotCast { voice, ballot, round: 3 });
        named(&format!("ballot_cast.{name}"), cast)
    };
    forms.into_iter().zip(voices).map(cast).collect()
}

fn pulses() -> Vec<Named> {
    let whole = Pulse {
        seen: Some(5),
        heard: Some(1),
        valued: Some(3),
        ownership: vec![7, 1, 4, 4],
        would_join_again: Some(2),
        new_to_us: vec![clause("1"), clause("2")],
        better_than_own: Some(true),
    };
    let worse = Pulse { better_than_own: Some(false), ..Pulse::default() };
    let given = |voice, pulse| EventBody::PulseGiven(PulseGiven { voice, pulse, round: 2 });
    let members = vec![member(None), member(Some("m-1"))];
    vec![
        named("pulse_given", given(Voice::Named(member(None)), whole)),
        named("pulse_given.worse", given(Voice::Pseudonym(pseudonym()), worse)),
        named("pulse_given.bare", given(Voice::PublicBody(member(None)), Pulse::default())),
        named("roll_published", EventBody::RollPublished { round: 2, members }),
    ]
}

fn objections() -> Vec<Named> {
    let objection = Objection {
        on: proposal("bench", 2),
        member: member(Some("m-1")),
        reason: text(62),
        round: 2,
    };
    let upheld = ObjectionUpholding { objection: 70, member: member(Some("m-2")) };
    let settled = |end, member, reason| {
        let settled = ObjectionSettlement { objection: 70, end, member, reason };
        EventBody::ObjectionSettled(settled)
    };
    let own = || Some(member(Some("m-1")));
    let integrated = ObjectionEnd::Integrated { version: 3 };
    vec![
        named("objection_raised", EventBody::ObjectionRaised(objection)),
        named("objection_upheld", EventBody::ObjectionUpheld(upheld)),
        named("objection_settled.integrated", settled(integrated, own(), None)),
        named("objection_settled.withdrawn", settled(ObjectionEnd::Withdrawn, own(), None)),
        named(
            "objection_settled.not_argued",
            settled(ObjectionEnd::NotArgued, None, Some(text(63))),
        ),
    ]
}
