//! A command that comes to nothing, and waits its turn all the same.

use beraad::domain::caller::{Caller, Channel, Role};
use beraad::domain::command::{Command, CommandBody};
use beraad::domain::ids::{Credential, DeliberationId, Timestamp};
use beraad::engine::submission::Submission;

/// One for a deliberation, by id.
pub fn tick(deliberation: &str) -> Submission {
    let caller = Caller {
        role: Role::Engine,
        credential: Credential::parse("test").expect("an id"),
        member: None,
        issuer: None,
    };
    let command = Command {
        caller: caller.into(),
        at: Timestamp(0),
        channel: Channel::App,
        evidence: None,
        expected: None,
        body: CommandBody::Tick,
    };
    Submission {
        deliberation: DeliberationId::parse(deliberation).expect("an id"),
        commands: vec![command],
        request: None,
        texts: Vec::new(),
        validate_only: false,
        batch: false,
    }
}
