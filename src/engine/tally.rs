//! Computing the figures of a close beside the task, and handing them back to it.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::analysis::sheet;
use crate::analysis::tally::{Tally, TallyInput};
use crate::domain::caller::{Caller, Channel, Role};
use crate::domain::command::{Command, CommandBody};
use crate::domain::event::ProcessRecord;
use crate::domain::ids::{Credential, DeliberationId, Timestamp};
use crate::domain::state::{Deliberation, Phase};
use crate::engine::submission::Submission;

/// The command that records the figures that this state asks for: those of the tally it is in, or
/// those on the process. `link` is the link of the log at this state.
pub(super) fn compute(state: &Deliberation, link: [u8; 32]) -> Option<CommandBody> {
    let Phase::Tallying { round, conclusion } = state.phase else {
        let record = || ProcessRecord {
            through: state.sequence,
            input_digest: link,
            figures: sheet::record(state),
        };
        return state.process_due.then(|| CommandBody::RecordProcess(record()));
    };
    let tally = if conclusion { Tally::Conclusion } else { Tally::Round(round) };
    let input = TallyInput::gather(state, tally)?;
    let digest = Sha256::digest(input.canonical()).into();
    let record = input.record(&input.report(), digest);
    Some(CommandBody::RecordFigures(record))
}

/// A submission of the service itself.
pub(super) fn submission(deliberation: DeliberationId, body: CommandBody) -> Submission {
    let command = Command {
        caller: Arc::new(Caller {
            role: Role::Engine,
            credential: Credential::parse("beraad").expect("a literal of the right form"),
            member: None,
            issuer: None,
        }),
        at: Timestamp(0),
        channel: Channel::App,
        evidence: None,
        expected: None,
        body,
    };
    Submission {
        deliberation,
        commands: vec![command],
        request: None,
        texts: Vec::new(),
        validate_only: false,
        batch: false,
    }
}
