//! Which command is possible in which phase: one table, that the documents are made from too.

use crate::domain::command::{Command, CommandBody};
use crate::domain::decide::rounds;
use crate::domain::rejection::Rejection;
use crate::domain::state::{Deliberation, Phase};

/// A phase without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseKind {
    /// Being made.
    Draft,
    /// Accepted by all.
    Ready,
    /// A round is open.
    RoundOpen,
    /// Figures are being computed.
    Tallying,
    /// Between rounds.
    Between,
    /// The rounds are over.
    Concluded,
    /// Commitments are being followed.
    FollowUp,
    /// Finished.
    Closed,
    /// Ended early.
    Cancelled,
}

/// The phases in order.
pub const ALL_PHASES: [PhaseKind; 9] = [
    PhaseKind::Draft,
    PhaseKind::Ready,
    PhaseKind::RoundOpen,
    PhaseKind::Tallying,
    PhaseKind::Between,
    PhaseKind::Concluded,
    PhaseKind::FollowUp,
    PhaseKind::Closed,
    PhaseKind::Cancelled,
];

impl PhaseKind {
    /// The kind of a phase; `None` before the first event.
    #[must_use]
    pub fn of(phase: Phase) -> Option<PhaseKind> {
        match phase {
            Phase::Absent => None,
            Phase::Draft => Some(PhaseKind::Draft),
            Phase::Ready => Some(PhaseKind::Ready),
            Phase::RoundOpen { .. } => Some(PhaseKind::RoundOpen),
            Phase::Tallying { .. } => Some(PhaseKind::Tallying),
            Phase::Between { .. } => Some(PhaseKind::Between),
            Phase::Concluded => Some(PhaseKind::Concluded),
            Phase::FollowUp => Some(PhaseKind::FollowUp),
            Phase::Closed => Some(PhaseKind::Closed),
            Phase::Cancelled => Some(PhaseKind::Cancelled),
        }
    }
}

/// The phases in which a command is possible, and how a refusal names them.
#[must_use]
pub fn allowed_phases(command: &CommandBody) -> (&'static [PhaseKind], &'static str) {
    use PhaseKind::{Between, Concluded, Draft, FollowUp, Ready, RoundOpen, Tallying};
    match command {
        CommandBody::CreateDeliberation { .. } => (&[], "no phase: it begins one"),
        CommandBody::ReviseChallenge { .. }
        | CommandBody::SetCharter(_)
        | CommandBody::AddParty { .. } => (&[Draft, Ready], "draft, ready"),
        CommandBody::AddMember { .. } => {
            (&[Draft, Ready, RoundOpen, Between], "draft, ready, round_open, between")
        }
        CommandBody::AcceptCharter { .. } | CommandBody::DeclareReady => (&[Draft], "draft"),
        CommandBody::OpenRound(_) => (&[Ready, Between], "ready, between"),
        CommandBody::CloseRound { .. } => (&[RoundOpen], "round_open"),
        CommandBody::Conclude { .. } => (&[Between], "between"),
        CommandBody::StartFollowUp => (&[Concluded], "concluded"),
        CommandBody::CloseDeliberation => (&[FollowUp], "follow_up"),
        CommandBody::CancelDeliberation { .. } => (
            &[Draft, Ready, RoundOpen, Tallying, Between],
            "draft, ready, round_open, tallying, between",
        ),
        CommandBody::AddStatement { author: None, .. } => {
            (&[Draft, Ready, RoundOpen, Between], "draft, ready, round_open, between")
        }
        CommandBody::AddStatement { .. }
        | CommandBody::AddProposalVersion { .. }
        | CommandBody::CastStance { .. } => (&[RoundOpen], "round_open"),
        CommandBody::Erase { .. } | CommandBody::Tick => (&ALL_PHASES, "every phase"),
        CommandBody::RecordFigures(_) => (&[Tallying], "tallying"),
    }
}

/// Refuses a command that the phase does not allow. Where a rule says more than the phase does, the
/// refusal names that: a stance after a close, figures a second time, a charter that is frozen.
pub(super) fn check(state: &Deliberation, command: &Command) -> Result<(), Rejection> {
    let Some(now) = PhaseKind::of(state.phase) else {
        return Ok(());
    };
    let (allowed, named) = allowed_phases(&command.body);
    if allowed.contains(&now) {
        return Ok(());
    }
    match (&command.body, state.phase) {
        (
            CommandBody::CastStance { .. },
            Phase::Tallying { round, .. } | Phase::Between { round },
        ) => Err(Rejection::RoundClosed { round, phase: state.phase.as_str() }),
        (CommandBody::RecordFigures(record), _) if rounds::is_recorded(state, record) => {
            Err(Rejection::TallyRecorded)
        }
        (CommandBody::ReviseChallenge { .. } | CommandBody::SetCharter(_), _) if state.frozen() => {
            Err(Rejection::CharterFrozen)
        }
        _ => Err(Rejection::PhaseNotAllowed {
            command: command.body.name(),
            phase: state.phase.as_str(),
            allowed: named,
        }),
    }
}
