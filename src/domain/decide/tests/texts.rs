//! Who may read a text, and that no text of an event is forgotten.

use super::bodies::{all, hidden_acts};
use super::given::{app, charter, of, party, proposal, pseudonym, text};
use super::visibility::{code, event, public, readers, story, voice};
use crate::domain::act::{Moderation, Target};
use crate::domain::caller::Role;
use crate::domain::charter::StanceVisibility::{Attributed, Secret};
use crate::domain::event::EventBody;
use crate::domain::ids::Credential;
use crate::domain::state::Deliberation;
use crate::domain::visibility::{TextUse, Withheld, text as read, texts_of};

/// Whether each reader may read a text, in the order of [`readers`].
fn reads(state: &Deliberation, usage: &TextUse) -> String {
    readers().iter().map(|(_, caller)| code(read(state, caller, usage))).collect()
}

#[test]
fn texts() {
    let state = Deliberation::from(story(Attributed));
    let desk = || Credential::parse("desk").unwrap();
    assert_eq!(reads(&state, &TextUse::Shared), ".............a...");
    assert_eq!(reads(&state, &TextUse::MemberName(of("c/m1"))), "..aaaa....aa.aaaa");
    assert_eq!(reads(&state, &TextUse::Identity("x".into())), "aaaaaaaaaaaa.aaaa");
    assert_eq!(reads(&state, &TextUse::Evidence), "aaaaaa....aa.aaaa");
    let at_desk = TextUse::PseudonymEvidence(Role::Facilitator, desk());
    assert_eq!(reads(&state, &at_desk), "aaaaaa.aaaaa.aaaa");
    let nobody =
        TextUse::PseudonymEvidence(Role::Facilitator, Credential::parse("anonymous").unwrap());
    assert_eq!(reads(&state, &nobody), "aaaaaaaaaaaa.aaaa");
    let issuer = app("x");
    assert_eq!(read(&state, &issuer, &TextUse::Identity("x".into())), None);
    assert_eq!(read(&state, &issuer, &TextUse::Identity("y".into())), Some(Withheld::AuditorOnly));
}

#[test]
fn a_moderated_text_is_left_to_its_party_and_the_auditor() {
    let target = Target::Item(proposal("p"));
    let of_c = TextUse::Of(target.clone(), Some(party("c")));
    let state = Deliberation::from(story(Attributed));
    assert_eq!(reads(&state, &of_c), ".............a...");
    let hidden = Moderation { target, reason: text("reason") };
    let state = Deliberation::from(story(Attributed).then(EventBody::Moderated(hidden)));
    assert_eq!(reads(&state, &of_c), "...mmmmmmmmm.ammm");
    let TextUse::Of(target, _) = of_c else { panic!("of an item") };
    assert_eq!(reads(&state, &TextUse::Of(target, None)), "mmmmmmmmmmmm.ammm");
}

/// Where evidence lies behind a pseudonym it is for the auditor and whoever entered it.
#[test]
fn the_evidence_of_an_event_is_as_closed_as_whose_it_is() {
    let use_of = |body| {
        let told = event(Role::Facilitator, "desk", body);
        texts_of(1, &told).remove(0).1
    };
    let closed = TextUse::PseudonymEvidence(Role::Facilitator, Credential::parse("desk").unwrap());
    for body in hidden_acts(&voice(Secret)) {
        assert_eq!(use_of(body), closed);
    }
    for body in hidden_acts(&voice(Attributed)).into_iter().chain(hidden_acts(&public(Secret))) {
        assert_eq!(use_of(body), TextUse::Evidence);
    }
    let bound =
        EventBody::PseudonymBound { member: of("c/m1"), pseudonym: pseudonym("y"), round: 1 };
    assert_eq!(use_of(bound), closed);
    assert_eq!(use_of(EventBody::CharterSet(charter(1))), TextUse::Evidence);
}

/// Every text in a payload has a use: a debug rendering shows how many references there are.
#[test]
fn no_text_of_an_event_is_forgotten() {
    for body in all() {
        let written = format!("{body:?}").matches("TextRef {").count();
        let told = event(Role::Member, "m1", body);
        let listed = texts_of(7, &told).len() - 1;
        assert_eq!(listed, written, "{}", told.body.kind());
    }
}
