//! Why the domain refuses a command. Each message names the thing, the rule and the remedy.

mod class;
mod facts;
mod setting;

use thiserror::Error;

use crate::domain::charter::Rule;
use crate::domain::ids::{
    BodyId, ClauseRef, GroupId, ItemId, ItemVersion, MemberRef, PartyId, Timestamp,
};
use crate::domain::round::Activity;

pub use class::RejectionKind;
pub use setting::Setting;

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// No such deliberation.
    #[error("there is no such deliberation; create it first, or check its name")]
    DeliberationUnknown,
    /// The deliberation exists.
    #[error("this deliberation exists already; choose another deliberation_id or leave it empty")]
    DeliberationExists,
    /// No such party.
    #[error("there is no party {0}; add it first, or check its id")]
    PartyUnknown(PartyId),
    /// No such member.
    #[error(
        "there is no member {0}; use the name that AddMember gave, or the party's own name \
             when it lists no members"
    )]
    MemberUnknown(MemberRef),
    /// No such item.
    #[error("there is no item {0} that this caller can see; add it first, or check its id")]
    ItemUnknown(ItemId),
    /// No such round.
    #[error("there is no round {round}; the last one is {last}")]
    RoundUnknown {
        /// Asked for.
        round: u32,
        /// The last round.
        last: u32,
    },
    /// An id is taken.
    #[error("the id {0} is taken; choose another one or leave it empty")]
    IdTaken(String),
    /// The phase does not allow it.
    #[error("{command} is not possible in phase {phase}; it is possible in {allowed}")]
    PhaseNotAllowed {
        /// The command.
        command: &'static str,
        /// The phase it is in.
        phase: &'static str,
        /// The phases in which it is allowed.
        allowed: String,
    },
    /// The open round lacks the activity.
    #[error("round {round} has no activity {}; wait for a round that has it", .activity.as_str())]
    ActivityNotOpen {
        /// The round.
        round: u32,
        /// What it lacks.
        activity: Activity,
    },
    /// The round is closed.
    #[error(
        "round {round} is closed: what is given counts only in the round in which it is given; \
             give it in the next round that allows it"
    )]
    RoundClosed {
        /// The round.
        round: u32,
        /// The phase it is in.
        phase: &'static str,
    },
    /// The round is not closed.
    #[error(
        "round {round} is not closed yet: nothing made from its stances is shown to anyone \
             before; ask again after the close"
    )]
    RoundNotClosed {
        /// The round.
        round: u32,
    },
    /// A version of the proposal is sealed in the open round.
    #[error(
        "a version of {item} is sealed until round {round} closes; rate it or follow it up in a \
             later round"
    )]
    StillSealed {
        /// The proposal.
        item: ItemId,
        /// The round whose close opens it.
        round: u32,
    },
    /// Too few parties.
    #[error("a deliberation needs at least two parties and has {count}; add a party")]
    PartiesTooFew {
        /// How many there are.
        count: usize,
    },
    /// Parties have not accepted.
    #[error(
        "the charter opens by the consent of all parties, and {count} did not accept \
             charter version {charter} with challenge version {challenge}: {parties}; ask them"
    )]
    CharterNotAccepted {
        /// How many did not.
        count: usize,
        /// The first of them.
        parties: String,
        /// Charter version.
        charter: u32,
        /// Challenge version.
        challenge: u32,
    },
    /// The acceptance exists.
    #[error("party {0} accepted this charter and challenge already; nothing more is needed")]
    AlreadyAccepted(PartyId),
    /// No challenge.
    #[error("there is no challenge yet; give it with ReviseChallenge first")]
    ChallengeMissing,
    /// No charter.
    #[error("there is no charter yet; give it with SetCharter first")]
    CharterMissing,
    /// Challenge and charter are frozen.
    #[error(
        "challenge and charter froze when round 1 opened, for that is what all parties accepted; \
             ask all of them for another charter with ProposeAmendment"
    )]
    CharterFrozen,
    /// An accepted version is not current.
    #[error("{what} version {given} is not the current one, {current}; read it and accept that")]
    FramingStale {
        /// Charter or challenge.
        what: &'static str,
        /// Given.
        given: u32,
        /// Current.
        current: u32,
    },
    /// The version is not current.
    #[error("version {given} of {item} is not the current one, {current}; read it and use that")]
    VersionStale {
        /// The item.
        item: ItemId,
        /// Given.
        given: u32,
        /// Current.
        current: u32,
    },
    /// The stance lies outside the scale.
    #[error(
        "stance {value} lies outside the scale {lo}..{hi} of the charter; give a whole \
             number on the scale, or a pass"
    )]
    StanceOutOfScale {
        /// Given.
        value: i32,
        /// Lowest.
        lo: i32,
        /// Highest.
        hi: i32,
    },
    /// Against the advice without a reason.
    #[error(
        "this goes against the advice on {item} ({advice}); give against_advice_reason, \
             which is recorded for everyone"
    )]
    AdviceNeedsReason {
        /// The first item whose advice it goes against.
        item: ItemVersion,
        /// The advice.
        advice: &'static str,
    },
    /// A closing time in the past.
    #[error("the closing time is not later than now; choose a later moment")]
    ClosingTimePast,
    /// The member list is fixed.
    #[error(
        "party {0} acted as its own only member, so it can no longer list members; add the \
             people as a party of their own"
    )]
    MemberListFixed(PartyId),
    /// Nothing to rate.
    #[error(
        "a round with the activity rate needs something to rate; add a statement or a \
             proposal first, or add the activity contribute"
    )]
    NothingToRate,
    /// A second spokesperson.
    #[error("party {0} has a spokesperson already; add this member without that role")]
    SpokespersonTaken(PartyId),
    /// An extension of nothing.
    #[error("there is no round to extend; open round 1 without extension")]
    NothingToExtend,
    /// The figures are recorded.
    #[error("the figures of this tally are recorded already; a tally has one result")]
    TallyRecorded,
    /// The subject is erased.
    #[error("the content of {0} is erased already; nothing is left to erase")]
    AlreadyErased(MemberRef),
    /// The etag differs.
    #[error(
        "the deliberation changed since it was read: expected etag {expected}, actual \
             {actual}; read it again and decide anew"
    )]
    EtagMismatch {
        /// Expected.
        expected: u64,
        /// Actual.
        actual: u64,
    },
    /// The role may not.
    #[error(
        "the role {role} may not do {command}; call as {needed} (who says no role is observer)"
    )]
    RoleNotAllowed {
        /// The caller's role.
        role: &'static str,
        /// The command.
        command: &'static str,
        /// The roles that may.
        needed: &'static str,
    },
    /// Not the caller's member.
    #[error(
        "this caller may not act for {0}: a member acts for itself, an app for members whose \
             external identity carries its issuer, and nobody for a member erased whole; \
             call as that member"
    )]
    MemberNotYours(MemberRef),
    /// The spokesperson must.
    #[error("party {0} has a spokesperson, who alone does this for it; ask the spokesperson")]
    SpokespersonRequired(PartyId),
    /// A limit is reached.
    #[error("{limit} is reached: at most {most}, asked for {actual}; ask for no more")]
    LimitReached {
        /// The limit's name.
        limit: &'static str,
        /// The most.
        most: usize,
        /// What it would become.
        actual: usize,
    },
    /// A charter names no such body.
    #[error("the charter names no deciding body {0}; name it in the charter's authority first")]
    BodyUnknown(BodyId),
    /// No such working group.
    #[error("there is no working group {0}; name it in the charter or form it first")]
    GroupUnknown(GroupId),
    /// No such clause.
    #[error("there is no clause {0} in a version that can be named here; check its id")]
    ClauseUnknown(ClauseRef),
    /// No such numbered thing.
    #[error("there is no {0} {1}; use the name that its answer gave")]
    NumberUnknown(&'static str, u64),
    /// What is asked for was done before.
    #[error("{0} {1} is settled already; nothing more is needed")]
    AlreadySettled(&'static str, u64),
    /// The charter names no authority.
    #[error("the charter names no authority; name one in the charter, or leave this out")]
    AuthorityMissing,
    /// The authority only facilitates.
    #[error(
        "party {0} facilitates here: it answers questions and makes provisions, and tables no \
         proposals; bring it in as a contribution"
    )]
    AuthorityFacilitates(PartyId),
    /// A precondition from after round 1 opened justifies nothing.
    #[error(
        "precondition {0} was declared after round 1 had opened, and a late precondition \
         justifies no deviation; give the ground on which it really rests"
    )]
    PreconditionLate(u64),
    /// What cannot do without a reason has none.
    #[error("{0} needs a reason, which every party gets to read; give one")]
    ReasonMissing(&'static str),
    /// The consent that was claimed is not there.
    #[error(
        "round {0} adopted nothing of this proposal by ballot, so there is no consent to \
         point at; name the ballot round that did, or another ground"
    )]
    ConsentMissing(u32),
    /// Another body is competent.
    #[error("clause {clause} lies with body {competent}, not with {body}; let that body decide")]
    BodyNotCompetent {
        /// The clause.
        clause: ClauseRef,
        /// The body that decided.
        body: BodyId,
        /// The body that is competent.
        competent: BodyId,
    },
    /// New information has to be read first.
    #[error(
        "new information came in, and no round closes within the reading time, which ends at \
         {0}; close it then"
    )]
    ReadingTime(Timestamp),
    /// Somebody still has time to say it.
    #[error("{0} has until {1} to say so; wait for that moment")]
    TermRunning(&'static str, Timestamp),
    /// The party list is closed.
    #[error("the charter admits nobody after round 1 opened; ask all parties with ProposeParty")]
    AdmissionClosed,
    /// The other parties have to consent.
    #[error("the charter admits late parties by consent of all; ask them with ProposeParty")]
    AdmissionByConsent,
    /// A motion that would make rounds incomparable.
    #[error(
        "scale and visibility stay as all parties accepted them, for stances were given on \
         them; begin another deliberation for others"
    )]
    CharterCore,
    /// The party was not asked into this round.
    #[error("party {0} does not take part in round {1}; wait for a round that it is in")]
    NotInvited(PartyId, u32),
    /// A conclusion by a rule that cannot conclude.
    #[error(
        "a charter concludes by consent or supermajority_floor, for stances rank nothing; use \
         {} in a ballot round", .0.as_str()
    )]
    RuleNeedsBallots(Rule),
    /// A ballot round that does not say what it decides.
    #[error("a round has a ballot plan exactly when it has the activity ballot; give both or none")]
    BallotPlan,
    /// A ballot of another form than the rule asks for.
    #[error(
        "the rule {rule} counts another form of ballot; give {needed}",
        rule = .0.as_str(), needed = .1
    )]
    BallotForm(Rule, &'static str),
    /// A decision rule is not told what it needs, or is told what it does not use.
    #[error(transparent)]
    Setting(#[from] Setting),
    /// Something that is not on the ballot.
    #[error("{0} is not on the ballot of this round, or stands on it twice; read the round")]
    OptionUnknown(ItemVersion),
    /// Nothing to decide between.
    #[error("a ballot round needs a proposal that is open to all; add one first")]
    NothingToDecide,
    /// Only the author may.
    #[error("only the party that gave {0} may do this; ask that party")]
    NotTheAuthor(String),
    /// A party would do to itself what only others can do.
    #[error("party {0} cannot {1} its own; ask another party")]
    OwnAct(PartyId, &'static str),
    /// Nothing that this party could accept.
    #[error("there is no edit that waits for this party; nothing is needed")]
    NothingToAccept,
    /// Parties have yet to be reached.
    #[error(
        "parties that have not confirmed the explanation and are not recorded as unreachable: \
         {count}, {parties}; reach them first"
    )]
    PartiesNotReached {
        /// How many.
        count: usize,
        /// The first of them.
        parties: String,
    },
    /// The deciding body still has time.
    #[error("a deciding body has yet to decide{}; record its decision, or wait for that moment",
        .0.map_or(String::new(), |until| format!(", and has until {until}")))]
    DecisionPending(Option<Timestamp>),
    /// Nothing was decided that could be reversed.
    #[error("nothing was decided on these clauses; only what was decided can be reversed")]
    NothingToReverse,
    /// Entered for somebody else without saying how it came in.
    #[error(
        "who enters for somebody else says through which channel it came and where that can be \
         seen; give channel paper, meeting or phone, and evidence"
    )]
    EvidenceMissing,
    /// A text that is hidden already, or is not.
    #[error("this text is hidden already; nothing more is needed")]
    AlreadyModerated,
    /// A party that signs a checkpoint again.
    #[error(
        "party {0} has countersigned the checkpoint at sequence {1}; a party signs a checkpoint \
         once, so that no later key can take the place of the first; sign the next one"
    )]
    AlreadyCountersigned(PartyId, u64),
    /// Who initiates is another party.
    #[error("a party starts a deliberation in its own name; give itself as initiator")]
    InitiatorNotYou,
}
