//! Before the first event, and the check of what a caller last saw.

use super::Case;
use super::given::{Story, by, charter, created, facilitator, text};
use crate::domain::charter::Charter;
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::EventBody;
use crate::domain::rejection::Rejection;

fn create(challenge: bool, charter: Option<Charter>) -> Command {
    let body = CommandBody::CreateDeliberation {
        title: text("title"),
        challenge: challenge.then(|| text("challenge")),
        charter: charter.map(Box::new),
        initiator: None,
        engaged_by: None,
    };
    by(facilitator(), body)
}

pub(super) fn cases() -> Vec<Case> {
    let challenge = || EventBody::ChallengeRevised { version: 1, text: text("challenge") };
    let revise = || CommandBody::ReviseChallenge { text: text("challenge") };
    let expecting = |sequence| Command { expected: Some(sequence), ..by(facilitator(), revise()) };
    cases! {
        "creating needs a title only": Story::absent(), create(false, None) => Ok(vec![created()]);
        "what is there already comes along, and the rules count its version":
            Story::absent(), create(true, Some(charter(8)))
                => Ok(vec![created(), challenge(), EventBody::CharterSet(charter(1))]);
        "a deliberation is created once":
            Story::created(), create(false, None) => Err(Rejection::DeliberationExists);
        "nothing else comes before creating":
            Story::absent(), by(facilitator(), revise()) => Err(Rejection::DeliberationUnknown);
        "who saw the present framing is heard":
            Story::created(), expecting(1) => Ok(vec![challenge()]);
        "who saw an older framing reads again first":
            Story::created().party("a"), expecting(1)
                => Err(Rejection::EtagMismatch { expected: 1, actual: 2 });
        "contributions and members leave the framing as it was seen":
            Story::created().party("a").statement("s").member("a/m", None, true), expecting(2)
                => Ok(vec![challenge()]);
    }
}
