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
    /// A deciding body decided.
    Decided,
    /// Commitments are being followed.
    FollowUp,
    /// A decision was reversed.
    Recovery,
    /// Finished.
    Closed,
    /// Ended early.
    Cancelled,
}

/// The phases in order.
pub const ALL_PHASES: [PhaseKind; 11] = [
    PhaseKind::Draft,
    PhaseKind::Ready,
    PhaseKind::RoundOpen,
    PhaseKind::Tallying,
    PhaseKind::Between,
    PhaseKind::Concluded,
    PhaseKind::Decided,
    PhaseKind::FollowUp,
    PhaseKind::Recovery,
    PhaseKind::Closed,
    PhaseKind::Cancelled,
];

impl PhaseKind {
    /// The phase in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PhaseKind::Draft => "draft",
            PhaseKind::Ready => "ready",
            PhaseKind::RoundOpen => "round_open",
            PhaseKind::Tallying => "tallying",
            PhaseKind::Between => "between",
            PhaseKind::Concluded => "concluded",
            PhaseKind::Decided => "decided",
            PhaseKind::FollowUp => "follow_up",
            PhaseKind::Recovery => "recovery",
            PhaseKind::Closed => "closed",
            PhaseKind::Cancelled => "cancelled",
        }
    }

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
            Phase::Decided => Some(PhaseKind::Decided),
            Phase::FollowUp => Some(PhaseKind::FollowUp),
            Phase::Recovery => Some(PhaseKind::Recovery),
            Phase::Closed => Some(PhaseKind::Closed),
            Phase::Cancelled => Some(PhaseKind::Cancelled),
        }
    }
}

/// Place of the first phase in which a round may have closed.
const SINCE_A_CLOSE: usize = 2;

/// The phases in which a command is possible. What happened in the world is recorded whenever it
/// happened; what the process does has its place in it.
#[must_use]
pub fn allowed_phases(command: &CommandBody) -> &'static [PhaseKind] {
    use CommandBody as C;
    use PhaseKind::{
        Between, Closed, Concluded, Decided, Draft, FollowUp, Ready, Recovery, RoundOpen, Tallying,
    };
    const LIVE: &[PhaseKind] =
        &[Draft, Ready, RoundOpen, Tallying, Between, Concluded, Decided, FollowUp, Recovery];
    const AND_CLOSED: &[PhaseKind] = &[
        Draft, Ready, RoundOpen, Tallying, Between, Concluded, Decided, FollowUp, Recovery, Closed,
    ];
    const TALKING: &[PhaseKind] =
        &[Draft, Ready, RoundOpen, Between, Concluded, Decided, FollowUp, Recovery];
    match command {
        C::CreateDeliberation { .. } => &[],
        C::ReviseChallenge { .. } | C::SetCharter(_) => &[Draft, Ready],
        C::AddParty { .. } => &[Draft, Ready, Between],
        C::AddMember { .. } | C::FormWorkingGroup(_) => &[Draft, Ready, RoundOpen, Between],
        C::RateChallenge(_) | C::DeclareReady => &[Draft],
        C::AcceptCharter { .. } => &[Draft, RoundOpen, Between],
        C::MakeMotion(_) | C::ConsentToMotion(_) | C::EndMotion(_) => &[Between],
        C::OpenRound(_) => &[Ready, Between],
        C::CloseRound { .. }
        | C::GrantFloor(_)
        | C::AddProposalVersion { .. }
        | C::CastStance { .. }
        | C::CastBallot { .. }
        | C::GivePulse { .. } => &[RoundOpen],
        C::Conclude { .. } => &[Between],
        C::StartFollowUp => &[Concluded, Decided],
        C::CloseDeliberation => &[FollowUp, Recovery],
        C::CancelDeliberation { .. } => &[Draft, Ready, RoundOpen, Tallying, Between],
        C::Resume(_) => &[Recovery],
        C::AddStatement { author: None, .. } => &[Draft, Ready, RoundOpen, Between],
        C::AddStatement { .. } => &[RoundOpen],
        C::AddContribution(added) if added.author.is_none() || added.to_authority => TALKING,
        C::AddContribution(_) => &[RoundOpen],
        C::Respond(_) | C::MarkUnderstood(_) | C::ClassifyResponse(_) => TALKING,
        C::AcceptEdits(_)
        | C::RaiseObjection(_)
        | C::UpholdObjection(_)
        | C::SettleObjection(_) => &[RoundOpen, Between],
        C::Dispose(_) => &[RoundOpen, Between, Concluded, Decided, FollowUp, Recovery],
        C::CheckConsequences(_) => &[RoundOpen, Tallying, Between, Concluded],
        C::MakeCommitment(_) => &[RoundOpen, Concluded, Decided, FollowUp],
        C::SettleCommitment(_) | C::WaiveCommitment(_) => {
            &[RoundOpen, Between, Concluded, Decided, FollowUp, Recovery]
        }
        C::DeclareAffiliations(_)
        | C::MakePromise(_)
        | C::WithdrawPromise(_)
        | C::DeclarePrecondition(_)
        | C::DeclareProvision(_)
        | C::SettleProvision(_)
        | C::AcknowledgeConsequences(_)
        | C::RecordView(_)
        | C::RecordDecision(_) => LIVE,
        C::ReverseDecision(_)
        | C::AcknowledgeNotice(_)
        | C::RecordUnreachable(_)
        | C::Moderate(_)
        | C::AppealModeration(_)
        | C::RuleOnAppeal(_)
        | C::ConfirmEntry(_)
        | C::ContestEntry(_)
        | C::ReplyToFlag(_) => AND_CLOSED,
        C::CountersignCheckpoint(_) => &ALL_PHASES[SINCE_A_CLOSE..],
        C::Erase { .. } | C::Tick | C::RecordProcess(_) => &ALL_PHASES,
        C::RecordFigures(_) => &[Tallying],
    }
}

/// Refuses a command that the phase does not allow. Where a rule says more than the phase does, the
/// refusal names that: a stance after a close, figures a second time, a charter that is frozen.
pub(super) fn check(state: &Deliberation, command: &Command) -> Result<(), Rejection> {
    let Some(now) = PhaseKind::of(state.phase) else {
        return Ok(());
    };
    let allowed = allowed_phases(&command.body);
    if allowed.contains(&now) {
        return Ok(());
    }
    match (&command.body, state.phase) {
        (
            CommandBody::CastStance { .. }
            | CommandBody::CastBallot { .. }
            | CommandBody::GivePulse { .. },
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
            allowed: named(allowed),
        }),
    }
}

/// The phases as a refusal names them.
fn named(phases: &[PhaseKind]) -> String {
    let names: Vec<&str> = phases.iter().map(|phase| phase.as_str()).collect();
    if names.is_empty() { "no phase: it begins one".to_owned() } else { names.join(", ") }
}
