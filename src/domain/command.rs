//! What is asked. A command is parsed at the edge: the values in it are valid in themselves, and
//! what remains to be judged is whether the deliberation allows it now.

use crate::domain::caller::{Caller, Channel};
use crate::domain::charter::Charter;
use crate::domain::event::{Answer, Clause, ErasureScope, TallyRecord};
use crate::domain::ids::{
    ItemId, MemberId, MemberRef, PartyId, ProposalId, StatementId, TextRef, Timestamp,
};
use crate::domain::party::PartyKind;
use crate::domain::round::RoundPlan;

/// A command with everything that judging it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// Who asks.
    pub caller: Caller,
    /// The moment it arrived.
    pub at: Timestamp,
    /// The way it came in.
    pub channel: Channel,
    /// The framing the caller last saw, from the etag; `None` for no check.
    pub expected: Option<u64>,
    /// What is asked.
    pub body: CommandBody,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum CommandBody {
    /// Create the deliberation.
    CreateDeliberation {
        /// Title.
        title: TextRef,
        /// The challenge, when it is there already.
        challenge: Option<TextRef>,
        /// The charter, when it is there already; its version is set by the rules.
        charter: Option<Charter>,
    },
    /// Give the challenge a new version.
    ReviseChallenge {
        /// The text.
        text: TextRef,
    },
    /// Give the charter a new version; its version is set by the rules.
    SetCharter(Charter),
    /// Add a party.
    AddParty {
        /// Id.
        party: PartyId,
        /// Kind.
        kind: PartyKind,
        /// What it is called.
        display_name: TextRef,
        /// Parties it declares a tie with.
        affiliations: Vec<PartyId>,
    },
    /// Add a member to a party.
    AddMember {
        /// The party.
        party: PartyId,
        /// The member's random id.
        member: MemberId,
        /// What the member is called.
        display_name: Option<TextRef>,
        /// Issuer and value of the external identity.
        identity: Option<(Box<str>, TextRef)>,
        /// Whether the member speaks for the party.
        spokesperson: bool,
    },
    /// Accept charter and challenge for a party.
    AcceptCharter {
        /// Who accepts.
        member: MemberRef,
        /// Version of the charter.
        charter_version: u32,
        /// Version of the challenge.
        challenge_version: u32,
    },
    /// Declare that round 1 can open.
    DeclareReady,
    /// Open the next round.
    OpenRound(RoundPlan),
    /// Close the open round.
    CloseRound {
        /// Its number.
        round: u32,
    },
    /// End the rounds.
    Conclude {
        /// Why, when against the advice.
        against_advice_reason: Option<TextRef>,
    },
    /// Start follow-up.
    StartFollowUp,
    /// Close the deliberation.
    CloseDeliberation,
    /// End the deliberation before its conclusion.
    CancelDeliberation {
        /// Why.
        reason: TextRef,
    },
    /// Add a statement.
    AddStatement {
        /// Id.
        statement: StatementId,
        /// The text.
        text: TextRef,
        /// Who gives it; `None` for the facilitator.
        author: Option<MemberRef>,
    },
    /// Add a version to a proposal, or a new proposal.
    AddProposalVersion {
        /// The proposal.
        proposal: ProposalId,
        /// The version it follows; 0 for a new proposal.
        after_version: u32,
        /// Title.
        title: TextRef,
        /// Who makes it.
        author: MemberRef,
        /// Its clauses, in order.
        clauses: Vec<Clause>,
    },
    /// Cast a stance.
    CastStance {
        /// The item.
        item: ItemId,
        /// The version; 0 when the item has only one.
        version: u32,
        /// Whose stance.
        member: MemberRef,
        /// What is said.
        answer: Answer,
    },
    /// Destroy a subject's content.
    Erase {
        /// Whose.
        member: MemberRef,
        /// How much.
        scope: ErasureScope,
    },
    /// From the timer: close what is due.
    Tick,
    /// From the tally: record its figures.
    RecordFigures(TallyRecord),
}

impl CommandBody {
    /// The name of the command, in snake case.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            CommandBody::CreateDeliberation { .. } => "create_deliberation",
            CommandBody::ReviseChallenge { .. } => "revise_challenge",
            CommandBody::SetCharter(_) => "set_charter",
            CommandBody::AddParty { .. } => "add_party",
            CommandBody::AddMember { .. } => "add_member",
            CommandBody::AcceptCharter { .. } => "accept_charter",
            CommandBody::DeclareReady => "declare_ready",
            CommandBody::OpenRound(_) => "open_round",
            CommandBody::CloseRound { .. } => "close_round",
            CommandBody::Conclude { .. } => "conclude",
            CommandBody::StartFollowUp => "start_follow_up",
            CommandBody::CloseDeliberation => "close_deliberation",
            CommandBody::CancelDeliberation { .. } => "cancel_deliberation",
            CommandBody::AddStatement { .. } => "add_statement",
            CommandBody::AddProposalVersion { .. } => "add_proposal_version",
            CommandBody::CastStance { .. } => "cast_stance",
            CommandBody::Erase { .. } => "erase",
            CommandBody::Tick => "tick",
            CommandBody::RecordFigures(_) => "record_figures",
        }
    }
}
